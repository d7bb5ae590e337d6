"""A17: a line is smuggled into a checkpoint, which its log signs and nobody audits (evidence.md 6a)."""

from pathlib import Path

import pytest
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.cosignature import Window
from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.judging import judge
from jejak_client.tlog.note import Note, NoteKey
from jejak_client.tlog.policy import read_policy
from jejak_client.tlog.submission import Submission
from jejak_client.verify.dossier import verify_dossier
from jejak_client.witness.directory import add_log, make_witness, open_witness
from jejak_client.witness.witness import Witness

from tests.clients.tlog.vectors import NOW, ORIGIN, cosignature, log_key, signing, witness_key
from tests.clients.verify import made_log
from tests.clients.verify.changing import with_checkpoint
from tests.clients.verify.made_log import BEGIN, HOST, LOG, WITNESSES, Signer
from tests.clients.verify.making import dossier_files, packed, policy_text
from tests.clients.verify.telling import story
from tests.clients.witness.logs import MemoryLog

REFUSAL = b"checkpoint: origin, size and root, a line each, and no extension lines\n"
LINES = ["jejak/hidden", "0", " ", "=", "— looks.like/a-signature AAAAAAAA", "x" * 1000]


@pytest.fixture
def witness(tmp_path: Path) -> tuple[Witness, MemoryLog]:
    log = MemoryLog()
    make_witness(tmp_path / "witness", "witness.ngo.example")
    add_log(tmp_path / "witness", log.vkey)
    return open_witness(tmp_path / "witness", lambda: NOW), log


@pytest.mark.parametrize("line", LINES)
def test_a17_a_witness_cosigns_no_checkpoint_with_a_line_too_many(
    witness: tuple[Witness, MemoryLog], line: str
) -> None:
    at_work, log = witness
    smuggled = log.signed(log.checkpoint(5).text + f"{line}\n".encode())
    answer = at_work.add_checkpoint(Submission(0, (), smuggled).encode())
    assert (answer.status, answer.body) == (
        400,
        b"checkpoint: origin, size and root, a line each, and no extension lines\n",
    )
    assert at_work.add_checkpoint(log.submission(0, 5)).status == 200


@pytest.mark.parametrize("line", LINES)
def test_a17_a_reader_takes_no_such_checkpoint_whoever_cosigned_it(line: str) -> None:
    text = Checkpoint(ORIGIN, 42, bytes(32)).text + f"{line}\n".encode()
    lines = (log_key().signature(text, signing(ORIGIN)), cosignature("ngo", text))
    raw = Note(text, lines).encode()
    policy = read_policy(
        f"log {log_key().vkey}\nwitness ngo {witness_key('ngo').vkey}\nquorum ngo\n".encode()
    )
    with pytest.raises(Malformed):
        open_checkpoint(raw, log_key())
    with pytest.raises(Malformed):
        judge(raw, policy, Window(0, 2**63 - 1))


@pytest.mark.parametrize("line", LINES)
def test_a17_the_offline_verifier_refuses_the_dossier(line: str) -> None:
    told = story(1)
    files = dossier_files(told)
    text, _, _ = told.log.note(*told.log.cosigned[-1], WITNESSES).partition(b"\n\n")
    with_checkpoint(files, resigned(text + f"\n{line}\n".encode()))
    verdict = verify_dossier(packed(told, files), told.verified_at, policy_text())
    assert [problem.code for problem in verdict.result.problems] == ["checkpoint_malformed"]


def resigned(text: bytes) -> bytes:
    """The text with the signatures of log and witnesses over all of it."""
    log = Signer("log", HOST)
    lines = [NoteKey(LOG, log.public).signature(text, log.private.sign)]
    for name in WITNESSES:
        sign = Signer(f"witness {name}", name).private.sign
        lines.append(made_log.witness_key(name).signature(text, int(BEGIN.timestamp()) + 7_200, sign))
    return Note(text, tuple(lines)).encode()
