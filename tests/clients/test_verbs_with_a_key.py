"""pull and publish with a key: what comes is checked against what came before, and named in what is sent."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from jejak_client import base64url, make_key, save_key
from jejak_client.envelope import attributes_of, body_hash
from jejak_client.feed import FeedRow
from jejak_client.state import LocalState

from tests.clients.fake_server import FakeServer, row
from tests.clients.ledgers import AGENCY, Ledger, signed
from tests.clients.test_calls_of_the_client import event
from tests.clients.verbs import Run, ndjson

PROMISED = {
    "id": "other",
    "hash": "0" * 64,
    "leaf": "0" * 64,
    "position": 1,
    "recordedat": "2026-01-01T00:00:00.000000Z",
}


def sent_last(server: FakeServer) -> Mapping[str, Any]:
    """The attributes of the first event of the last call that published."""
    calls = [call for call in server.calls if call.url.path == "/v1/events"]
    return attributes_of(json.loads(calls[-1].content)[0])


def as_json(given: FeedRow) -> dict[str, Any]:
    """A row as the server writes it."""
    found: dict[str, Any] = msgspec.to_builtins(given)
    return found


def test_with_a_key_what_was_given_is_checked_and_the_acknowledgement_is_signed(
    run: Run, server: FakeServer, tmp_path: Path
) -> None:
    save_key(tmp_path / "key.jwk", make_key(AGENCY))
    ledger = Ledger()
    ledger.event(1, signed(n=1))
    server.rows = [as_json(each) for each in ledger.rows]
    result = run("pull", "--to", "rows.ndjson", "--key", "key.jwk")
    assert (result.exit_code, result.stdout) == (0, "1 rows, up to 1\n"), result.output
    (said,) = server.acknowledged
    protected, payload, _ = said["statement"].split(".")
    assert json.loads(base64url.decode(protected))["typ"] == "jejak-acknowledgement+jws"
    told = json.loads(base64url.decode(payload))
    assert {**told, "time": None} == {
        "iss": AGENCY, "origin": "jejak.test", "position": 1, "hash": said["hash"], "time": None,
    }  # fmt: skip
    with LocalState(tmp_path / "key.jwk.state") as state:
        assert state.head == ledger.head
        assert [*state.receipts()] == ["a.b.c"]


def test_a_ledger_that_does_not_fit_ends_the_pull_before_anything_is_written(
    run: Run, server: FakeServer, tmp_path: Path
) -> None:
    save_key(tmp_path / "key.jwk", make_key(AGENCY))
    server.rows = [row(1)]
    result = run("pull", "--to", "rows.ndjson", "--key", "key.jwk")
    assert result.exit_code == 4
    assert "row 1 of the ledger" in result.stderr
    assert not (tmp_path / "rows.ndjson").exists()
    assert server.acknowledged == []


def test_what_is_missing_of_a_case_is_told_by_pull_and_keeps_publish_from_signing(
    run: Run, server: FakeServer, tmp_path: Path
) -> None:
    save_key(tmp_path / "key.jwk", make_key("polres-ttu"))
    ledger = Ledger("polres-ttu")
    case = str(event("e-1")["subject"])
    server.open_versions = {case: [1, 2]}
    hidden = signed(case=case, n=1)
    ledger.event(2, signed(case=case, prevversion=1, prevhash=body_hash(hidden)), case=case)
    server.rows = [as_json(each) for each in ledger.rows]
    pulled = run("pull", "--to", "rows.ndjson", "--key", "key.jwk")
    assert (pulled.exit_code, "does not have version 1" in pulled.stderr) == (4, True)
    published = run("publish", "-", "--key", "key.jwk", stdin=ndjson(event("e-1")))
    assert (published.exit_code, "e-1: gap_in_case" in published.stderr) == (1, True)
    assert server.recorded == {}
    server.open_versions = {case: [2]}  # it is not for this agency, says the server over its signature
    assert run("pull", "--to", "rows.ndjson", "--key", "key.jwk").exit_code == 0
    assert run("publish", "-", "--key", "key.jwk", stdin=ndjson(event("e-1"))).exit_code == 0
    body = sent_last(server)
    assert (body["prevversion"], body["prevhash"]) == (2, body_hash(ledger.rows[0].event or {}))


def test_each_run_names_what_the_run_before_it_recorded(run: Run, server: FakeServer, key: str) -> None:
    for name in ("e-1", "e-2"):
        assert run("publish", "-", "--key", key, stdin=ndjson(event(name))).exit_code == 0
    second = sent_last(server)
    assert (second["prevversion"], second["prevhash"]) == (1, server.recorded["e-1"]["hash"])


def test_a_receipt_that_does_not_hold_is_told_and_kept(
    run: Run, server: FakeServer, key: str, tmp_path: Path
) -> None:
    server.receipt_of = lambda _: server.receipt(  # type: ignore[method-assign]
        log="jejak.test/log", call=None, within=60, events=[PROMISED]
    )
    result = run("publish", "-", "--key", key, stdin=ndjson(event("e-1")))
    assert (result.exit_code, "an event that was recorded is not in it" in result.stderr) == (4, True)
    with LocalState(tmp_path / "key.jwk.state") as state:
        assert len([*state.receipts()]) == 1
