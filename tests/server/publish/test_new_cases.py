"""A report opens its case without the log being asked first; the append finds out where it is not new."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from server.log.reader import LogReader
from tests.server.api.agencies import SIGNED, Event, event
from tests.server.api.deployment import Deployment

UPTD, POLRES = "uptdppa-ttu", "polres-ttu"


def report(agency: str, case: UUID, **data: Any) -> Event:
    return event(agency, "ReportReceived", case, {"channel": "phone", "person": str(uuid4()), **data})


def forget(deployment: Deployment, case: UUID) -> None:
    """As another process, which never heard of the case."""
    deployment.services.publisher._states.drop(case)


async def test_a_new_case_is_opened_without_being_looked_up(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[UUID] = []

    async def many_cases(_reader: LogReader, cases: list[UUID], upto: int | None = None) -> list[Any]:
        asked.extend(cases)
        return []

    monkeypatch.setattr(LogReader, "many_cases", many_cases)
    case = await deployment.open_case()
    assert case not in asked


async def test_a_second_report_on_a_case_that_this_process_does_not_know_is_decided_on_the_case_as_it_is(
    deployment: Deployment,
) -> None:
    case = await deployment.open_case()
    forget(deployment, case)
    answer = await (await deployment.caller(UPTD)).post(report(UPTD, case))
    assert (answer.status_code, answer.json()["caseversion"]) == (201, 2)


async def test_a_report_on_a_case_of_others_is_refused_as_if_the_case_were_not_there(
    deployment: Deployment,
) -> None:
    case = await deployment.open_case(routed_to=[UPTD])
    forget(deployment, case)
    signed = deployment.keys[POLRES].sign(report(POLRES, case))
    answer = await (await deployment.caller(POLRES)).post(signed, SIGNED)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/case_unknown")


async def test_the_first_report_sent_again_to_a_process_that_does_not_know_the_case_is_on_record(
    deployment: Deployment,
) -> None:
    case, caller = uuid4(), await deployment.caller(UPTD)
    sent = report(UPTD, case)
    first = await caller.post(sent)
    forget(deployment, case)
    again = await caller.post(sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "status": "already_recorded"}


async def test_what_is_published_while_a_report_goes_in_on_an_unknown_case_is_not_lost(
    deployment: Deployment,
) -> None:
    case, caller = await deployment.open_case(), await deployment.caller(UPTD)
    forget(deployment, case)
    triage = [
        event(UPTD, "ReportTriaged", case, {"person": str(uuid4()), "urgency": "urgent"}) for _ in range(5)
    ]
    answers = await asyncio.gather(*map(caller.post, [report(UPTD, case), *triage]))
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(answer.json()["caseversion"] for answer in answers) == list(range(2, 8))
