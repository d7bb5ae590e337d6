"""From the raw bytes of one item of a call to an event ready to be decided, or the problem with it."""

import os
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

import msgspec

from domain.directory import Directory
from domain.envelope import (
    Proposed,
    Signer,
    build_signed,
    form_hmac,
    parse_plain,
    parse_signed,
    verify_signed,
)
from domain.ids import ID_PATTERN, source_of
from domain.problems import Refusal, refuse


class EscrowKeys(Protocol):
    """The host's keys for agencies that have none of their own."""

    def escrow_signer(self, agency: str, directory: Directory) -> Signer | None: ...


class Item(msgspec.Struct, frozen=True):
    """One item of a call. `id` and `group` are best effort where the item was refused: they only let the
    answer name it and let the other members of its group be refused with it.

    `state` (signed) or `form` (plain: the keyed hash) stands where the event is well formed and of the
    caller: by it an event already on record is recognised, even when its key is no longer valid.
    """

    id: str | None
    group: str | None
    outcome: Proposed | Refusal
    state: bytes | None = None
    form: bytes | None = None

    @property
    def type_name(self) -> str:
        """The class name of the event's type, for the counts; `unknown` where the item was refused."""
        return self.outcome.event_type.name if isinstance(self.outcome, Proposed) else "unknown"

    @property
    def lacks_key(self) -> bool:
        """Whether it was refused because of what the registry says of its key."""
        recognisable = self.state is not None or self.form is not None
        return recognisable and isinstance(self.outcome, Refusal) and self.outcome.type in _OF_THE_KEY


class _Glance(msgspec.Struct):
    """The members that tell a signed item from a plain one, and name it."""

    payload: msgspec.Raw = msgspec.Raw()
    id: msgspec.Raw = msgspec.Raw()
    group: msgspec.Raw = msgspec.Raw()


_glance = msgspec.json.Decoder(_Glance)
_OF_THE_KEY = frozenset({"key_unknown", "key_not_valid", "escrow_refused"})


class Intake:
    """Reads items for one deployment. `form_key` keys the recognition of plain events sent again."""

    def __init__(
        self, origin: str, keys: EscrowKeys, form_key: bytes, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._origin = origin
        self._keys = keys
        self._form_key = form_key
        self._random = random

    def take(self, raw: bytes, agency: str, directory: Directory, person: UUID | None = None) -> Item:
        """Parse, verify and, for an agency without a key, sign one event of `agency`.

        `person`: the account of who sends it, where a person does; it publishes in no other's name.
        """
        try:
            glance = _glance.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Item(None, None, _not_json(raw, self._origin))
        if len(glance.payload):
            return self._take_signed(raw, agency, directory, person)
        return self._take_plain(raw, glance, agency, directory, person)

    def _take_signed(self, raw: bytes, agency: str, directory: Directory, person: UUID | None) -> Item:
        signed = parse_signed(raw, self._origin)
        if isinstance(signed, Refusal):
            return Item(None, None, signed)
        if signed.agency != agency:
            return Item(signed.body.id, signed.body.group, _foreign(agency))
        if person is not None and signed.body.actor != str(person):
            return Item(signed.body.id, signed.body.group, _another_person())
        outcome = verify_signed(signed, directory, self._origin)
        return Item(signed.body.id, signed.body.group, outcome, state=signed.state)

    def _take_plain(
        self, raw: bytes, glance: _Glance, agency: str, directory: Directory, person: UUID | None
    ) -> Item:
        plain = parse_plain(raw, self._origin)
        if isinstance(plain, Refusal):
            return Item(_text(glance.id), _text(glance.group), plain)
        name, group = plain.body.id, plain.body.group
        if plain.agency != agency:
            return Item(name, group, _foreign(agency))
        if person is not None and plain.body.actor != str(person):
            return Item(name, group, _another_person())
        form = form_hmac(self._form_key, plain)
        signer = self._keys.escrow_signer(agency, directory)
        if signer is None:
            rule = "An agency of this kind, or without an escrow key, signs its events itself."
            return Item(name, group, refuse("escrow_refused", rule), form=form)
        return Item(name, group, build_signed(plain, signer, lambda: self._random(16), form), form=form)


def _foreign(agency: str) -> Refusal:
    rule = f"A token of this agency publishes as {source_of(agency)} only."
    return refuse("foreign_source", rule, "source")


def _another_person() -> Refusal:
    rule = "Whoever publishes by session is the actor of the event: the id of the account."
    return refuse("invalid_attribute", rule, "actor")


def _not_json(raw: bytes, origin: str) -> Refusal:
    """The parser's own word on what is wrong with the bytes."""
    refusal = parse_plain(raw, origin)
    return refusal if isinstance(refusal, Refusal) else refuse("malformed_json", "An event is a JSON object.")


def _text(raw: msgspec.Raw) -> str | None:
    """A member as text where it is a well-formed id, for the answer to name the item."""
    try:
        value = msgspec.json.decode(raw, type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return value if ID_PATTERN.fullmatch(value) else None
