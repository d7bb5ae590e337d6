"""The dossier of the dispute of a case: what an agency is given, and what the oracle says it may be given."""

import io
import json
from base64 import urlsafe_b64decode
from typing import Any
from zipfile import ZipFile

from tests.server.api.agencies import Caller
from tests.server.need_to_know.cast import named
from tests.server.need_to_know.looking import Look, Seen
from tests.server.need_to_know.oracle import Oracle
from tests.server.need_to_know.places import Told
from tests.server.need_to_know.telling import Story


async def look_at_dossier(caller: Caller, seen: Look) -> None:
    """Everything in it that can be read: page, bodies, values, deliveries, what receipts name."""
    answer = await caller.get(f"/v1/disputes/{named(seen.case, 'dispute')}/dossier")
    assert answer.status_code in (200, 404), answer.text
    if answer.status_code == 404:
        return
    with ZipFile(io.BytesIO(answer.content)) as packed:
        files = {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}
    events = [json.loads(raw) for name, raw in files.items() if name.startswith("events/")]
    mine = [each for each in events if _part(each["state"], 1)["subject"] == str(seen.case)]
    stages = json.loads(files["stages.json"])
    seen.by_call["dossier"] = {each["position"]: ("stage", frozenset()) for each in stages}
    seen.by_call["dossier"] |= {each["position"]: ("body", frozenset()) for each in mine}
    seen.told["dossier"] = {
        "events": [{**each, "state": _part(each["state"], 1)} for each in events],
        "values": [_decoded(value) for each in events for value in each["disclosures"]],
        "receipts": [_part(raw, 1) for name, raw in files.items() if name.startswith("receipts/")],
        "deliveries": json.loads(files["deliveries.json"]),
        "stages": stages,
        "page": files["timeline.html"],
    }


def may_be_given(oracle: Oracle, agency: str, allowed: Seen) -> Seen | None:
    """The level of every event in the dossier; None where there is none for the agency: it is for the sides,
    the expert of the dispute as long as the opening of it is open to the expert, and auditors by office."""
    opened = _opening(oracle)
    if opened is None:
        return None
    if oracle.kinds[agency] == "auditor":
        return {each.position: ("body", frozenset()) for each in oracle.events}
    experts = [
        each.data["expert"]
        for each in oracle.counting
        if each.type == "ExpertEngaged" and each.data.get("dispute") == opened.data["dispute"]
    ]
    level, _ = allowed.get(opened.position, ("nothing", frozenset()))
    if agency not in (*opened.data["sides"], *experts) or level != "body":
        return None
    return {position: (level, frozenset()) for position, (level, _) in allowed.items()}


def values_given(story: Story, allowed: Seen) -> tuple[set[str], set[str]]:
    """The canaries that must be in it, those of the file of the dispute, and those that may be besides: of
    corrections, which are about the dispute where what they correct is."""
    told = {each.position: each for each in story.told}
    must, more = set(), set()
    for canary, (position, named_class) in story.planted.items():
        if named_class in allowed.get(position, ("nothing", frozenset()))[1]:
            if told[position].data.get("file"):
                must.add(canary)
            elif told[position].type == "FactCorrected":
                more.add(canary)
    return must, must | more


def _opening(oracle: Oracle) -> Told | None:
    return next((each for each in oracle.counting if each.type == "DisputeOpened"), None)


def _part(jws: str, part: int) -> Any:
    return _decoded(jws.split(".")[part])


def _decoded(text: str) -> Any:
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
