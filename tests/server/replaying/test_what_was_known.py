"""What an agency knew, replayed: the same as it was told by the server, with its ledger made anew."""

from typing import Any

import psycopg
import pytest

from server.replaying.replay import NothingToReplay
from tests.server.api.deployment import Deployment
from tests.server.replaying.conftest import (
    NGO,
    OWNER,
    POLICE,
    Played,
    Replayed,
    of,
    play,
    replayer,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOTHING: dict[str, Any] = {"known_to": {"events": []}, "parties": [], "legal_stage": None}
BASES = ("owed", "fetched", "acknowledged")


async def fetch_and_acknowledge(deployment: Deployment, agency: str, acknowledges: bool = True) -> None:
    reader = await deployment.caller(agency, "reader")
    page = (await reader.get("/v1/feed", limit=500)).json()
    if acknowledges:
        last = page["items"][-1]
        said = {"position": last["position"], "hash": last["hash"]}
        assert (await reader.post_to("/v1/feed/ack", said)).status_code == 200


async def by_the_server(
    deployment: Deployment, played: Played, agency: str, basis: str, position: int
) -> dict[str, Any]:
    """What `known_to` tells the agency of itself; nothing where it may not see that there is a case."""
    asked = {"known_to": agency, "basis": basis, "as_of": str(position)}
    answer = await (await deployment.caller(agency, "reader")).get(f"/v1/cases/{played.case}", **asked)
    assert answer.status_code in (200, 404), answer.text
    found: dict[str, Any] = answer.json()
    return found if answer.status_code == 200 else NOTHING


@pytest.mark.parametrize("basis", BASES)
async def test_a_replay_and_the_server_tell_the_same_of_what_was_known(
    shared: Deployment, played: Played, replayed: Replayed, basis: str
) -> None:
    await fetch_and_acknowledge(shared, POLICE)
    await fetch_and_acknowledge(shared, NGO, acknowledges=False)
    for agency in (OWNER, POLICE, NGO):
        for position in (played.filed, played.accepted):
            told = await by_the_server(shared, played, agency, basis, position)
            wish = {"case": played.case, "known_to": agency, "basis": basis}
            (line,) = of("state", await replayed(position, **wish))
            assert line["state"]["events"] == told["known_to"]["events"], (agency, position)
            assert line["state"]["parties"] == told["parties"], (agency, position)
            assert line["state"]["legal_stage"] == told["legal_stage"], (agency, position)


async def test_what_was_fetched_later_was_not_known_before(alone: Deployment) -> None:
    played, replayed = await play(alone), replayer(alone)
    alone.time.pass_by(hours=1)
    fetched = alone.time().isoformat()
    await fetch_and_acknowledge(alone, POLICE)
    wish = {"case": played.case, "known_to": POLICE}
    known = {}
    for time in (str(played.accepted), fetched):
        (line,) = of("state", await replayed(time, **wish))
        known[time] = [each["position"] for each in line["state"]["events"]]
    all_of_it = [played.reported, played.filed, played.offered, played.accepted]
    assert known == {str(played.accepted): [played.filed], fetched: all_of_it}
    differing = of("difference", await replayed(played.accepted, upto=fetched, **wish))
    assert ("persons", "came") in {(d["difference"]["of"], d["difference"]["change"]) for d in differing}
    steps = await replayed(fetched, **wish, step=True)
    assert [step["position"] for step in of("step", steps)] == [played.filed], "its own"
    assert of("difference", steps), "what it came to know after the last event"


async def test_step_by_step_an_agency_comes_to_know_a_case(played: Played, replayed: Replayed) -> None:
    wish = {"case": played.case, "known_to": NGO, "basis": "owed", "step": True}
    steps = of("step", await replayed(played.accepted, **wish))
    assert [step["position"] for step in steps] == [played.offered, played.accepted]
    assert {each["of"] for each in steps[0]["changes"]} >= {"parties", "referrals"}


async def test_of_all_cases_those_are_told_of_which_it_knew_anything(
    played: Played, replayed: Replayed
) -> None:
    for agency, cases in ((POLICE, {played.case, played.other}), (NGO, {played.case})):
        told = of("known", await replayed(played.accepted, known_to=agency, basis="owed"))
        found = {line["case"] for line in told}
        assert found & {str(played.case), str(played.other)} == {str(case) for case in cases}
    told = await replayed(played.reported, upto=str(played.accepted), known_to=NGO, basis="owed")
    assert {line["case"] for line in of("difference", told)} == {str(played.case)}


async def test_a_ledger_made_for_a_replay_is_that_of_the_agency_and_no_live_row_is_asked(
    alone: Deployment,
) -> None:
    played, replayed = await play(alone), replayer(alone)
    await fetch_and_acknowledge(alone, POLICE)
    wish = {"case": played.case, "known_to": POLICE, "basis": "acknowledged"}
    time = alone.time().isoformat()
    told = await replayed(time, **wish)
    with psycopg.connect(alone.services.settings.database_url) as owner:
        owner.execute("GRANT DELETE ON jejak.ledger TO CURRENT_USER")
        owner.execute("ALTER TABLE jejak.ledger DISABLE TRIGGER append_only")
        owner.execute("DELETE FROM jejak.ledger")
    assert await replayed(time, **wish) == told
    assert len(of("state", told)[0]["state"]["events"]) == 4


async def test_an_agency_that_was_not_registered_by_then_knew_nothing(
    played: Played, replayed: Replayed
) -> None:
    with pytest.raises(NothingToReplay):
        await replayed(played.accepted, known_to="polres-sukabumi")
    with pytest.raises(NothingToReplay):
        await replayed(1, known_to=POLICE)
