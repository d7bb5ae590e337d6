"""What is to be done, over HTTP: on cases, in task forces, and by an office of a kind that nobody named."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.ids import task_force_stream
from server.api.worklist import WorkPage
from server.registrar import NewAgency
from tests.server.api.agencies import ORIGIN, event
from tests.server.api.deployment import Deployment
from tests.server.api.file_exchange import PROSECUTOR, returned
from tests.server.api.readers import OWNER, POLICE, reader

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def to_do(shared: Deployment, by: str, role: str = "reader") -> list[dict[str, Any]]:
    """Everything on the list of an agency."""
    await shared.settled()
    caller, items, after = await reader(shared, by, role), [], None
    while True:
        answer = await caller.get("/v1/worklist", limit=200, **({"after": after} if after else {}))
        after = msgspec.json.decode(answer.content, type=WorkPage).next
        items += answer.json()["items"]
        if after is None:
            return items


def of(items: list[dict[str, Any]], stream: UUID) -> dict[str, dict[str, Any]]:
    return {item["kind"]: item for item in items if item["case"] == str(stream)}


async def test_a_returned_file_is_answered_and_sent_again_and_says_by_what_law(shared: Deployment) -> None:
    found = await returned(shared)
    items = of(await to_do(shared, POLICE), found.case)
    answer = items["answer_instructions"]
    assert answer["answers"] == ["jejak.InstructionAnswered.v1"]
    assert (answer["position"], answer["ref"]) == (found.at["FileReturned"], f"{found.file}/1")
    assert "KUHAP 2025 art 61" in items["resubmit_file"]["basis"]
    assert "resubmit_file" not in of(await to_do(shared, PROSECUTOR), found.case)


async def test_glass_that_was_broken_stands_on_the_list_of_the_data_protection_officer(
    shared: Deployment,
) -> None:
    registrar = shared.registrar()
    await registrar.register_agency(
        NewAgency(
            agency="dpo", kind="dpo", name="Pejabat PDP", task_forces=("ttu",), root_key=None, possession=None
        )
    )
    await registrar.register_escrow("dpo")
    case = await shared.open_case()
    opened = {
        "classes": ["location"],
        "reason": "danger_to_life",
        "until": "2026-03-02T19:00:00+08:00",
        "second": str(uuid4()),
    }
    answer = await shared.publish(POLICE, event(POLICE, "BreakGlassOpened", case, opened, actor=str(uuid4())))
    item = of(await to_do(shared, "dpo", "dpo"), case)["review_break_glass"]
    assert item["position"] == answer["position"]
    assert item["answers"] == ["jejak.BreakGlassReviewed.v1"]
    owned = of(await to_do(shared, OWNER), case)
    assert owned["know_break_glass"]["position"] == answer["position"]
    assert owned["confirm_break_glass"]["answers"] == ["jejak.BreakGlassConfirmed.v1"]
    assert "review_break_glass" not in owned


async def test_what_a_member_promised_stands_on_its_list_until_it_is_fulfilled(shared: Deployment) -> None:
    await shared.registrar().configure_task_force("ttu", OWNER, (OWNER, POLICE), "Asia/Makassar")
    stream, commitment = task_force_stream(ORIGIN, "ttu"), str(uuid4())
    promise = {
        "task_force": "ttu",
        "commitment": commitment,
        "owner": POLICE,
        "due": "2026-04-10",
        "topic": "stalled_cases",
        "text": "Setiap berkas dibahas tiap bulan",
    }
    await shared.publish(POLICE, event(POLICE, "CommitmentMade", stream, promise))
    assert of(await to_do(shared, POLICE), stream)["fulfil_commitment"]["ref"] == commitment
    assert of(await to_do(shared, OWNER), stream) == {}
    fulfilled = {"commitment": commitment, "fulfilled_on": "2026-03-01"}
    await shared.publish(POLICE, event(POLICE, "CommitmentFulfilled", stream, fulfilled))
    assert of(await to_do(shared, POLICE), stream) == {}
