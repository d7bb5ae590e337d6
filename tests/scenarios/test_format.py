"""What a scenario may say, and that the checks can fail."""

import datetime as dt
from uuid import UUID

import msgspec
import pytest
from jejak_client.feed import FeedRow, Stage

from domain.base64url import encode
from domain.ids import task_force_stream
from ops.checks import Seen, doors, failures
from ops.desk import Reading, View, strings
from ops.expectations import Sees, Told
from ops.roster import demo_roster
from ops.scenario import Expect, ScenarioError, read_scenario, shipped_scenarios

MINIMAL = """
id = "sc99"
title = {id = "Judul", en = "Title"}
task_force = "ttu"
zone = "Asia/Makassar"
start = 2026-02-03

[aliases]
cases = ["kasus"]
persons = ["korban"]

[papers.surat]
content = "Surat rekaan"
holder = "dinsos-ttu"
date = 2026-02-04

[[steps]]
id = "report"
day = 1
time = "09:30"
agency = "dinsos-ttu"
type = "ReportReceived"
case = "@kasus"
told = {id = "Laporan.", en = "A report."}
[steps.data]
channel = "walk_in"
person = "@korban"
capture = "$surat"
victim_name = "Korban Z0Z"

[[checks]]
check = "sees"
agency = "polres-ttu"
event = "report"
level = "nothing"

[[checks]]
check = "secret"
values = ["Z0Z", "$surat.sha256"]
only = ["dinsos-ttu"]

[[checks]]
check = "feed"
agency = "dinsos-ttu"
case = "@kasus"
events = 1
stages = 0

[[checks]]
check = "case"
agency = "dinsos-ttu"
case = "@kasus"
status = 200
facts = {"a.b" = "@korban"}

[[checks]]
check = "unchanged"
since = "report"
agency = "dinsos-ttu"
case = "@kasus"

[[checks]]
check = "absent_type"
words = ["restorative"]
"""

LATER_STEP = MINIMAL.replace(
    "[[checks]]",
    """
[[steps]]
id = "figures"
day = 2
time = "09:30"
agency = "coordinator"
type = "RestatementIssued"
case = "task_force"
told = {id = "Angka.", en = "Figures."}
[steps.data]
because = ["#report"]

[[checks]]""",
    1,
)
SCENARIO = read_scenario(MINIMAL)
CASE = SCENARIO.cases[0]
CATALOGUE = {"types": [{"type": "jejak.ReportReceived.v1", "label": {"id": "Laporan", "en": "Report"}}]}


def test_a_step_becomes_the_event_its_agency_publishes() -> None:
    event = SCENARIO.event(SCENARIO.steps[0])
    assert event["id"] == "sc99:report"
    assert event["source"] == "/agencies/dinsos-ttu"
    assert event["type"] == "jejak.ReportReceived.v1"
    assert event["time"] == "2026-02-04T09:30:00+08:00"
    assert event["subject"] == str(CASE)
    assert UUID(event["data"]["person"]) != CASE
    assert event["data"]["capture"]["bytes"] == len("Surat rekaan")
    assert event["data"]["capture"]["date"] == "2026-02-04"


def test_a_decision_names_the_version_it_rests_on() -> None:
    assert SCENARIO.event(SCENARIO.steps[0], 7)["basedon"] == 7


def test_a_step_names_the_log_position_of_one_before_it() -> None:
    scenario = read_scenario(LATER_STEP)
    event = scenario.event(scenario.steps[1], positions={"report": 41})
    assert event["data"]["because"] == [41]
    with pytest.raises(ScenarioError, match="#report"):
        scenario.event(scenario.steps[1])


def test_a_step_names_no_log_position_of_one_after_it() -> None:
    with pytest.raises(ScenarioError, match="#figures"):
        read_scenario(LATER_STEP.replace("#report", "#figures"))


def test_a_step_may_stand_in_the_stream_of_the_task_force() -> None:
    scenario = read_scenario(LATER_STEP)
    stream = task_force_stream(demo_roster().origin, "ttu")
    assert scenario.event(scenario.steps[1], positions={"report": 41})["subject"] == str(stream)


def test_what_is_named_by_a_uuid_and_numbers_is_written_as_an_alias_and_numbers() -> None:
    assert SCENARIO.resolve({"ref": "@korban/1/2"}) == {"ref": f"{SCENARIO.uuid('@korban')}/1/2"}
    with pytest.raises(ScenarioError, match="@saksi"):
        SCENARIO.resolve("@saksi/1/2")


def test_an_alias_stands_for_the_same_uuid_in_every_run_and_another_in_every_scenario() -> None:
    assert read_scenario(MINIMAL).uuid("@korban") == SCENARIO.uuid("@korban")
    assert read_scenario(MINIMAL.replace("sc99", "sc98")).uuid("@korban") != SCENARIO.uuid("@korban")


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("day = 1\ntime", "dya = 1\ntime", "dya"),
        ('person = "@korban"\ncapture', 'person = "@saksi"\ncapture', "@saksi"),
        ('capture = "$surat"', 'capture = "$foto"', "$foto"),
        ('event = "report"', 'event = "triage"', "triage"),
        ('since = "report"', 'since = "later"', "later"),
        ('check = "absent_type"', 'check = "absent"', "absent"),
        ('level = "nothing"', 'level = "all"', "all"),
        ("start = 2026-02-03", 'start = "2026"', "start"),
    ],
)
def test_a_scenario_that_does_not_hold_together_is_refused_by_its_word(
    right: str, wrong: str, named: str
) -> None:
    assert right in MINIMAL
    with pytest.raises(ScenarioError, match=named.replace("$", r"\$")):
        read_scenario(MINIMAL.replace(right, wrong))


