"""The verbs publish, pull and key new: safe to run again, and plain about what went wrong."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import typer
from jejak_client import JejakClient, load_key, make_key
from jejak_client.cli import join
from typer.testing import CliRunner

from tests.clients.fake_server import FakeServer, members, row
from tests.clients.test_calls_of_the_client import event
from tests.clients.verbs import Run, ndjson


def test_events_of_a_file_are_published_in_order(run: Run, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "events.ndjson").write_text(ndjson(event("e-1"), "", event("e-2"), "   "))
    result = run("publish", "events.ndjson")
    assert result.exit_code == 0
    assert result.stdout == "2 recorded\n"
    assert list(server.recorded) == ["e-1", "e-2"]


def test_events_are_read_from_standard_input(run: Run, server: FakeServer) -> None:
    result = run("publish", "-", stdin=ndjson(event("e-1")))
    assert (result.exit_code, result.stdout) == (0, "1 recorded\n")


def test_a_second_run_records_nothing_twice(run: Run, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "events.ndjson").write_text(ndjson(event("e-1"), event("e-2")))
    run("publish", "events.ndjson")
    result = run("publish", "events.ndjson")
    assert (result.exit_code, result.stdout) == (0, "2 already recorded\n")


def test_what_was_refused_is_told_by_line_field_and_rule_and_not_by_value(
    run: Run, server: FakeServer
) -> None:
    broken = '{"id": "x", "id": "Siti"}'
    result = run("publish", "-", stdin=ndjson(event("e-1"), broken, "no json", {"id": "e-2"}, event("e-3")))
    assert result.exit_code == 1
    assert "line 2: without id: malformed_json" in result.stderr
    assert "line 3: without id: malformed_json" in result.stderr
    assert "line 4: e-2: missing_attribute type: The rule of missing_attribute." in result.stderr
    assert "Siti" not in result.output
    assert "2 recorded" in result.stdout
    assert "3 refused" in result.stdout
    assert list(server.recorded) == ["e-1", "e-3"]


@pytest.mark.parametrize(
    "line", ["[]", "5", "null", '{"a": 1e999}', '{"a": "\\ud800"}', '{"a": NaN}', "\x00"]
)
def test_a_line_that_cannot_be_an_event_is_refused_without_ending_the_run(
    run: Run, server: FakeServer, line: str
) -> None:
    result = run("publish", "-", stdin=ndjson(line, event("e-1")))
    assert result.exit_code == 1
    assert list(server.recorded) == ["e-1"]


def test_json_answers_are_one_object_a_line_and_a_summary(run: Run, server: FakeServer) -> None:
    result = run("publish", "-", "--json", stdin=ndjson(event("e-1"), "no json"))
    first, second, last = [json.loads(line) for line in result.stdout.splitlines()]
    assert (first["status"], first["position"]) == ("recorded", 1)
    assert second == {"id": None, "status": "refused", "problem": second["problem"]}
    assert last["summary"] == {"recorded": 1, "refused": 1}
    assert len(last["receipts"]) == 1


def test_a_long_file_is_cut_into_calls_and_groups_are_not_cut(run: Run, server: FakeServer) -> None:
    events = [event(f"e-{n}") for n in range(998)]
    events += [event(f"g-{n}", group="g-1") for n in range(5)]
    events += [event(f"h-{n}", group="h-1") for n in range(2)]
    result = run("publish", "-", stdin=ndjson(*events))
    assert result.stdout == "1005 recorded\n"
    sizes = [[each["id"] for each in json.loads(call.content)] for call in server.calls]
    assert [len(ids) for ids in sizes] == [998, 7]
    assert sizes[1][0] == "g-0"


def test_calls_keep_below_8_mib(run: Run, server: FakeServer) -> None:
    events = [event(f"e-{n}", data={"channel": "x" * 40_000}) for n in range(450)]
    run("publish", "-", stdin=ndjson(*events))
    assert len(server.calls) == 3
    assert all(len(call.content) <= 8 * 1024 * 1024 for call in server.calls)


def test_with_a_key_events_are_signed_and_nothing_is_left_behind(
    run: Run, server: FakeServer, key: str, tmp_path: Path
) -> None:
    (tmp_path / "events.ndjson").write_text(ndjson(event("e-1"), event("e-2")))
    result = run("publish", "events.ndjson", "--key", key)
    assert (result.exit_code, result.stdout) == (0, "2 recorded\n")
    assert {each["assurance"] for each in server.recorded.values()} == {"agency"}
    assert b"Maria" not in server.calls[-1].content
    assert not (tmp_path / "events.ndjson.signed").exists()


def test_a_run_cut_off_before_the_answer_sends_what_it_signed(
    run: Run, server: FakeServer, key: str, tmp_path: Path
) -> None:
    """Signed anew, the events would have other salts and be refused as others under the same ids."""
    (tmp_path / "events.ndjson").write_text(ndjson(event("e-1"), event("e-2", data={"channel": "phone"})))
    asked = [server.answer] * 3  # for the log, the catalogue and the keys
    server.faults = [*asked, server.lost_after, server.lost_before, server.lost_before]
    cut = run("publish", "events.ndjson", "--key", key)
    assert cut.exit_code == 3
    assert "Run the same command again" in cut.stderr
    assert stat.S_IMODE((tmp_path / "events.ndjson.signed").stat().st_mode) == 0o600
    again = run("publish", "events.ndjson", "--key", key)
    assert (again.exit_code, again.stdout) == (0, "2 already recorded\n")
    assert not (tmp_path / "events.ndjson.signed").exists()


def test_an_event_that_was_mended_after_a_refusal_is_signed_anew(
    run: Run, server: FakeServer, key: str, tmp_path: Path
) -> None:
    file = tmp_path / "events.ndjson"
    file.write_text(ndjson(event("e-1")))
    refusal = {"id": "e-1", "status": "refused", "problem": members("invalid_field", 422, "data.channel")}
    server.record = lambda _item: refusal  # type: ignore[method-assign]
    assert run("publish", "events.ndjson", "--key", key).exit_code == 1
    assert (tmp_path / "events.ndjson.signed").exists()
    del server.record  # type: ignore[attr-defined]
    file.write_text(ndjson(event("e-1", data={"channel": "online"})))
    assert run("publish", "events.ndjson", "--key", key).stdout == "1 recorded\n"
    assert not (tmp_path / "events.ndjson.signed").exists()


def test_a_kept_file_that_was_cut_off_in_the_middle_is_read_as_far_as_it_goes(
    run: Run, server: FakeServer, key: str, tmp_path: Path
) -> None:
    (tmp_path / "events.ndjson").write_text(ndjson(event("e-1")))
    (tmp_path / "events.ndjson.signed").write_text('{"payload":"eyJ')
    assert run("publish", "events.ndjson", "--key", key).stdout == "1 recorded\n"


def test_signed_lines_are_sent_as_they_are(run: Run, server: FakeServer, tmp_path: Path) -> None:
    with JejakClient("http://jejak.test", "t", transport=server.transport()) as client:
        signed = client.sign(event("e-1"), make_key("polres-ttu"))
    assert run("publish", "-", stdin=ndjson(signed)).exit_code == 0
    assert json.loads(server.calls[-1].content) == [signed]


def test_what_cannot_be_signed_is_refused_and_the_rest_is_recorded(
    run: Run, server: FakeServer, key: str
) -> None:
    lines = ndjson(
        event("e-1"),
        event("e-2", source="/agencies/kejari-ttu"),
        event("e-3", data={"nama": "Siti"}),
        event("e-4", type="jejak.Unknown.v1"),
    )
    result = run("publish", "-", "--key", key, stdin=lines)
    assert result.exit_code == 1
    assert list(server.recorded) == ["e-1"]
    assert "line 2: e-2: invalid_field: source" in result.stderr
    assert "line 4: e-4: unknown_type" in result.stderr
    assert "Siti" not in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("publish", "nowhere.ndjson"), 2, "nowhere.ndjson cannot be read"),
        (("publish", "-", "--key", "nowhere.jwk"), 10, "nowhere.jwk cannot be read"),
        (("publish", "-", "--token-file", "nowhere"), 2, "nowhere cannot be read"),
        (("publish", "-", "--url", "jejak.test"), 2, "http"),
        (("pull", "--to", "no/where.ndjson"), 2, "no/where.ndjson cannot be written"),
        (("key", "new", "Polres", "key.jwk"), 2, "agency id"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    run: Run, server: FakeServer, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    server.rows = [row(1)]
    result = run(*arguments, stdin="")
    assert result.exit_code == code
    assert sentence in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("variable", ["JEJAK_URL", "JEJAK_TOKEN"])
def test_without_server_or_token_nothing_is_asked(
    run: Run, server: FakeServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv(variable)
    result = run("pull")
    assert result.exit_code == 2
    assert variable in result.stderr
    assert server.calls == []


def test_the_token_may_stand_in_a_file(run: Run, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-the-file\n")
    run("pull", "--token-file", "token")
    assert server.calls[0].headers["Authorization"] == "Bearer from-the-file"


def test_a_refused_token_is_said(run: Run, server: FakeServer) -> None:
    server.faults = [lambda _: _refused()]
    result = run("publish", "-", stdin=ndjson(event()))
    assert result.exit_code == 1
    assert "unauthenticated (401)" in result.stderr


def _refused() -> Any:
    from tests.clients.fake_server import problem

    return problem("unauthenticated", 401)


def test_new_rows_are_appended_and_acknowledged_once(run: Run, server: FakeServer, tmp_path: Path) -> None:
    server.rows = [row(1), row(2), row(3)]
    first = run("pull", "--to", "rows.ndjson")
    assert (first.exit_code, first.stdout) == (0, "3 rows, up to 3\n")
    server.rows.append(row(4))
    assert run("pull", "--to", "rows.ndjson").stdout == "1 rows, up to 4\n"
    assert run("pull", "--to", "rows.ndjson").stdout == "0 rows, up to 4\n"
    lines = (tmp_path / "rows.ndjson").read_text().splitlines()
    assert [json.loads(line) for line in lines] == server.rows
    assert [each["position"] for each in server.acknowledged] == [3, 4]
    assert server.acknowledged[-1]["hash"] == row(4)["hash"]
    kept = json.loads((tmp_path / "jejak.cursor").read_text())
    assert kept == {"position": 4, "hash": row(4)["hash"], "receipt": "a.b.c"}


def test_rows_on_standard_output_are_not_acknowledged_unless_asked(run: Run, server: FakeServer) -> None:
    server.rows = [row(1)]
    result = run("pull")
    assert [json.loads(line) for line in result.stdout.splitlines()] == server.rows
    assert server.acknowledged == []
    run("pull", "--ack", "--cursor", "another.cursor")
    assert len(server.acknowledged) == 1


def test_rows_hold_names_so_the_file_is_for_its_owner(run: Run, server: FakeServer, tmp_path: Path) -> None:
    server.rows = [row(1)]
    run("pull", "--to", "rows.ndjson")
    assert stat.S_IMODE((tmp_path / "rows.ndjson").stat().st_mode) == 0o600


def test_a_pull_cut_off_before_its_acknowledgement_begins_again_there(
    run: Run, server: FakeServer, tmp_path: Path
) -> None:
    server.rows = [row(1)]
    server.faults = [server.answer, server.lost_before, server.lost_before, server.lost_before]
    assert run("pull", "--to", "rows.ndjson").exit_code == 3
    assert run("pull", "--to", "rows.ndjson").exit_code == 0
    positions = [json.loads(line)["position"] for line in (tmp_path / "rows.ndjson").read_text().splitlines()]
    assert positions == [1, 1]


def test_a_cursor_that_is_none_is_not_guessed(run: Run, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "jejak.cursor").write_text("half")
    result = run("pull")
    assert result.exit_code == 2
    assert "is not a cursor" in result.stderr


def test_pull_says_what_it_did_as_json(run: Run, server: FakeServer) -> None:
    server.rows = [row(1)]
    assert json.loads(run("pull", "--to", "rows.ndjson", "--json").stdout) == {"rows": 1, "position": 1}


def test_a_new_key_is_in_its_file_and_nowhere_else(run: Run, tmp_path: Path) -> None:
    result = run("key", "new", "polres-ttu", "polres.jwk")
    assert result.exit_code == 0
    key = load_key(tmp_path / "polres.jwk")
    assert result.stdout == f"{key.kid}\n"
    as_json = run("key", "new", "polres-ttu", "second.jwk", "--json")
    second = load_key(tmp_path / "second.jwk")
    assert json.loads(as_json.stdout) == {"kid": second.kid, "x": second.x, "file": "second.jwk"}
    assert second.as_jwk()["d"] not in as_json.output


def test_a_key_is_not_made_over_another(run: Run, tmp_path: Path) -> None:
    run("key", "new", "polres-ttu", "polres.jwk")
    result = run("key", "new", "polres-ttu", "polres.jwk")
    assert result.exit_code == 10
    assert "never overwritten" in result.stderr


def test_verbs_of_other_packages_join_and_groups_of_one_name_become_one() -> None:
    main, other, keys, more_keys = (typer.Typer() for _ in range(4))
    main.command("publish")(lambda: None)
    keys.command("new")(lambda: typer.echo("made"))
    keys.callback()(lambda: None)
    main.add_typer(keys, name="key")
    other.command("serve")(lambda: typer.echo("served"))
    more_keys.command("register")(lambda: typer.echo("registered"))
    other.add_typer(more_keys, name="key")
    join(main, other)
    for arguments, said in (
        (["serve"], "served"),
        (["key", "new"], "made"),
        (["key", "register"], "registered"),
    ):
        assert CliRunner().invoke(main, arguments).stdout == f"{said}\n"
