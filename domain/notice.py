"""The notice that identities are secret, acknowledged before one is first opened (UU 21/2007 art 24)."""

from __future__ import annotations

import tomllib
from functools import cached_property
from hashlib import sha256

import msgspec

from domain.catalogue.fields import DataClass


class NoticeText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said, in Indonesian and in English."""

    id: str
    en: str


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One version of the notice; `before` names the data classes that are not opened without it."""

    kind: str
    version: int
    basis: str
    confidence: str
    before: tuple[str, ...]
    text: NoticeText

    @classmethod
    def parse(cls, toml_text: str) -> Notice:
        """The notice in a TOML text; ValueError where it names a class that does not exist."""
        notice = msgspec.convert(tomllib.loads(toml_text), cls)
        known = {each.name.lower() for each in DataClass if each.name}
        if not known.issuperset(notice.before):
            raise ValueError("the notice stands before a data class that does not exist")
        return notice

    @cached_property
    def classes(self) -> int:
        """The DataClass mask of what is not opened without it."""
        return sum(int(DataClass[name.upper()]) for name in self.before)

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the text in both languages, each followed by a line feed."""
        return sha256(f"{self.text.id}\n{self.text.en}\n".encode()).digest()
