"""Good dossiers and tampered ones, in a row: what this verifier and the page for browsers are run over.

The name of a tampering is that of its function.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.clients.verify import tampered_events, tampered_logs, tampered_words, tampered_zips
from tests.clients.verify.changing import TAMPERINGS, Case
from tests.clients.verify.making import dossier_files, packed, policy_text, roots_text
from tests.clients.verify.telling import story

WAYS = (tampered_events, tampered_logs, tampered_words, tampered_zips)  # which register themselves


def tampered(name: str, seed: int) -> Case:
    """The dossier of a seed, tampered with in the way of this name."""
    tampering, expected = TAMPERINGS[name]
    told = story(seed, rotated=True, revoked=True)
    made = tampering(told, dossier_files(told), random.Random(seed))
    raw, policy = made if isinstance(made, tuple) else (made, policy_text())
    return Case(name, raw, policy, roots_text(), told.verified_at, expected)


def good(seed: int) -> Case:
    """The dossier of a seed as it is, with pinned policy and roots or without."""
    told = story(seed)
    pinned = seed % 3 != 0
    policy = policy_text(with_log=seed % 2 == 0) if pinned else None
    roots = roots_text() if pinned else None
    return Case("good", packed(told, dossier_files(told)), policy, roots, told.verified_at, frozenset())


def dossiers(count: int) -> Iterator[Case]:
    """So many dossiers, one in four of them good, the others tampered with in every way in turn."""
    names = sorted(TAMPERINGS)
    for seed in range(count):
        yield good(seed) if seed % 4 == 0 else tampered(names[(seed * 7) % len(names)], seed)
