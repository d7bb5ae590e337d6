"""A09: a log with two faces and a witness that signs both: a quorum of 3 in 4 is safe, of 2 in 4 not (6a)."""

from itertools import product
from pathlib import Path

import pytest
from jejak_client.tlog.cosignature import Window
from jejak_client.tlog.errors import PolicyRefused
from jejak_client.tlog.judging import judge
from jejak_client.tlog.note import Note, parse_note, parse_signature
from jejak_client.tlog.policy import Policy, parse_policy, read_policy
from jejak_client.witness.directory import add_log, make_witness, open_witness
from jejak_client.witness.witness import Witness

from tests.clients.witness.conftest import NOW
from tests.clients.witness.logs import MemoryLog

SIZE = 9
VIEWS = MemoryLog(), MemoryLog(changed=4)  # one key, one size, two roots
HONEST, COLLUDING = ("prosecutor", "social-services", "auditor"), "ngo"
EVER = Window(0, NOW + 1)


@pytest.fixture(scope="module")
def colluder(tmp_path_factory: pytest.TempPathFactory) -> Witness:
    place = tmp_path_factory.mktemp("witness") / COLLUDING
    make_witness(place, COLLUDING)
    return open_witness(place, lambda: NOW)


def honest(place: Path) -> dict[str, Witness]:
    """Three witnesses that have seen nothing of the log yet."""
    for name in HONEST:
        make_witness(place / name, name)
        add_log(place / name, VIEWS[0].vkey)
    return {name: open_witness(place / name, lambda: NOW) for name in HONEST}


def policy_of(witnesses: dict[str, Witness], needed: int) -> bytes:
    lines = [f"log {VIEWS[0].vkey}", *(f"witness {n} {w.key.known.vkey}" for n, w in witnesses.items())]
    return "\n".join([*lines, f"group all {needed} {' '.join(witnesses)}", "quorum all", ""]).encode()


def final_views(
    policy: Policy, witnesses: dict[str, Witness], colluder: Witness, split: tuple[int, ...]
) -> int:
    """How many faces reach a quorum when each honest witness is shown first the face that `split` says, then
    the other one too."""
    lines: list[list[bytes]] = [[], []]
    for (_, witness), first in zip(witnesses.items(), split, strict=True):
        for face in (first, 1 - first):
            answer = witness.add_checkpoint(VIEWS[face].submission(0, SIZE))
            lines[face] += [answer.body] if answer.status == 200 else []
    final = 0
    for face, cosigned in zip(VIEWS, lines, strict=True):
        note = parse_note(face.note(SIZE))
        cosigned.append(colluder.key.cosign(note.text, NOW).encode())
        signatures = [parse_signature(line.decode().removesuffix("\n")) for line in cosigned]
        final += judge(Note(note.text, (*note.signatures, *signatures)).encode(), policy, EVER).final
    return final


@pytest.mark.parametrize("split", [*product((0, 1), repeat=len(HONEST))])
def test_a09_with_three_in_four_at_most_one_face_is_final(
    place: Path, colluder: Witness, split: tuple[int, ...]
) -> None:
    witnesses = honest(place)
    policy = read_policy(policy_of({**witnesses, COLLUDING: colluder}, 3))
    assert final_views(policy, witnesses, colluder, split) <= 1


def test_a09_with_two_in_four_both_faces_are_final(place: Path, colluder: Witness) -> None:
    witnesses = honest(place)
    broken = policy_of({**witnesses, COLLUDING: colluder}, 2)
    assert final_views(parse_policy(broken), witnesses, colluder, (0, 0, 1)) == 2
    with pytest.raises(PolicyRefused, match="quorum"):
        read_policy(broken)  # which is why nobody gets to use it
