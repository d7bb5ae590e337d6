"""An acknowledgement is of a ledger up to a row, and nothing signed says which event stands in that row:
that of another event, another deployment or an ended key passed for one of the event beside it, signed
for by both sides."""

import json
from typing import Any

import pytest
from jejak_client.verify.telling import BY

from tests.clients.verify.both import Both, both, codes
from tests.clients.verify.changing import change_json, payload_of
from tests.clients.verify.made_log import Signer, compact_json
from tests.clients.verify.making import Files, dossier_files
from tests.clients.verify.telling import Story, story

__all__ = ["both"]


@pytest.fixture
def told() -> Story:
    return story(1, rotated=False, revoked=False)


def deliveries(files: Files) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files["deliveries.json"])
    return found


def stated(files: Files) -> dict[str, Any]:
    """The delivery that the agency itself signed for."""
    return next(each for each in deliveries(files) if each["statement"])


def receipt(told: Story, said: dict[str, Any], **members: Any) -> str:
    payload = {"iss": "jejak.sukabumi-ttu.example", "ledger": said, **members}
    return told.log.signers["receipt"].jws("jejak-receipt+jws", compact_json(payload))


def test_the_receipt_of_another_deployment_acknowledges_nothing_here(told: Story, both: Both) -> None:
    files = dossier_files(told)
    said = payload_of(stated(files)["receipt"])["ledger"]
    other = {**stated(files), "receipt": receipt(told, said, iss="jejak.trial.example")}
    change_json(files, "deliveries.json", lambda _: [other])
    result = both.on_files(told, files)
    assert codes(result) == {"origin_differs"}
    assert result["deliveries"] == []


def test_what_was_acknowledged_before_an_event_was_recorded_was_another(told: Story, both: Both) -> None:
    files = dossier_files(told)
    late = max(each["position"] for each in deliveries(files))
    early = next(each for each in deliveries(files) if each["receipt"])
    before = "2026-03-02T00:30:00.000000Z"
    said = {**payload_of(early["receipt"])["ledger"], "acknowledgedat": before}
    said.pop("statement", None)
    moved = {
        **early, "position": late, "acknowledged_at": before, "statement": None,
        "receipt": receipt(told, said),
    }  # fmt: skip
    change_json(files, "deliveries.json", lambda _: [moved])
    assert codes(both.on_files(told, files)) == {"delivery_contradicts"}


def test_one_row_of_a_ledger_is_of_one_event(told: Story, both: Both) -> None:
    files = dossier_files(told)
    one = stated(files)
    other = next(each["position"] for each in deliveries(files) if each["position"] != one["position"])
    later = told.log.entries[-1].recordedat
    said = {**payload_of(one["receipt"])["ledger"], "acknowledgedat": later}
    one |= {"acknowledged_at": later, "receipt": receipt(told, said)}
    change_json(files, "deliveries.json", lambda _: [one, {**one, "position": other}])
    result = both.on_files(told, files)
    assert codes(result) == {"delivery_contradicts"}
    assert [each["position"] for each in result["deliveries"]] == [one["position"]]


@pytest.mark.parametrize("name", ["owed_at", "fetched_at", "acknowledged_at"])
def test_a_delivery_at_a_moment_that_no_calendar_has_is_none(told: Story, both: Both, name: str) -> None:
    files = dossier_files(told)
    change_json(files, "deliveries.json", lambda _: [{**stated(files), name: "2026-02-30T00:00:00.000000Z"}])
    assert codes(both.on_files(told, files)) == {"delivery_malformed"}


def test_a_key_that_had_ended_for_an_hour_acknowledges_nothing(told: Story, both: Both) -> None:
    """Whoever found the old key of an agency could, with the host, have let it receive what it never had."""
    log = told.log
    root, key = log.signers["root kejari-ttu"], log.signers["kejari-ttu"]
    log.rotate_key(root, key, log.signer("kejari-ttu 2", "kejari-ttu"), "device")
    log.cosign()
    files = dossier_files(told)
    an_hour_later = "2026-03-02T23:00:00.000000Z"
    assert log.now.isoformat() < "2026-03-02T22:00"
    assert acknowledged_with(told, files, key, an_hour_later, both) == {"statement_unverified"}
    assert acknowledged_with(told, files, log.signers["kejari-ttu 2"], an_hour_later, both) == set()
    assert acknowledged_with(told, files, key, log.now.strftime("%Y-%m-%dT%H:%M:%S.000000Z"), both) == set()


def acknowledged_with(told: Story, files: Files, key: Signer, at: str, both: Both) -> set[str]:
    """What is wrong where the agency acknowledged at that time with that key."""
    one = stated(files)
    statement = key.jws("jejak-acknowledgement+jws", compact_json(payload_of(one["statement"])))
    said = {**payload_of(one["receipt"])["ledger"], "statement": statement, "acknowledgedat": at}
    made = {**one, "statement": statement, "acknowledged_at": at, "receipt": receipt(told, said)}
    change_json(files, "deliveries.json", lambda rows: [made, *(x for x in rows if x["row"] != one["row"])])
    return codes(both.on_files(told, files))


def test_an_acknowledgement_left_out_is_not_said_not_to_be_there(told: Story, both: Both) -> None:
    """Nobody signs deliveries.json: who passes it on can take out that the other side had acknowledged."""
    files = dossier_files(told)
    nothing = {"statement": None, "receipt": None, "acknowledged_at": None}
    change_json(files, "deliveries.json", lambda rows: [{**each, **nothing} for each in rows])
    result = both.on_files(told, files)
    assert result["ok"]
    assert {each["proved"] for each in result["deliveries"]} == {"nobody"}
    assert "in the file" in BY["nobody"]
    assert "not acknowledged" not in BY["nobody"]


def test_of_a_statement_no_more_is_said_than_that_it_is_for_a_ledger_up_to_a_row() -> None:
    assert "not signed" in BY["both"]
