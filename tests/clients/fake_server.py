"""A server in memory behind httpx: it records ids, and can lose answers, be busy or cut a stream off."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import httpx
from jejak_client.envelope import body_hash, id_of, is_signed
from jejak_client.keys import make_key

ORIGIN = "jejak.test"
CLASSES = {"channel": "case", "routed_to": "case", "victim_name": "victim_identity", "statement": "narrative"}
TYPE = "jejak.ReportReceived.v1"

Handler = Callable[[httpx.Request], httpx.Response]


class FakeServer:
    """Answers as DESIGN section 10 has it; `faults` are taken first, one for each call."""

    def __init__(self) -> None:
        self.recorded: dict[str, dict[str, Any]] = {}
        self.calls: list[httpx.Request] = []
        self.faults: list[Handler] = []
        self.busy_ids: list[str] = []
        self.rows: list[dict[str, Any]] = []
        self.acknowledged: list[dict[str, Any]] = []
        self.receipt_key = make_key("deployment")
        self.open_versions: dict[str, list[int]] = {}

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        if self.faults:
            return self.faults.pop(0)(request)
        return self.answer(request)

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/v1/events":
            return self._events(request)
        if path.startswith("/v1/submissions/"):
            found = self.recorded.get(path.rpartition("/")[2])
            return httpx.Response(200, json={**found, "receipt": "r"}) if found else problem("not_found", 404)
        if path.startswith("/v1/manifest/"):
            return httpx.Response(200, json={"receipt": self.receipt(open=self.open_said(path))})
        if path == f"/v1/catalogue/{TYPE}":
            fields = [{"name": name, "data_class": held} for name, held in CLASSES.items()]
            return httpx.Response(200, json={"type": TYPE, "fields": fields})
        if path == "/v1/log/keys":
            agencies = [self.deployment()]
            return httpx.Response(200, json={"origin": ORIGIN, "position": 1, "agencies": agencies})
        if path == "/v1/feed":
            return self._feed(request)
        if path == "/v1/feed/stream":
            return self._stream(request)
        if path == "/v1/feed/ack":
            self.acknowledged.append(json.loads(request.content))
            return httpx.Response(200, json={"receipt": "a.b.c"})
        return problem("not_found", 404)

    def deployment(self) -> dict[str, Any]:
        key = self.receipt_key
        told = {"kid": key.kid, "x": key.x, "custody": "receipt", "from_position": 2, "until_position": None}
        return {"id": "deployment", "kind": "deployment", "keys": [told]}

    def receipt(self, **said: Any) -> str:
        """A receipt as the server signs it."""
        signed = self.receipt_key.sign(json.dumps({"iss": ORIGIN, **said}).encode(), "jejak-receipt+jws")
        return f"{signed['protected']}.{signed['payload']}.{signed['signature']}"

    def receipt_of(self, results: list[dict[str, Any]]) -> str | None:
        """The receipt of a call, None where nothing of it was recorded."""
        names = ("id", "hash", "position", "recordedat")
        events = [
            {**{name: each[name] for name in names}, "leaf": "0" * 64} for each in results if "hash" in each
        ]
        return self.receipt(log=f"{ORIGIN}/log", call=None, within=60, events=events) if events else None

    def open_said(self, path: str) -> dict[str, Any]:
        case = path.rpartition("/")[2]
        return {"agency": "polres-ttu", "case": case, "as_of": 1, "versions": self.open_versions[case]}

    def record(self, item: dict[str, Any]) -> dict[str, Any]:
        name = id_of(item)
        if name in self.busy_ids:
            self.busy_ids.remove(name)
            return {"id": name, "status": "refused", "problem": members("busy", 503)}
        if name is None or ("type" not in item and not is_signed(item)):
            return {"id": name, "status": "refused", "problem": members("missing_attribute", 422, "type")}
        plain = json.dumps(item, sort_keys=True).encode()
        content = body_hash(item) if is_signed(item) else sha256(plain).hexdigest()
        if name in self.recorded:
            same = self.recorded[name]["hash"] == content
            if not same:
                return {"id": name, "status": "refused", "problem": members("id_reused", 409)}
            return {**self.recorded[name], "status": "already_recorded"}
        position = len(self.recorded) + 1
        self.recorded[name] = {
            "id": name,
            "status": "recorded",
            "position": position,
            "caseversion": position,
            "recordedat": "2026-01-01T00:00:00.000000Z",
            "hash": content,
            "assurance": "agency" if is_signed(item) else "escrow",
        }
        return self.recorded[name]

    def _events(self, request: httpx.Request) -> httpx.Response:
        content = json.loads(request.content)
        if isinstance(content, list):
            results = [self.record(item) for item in content]
            return httpx.Response(200, json={"results": results, "receipt": self.receipt_of(results)})
        result = self.record(content)
        if "problem" in result:
            return httpx.Response(result["problem"]["status"], json=result["problem"])
        status = 201 if result["status"] == "recorded" else 200
        return httpx.Response(status, json={**result, "receipt": self.receipt_of([result])})

    def _feed(self, request: httpx.Request) -> httpx.Response:
        after, limit = int(request.url.params["after"]), int(request.url.params.get("limit", 2))
        items = self.rows[after : after + limit]
        return httpx.Response(200, json={"items": items, "next": after + len(items), "head": len(self.rows)})

    def _stream(self, request: httpx.Request) -> httpx.Response:
        after = int(request.headers["Last-Event-ID"])
        text = ": quiet\n\n" + "".join(
            f"id: {row['position']}\nevent: row\ndata: {json.dumps(row)}\n\n"
            for row in self.rows[after : after + 2]
        )
        return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, text=text)

    # -- faults

    def lost_before(self, _request: httpx.Request) -> httpx.Response:
        """The line drops before the server has the call."""
        raise httpx.ConnectError("connection refused")

    def lost_after(self, request: httpx.Request) -> httpx.Response:
        """The server does its work, and its answer is lost."""
        self.answer(request)
        raise httpx.ReadError("connection reset")

    def overloaded(self, _request: httpx.Request) -> httpx.Response:
        return problem("busy", 503, headers={"Retry-After": "3"})

    def proxy_page(self, _request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="<html>Bad gateway</html>")


def members(slug: str, status: int, field: str | None = None) -> dict[str, Any]:
    found = {"type": f"/problems/{slug}", "title": slug, "status": status, "detail": f"The rule of {slug}."}
    return {**found, "field": field} if field else found


def problem(slug: str, status: int, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json=members(slug, status), headers=headers)


def row(position: int, **more: Any) -> dict[str, Any]:
    """A row of the ledger."""
    return {
        "position": position,
        "kind": "event",
        "hash": f"{position:064x}",
        "recordedat": "2026-01-01T00:00:00.000000Z",
        "case": "6f0f9c52-0e2b-4f0c-9f6e-0a2f3f1f7a11",
        "cause": position * 10,
        "logposition": position * 10,
        "caseversion": 1,
        "assurance": "agency",
        "marks": [],
        "classes": [],
        **more,
    }
