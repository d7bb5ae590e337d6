"""KUHAP 2025 art 181: convict, victim and LPSK each get a copy; the convict pays from his own."""

import pytest

from domain.clocks.clock import status
from tests.domain.clocks.telling import OF_FILE, clock, day, investigated
from tests.domain.given import Stream

COPIES = {"convict": "restitution_copy", "victim": "restitution_copy_victim", "lpsk": "restitution_copy_lpsk"}


def final() -> Stream:
    """A judgment with restitution, final on day 20."""
    stream = investigated()
    verdict = {"instance": "first", "outcome": "convicted", "restitution_awarded": 60_000_000}
    stream.records("VerdictGiven", "pn", at=day(10), **verdict, **OF_FILE)
    stream.records("JudgmentFinal", "pn", at=day(20), **OF_FILE)
    return stream


@pytest.mark.parametrize("to", COPIES)
def test_a_copy_to_one_of_them_leaves_those_to_the_others_owed(to: str) -> None:
    stream = final()
    stream.records("JudgmentCopySent", "kejari", at=day(22), to=[to], **OF_FILE)
    shown = {each: status(clock(stream, f"KUHAP2025.{rule}"), day(30)) for each, rule in COPIES.items()}
    assert shown == {each: "met" if each == to else "lapsed" for each in COPIES}


def test_one_copy_to_all_three_meets_all_three() -> None:
    stream = final()
    stream.records("JudgmentCopySent", "kejari", at=day(22), to=list(COPIES), **OF_FILE)
    assert {status(clock(stream, f"KUHAP2025.{rule}"), day(30)) for rule in COPIES.values()} == {"met"}


@pytest.mark.parametrize("rule", ["KUHAP2025.restitution_pay", "UU21_2007.restitution_pay"])
def test_a_copy_to_lpsk_gives_the_convict_no_time_to_pay_that_his_own_does_not(rule: str) -> None:
    stream = final()
    stream.records("JudgmentCopySent", "kejari", at=day(22), to=["lpsk"], **OF_FILE)
    assert clock(stream, rule).presumed
    stream.records("JudgmentCopySent", "kejari", at=day(26), to=["convict"], **OF_FILE)
    assert (clock(stream, rule).presumed, clock(stream, rule).started_at) == (False, day(26))
