"""What several of the attacks do."""

import json
import threading
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import httpx

from domain import base64url
from tests.attacks.site import OWNER, POLICE, Site
from tests.server.api.agencies import Event, event
from tests.server.api.feeds import fields


def filed(case: object, **attributes: object) -> Event:
    """The police file a report."""
    data = {"articles": ["UU-21-2007:2"], "report_number": "LP/1/III/2026"}
    return event(POLICE, "PoliceReportFiled", case, data, **{"id": str(uuid4()), **attributes})  # type: ignore[arg-type]


def triaged(case: object, by: str = OWNER, **attributes: object) -> Event:
    """A statement that any case worker may record, under an id of its own."""
    data = {"person": str(uuid4()), "urgency": "urgent"}
    return event(by, "ReportTriaged", case, data, **{"id": str(uuid4()), **attributes})  # type: ignore[arg-type]


def decoded(part: str) -> bytes:
    return base64url.decode(part) or b""


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


class others_are_served:  # noqa: N801
    """Calls beside what happens inside; each must be answered within a second or two."""

    def __init__(self, site: Site) -> None:
        self.site, self.slowest, self.end = site, 0.0, threading.Event()
        self.thread = threading.Thread(target=self.call)

    def call(self) -> None:
        while not self.end.is_set():
            began = monotonic()
            assert self.site.get(OWNER, "/v1/manifest").status_code == 200
            self.slowest = max(self.slowest, monotonic() - began)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.end.set()
        self.thread.join()
        assert self.slowest < 2.0


def told(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    """Everything that an answer tells but when it was given."""
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != "date"}


def reported_to(site: Site, agency: str, **data: Any) -> UUID:
    case = uuid4()
    fields = {"channel": "walk_in", "person": str(uuid4()), "routed_to": [agency], **data}
    site.record(agency, "ReportReceived", case, fields)
    return case


def feed_of(site: Site, agency: str) -> bytes:
    """The whole feed of an agency with every disclosure opened."""
    rows = whole_feed(site, agency)
    return json.dumps([fields(row) for row in rows if "event" in row]).encode()


def whole_feed(site: Site, agency: str) -> list[Event]:
    items, page = [], {"next": 0, "head": 1}
    while page["next"] < page["head"]:
        answer = site.get(agency, "/v1/feed", after=page["next"], limit=500)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
    return items


def refusals(site: Site, *outcomes: str) -> float:
    """How many events this process refused so."""
    lines = site.http.get("/metrics").text.splitlines()
    counted = [line for line in lines if line.startswith("jejak_events_total")]
    wanted = [line for line in counted if any(f'"{outcome}"' in line for outcome in outcomes)]
    return sum(float(line.rsplit(" ", 1)[1]) for line in wanted)