def test_steps_out_of_order_are_refused() -> None:
    step = MINIMAL[MINIMAL.index("[[steps]]") : MINIMAL.index("[[checks]]")]
    earlier = step.replace('id = "report"', 'id = "earlier"').replace("day = 1", "day = 0")
    with pytest.raises(ScenarioError, match="order"):
        read_scenario(MINIMAL.replace(step, step + earlier))


def test_sc_10_alone_goes_beyond_today_with_its_day_420_and_the_demo_leaves_that_out() -> None:
    today = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    beyond = {
        (scenario.id, step.id)
        for scenario in shipped_scenarios()
        for step in scenario.steps
        if max(scenario.moment(step), scenario.published(step)) > today
    }
    assert beyond == {("sc10", "reopened-again")}
    told = [step for scenario in shipped_scenarios() for step in scenario.so_far(today).steps]
    assert "reopened-again" not in {step.id for step in told}


def row(position: int, **members) -> FeedRow:
    return FeedRow(
        position=position, kind="event", hash="", case=str(CASE), logposition=position + 10, **members
    )


def reading(*rows: FeedRow, status: int = 200, body: object = None) -> Reading:
    return Reading(list(rows), {CASE: View(status, body)}, {CASE: View(status, body)}, [])


BODY = row(1, event={"payload": "e30"}, classes=("victim_identity",))
STAGE = row(1, stage=Stage(code="SPDP", date="2026-02-04"))
NAMED = reading(
    row(1, event={"payload": "Z0Z " + SCENARIO.resolve("$surat.sha256")}),
    body={"a": {"b": str(SCENARIO.uuid("@korban"))}},
)
SEEN = Seen(
    {"dinsos-ttu": NAMED, "polres-ttu": reading(status=404)},
    {"report": 11},
    CATALOGUE,
    {"report": {"dinsos-ttu": NAMED}},
)


@pytest.mark.parametrize("check", SCENARIO.checks, ids=lambda check: check.__struct_config__.tag)
def test_a_check_holds_where_things_are_as_it_says(check) -> None:
    assert failures(SCENARIO, check, SEEN) == []


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        (0, SEEN._replace(readings={"dinsos-ttu": NAMED, "polres-ttu": reading(STAGE)})),
        (1, SEEN._replace(readings={"dinsos-ttu": NAMED, "polres-ttu": NAMED})),
        (1, SEEN._replace(readings={"dinsos-ttu": reading(BODY), "polres-ttu": reading()})),
        (2, SEEN._replace(readings={"dinsos-ttu": reading()})),
        (3, SEEN._replace(readings={"dinsos-ttu": reading(BODY, status=404)})),
        (3, SEEN._replace(readings={"dinsos-ttu": reading(BODY, body={"a": {"b": "another"}})})),
        (4, SEEN._replace(readings={"dinsos-ttu": reading(BODY, body={})})),
        (5, SEEN._replace(catalogue={"types": [{"type": "x.RestorativeMeeting", "label": {}}]})),
    ],
)
def test_a_check_fails_where_they_are_not(number: int, seen: Seen) -> None:
    assert failures(SCENARIO, SCENARIO.checks[number], seen) != []


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({"classes": ("victim_identity",)}, True),
        ({"classes": ()}, False),
        ({"without": ("health",)}, True),
        ({"without": ("victim_identity",)}, False),
    ],
)
def test_classes_that_came_with_a_body_are_judged(wanted: dict, holds: bool) -> None:
    check = Sees(agency="dinsos-ttu", event="report", level="body", **wanted)
    seen = SEEN._replace(readings={"dinsos-ttu": reading(BODY)})
    assert (failures(SCENARIO, check, seen) == []) is holds


@pytest.mark.parametrize(("offset", "holds"), [(-660, True), (0, False)])
def test_what_a_signed_body_says_is_judged(offset: int, holds: bool) -> None:
    payload = encode(msgspec.json.encode({"data": {"device_clock_offset": -660}}))
    seen = SEEN._replace(readings={"dinsos-ttu": reading(row(1, event={"payload": payload}))})
    facts = {"data.device_clock_offset": offset}
    check = Sees(agency="dinsos-ttu", event="report", level="body", facts=facts)
    assert (failures(SCENARIO, check, seen) == []) is holds


def test_what_was_served_counts_and_not_what_the_row_entitles_to() -> None:
    served = reading(msgspec.structs.replace(BODY, classes=(), entitled=("victim_identity",)))
    assert served.held[11].classes == ()


def test_a_withdrawn_event_is_held_no_more() -> None:
    gone = msgspec.structs.replace(BODY, kind="withdrawn", event=None, detail={"level": 0}, logposition=11)
    assert reading(BODY, gone).held == {}
    assert reading(BODY, gone).counts(CASE) == (0, 0)


def test_an_open_door_to_a_case_of_which_nothing_is_held_is_told() -> None:
    readings = {"dinsos-ttu": reading(BODY), "polres-ttu": reading(), "pn-ttu": reading(BODY, status=404)}
    assert [each.split()[0] for each in doors(CASE, readings)] == ["polres-ttu", "pn-ttu"]


def test_a_value_is_found_inside_a_disclosure() -> None:
    disclosure = "WyJzYWx0IiwgInZpY3RpbV9uYW1lIiwgIlowWiJd"  # ["salt", "victim_name", "Z0Z"]
    assert "Z0Z" in list(strings({"header": {"disclosures": [disclosure]}}))


def test_what_a_step_expects_defaults_to_being_recorded() -> None:
    assert SCENARIO.steps[0].expect == Expect(status=201, problem=None)
    assert SCENARIO.steps[0].told == Told(id="Laporan.", en="A report.")
