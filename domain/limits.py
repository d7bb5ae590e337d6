"""Limits that decide whether an event is accepted, read from rules/limits.toml."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """`future_tolerance`: how far ahead of the server's clock an event may be dated."""

    version: int
    future_tolerance: timedelta

    @classmethod
    def parse(cls, toml_text: str) -> Limits:
        """The limits in a TOML text; KeyError where one is missing."""
        table = tomllib.loads(toml_text)
        return cls(table["version"], timedelta(seconds=table["future_tolerance"]["seconds"]))
