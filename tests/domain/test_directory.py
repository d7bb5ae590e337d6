"""The registry: agencies, keys valid by position, task forces and rules."""

from base64 import urlsafe_b64encode
from datetime import date
from typing import Any

from domain.directory import EMPTY, Directory, evolve_directory
from domain.ids import agency_stream
from domain.keys import kid_of
from tests.domain.given import ORIGIN, Stream

HASH_OF_RULES = "a" * 64
ROOT, ESCROW = b"\x11" * 32, b"\x22" * 32


def x_of(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


PROOF = f"e30.e30.{'A' * 86}"


def registry(*entries: tuple[str, str, dict[str, Any]]) -> Directory:
    stream, directory = Stream(agency_stream(ORIGIN, "rsud")), EMPTY
    for type_name, by, data in entries:
        directory = evolve_directory(directory, stream.records(type_name, by, **data))
    return directory


REGISTERED = (
    "AgencyRegistered",
    "host",
    {"agency": "rsud", "kind": "rsud", "name": "RSUD Sekarwangi", "task_forces": ["sukabumi"]},
)
ROOTED = (
    "AgencyRegistered",
    "host",
    {**REGISTERED[2], "root_key": x_of(ROOT), "possession": PROOF},
)
ESCROWED = (
    "KeyRegistered",
    "host",
    {"agency": "rsud", "key": x_of(ESCROW), "custody": "escrow", "possession": PROOF},
)
ESCROW_KID = kid_of("rsud", ESCROW, escrow=True)


def test_an_agency_without_a_root_key_is_known_by_kind() -> None:
    directory = registry(REGISTERED)
    assert directory.kind_of("rsud") == "rsud"
    assert directory.kind_of("elsewhere") is None
    assert directory.agencies["rsud"].root_kid is None
    assert directory.position == 1


def test_a_root_key_is_named_by_its_thumbprint() -> None:
    directory = registry(ROOTED)
    kid = kid_of("rsud", ROOT)
    assert directory.agencies["rsud"].root_kid == kid
    assert directory.keys[kid].is_root
    assert directory.keys[kid].public == ROOT


def test_a_key_signs_after_its_registration_and_before_its_revocation() -> None:
    revoked = ("KeyRevoked", "host", {"kid": ESCROW_KID, "reason": "replaced"})
    directory = registry(REGISTERED, ESCROWED, revoked)
    valid = [position for position in range(6) if directory.key_valid(ESCROW_KID, position)]
    assert directory.keys[ESCROW_KID].from_position == 2
    assert directory.keys[ESCROW_KID].until_position == 3
    assert valid == []
    assert registry(REGISTERED, ESCROWED).key_valid(ESCROW_KID, 3)
    assert not directory.key_valid("escrow/rsud/unknown", 3)


def test_a_second_revocation_does_not_move_the_first() -> None:
    revoked = ("KeyRevoked", "host", {"kid": ESCROW_KID, "reason": "lost"})
    assert registry(REGISTERED, ESCROWED, revoked, revoked).keys[ESCROW_KID].until_position == 3


def test_an_agency_registered_anew_keeps_its_root_key_from_where_it_came_into_force() -> None:
    renamed = (ROOTED[0], ROOTED[1], {**ROOTED[2], "name": "RSUD Palabuhanratu"})
    directory = registry(ROOTED, renamed)
    assert directory.agencies["rsud"].name == "RSUD Palabuhanratu"
    assert directory.keys[kid_of("rsud", ROOT)].from_position == 1


def test_task_forces_and_rules_are_those_adopted_last() -> None:
    directory = registry(
        (
            "TaskForceConfigured",
            "host",
            {"task_force": "ttu", "lead": "disnaker", "members": ["disnaker"], "zone": "Asia/Makassar"},
        ),
        ("RulesAdopted", "host", {"kind": "limits", "version": 1, "sha256": HASH_OF_RULES}),
        ("RulesAdopted", "host", {"kind": "limits", "version": 2, "sha256": HASH_OF_RULES}),
    )
    assert directory.task_forces["ttu"].zone == "Asia/Makassar"
    assert directory.rules == {"limits": (2, HASH_OF_RULES)}


def test_a_task_force_is_known_as_configured_last_with_its_own_steps_times_and_holidays() -> None:
    seats: dict[str, Any] = {"task_force": "ttu", "members": ["disnaker"], "zone": "Asia/Makassar"}
    sop: dict[str, Any] = {
        "version": 2,
        "seats": [{"agency": "disnaker", "role": "daily_chair"}],
        "services": [{"service": "repatriation", "providers": ["disnaker"]}],
        "sop_steps": [{"step": "ttu.village_check", "service": "complaint_identification", "number": 1}],
        "sop_clocks": [{"rule": "SOP.referral_answer", "count": 24, "unit": "hours"}],
        "holidays": [{"on": "2026-09-22", "kind": "regional"}],
    }
    before = ("TaskForceConfigured", "host", {**seats, "lead": "disnaker"})
    after = ("TaskForceConfigured", "host", {**seats, "lead": "dp3a", **sop})
    force = registry(before, after).task_forces["ttu"]
    assert (force.lead, force.version, force.position) == ("dp3a", 2, 2)
    assert force.sop_clocks["SOP.referral_answer"].count == 24
    assert force.sop_steps[0].step == "ttu.village_check"
    assert force.holidays == {date(2026, 9, 22)}
    assert registry(before).task_forces["ttu"].sop_clocks == {}


def test_events_of_cases_leave_the_directory_as_it_is() -> None:
    event = Stream().records("ReportReceived", "ngo", channel="phone")
    assert evolve_directory(EMPTY, event) is EMPTY


def test_a_log_has_begun_once_until_it_is_declared_to_begin_anew() -> None:
    begun = {"log": "log", "size": 7, "reason": "damaged"}
    directory = registry(
        ("LogGenerationDeclared", "host", {**begun, "generation": 2}),
        ("LogGenerationDeclared", "host", {**begun, "generation": 4}),
    )
    assert [directory.generation("log", position) for position in range(4)] == [1, 2, 4, 4]
    assert (directory.generation("log"), directory.generation("reads")) == (4, 1)
    assert EMPTY.generation("log") == 1
