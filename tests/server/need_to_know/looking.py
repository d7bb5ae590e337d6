"""What an agency is shown of a case by every call and stream: levels and classes where an answer tells them,
and everything that stands in any answer."""

import asyncio
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from httpx_sse import aconnect_sse

from tests.server.api.agencies import Caller
from tests.server.need_to_know.places import CLASSES

Seen = dict[int, tuple[str, frozenset[str]]]
CANARY = re.compile(r"KENARI\d+X")
LEDGER = ("feed", "stream")
TAKES_BACK = ("withdrawn", "shredded")
POSITIONS = ("position", "positions", "stage_position", "last_position")


@dataclass
class Look:
    """All that one agency was shown. `by_call`: by call the level and classes of each event; `told`: by call
    everything in its answers, disclosures and signed bodies decoded."""

    agency: str
    case: UUID
    by_call: dict[str, Seen] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    manifest: dict[str, Any] | None = None
    called_back: frozenset[int] = frozenset()  # positions by which its own ledger called copies back
    status: int = 0

    def canaries(self, call: str) -> set[str]:
        return set(CANARY.findall(json.dumps(self.told[call])))

    def positions(self, call: str) -> set[int]:
        """The positions that an answer names; in a ledger, rows name also what they take back, and what is
        owed by such a row bears its name."""
        if call in LEDGER:
            return set()
        owed = self.called_back if call == "worklist" else frozenset()
        shown = [each for each in _listed(self.told[call]) if not _owes_purge(each, owed)]
        return set(_positions(shown))


def _listed(told: Any) -> list[Any]:
    return told if isinstance(told, list) else [told]


def _owes_purge(told: Any, called_back: frozenset[int]) -> bool:
    return isinstance(told, dict) and told.get("kind") == "confirm_purge" and told["position"] in called_back


async def look(caller: Caller, agency: str, url: str, case: UUID, file: str) -> Look:
    """Reads everything that there is to be read of a case, as one agency."""
    seen = Look(agency, case)
    await _feed(caller, url, seen)
    answer = await caller.get(f"/v1/cases/{case}")
    seen.status = answer.status_code
    of_case = (f"/v1/cases/{case}/files/{file}", f"/v1/cases/{case}/discrepancies", f"/v1/cases/{case}/reads")
    for path in of_case:
        answer = await caller.get(path)
        assert answer.status_code in (200, 404), answer.text
        seen.told[path.rpartition(str(case))[2]] = answer.json()
    await _case(caller, seen)
    await _lists(caller, seen)
    await _audit(caller, seen)
    return seen


async def _feed(caller: Caller, url: str, seen: Look) -> None:
    rows: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next": 0, "head": 1}
    while page["next"] < page["head"]:
        page = (await caller.get("/v1/feed", after=page["next"], limit=500)).json()
        rows += page["items"]
    mine = [each for each in rows if each["case"] == str(seen.case)]
    first = mine[0]["position"] - 1 if mine else page["head"]
    streamed = await _stream(caller, url, first, page["head"])
    for call, found in (
        ("feed", mine),
        ("stream", [each for each in streamed if each["case"] == str(seen.case)]),
    ):
        seen.told[call] = [_opened(each) for each in found]
        seen.by_call[call] = _of_rows(found)
    seen.called_back = frozenset(each["cause"] for each in mine if each["kind"] == "shredded")
    holdings = (await caller.get("/v1/manifest", after=_before(seen.case), limit=1)).json()["items"]
    seen.manifest = next((each for each in holdings if each["case"] == str(seen.case)), None)
    seen.told["versions"] = (await caller.get(f"/v1/manifest/{seen.case}")).json()


async def _stream(caller: Caller, url: str, after: int, upto: int) -> list[dict[str, Any]]:
    headers = {"authorization": f"Bearer {caller.token}", "last-event-id": str(after)}
    rows: list[dict[str, Any]] = []
    if after >= upto:
        return rows
    async with (
        asyncio.timeout(20),
        httpx.AsyncClient(base_url=url) as http,
        aconnect_sse(http, "GET", "/v1/feed/stream", headers=headers) as source,
    ):
        async for sent in source.aiter_sse():
            if sent.data:
                rows.append(json.loads(sent.data))
            if rows and rows[-1].get("position", 0) >= upto:
                break
    return rows


