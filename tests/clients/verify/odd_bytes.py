"""Dossiers with odd bytes in a file, under a manifest that fits: where two readers would differ."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from jejak_client import base64url

from tests.clients.verify.changing import Case, event_in, with_checkpoint
from tests.clients.verify.made_log import Entry, MadeLog, Signer
from tests.clients.verify.making import Files, dossier_files, packed, policy_text, pretty, roots_text
from tests.clients.verify.telling import Story, story

NUMBERS = tuple(
    b'1.0 1e0 -0 0 01 true null 9007199254740991 9007199254740992 1E400 -1 1. 12345678901234567890 "1" NaN'
    b" -Infinity 1e-400 [] {} +1".split()
)
SIGNS = (
    b"\\ud800",
    b"\\udc00\\ud800",
    b"\\ud83d\\ude00",
    b"\\u00e9",
    b"\xff",
    b"\xed\xa0\x80",
    b"\x00",
    b"\x1f",
    b"\x7f",
    b"\\x",
    b"\\/",
    b"\\",
    b'"',
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xf0\x9f\x98\x80",
    b"\\u12",
    b"a",
)
BETWEEN = (
    b" ",
    b"\n\n",
    b"\r",
    b"\t",
    b"\x0b",
    b"\x0c",
    b"\xc2\xa0",
    b"\xef\xbb\xbf",
    b",",
    b"/**/",
    b"]",
    b"}",
    b'"x":1,',
    b"null",
)
MOMENTS = tuple(
    b"2026-02-30T00:00:00.000000Z 2026-03-02T24:00:00.000000Z 2026-03-02T23:59:60.000000Z"
    b" 0000-01-01T00:00:00.000000Z 0001-01-01T00:00:00.999999Z 9999-12-31T23:59:59.999999Z"
    b" 2028-02-29T00:00:00.000000Z 2026-03-02t00:00:00.000000Z 2026-13-01T00:00:00.000000Z".split()
)

Change = Callable[[bytes, random.Random], bytes]


def _put(pattern: bytes, options: tuple[bytes, ...]) -> Change:
    """One of the options in the place of one match of the pattern."""

    def change(content: bytes, chance: random.Random) -> bytes:
        places = [match.span() for match in re.finditer(pattern, content)]
        if not places:
            return content + chance.choice(options)
        start, end = chance.choice(places)
        return content[:start] + chance.choice(options) + content[end:]

    return change


def _flip(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes((content[at] ^ 1 << chance.randrange(8),)) + content[at + 1 :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _nest(content: bytes, chance: random.Random) -> bytes:
    depth = chance.choice([30, 31, 32, 33, 2000])
    return _put(rb"null|[0-9]+", (b"[" * depth + b"]" * depth,))(content, chance)


def _repeat_line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    return b"\n".join([*lines[:at], lines[at], *lines[at:]])


CHANGES: tuple[Change, ...] = (
    _put(rb"(?<=[:, ])[0-9]+(?=[,}\n])|null|false", NUMBERS),
    _put(rb"(?<=[a-z])(?=[a-z])", SIGNS),
    _put(rb"(?<=[,:{\[\]}])", BETWEEN),
    _put(rb"20[0-9T:.-]+Z", MOMENTS),
    _flip,
    _cut,
    _nest,
    _repeat_line,
)
OF_EVENTS = ("events/", "proofs/", "older/", "receipts/")
OF_ALL = ("keys.json", "stages.json", "deliveries.json", "consistency.json", "policy", "checkpoint")


def odd_dossiers(count: int) -> Iterator[Case]:
    """So many dossiers, each with something odd in it."""
    for seed in range(count):
        chance = random.Random(f"odd {seed}")
        told = story(seed, revoked=seed % 2 == 0)
        files = dossier_files(told)
        way = WAYS[seed % len(WAYS)]
        raw, policy, roots = way(told, files, chance)
        yield Case(f"odd: {way.__name__}", raw, policy, roots, told.verified_at, frozenset())


Odd = tuple[bytes, bytes | None, bytes | None]


def in_a_file(told: Story, files: Files, chance: random.Random) -> Odd:
    prefix = chance.choice(OF_EVENTS + OF_ALL)
    name = chance.choice([each for each in files if each.startswith(prefix)] or ["checkpoint"])
    files[name] = chance.choice(CHANGES)(files[name], chance)
    return packed(told, files), policy_text() if chance.random() < 0.5 else None, None


def in_the_checkpoint(told: Story, files: Files, chance: random.Random) -> Odd:
    with_checkpoint(files, chance.choice(CHANGES)(files["checkpoint"], chance))
    return packed(told, files), policy_text(), None


def in_the_zip(told: Story, files: Files, chance: random.Random) -> Odd:
    raw = chance.choice((_flip, _flip, _cut))(packed(told, files), chance)
    return raw, policy_text(), roots_text()


def in_the_policy(told: Story, files: Files, chance: random.Random) -> Odd:
    policy = chance.choice(CHANGES)(policy_text(), chance)
    return packed(told, files), policy, roots_text()


def in_a_signed_body(told: Story, files: Files, chance: random.Random) -> Odd:
    """Odd bytes that an agency signed, in an event that is in the log."""
    last = told.log.entries[-1]
    signer = _signer_of(told.log, last.state)
    payload = chance.choice(CHANGES)(last.payload, chance)
    return packed(told, _logged(told, last, signer.jws("jejak-event+jws", payload))), policy_text(), None


def in_a_registration(told: Story, files: Files, chance: random.Random) -> Odd:
    entries = [each for each in told.shown if each.subject != told.case]
    entry = chance.choice(entries)
    payload = chance.choice((*CHANGES, _put(rb'"(root_key|key|custody|possession|kid|kind)"', (b'"x"',))))(
        entry.payload, chance
    )
    state = _signer_of(told.log, entry.state).jws("jejak-event+jws", payload)
    return packed(told, _logged(told, entry, state)), policy_text(), roots_text()


def in_a_disclosure(told: Story, files: Files, chance: random.Random) -> Odd:
    entry = next(each for each in told.shown if each.disclosures)
    opened = base64url.decode(entry.disclosures[0])
    odd = base64url.encode(chance.choice(CHANGES)(opened, chance))
    files[f"events/{entry.position}.json"] = pretty({**event_in(files, entry.position), "disclosures": [odd]})
    return packed(told, files), policy_text(), None


def in_the_manifest(told: Story, files: Files, chance: random.Random) -> Odd:
    odd = chance.choice(
        [
            {"origin": "😀" * 255},
            {"origin": "😀" * 256},
            {"log": "jejak.sukabumi-ttu.example/log/"},
            {"position": 2.0},
            {"log": "jejak.sukabumi-ttu.example/log/2"},
            {"log": "jejak.sukabumi-ttu.example/log/٢"},
            {"made_at": "2026-99-99T99:99:99.999999Z"},
            {"requested_by": "a" * 65},
            {"position": True},
            {"extra": None},
            {"origin": ""},
            {"position": 1},
        ]
    )
    return packed(told, files, **odd), policy_text(), roots_text()


def _logged(told: Story, entry: Entry, state: str) -> Files:
    """The dossier of a log that holds this in the place of the entry."""
    entry.state = state
    told.log.leaves[entry.position - 1] = entry.leaf
    vars(told.log).pop("levels", None)  # as hashed before
    return dossier_files(told)


def _signer_of(log: MadeLog, state: str) -> Signer:
    header = base64url.decode(state.split(".")[0])
    return next(each for each in log.signers.values() if each.kid.encode() in header)


WAYS = (
    in_a_file,
    in_a_file,
    in_a_file,
    in_the_checkpoint,
    in_the_zip,
    in_the_policy,
    in_a_signed_body,
    in_a_registration,
    in_a_disclosure,
    in_the_manifest,
)
