"""The known attack on AES-GCM: one ciphertext and tag that decrypt under two keys.

The tag is a polynomial in H = AES_K(0) whose coefficients are the ciphertext's blocks. Leaving one block free
gives one linear equation over GF(2^128), so the tags under both keys can be made equal.
Dodis, Grubbs, Ristenpart, Woodage, "Fast Message Franking", CRYPTO 2018, section 3.
"""

import os
from collections.abc import Sequence
from functools import reduce

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

REDUCTION = 0xE1 << 120


def one_blob_for_two_keys(keys: Sequence[bytes], bound: Sequence[bytes], first_text: bytes) -> bytes:
    """nonce12 || ciphertext || tag, valid under both keys, each with its own associated data.

    Under the first key all but the last block read as `first_text` (whole blocks of 16 bytes).
    """
    nonce, count = os.urandom(12), len(first_text) // 16
    ciphertext = [
        int.from_bytes(first_text[16 * i : 16 * i + 16], "big")
        ^ encrypted(keys[0], nonce + (i + 2).to_bytes(4, "big"))
        for i in range(count - 1)
    ]
    sides = [side(key, nonce, aad, ciphertext, count) for key, aad in zip(keys, bound, strict=True)]
    difference = sides[0][0] ^ sides[1][0]
    free = multiplied(difference, inverse(sides[0][1] ^ sides[1][1]))
    tag = sides[0][0] ^ multiplied(free, sides[0][1])
    return nonce + b"".join(block.to_bytes(16, "big") for block in (*ciphertext, free, tag))


def side(key: bytes, nonce: bytes, aad: bytes, known: Sequence[int], count: int) -> tuple[int, int]:
    """The tag with a zero for the free last block, and the factor of that block in the tag."""
    h = encrypted(key, bytes(16))
    lengths = (8 * len(aad)) << 64 | 8 * 16 * count
    hashed = 0
    for block in (*blocks(aad), *known, 0, lengths):
        hashed = multiplied(hashed ^ block, h)
    return hashed ^ encrypted(key, nonce + (1).to_bytes(4, "big")), multiplied(h, h)


def blocks(data: bytes) -> list[int]:
    """16-byte blocks as numbers, the last padded with zeros."""
    return [int.from_bytes(data[i : i + 16].ljust(16, b"\0"), "big") for i in range(0, len(data), 16)]


def encrypted(key: bytes, block: bytes) -> int:
    """AES of one block."""
    encryptor = Cipher(AES(key), ECB()).encryptor()
    return int.from_bytes(encryptor.update(block), "big")


def multiplied(x: int, y: int) -> int:
    """The product in GF(2^128), NIST SP 800-38D algorithm 1."""
    product = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            product ^= y
        y = y >> 1 ^ (REDUCTION if y & 1 else 0)
    return product


def inverse(x: int) -> int:
    """x^(2^128 - 2), which is 1/x."""
    powers = [x]
    for _ in range(127):
        powers.append(multiplied(powers[-1], powers[-1]))
    return reduce(multiplied, powers[1:])