async def _case(caller: Caller, seen: Look) -> None:
    """The case as it is, as it was known to the agency itself, and its timeline."""
    knowing = {"known_to": seen.agency, "basis": "owed"}
    for call, asked in (("case", {}), ("known", knowing)):
        seen.told[call] = (await caller.get(f"/v1/cases/{seen.case}", **asked)).json()
    found: Seen = {}
    page: dict[str, Any] = {"next": 0}
    while page.get("next") is not None and seen.status == 200:
        page = (await caller.get(f"/v1/cases/{seen.case}/timeline", after=page["next"], limit=500)).json()
        for each in page["items"]:
            level = "body" if each["kind"] == "event" else "stage"
            found[each["position"]] = (level, frozenset(each.get("classes", [])) - {"case"})
    seen.by_call["timeline"] = found


async def _lists(caller: Caller, seen: Look) -> None:
    """The lists and boards of all cases, as far as they tell of this one."""
    for path in ("discrepancies", "clocks", "referrals", "rights"):
        seen.told[path] = (await caller.get(f"/v1/{path}", case=str(seen.case), limit=50)).json()
    seen.told["cases"] = (await caller.get("/v1/cases", text=str(seen.case))).json()
    for path, key in (("worklist", "after"), ("disputes", "before"), ("commitments", "after")):
        seen.told[path] = [
            each async for each in _all(caller, path, key) if each.get("case") == str(seen.case)
        ]
    for path in ("discrepancies", "clocks", "referrals", "rights", "cases"):
        assert "items" in seen.told[path], (path, seen.told[path])


async def _audit(caller: Caller, seen: Look) -> None:
    """The log as auditors read it, with every value that they are given, and the last reads."""
    size = (await caller.get("/v1/reads/checkpoint")).json()["size"]
    answer = await caller.get("/v1/audit/reads", after=f"{size}~{max(size - 50, -1)}")
    if answer.status_code != 403:
        seen.told["audit/reads"] = answer.json()["items"]
    answer = await caller.get("/v1/audit/events", limit=1)
    if answer.status_code == 403:
        return
    head, found = answer.json()["as_of"], []
    asked: dict[str, Any] = {"disclose": CLASSES, "reason": "complaint", "limit": 500}
    after: str | None = f"{head}~{max(head - 500, 0)}"
    while after is not None:
        page = (await caller.get("/v1/audit/events", after=after, **asked)).json()
        found, after = found + page["items"], page["next"]
    mine = [each for each in found if each["case"] == str(seen.case)]
    seen.by_call["audit"] = {each["position"]: ("body", frozenset(each["disclosed"])) for each in mine}
    seen.told["audit"] = [
        {
            "payload": _decoded(each["state"].split(".")[1]),
            "disclosed": [_decoded(value) for value in each["disclosures"]],
        }
        for each in mine
    ]


async def _all(caller: Caller, path: str, key: str) -> AsyncIterator[dict[str, Any]]:
    """Every item of a list that is read in pages."""
    asked: dict[str, Any] = {}
    while True:
        page = (await caller.get(f"/v1/{path}", limit=100, **asked)).json()
        for each in page["items"]:
            yield each
        if page["next"] is None:
            return
        asked = {key: page["next"]}


def _of_rows(rows: list[dict[str, Any]]) -> Seen:
    """What the rows of a ledger show together, those left aside that only take back."""
    found: Seen = {}
    for row in rows:
        if "logposition" not in row or row["kind"] in TAKES_BACK or not {"event", "stage"} & row.keys():
            continue
        level, classes = found.get(row["logposition"], ("stage", frozenset()))
        level = "body" if "event" in row else level
        found[row["logposition"]] = (level, classes | (frozenset(row["classes"]) - {"case"}))
    return found


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    if "event" not in row:
        return row
    disclosed = row["event"].get("header", {}).get("disclosures", [])
    return {
        **row,
        "event": {
            "payload": _decoded(row["event"]["payload"]),
            "disclosed": [_decoded(each) for each in disclosed],
        },
    }


def _decoded(text: str) -> Any:
    return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _positions(value: Any, of: str = "") -> Iterator[int]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _positions(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _positions(each, of)
    elif isinstance(value, int) and not isinstance(value, bool) and of in POSITIONS:
        yield value


def _before(case: UUID) -> str:
    return str(UUID(int=case.int - 1))
