"""Minutes of a joint act: each party states the hash of the copy that it holds, and unequal ones differ
(DESIGN section 2: papers are facts too)."""

from typing import Any

import msgspec
import pytest

from domain.catalogue import REGISTRY
from tests.domain.disagreeing import HASH, OTHER_HASH, POLICE, PROSECUTOR, found, given_file, records, the_one
from tests.domain.given import FILE, Stream

PAPER = {"sha256": OTHER_HASH, "bytes": 9, "mediatype": "application/pdf", "holder": PROSECUTOR}


def coordinated() -> Stream:
    """Police minute a coordination at position 6."""
    act = {"file": FILE, "with_agencies": [PROSECUTOR], "minutes_sha256": HASH}
    return given_file(("CoordinationHeld", POLICE, act))


def answers(stream: Stream, type_name: str, **data: Any) -> None:
    named = {"event_source": f"/agencies/{POLICE}", "event_id": "e6"}
    records(stream, (type_name, PROSECUTOR, {**named, **data}))


def test_a_party_that_confirms_an_act_and_holds_other_minutes_differs() -> None:
    stream = coordinated()
    answers(stream, "RecordConfirmed", minutes_sha256=OTHER_HASH)
    differing = the_one(stream, "documents_differ")
    assert (differing.positions, differing.settled, differing.file) == ((6, 7), False, FILE)
    assert [(side.agency, side.says) for side in differing.sides] == [
        (POLICE, (HASH,)),
        (PROSECUTOR, (OTHER_HASH,)),
    ]


def test_stating_the_same_copy_ends_it() -> None:
    stream = coordinated()
    answers(stream, "RecordContested", reason="content_differs", minutes_sha256=OTHER_HASH)
    answers(stream, "RecordConfirmed", minutes_sha256=HASH)
    assert the_one(stream, "documents_differ").settled_by == 8


@pytest.mark.parametrize("stated", [{}, {"minutes_sha256": HASH}])
def test_the_same_minutes_and_none_stated_make_no_difference(stated: dict[str, Any]) -> None:
    stream = coordinated()
    answers(stream, "RecordConfirmed", **stated)
    assert found(stream, "documents_differ") == []


@pytest.mark.parametrize("type_name", ["CoordinationHeld", "CaseConferenceHeld", "RecordConfirmed"])
def test_the_hash_in_the_clear_is_that_of_the_minutes_beside_it(type_name: str) -> None:
    whole = {
        "CoordinationHeld": {"file": FILE, "with_agencies": [PROSECUTOR]},
        "CaseConferenceHeld": {
            "conference": FILE,
            "file": FILE,
            "form": "voluntary",
            "present": [{"role": "prosecutor", "agency": PROSECUTOR}],
            "with_agencies": [PROSECUTOR],
        },
        "RecordConfirmed": {"event_source": f"/agencies/{POLICE}", "event_id": "e6"},
    }[type_name]
    data = msgspec.to_builtins(whole) | {"minutes_sha256": HASH, "minutes": PAPER}
    with pytest.raises(msgspec.ValidationError, match="minutes_sha256"):
        msgspec.convert(data, REGISTRY[type_name].full)
    msgspec.convert(data | {"minutes_sha256": OTHER_HASH}, REGISTRY[type_name].full)
