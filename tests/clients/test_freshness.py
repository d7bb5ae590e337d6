"""A client that has a policy takes what it reads for current only while witnesses vouch for the log now."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from jejak_client import JejakClient
from jejak_client.cli import app
from jejak_client.commands import common
from jejak_client.freshness import AHEAD_SECONDS, FRESH_SECONDS, StaleCheckpoint
from jejak_client.seen import LogForked
from jejak_client.state import LocalState
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.note import Note, parse_note
from jejak_client.tlog.policy import Policy, read_policy
from jejak_client.tlog.tiles import encode_tile, parse_path
from typer.testing import CliRunner

from tests.clients.fake_server import FakeServer, problem, row
from tests.clients.tlog.vectors import NOW, cosignature, witness_key
from tests.clients.witness.logs import MemoryLog

LOG = MemoryLog(origin="jejak.test/log")
WITNESSES = ("prosecutor", "social", "ngo")


class LogServer(FakeServer):
    """With a log that shows one checkpoint, cosigned by these witnesses at these times."""

    def __init__(self) -> None:
        super().__init__()
        self.log, self.size, self.times = LOG, 5, dict.fromkeys(WITNESSES, NOW)

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/v1/log/checkpoint":
            return httpx.Response(200, content=self.shown()) if self.times else problem("not_found", 404)
        if path.startswith("/v1/log/tile/"):
            name = parse_path(path.removeprefix("/v1/log/"))
            return httpx.Response(200, content=encode_tile(self.log.leaves[: name.width]))
        return super().answer(request)

    def shown(self) -> bytes:
        note = parse_note(self.log.note(self.size))
        lines = [cosignature(name, note.text, time) for name, time in self.times.items()]
        return Note(note.text, (*note.signatures, *lines)).encode()


def policy_of(log: MemoryLog) -> bytes:
    lines = [f"log {log.vkey}", *(f"witness {name} {witness_key(name).vkey}" for name in WITNESSES)]
    return "\n".join([*lines, f"group all 2 {' '.join(WITNESSES)}", "quorum all", ""]).encode()


@pytest.fixture
def server() -> LogServer:
    return LogServer()


@pytest.fixture
def policy() -> Policy:
    return read_policy(policy_of(LOG))


@pytest.fixture
def client(server: LogServer, tmp_path: Path) -> Iterator[JejakClient]:
    with LocalState(tmp_path / "state") as state:
        yield JejakClient("http://jejak.test", "t", attempts=1, transport=server.transport(), state=state)


def test_the_log_is_current_while_a_quorum_vouches_for_it(client: JejakClient, policy: Policy) -> None:
    for now in (NOW, NOW + FRESH_SECONDS, NOW - AHEAD_SECONDS):
        assert client.require_current(policy, now) == LOG.checkpoint(5)


def test_it_is_not_once_fewer_than_a_quorum_did_so_lately(
    client: JejakClient, server: LogServer, policy: Policy
) -> None:
    with pytest.raises(StaleCheckpoint):
        client.require_current(policy, NOW + FRESH_SECONDS + 1)
    server.times = {"prosecutor": NOW + FRESH_SECONDS, "social": NOW, "ngo": NOW}
    with pytest.raises(StaleCheckpoint):
        client.require_current(policy, NOW + FRESH_SECONDS + 1)
    server.times["ngo"] = NOW + 1
    assert client.require_current(policy, NOW + FRESH_SECONDS + 1)


def test_witnesses_whose_clocks_are_ahead_make_no_quorum(
    client: JejakClient, server: LogServer, policy: Policy
) -> None:
    server.times = {"prosecutor": NOW, "social": NOW + 86_400, "ngo": NOW + 86_400}
    with pytest.raises(Unverified, match="no quorum"):
        client.require_current(policy, NOW)


@pytest.mark.parametrize("times", [{}, {"prosecutor": NOW}], ids=["none", "one witness"])
def test_without_a_quorum_nothing_is_current(
    client: JejakClient, server: LogServer, policy: Policy, times: dict[str, int]
) -> None:
    server.times = times
    with pytest.raises(Unverified, match="quorum"):
        client.require_current(policy, NOW)


@pytest.mark.parametrize("origin", ["jejak.test/reads", "jejak.trial/log", "jejak.test/log/x"])
def test_the_checkpoint_of_another_log_is_not_taken_for_this_one(
    client: JejakClient, server: LogServer, origin: str
) -> None:
    server.log = MemoryLog(origin=origin)
    with pytest.raises(Unverified, match="another log"):
        client.require_current(read_policy(policy_of(server.log)), NOW)


def test_a_log_that_began_anew_is_this_one_where_the_policy_knows_it(
    client: JejakClient, server: LogServer, policy: Policy
) -> None:
    server.log = MemoryLog(origin="jejak.test/log/2", seed="second")
    with pytest.raises(Unverified, match="does not know"):
        client.require_current(policy, NOW)
    assert client.require_current(read_policy(policy_of(server.log)), NOW).origin == "jejak.test/log/2"


def test_what_witnesses_vouch_for_must_continue_what_was_seen_before(
    client: JejakClient, server: LogServer, policy: Policy
) -> None:
    client.require_current(policy, NOW)
    server.size = 9
    assert client.require_current(policy, NOW).size == 9
    server.log = MemoryLog(origin="jejak.test/log", changed=2)
    with pytest.raises(LogForked):
        client.require_current(policy, NOW)


def pull(server: FakeServer, monkeypatch: pytest.MonkeyPatch, now: float, *more: str) -> tuple[int, str]:
    def client(url: str, token: str, state: LocalState | None) -> JejakClient:
        return JejakClient(url, token, attempts=1, transport=server.transport(), state=state)

    monkeypatch.setattr(common, "JejakClient", client)
    monkeypatch.setattr(common.time, "time", lambda: now)
    monkeypatch.setenv("JEJAK_URL", "http://jejak.test")
    monkeypatch.setenv("JEJAK_TOKEN", "secret")
    done = CliRunner().invoke(app, ["pull", "--to", "rows.ndjson", *more])
    return done.exit_code, done.stderr


def test_a_pull_with_a_policy_takes_the_rows_and_says_that_more_may_be_withheld(
    server: LogServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy").write_bytes(policy_of(LOG))
    server.rows = [row(1), row(2)]
    assert pull(server, monkeypatch, NOW, "--policy", "policy") == (0, "")
    server.rows.append(row(3))
    code, told = pull(server, monkeypatch, NOW + 1200, "--policy", "policy")
    assert code == 4
    assert "newer events may be withheld" in told
    assert (tmp_path / "rows.ndjson").read_bytes().count(b"\n") == 3


def test_a_policy_that_must_not_be_used_ends_the_pull_before_anything_is_asked(
    server: LogServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy").write_text("quorum none\n")
    code, told = pull(server, monkeypatch, NOW, "--policy", "policy")
    assert (code, server.calls) == (2, [])
    assert "none lets every checkpoint pass" in told
