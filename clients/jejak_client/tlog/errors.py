"""How reading a log can fail. Messages name the rule, never a value."""

from __future__ import annotations


class TlogError(ValueError):
    """Something of a log cannot be taken: what it is by the subclass."""


class Malformed(TlogError):
    """The bytes are not of the format."""


class Unverified(TlogError):
    """A signature or a proof does not hold, or one that is asked for is not there."""


class PolicyRefused(TlogError):
    """A policy that would let a checkpoint pass without the witnesses it takes to rule out a second view."""
