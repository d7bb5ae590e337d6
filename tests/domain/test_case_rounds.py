"""Returns of a file and their instructions after any number of rounds."""

from datetime import date
from typing import Any

import pytest

from domain.fold.file_rounds import item_of
from domain.shapes.files import Item, ItemKey, PoliceFile
from tests.domain.filing import (
    ORDERED_1981,
    ORDERED_2025,
    POLICE,
    PROSECUTOR,
    asked,
    given_investigation,
    given_returned,
    given_submitted,
    moment,
    returning,
)
from tests.domain.given import FILE, HASH, Stream

OTHER_HASH = "1" * 64


def file_of(stream: Stream) -> PoliceFile:
    return stream.now.files[FILE]


def the_item(stream: Stream, number: int = 1, of_return: int = 1) -> Item:
    item = item_of(file_of(stream), ItemKey(of_return, number))
    assert item is not None
    return item


def answer(stream: Stream, says: str, number: int = 1, of_return: int = 1, **more: Any) -> None:
    data = {"file": FILE, "return_number": of_return, "number": number, "answer": says, **more}
    stream.records("InstructionAnswered", POLICE, **data)


def test_three_rounds_are_kept_by_item_with_what_each_asks_anew_sc_3() -> None:
    stream = given_submitted(ORDERED_1981)
    stream.records("FileReturned", PROSECUTOR, **returning(1, asked(1, "M1"), asked(2, "M6"), asked(3, "F2")))
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=1, sha256=HASH)
    stream.records(
        "FileReturned",
        PROSECUTOR,
        **returning(2, asked(1, "M1", continues=(1, 1))),
        instrument="follow_up_letter",
    )
    stream.records("FileResubmitted", POLICE, file=FILE, return_number=2, sha256=HASH)
    stream.records(
        "FileReturned", PROSECUTOR, **returning(3, asked(1, "M1", continues=(2, 1)), asked(2, "M4"))
    )
    rounds = file_of(stream).rounds
    assert [(each.number, each.instrument, each.agency) for each in rounds] == [
        (1, "P19", PROSECUTOR),
        (2, "follow_up_letter", PROSECUTOR),
        (3, "P19", PROSECUTOR),
    ]
    assert [(item.reason, item.raised_in, item.new) for each in rounds for item in each.items] == [
        ("M1", 1, False),
        ("M6", 1, False),
        ("F2", 1, False),
        ("M1", 1, False),
        ("M1", 1, False),
        ("M4", 3, True),
    ]
    assert the_item(stream, of_return=3).continues == ItemKey(2, 1)


def test_an_answer_adds_to_the_ones_before_and_the_last_one_counts() -> None:
    stream = given_returned()
    answer(stream, "contested", reason="in_the_file", cites=[3, 5])
    contested = the_item(stream)
    assert contested.contested
    assert [(each.answer, each.reason, each.cites) for each in contested.answers] == [
        ("contested", "in_the_file", (3, 5))
    ]
    answer(stream, "met")
    assert [each.answer for each in the_item(stream).answers] == ["contested", "met"]
    assert not the_item(stream).contested


def test_an_instruction_satisfied_is_contested_no_more_kuhap_2025_art_59_6() -> None:
    stream = given_returned()
    answer(stream, "contested", reason="different_view")
    for _ in range(2):
        stream.records("InstructionSatisfied", PROSECUTOR, file=FILE, return_number=1, number=1)
    assert the_item(stream).satisfied_at == stream.position - 1
    assert not the_item(stream).contested


def test_an_answer_that_arrives_before_the_return_is_found_when_the_return_does() -> None:
    stream = given_submitted()
    answer(stream, "met")
    assert file_of(stream).rounds == ()
    stream.records("FileReturned", PROSECUTOR, **returning(1))
    assert [each.answer for each in the_item(stream).answers] == ["met"]


def test_returns_stand_in_the_order_of_their_numbers_not_of_their_recording() -> None:
    stream = given_submitted(ORDERED_1981)
    stream.records("FileReturned", PROSECUTOR, **returning(2, asked(1, continues=(1, 4))))
    stream.records("FileReturned", PROSECUTOR, **returning(1, asked(4)))
    assert [each.number for each in file_of(stream).rounds] == [1, 2]
    late = the_item(stream, of_return=2)
    assert (late.raised_in, late.new) == (1, False)


# What passed between the offices


