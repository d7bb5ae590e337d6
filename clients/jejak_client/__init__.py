"""What agencies and auditors install: SDK, outbox, verifier, CLI verbs."""

from jejak_client.answers import Answer, Published
from jejak_client.api import JejakClient
from jejak_client.audit import audit_events, audit_reads
from jejak_client.envelope import EnvelopeError, OpenedEvent, new_event, open_event, sign_event
from jejak_client.feed import FeedPage, FeedRow
from jejak_client.keys import AgencyKey, KeyFileError, load_key, make_key, save_key
from jejak_client.problems import ProblemError, Unanswered

__all__ = [
    "AgencyKey",
    "Answer",
    "EnvelopeError",
    "FeedPage",
    "FeedRow",
    "JejakClient",
    "KeyFileError",
    "OpenedEvent",
    "ProblemError",
    "Published",
    "Unanswered",
    "audit_events",
    "audit_reads",
    "load_key",
    "make_key",
    "new_event",
    "open_event",
    "save_key",
    "sign_event",
]
