"""What can be wrong with a request, as data: one slug, one HTTP status, one title each (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from domain.events import EventHead  # events.py reads bodies, and the envelope refuses with problems

PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed_json": (400, "The body is not JSON"),
    "duplicate_member": (400, "A JSON member occurs twice"),
    "too_deep": (422, "The JSON is nested too deeply"),
    "too_large": (413, "The event is too large"),
    "batch_too_large": (413, "The batch is too large"),
    "unsupported_media_type": (415, "The media type is not supported"),
    "unknown_attribute": (422, "The event has an attribute that is not in the envelope"),
    "missing_attribute": (422, "The event lacks an attribute"),
    "invalid_attribute": (422, "An attribute of the event is not valid"),
    "unknown_type": (422, "The event type is not in the catalogue"),
    "unknown_field": (422, "The data has a field that is not in the catalogue"),
    "missing_field": (422, "The data lacks a field"),
    "invalid_field": (422, "A field of the data is not valid"),
    "disclosure_missing": (422, "A digest has no disclosure"),
    "disclosure_unknown": (422, "A disclosure has no digest in the body"),
    "disclosure_mismatch": (422, "A disclosure does not match its digest"),
    "header_refused": (400, "The signature header is not the one allowed"),
    "signature_invalid": (400, "The signature does not verify"),
    "key_unknown": (422, "The key is not registered"),
    "key_not_valid": (422, "The key is not valid at this position of the log"),
    "key_refused": (422, "The key may not be registered"),
    "escrow_refused": (422, "This agency signs for itself"),
    "foreign_source": (403, "The source is another agency"),
    "wrong_origin": (422, "The event is meant for another deployment"),
    "authority_missing": (422, "The agency has no authority for this event type"),
    "case_unknown": (404, "There is no such case for this agency"),
    "case_closed": (422, "The case is closed"),
    "stream_kind": (422, "The event type does not belong in this stream"),
    "basedon_missing": (422, "The decision does not say what it rests on"),
    "basedon_ahead": (422, "The decision rests on a version that is not recorded yet"),
    "stale": (409, "The case has moved on"),
    "dated_in_future": (422, "The decision is dated in the future"),
    "id_reused": (409, "The id belongs to another event"),
    "group_refused": (422, "Another event of the group was refused"),
    "group_spans_cases": (422, "The group spans several cases or publishers"),
    "precondition": (422, "What the event presupposes is not on record"),
    "unauthenticated": (401, "The token is missing or not valid"),
    "forbidden": (403, "The role does not allow this"),
    "notice_required": (403, "The confidentiality notice has not been acknowledged"),
    "not_found": (404, "There is no such thing for this agency"),
    "access_refused": (403, "Access to own data must be refused"),
    "ledger_differs": (409, "The ledger is not the one that the agency says it holds"),
    "busy": (503, "The server is busy"),
    "not_sealed": (503, "It does not stand in a checkpoint of the log yet"),
    "read_log_unavailable": (503, "The read cannot be recorded, so it is not served"),
}


class Refusal(msgspec.Struct, frozen=True):
    """Why an event or a request is refused; `rule` and `field` never hold a value of the event.

    `field` is a JSON path such as "data.channel". `missed` holds the events a stale decision did not
    know of; the caller shows the asker only those it may see.
    """

    type: str
    rule: str
    field: str | None = None
    status: int = 422
    missed: tuple[EventHead, ...] = ()

    @property
    def title(self) -> str:
        """The fixed human-readable title of the problem type."""
        return PROBLEMS[self.type][1]


def refuse(slug: str, rule: str, field: str | None = None, missed: tuple[EventHead, ...] = ()) -> Refusal:
    """A Refusal with the status that belongs to `slug`; KeyError on a slug that is not in PROBLEMS."""
    return Refusal(slug, rule, field, PROBLEMS[slug][0], missed)
