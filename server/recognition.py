"""Whether an event that comes again under an id on record is the same event (DESIGN section 3).

A signed one is the same when its bytes are. A plain one is built and signed anew each time, so it is told by
the keyed hash of its form. What it disclosed can be guessed from that hash by whoever has the key, so the
stored one is bound to the data keys that seal it, and ends with them (`bound_form` in server/vault/vault.py).
"""

from collections.abc import Sequence

from domain.envelope import Proposed
from domain.events import read_event
from domain.problems import refuse
from server.answers import Answer, Refused
from server.intake import Item
from server.log.reader import StoredEvent
from server.vault.vault import Vault
from server.work import standing_of


async def answers_again(vault: Vault, pairs: Sequence[tuple[Proposed, StoredEvent]]) -> list[Answer]:
    """What the publishers of events are told under whose ids others, or the same, are on record."""
    same = await recognised(vault, pairs)
    return [
        standing_of(stored) if is_same else _id_reused(sent)
        for (sent, stored), is_same in zip(pairs, same, strict=True)
    ]


async def recognised(vault: Vault, pairs: Sequence[tuple[Proposed | Item, StoredEvent]]) -> list[bool]:
    """Of each pair whether the first is the event on record. An item counts by nothing but its own bytes: its
    signature was not verified."""
    forms = [_form_of(sent) for sent, _ in pairs]
    places = [stored.row.position for _, stored in pairs]
    bound = await vault.bound_forms(list(zip(places, forms, strict=True)))
    return [
        _same_bytes(sent, stored) if form is None else again is not None and again == stored.request_hmac
        for (sent, stored), form, again in zip(pairs, forms, bound, strict=True)
    ]


def _form_of(sent: Proposed | Item) -> bytes | None:
    """The keyed hash of a plain event; None for a signed one."""
    return sent.form if isinstance(sent, Item) else sent.request_hmac


def _same_bytes(sent: Proposed | Item, stored: StoredEvent) -> bool:
    if isinstance(sent, Item):
        return stored.row.state == sent.state
    return read_event(stored.row).payload == sent.payload


def _id_reused(event: Proposed) -> Refused:
    return Refused(event.body.id, refuse("id_reused", "This source used the id for another event.", "id"))