def test_each_passage_tells_after_which_return_it_is_and_what_it_hashes_to() -> None:
    stream = given_returned()
    stream.records(
        "FileResubmitted", POLICE, file=FILE, return_number=1, sha256=OTHER_HASH, resubmitted_on="2026-03-10"
    )
    stream.records("FileReceived", PROSECUTOR, file=FILE, sha256=OTHER_HASH, received_on="2026-03-11")
    file = file_of(stream)
    assert [(each.round, each.sha256) for each in file.sent] == [(0, HASH), (1, OTHER_HASH)]
    assert [(each.round, each.sha256) for each in file.received] == [(0, HASH), (1, OTHER_HASH)]
    assert str(file.received[-1].on) == "2026-03-11"


@pytest.mark.parametrize("stated", [None, 1])
def test_a_receipt_that_comes_late_belongs_to_the_sending_before_it(stated: int | None) -> None:
    stream = given_investigation()
    stream.records("FileSubmitted", POLICE, at=moment(4), file=FILE, sha256=HASH)
    stream.records("FileReturned", PROSECUTOR, at=moment(8), **returning(1))
    stream.records("FileReceived", PROSECUTOR, at=moment(5), file=FILE, sha256=HASH)
    assert file_of(stream).received[-1].round == 0
    stream.records("FileReceived", PROSECUTOR, at=moment(12), file=FILE, sha256=HASH, return_number=stated)
    assert file_of(stream).received[-1].round == 1


def test_an_spdp_that_came_back_is_sent_and_received_anew_b_310() -> None:
    stream = given_investigation()
    first = file_of(stream).spdp_sent_as
    assert first is not None
    assert first.round == 0
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor=PROSECUTOR)
    assert file_of(stream).spdp_sent_as == first
    stream.records("ProgressRequested", PROSECUTOR, file=FILE)
    stream.records("SpdpReturned", PROSECUTOR, file=FILE, reason="late")
    file = file_of(stream)
    assert (file.spdp_sent, file.spdp_received, file.progress_requests) == (0, 0, ())
    assert [each.reason for each in file.returned_spdp] == ["late"]
    assert file.stage == "SOP FORM-1/3"
    stream.records("SpdpSent", POLICE, file=FILE, prosecutor="kejari-ttu")
    file = file_of(stream)
    assert file.spdp_sent_as is not None
    assert (file.spdp_sent_as.round, file.spdp_sent, file.prosecutor) == (1, stream.position, "kejari-ttu")


def test_a_return_of_the_spdp_that_arrives_late_leaves_what_was_sent_after_it() -> None:
    stream = given_investigation()
    stream.records("SpdpReturned", PROSECUTOR, at=moment(1), file=FILE, reason="late")
    assert file_of(stream).spdp_sent
    assert len(file_of(stream).returned_spdp) == 1


@pytest.mark.parametrize(("ordered_on", "returned"), [(ORDERED_1981, 0), (ORDERED_2025, 1)])
def test_p_20_returns_the_spdp_under_kuhap_2025_and_reminds_under_kuhap_1981_b_310(
    ordered_on: date, returned: int
) -> None:
    stream = given_returned(1, ordered_on)
    stream.records("SupplementaryOverdue", PROSECUTOR, file=FILE, return_number=1)
    assert len(file_of(stream).returned_spdp) == returned
    assert file_of(stream).stage == "P-20"


def test_a_complete_file_that_went_back_for_want_of_a_handover_is_complete_no_more_b_310() -> None:
    stream = given_submitted()
    stream.records("FileComplete", PROSECUTOR, file=FILE)
    stream.records("FileReturnedNoHandover", PROSECUTOR, file=FILE)
    file = file_of(stream)
    assert (file.completed_at, file.complete_since, file.spdp_sent) == (0, None, 0)
    assert file.returned_spdp[-1].reason == "no_handover"
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    stream.records("FileComplete", PROSECUTOR, file=FILE)
    assert file_of(stream).completed_at == stream.position


def test_coordinations_after_the_file_are_counted_kuhap_2025_art_59_5() -> None:
    stream = given_investigation()
    stream.records("CoordinationHeld", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    stream.records("FileSubmitted", POLICE, file=FILE, sha256=HASH)
    stream.records("CoordinationHeld", POLICE, file=FILE, with_agencies=[PROSECUTOR])
    assert file_of(stream).coordinations_after_file == 1
