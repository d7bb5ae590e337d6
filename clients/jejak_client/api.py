"""The HTTP API of one deployment, as one agency calls it (DESIGN section 10)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import msgspec

from jejak_client import strict_json
from jejak_client.acknowledging import statement
from jejak_client.answers import Answer, Published, answer_of_problem
from jejak_client.dossiers import MAKING, Dossier, read_dossier
from jejak_client.envelope import Event, id_of, is_signed, sign_event
from jejak_client.feed import FeedPage, FeedRow, decode_page
from jejak_client.freshness import newest_vouched, require_current
from jejak_client.keys import AgencyKey
from jejak_client.problems import ProblemError, problem_of, raise_problem, slug_of
from jejak_client.remembering import Memory
from jejak_client.state import LocalState, Seen
from jejak_client.streaming import stream_rows
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.policy import Policy
from jejak_client.transport import TRY_AGAIN, Query, Transport

PLAIN = "application/cloudevents+json"
PLAIN_BATCH = "application/cloudevents-batch+json"
SIGNED = "application/jose+json"
MAX_BATCH = 1000  # events of one call
MAX_BATCH_BYTES = 8 * 1024 * 1024

OF_THE_CALLER = frozenset({"unauthenticated", "forbidden"})


class _Batch(msgspec.Struct):
    results: tuple[Answer, ...]
    receipt: str | None = None


_decode_answer = msgspec.json.Decoder(Answer).decode
_decode_batch = msgspec.json.Decoder(_Batch).decode


class JejakClient:
    """One agency's view of one deployment. Not for several threads at once.

    Every call is repeated when its answer is lost (Unanswered when all attempts are); refusals of whole calls
    raise ProblemError. Use it as a context manager, or close() it.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        *,
        timeout: float = 30.0,
        attempts: int = 6,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
        state: LocalState | None = None,
    ) -> None:
        """`timeout`: seconds for each attempt. The catalogue may be read without a token.

        `state`: where the client keeps what it was given and what became of its events. With it the ledger is
        checked row by row (LedgerBroken), receipts are verified (ReceiptError), and what is signed names the
        last event of its case and the last checkpoint that this client has seen.
        """
        self._server = Transport(
            url, token, timeout=timeout, attempts=attempts, sleep=sleep, transport=transport
        )
        self._memory = Memory(state, self._server) if state is not None else None
        self._types: dict[str, dict[str, str]] = {}
        self._origin: str | None = None

    def __enter__(self) -> JejakClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._server.http.close()

    # -- what may be published

    def catalogue(self) -> dict[str, Any]:
        """Every event type with its fields, classes and labels."""
        return self._object("/v1/catalogue")

    def event_type(self, name: str) -> dict[str, Any]:
        """One event type by its type string or class name, with the JSON Schema of its data."""
        return self._object(f"/v1/catalogue/{quote(name, safe='')}")

    def classes_of(self, event_type: str) -> dict[str, str]:
        """The data class of each field of a type, read once. ProblemError `not_found` for an unknown type."""
        if event_type not in self._types:
            fields = self.event_type(event_type)["fields"]
            self._types[event_type] = {field["name"]: field["data_class"] for field in fields}
        return self._types[event_type]

    def keys(self) -> dict[str, Any]:
        """The agencies of the deployment with every key they registered."""
        return self._object("/v1/log/keys")

    def origin(self) -> str:
        """The id of the deployment, which every signed event names; read once."""
        if self._origin is None:
            self._origin = str(self.keys()["origin"])
        return self._origin

    def sign(self, event: Mapping[str, Any], key: AgencyKey) -> Event:
        """Sign a plain event for this deployment. Send the result, and nothing signed anew, until answered.

        Each signing has salts of its own: the same event signed twice is two events under one id. With a
        state, raises GapInCase where this client was not given all that it should have of the case.
        """
        if self._memory is not None:
            event = self._memory.named_in(event)
        return sign_event(event, key, self.classes_of(str(event.get("type"))), self.origin())

    # -- publishing

    def publish(self, event: Mapping[str, Any]) -> Answer:
        """Publish one event, plain or signed; a refused event is an Answer, a refused caller raises."""
        media = SIGNED if is_signed(event) else PLAIN
        response = self._server.post("/v1/events", strict_json.encode(event), media)
        if response.is_success:
            answer = _decode_answer(response.content)
            if self._memory is not None:
                self._memory.answered([(event, answer)], answer.receipt)
            return answer
        problem = problem_of(response)
        if response.status_code in TRY_AGAIN or response.is_server_error or slug_of(problem) in OF_THE_CALLER:
            raise_problem(response)
        return answer_of_problem(id_of(event), problem)

    def publish_batch(self, events: Sequence[Mapping[str, Any]]) -> Published:
        """Publish up to 1,000 events, plain and signed, in order; answers in the same order.

        Events that the server was too busy for are sent again; the others stand as answered.
        """
        contents = [strict_json.encode(event) for event in events]
        signed = any(map(is_signed, events))
        answers: dict[int, Answer] = {}
        receipts: list[str] = []
        waiting = list(range(len(contents)))
        for attempt in range(1, self._server.attempts + 1):
            batch = self._send_batch([contents[place] for place in waiting], signed)
            answers.update(zip(waiting, batch.results, strict=True))
            if self._memory is not None:
                self._memory.answered([(events[at], answers[at]) for at in waiting], batch.receipt)
            receipts += [batch.receipt] if batch.receipt else []
            waiting = [place for place in waiting if answers[place].slug == "busy"]
            if not waiting:
                break
            if attempt < self._server.attempts:
                self._server.pause(attempt)
        return Published(tuple(answers[place] for place in range(len(contents))), tuple(receipts))

    def submission(self, event_id: str) -> Answer | None:
        """What became of an event of this agency; None where none is recorded under the id."""
        try:
            return _decode_answer(self._server.get(f"/v1/submissions/{quote(event_id, safe='')}").content)
        except ProblemError as problem:
            if problem.slug == "not_found":
                return None
            raise

    # -- the agency's ledger

    def feed(self, after: int = 0, limit: int | None = None, wait: float = 0) -> FeedPage:
        """A page of the ledger after row `after`; waits up to `wait` seconds where there is none yet."""
        query: Query = {"after": after, "limit": limit, "wait": wait or None}
        page = decode_page(self._server.get("/v1/feed", query, wait).content)
        if self._memory is not None:
            self._memory.given(page.items)
        return page

    def stream(self, after: int = 0) -> Iterator[FeedRow]:
        """Rows after row `after` as they come, for ever; a line that drops is taken up again where it was.

        Raises Unanswered or ProblemError when it cannot be taken up again.
        """
        for row in stream_rows(self._server, after):
            if self._memory is not None:
                self._memory.given([row])
            yield row

    def acknowledge(self, position: int, ledger_hash: str, key: AgencyKey | None = None) -> str:
        """Tell the server that all rows up to `position` are kept; its signed receipt (compact JWS).

        With a key the agency signs it too: then neither side can say later that it was otherwise.
        """
        said: dict[str, str | int] = {"position": position, "hash": ledger_hash}
        if key is not None:
            said["statement"] = statement(key, self.origin(), position, ledger_hash)
        response = self._server.post("/v1/feed/ack", strict_json.encode(said), "application/json")
        raise_problem(response)
        receipt = str(response.json()["receipt"])
        if self._memory is not None:
            self._memory.acknowledged(receipt)
        return receipt

    def confirm_erasure(self, erasure: UUID | str) -> str:
        """Say that every copy of what `shredded` rows of this erasure name is purged; since when it is said.

        ProblemError `not_found` where the agency's ledger has no such row.
        """
        response = self._server.post(f"/v1/erasures/{erasure}/confirm", b"{}", "application/json")
        raise_problem(response)
        return str(response.json()["confirmedat"])

    def manifest(self, after: UUID | str | None = None, limit: int | None = None) -> dict[str, Any]:
        """What the agency should hold, case by case: version, count, hash; a page after case `after`."""
        return self._object("/v1/manifest", {"after": str(after) if after else None, "limit": limit})

    # -- the log

    def see_log(self, policy: Policy | None = None) -> Seen:
        """Verify the newest checkpoint of the log against the last one seen, and remember it in the state.

        Under the policy's key of the log, else under one that the server names. LogForked where the log
        contradicts itself; TlogError where what it shows does not hold.
        """
        if self._memory is None:
            raise ValueError("what was seen is kept in a state")
        return self._memory.see_log(policy)

    def require_current(self, policy: Policy, now: float) -> Checkpoint:
        """The newest checkpoint, where a quorum of the policy vouches for it `now` (seconds since 1970).

        Raises StaleCheckpoint where none does now, TlogError where none ever did, LogForked as see_log.
        """
        judged = newest_vouched(self._server, policy, self.origin(), now)
        if self._memory is not None:
            self._memory.require_continued(judged, policy)
        require_current(judged, policy, now)
        return judged.checkpoint

    def require_whole(self, case: UUID | str) -> None:
        """Raises GapInCase where events of the case name one that this client was neither given, nor told by
        the server's signed word that it is not for its agency."""
        if self._memory is not None:
            self._memory.require_whole(str(case))

    # -- before identities are opened

    def notice(self) -> dict[str, Any]:
        """The notice that identities are secret: `version`, `text` by language, `acknowledgedat` or null."""
        return self._object("/v1/notices/confidentiality")

    def accept_notice(self, version: int | None = None) -> dict[str, Any]:
        """Say that whoever reads with this token has been told what the notice says (UU 21/2007 art 24).

        Of the version given, or of the one in force: call it only where the text was shown. Without it, what
        would open an identity is refused (`notice_required`).
        """
        content = strict_json.encode({"version": self.notice()["version"] if version is None else version})
        response = self._server.post(
            "/v1/notices/confidentiality/acknowledgement", content, "application/json"
        )
        raise_problem(response)
        return dict(response.json())

    # -- cases

    def cases(self, **filters: str | int | None) -> dict[str, Any]:
        """A page of the cases the agency may see; filters and the key of the next page as in the API."""
        return self._object("/v1/cases", filters)

    def case(self, case: UUID | str, **at: str | int | None) -> dict[str, Any]:
        """One case, now or `as_of` a position or time."""
        return self._object(f"/v1/cases/{case}", at)

    def timeline(self, case: UUID | str, **at: str | int | None) -> dict[str, Any]:
        """Every event of a case that the agency may see, with both clocks."""
        return self._object(f"/v1/cases/{case}/timeline", at)

    def worklist(self, **filters: str | int | None) -> dict[str, Any]:
        """What the agency has to do next."""
        return self._object("/v1/worklist", filters)

    def dossier(self, dispute: UUID | str) -> Dossier:
        """The dossier of a dispute; ProblemError `not_sealed` where it stands in no checkpoint yet."""
        return read_dossier(self._server.get(f"/v1/disputes/{dispute}/dossier", wait=MAKING))

    def ask(self, path: str, parameters: Query | None = None) -> dict[str, Any]:
        """The JSON object under any other path of the API, with its parameters."""
        return self._object(path, parameters)

    def _object(self, path: str, query: Query | None = None) -> dict[str, Any]:
        return dict(self._server.json(path, query))

    def _send_batch(self, contents: list[bytes], signed: bool) -> _Batch:
        content = b"[" + b",".join(contents) + b"]"
        response = self._server.post("/v1/events", content, SIGNED if signed else PLAIN_BATCH)
        raise_problem(response)
        return _decode_batch(response.content)
