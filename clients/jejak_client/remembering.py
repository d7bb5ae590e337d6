"""What a client puts into the events it signs of what it has seen, and what it keeps of what it is told.

Each signed event names the last event of its case that its publisher had seen. Where such an event was never
given here, either it is not for this agency or it was withheld. The server is asked, and its answer signed:
to withhold an event it has to sign a lie that the log itself disproves (docs/adr/0203).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from jejak_client.answers import Answer
from jejak_client.envelope import Event, attributes_of, body_hash, is_signed
from jejak_client.feed import FeedRow
from jejak_client.problems import ProblemError
from jejak_client.receipts import ReceiptError, read_open_versions, receipt_keys, require_stated
from jejak_client.seen import log_keys, look, origin_in
from jejak_client.state import LocalState, Named, Seen
from jejak_client.tlog.errors import Malformed, Unverified
from jejak_client.tlog.judging import Judged
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.policy import Policy
from jejak_client.tlog.tiles import TileName
from jejak_client.transport import Transport
from jejak_client.verify.checkpoints import is_log_of_events
from jejak_client.verify.registry import Key

KEYS = "/v1/log/keys"

T = TypeVar("T")


class GapInCase(Exception):
    """Events of a case are missing or contradict each other: nothing is signed on it with this state."""

    def __init__(self, case: str, named: Iterable[Named]) -> None:
        versions = ", ".join(f"{each.version} (named by version {each.by_version})" for each in named)
        super().__init__(
            f"case {case}: this client does not have version {versions} as those had it who recorded after. "
            "Pull again; where that does not bring it, the host withholds it: keep the state file and show "
            "it to the auditor"
        )


class Memory:
    """A state at work beside the calls of one client."""

    def __init__(self, state: LocalState, server: Transport) -> None:
        self._state = state
        self._server = server
        self._told: Mapping[str, Any] | None = None

    def named_in(self, event: Mapping[str, Any]) -> Event:
        """A plain event with `prevversion` and `prevhash` of the last event of its case that this client has,
        and `seensize` and `seenroot` of the last checkpoint that it verified, unless it says them itself.

        Raises GapInCase where the client was not given all that it should have of the case.
        """
        case = str(event.get("subject"))
        self.require_whole(case)
        last, seen = self._state.last(case), self._state.seen()
        added: Event = {}
        if last is not None and event.get("prevversion") is None:
            added |= {"prevversion": last.version, "prevhash": last.hash}
        if seen is not None and event.get("seensize") is None:
            added |= {"seensize": seen.size, "seenroot": seen.root}
        return {**event, **added}

    def require_whole(self, case: str) -> None:
        """Raises GapInCase where something of the case is missing that the server does not say, over its
        signature, is not for this agency."""
        if self._state.unexplained(case):
            self._ask_about(case)
        if still := self._state.unexplained(case):
            raise GapInCase(case, still)

    def given(self, rows: Sequence[FeedRow]) -> None:
        """Rows of the ledger as they came. Raises LedgerBroken where they do not follow on those before."""
        self._state.take_in(rows)

    def answered(self, pairs: Iterable[tuple[Mapping[str, Any], Answer]], receipt: str | None) -> None:
        """What one call that published was answered, event by event, and its receipt.

        Raises ReceiptError where the receipt does not hold, or says something else than what was sent and
        answered; it is kept all the same.
        """
        stands = [(event, answer) for event, answer in pairs if answer.recorded]
        if not stands:
            return
        if receipt is None:
            raise ReceiptError("receipt: there is none, although events were recorded")
        self._state.keep_receipt(receipt)
        stated = [_sent(*each) for each in stands]
        self._under_its_keys(lambda keys: require_stated(receipt, keys, stated))
        self._state.note_recorded(
            (str(attributes_of(event)["subject"]), answer.caseversion or 0, str(answer.hash))
            for event, answer in stands
        )

    def acknowledged(self, receipt: str) -> None:
        """The receipt of an acknowledgement."""
        self._state.keep_receipt(receipt)

    def see_log(self, policy: Policy | None) -> Seen:
        """Verify the newest checkpoint against the last one seen, and remember it (jejak_client/seen.py).

        Unverified for that of any other log: the host could show one of its own making to each agency.
        """
        raw = self._server.get("/v1/log/checkpoint").content
        origin = origin_in(raw)
        if not is_log_of_events(origin, str(self._keys()["origin"])):
            raise Unverified("checkpoint: it is of another log")
        try:
            return look(self._state, raw, self._log_keys(origin, policy), self._read_tile)
        except Unverified:
            self._told = None  # the log may have another key since they were read
            return look(self._state, raw, self._log_keys(origin, policy), self._read_tile)

    def require_continued(self, judged: Judged, policy: Policy) -> None:
        """Raises LogForked where a checkpoint that witnesses vouch for contradicts the last one seen."""
        keys = self._log_keys(judged.checkpoint.origin, policy)
        look(self._state, judged.note.encode(), keys, self._read_tile)

    def _ask_about(self, case: str) -> None:
        """Ask which versions of the case are open to this agency. One that is closed as a whole explains
        nothing: then the server has said nothing that could be held against it."""
        try:
            receipt = str(self._server.json(f"/v1/manifest/{case}")["receipt"])
        except ProblemError as problem:
            if problem.slug == "not_found":
                return
            raise
        said = self._under_its_keys(lambda keys: read_open_versions(receipt, keys))
        if said.case == case:
            self._state.explain(case, said.versions, receipt)

    def _log_keys(self, origin: str, policy: Policy | None) -> list[NoteKey]:
        """The keys that may sign this log: the policy's where there is one, which the host did not write."""
        if policy is None:
            return log_keys(self._keys(), origin)
        keys = [log.key for log in policy.logs if log.key.name == origin]
        if not keys:
            raise Unverified("checkpoint: it is of a log that the policy does not know")
        return keys

    def _under_its_keys(self, read: Callable[[list[Key]], T]) -> T:
        """What is read under the server's keys for receipts, asked for anew where those known do not do."""
        try:
            return read(receipt_keys(self._keys()))
        except ReceiptError:
            self._told = None
            return read(receipt_keys(self._keys()))

    def _keys(self) -> Mapping[str, Any]:
        """What the server tells of all keys, read once."""
        if self._told is None:
            self._told = self._server.json(KEYS)
        return self._told

    def _read_tile(self, name: TileName) -> bytes:
        try:
            return self._server.get(f"/v1/log/{name.path}").content
        except ProblemError as problem:
            if problem.slug == "not_found":
                raise Malformed("tile: the server does not have it") from None
            raise


def _sent(event: Mapping[str, Any], answer: Answer) -> tuple[str, str]:
    """The id of an event and its body hash: of what was signed here as it was sent, else as answered."""
    return str(answer.id), body_hash(event) if is_signed(event) else str(answer.hash)
