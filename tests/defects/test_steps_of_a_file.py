"""What a file says of its steps: whether they still count, who of those named has confirmed them, whose
view is whose."""

from collections.abc import Iterable
from typing import Any

from projections.case_file.case_view import Reading
from projections.file_exchange.file_view import file_view
from tests.domain.disagreeing import POLICE, PROSECUTOR, given_file, records, submitted
from tests.domain.given import CASE, FILE, Stream, directory_of

KIND_OF = directory_of().kind_of


def view_of(stream: Stream, only: Iterable[int] | None = None) -> dict[str, Any]:
    """The file as one sees it who sees these positions, or all."""
    wanted = set(only) if only is not None else {event.position for event in stream.events}
    seen = [event for event in stream.events if event.position in wanted]
    view = file_view(CASE, FILE, Reading("expert", "expert", seen), KIND_OF)
    assert view is not None
    return view


def step(view: dict[str, Any], position: int) -> dict[str, Any]:
    steps = (*view["police"], *view["prosecutor"], *view["others"])
    return next(each for each in steps if each["position"] == position)


def test_a_step_that_was_taken_back_is_shown_as_taken_back() -> None:
    stream = given_file(submitted())
    assert step(view_of(stream), 6)["withdrawn"] is False
    records(stream, ("EntryWithdrawn", POLICE, {"event_id": "e6", "reason": "wrong_person"}))
    view = view_of(stream)
    assert step(view, 6)["withdrawn"] is True
    assert step(view, 4)["withdrawn"] is False
    assert view["passages"] == []


def test_a_step_that_was_corrected_names_the_corrections() -> None:
    stream = given_file(submitted(submitted_on="2026-03-03"))
    said = {
        "event_source": f"/agencies/{POLICE}",
        "event_id": "e6",
        "reason": "typing_error",
        "fields": ["submitted_on"],
        "date": "2026-03-02",
    }
    records(stream, ("FactCorrected", POLICE, said))
    assert step(view_of(stream), 6)["corrected_at"] == [7]
    assert step(view_of(stream), 4)["corrected_at"] == []


def test_a_joint_act_is_stated_by_one_until_those_named_have_confirmed_it() -> None:
    """DESIGN section 2."""
    stream = given_file(("CoordinationHeld", POLICE, {"file": FILE, "with_agencies": [PROSECUTOR]}))
    assert step(view_of(stream), 6)["joint"] == {
        "confirmed": [],
        "contested": [],
        "awaited": [PROSECUTOR],
    }
    answer = {"event_source": f"/agencies/{POLICE}", "event_id": "e6"}
    records(stream, ("RecordContested", PROSECUTOR, {**answer, "reason": "date_differs"}))
    assert step(view_of(stream), 6)["joint"]["contested"] == [PROSECUTOR]
    records(stream, ("RecordConfirmed", PROSECUTOR, answer))
    assert step(view_of(stream), 6)["joint"] == {
        "confirmed": [PROSECUTOR],
        "contested": [],
        "awaited": [],
    }
    assert step(view_of(stream), 4)["joint"] is None


def held(on: str, holds: str, **data: Any) -> dict[str, Any]:
    return {"on": on, "holds": holds, "file": FILE, **data}


def test_to_one_who_reads_an_excerpt_the_prosecutor_s_view_is_not_that_of_police() -> None:
    """The steps that only a prosecutor takes are none of the excerpt."""
    stream = given_file(
        ("PositionRecorded", POLICE, held("element", "met", element="purpose")),
        ("PositionRecorded", PROSECUTOR, held("element", "not_met", element="purpose", cites=[3])),
        ("PositionRecorded", POLICE, held("article", "met", articles=["UU-21-2007:2"])),
        ("PositionRecorded", PROSECUTOR, held("article", "met", articles=["UU-18-2017:81"])),
    )
    for view in (view_of(stream), view_of(stream, range(6, 10))):
        (purpose,) = view["elements"]
        assert (purpose["police"]["holds"], purpose["prosecutor"]["holds"]) == ("met", "not_met")
        assert list(purpose["prosecutor"]["cites"]) == [3]
        assert purpose["court"] is None
        assert list(view["articles"]["prosecutor"]["articles"]) == ["UU-18-2017:81"]
        assert list(view["articles"]["police"]["articles"]) == ["UU-21-2007:2"]
        assert [each["side"] for each in view["article_history"]][-2:] == ["police", "prosecutor"]
