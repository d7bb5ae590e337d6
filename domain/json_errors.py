"""What msgspec says of bad input, told as a Refusal: the path and the rule, never a value of the event.

The messages of msgspec may quote the input (an unlisted code, the name of an unknown member), and the input
may be a person's name; so each is recognised by its form and told anew.
"""

from __future__ import annotations

import re

import msgspec

from domain.problems import Refusal, refuse

_AT = re.compile(r" - at `(?P<path>[^`]*)`\Z")
_MEMBER = re.compile(r"Object (?P<how>missing required|contains unknown) field `(?P<name>.*)`\Z", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_PATH = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_]{0,63}|\[[0-9]{1,6}\]|\[\.\.\.\])*")
_RULES = (
    (re.compile(r"Expected `(?P<a>[a-z| ]+)`, got `[a-z]+`\Z"), "The value is of type {a}."),
    (re.compile(r"Expected `(?P<a>\w+)` of length (?P<b>[<>=]{0,2} ?\d+)"), "The length is {b}."),
    (re.compile(r"Expected `\w+` (?P<a>[<>]=?) (?P<b>-?[0-9.]+)\Z"), "The value is {a} {b}."),
    (re.compile(r"Expected `str` matching regex"), "The text has the form given by the schema."),
    (re.compile(r"Invalid enum value"), "The value is one of the listed codes."),
    (re.compile(r"Invalid UUID"), "The value is a UUID."),
    (re.compile(r"Invalid RFC3339 encoded date\Z"), "The value is a date, YYYY-MM-DD."),
    (re.compile(r"Invalid RFC3339 encoded datetime"), "The value is an RFC 3339 date and time."),
    (re.compile(r"Expected `datetime`"), "The value is an RFC 3339 date and time with its offset."),
)
_OTHERWISE = "The value is not one that the schema of the type allows."


def tell(error: msgspec.ValidationError, part: str, at: str = "") -> Refusal:
    """The Refusal for a msgspec error; `part` is "attribute" or "field", `at` the path of what was read.

    Slugs: missing_, unknown_ and invalid_ with `part`.
    """
    text = str(error)
    place = _AT.search(text)
    path = _joined(at, place["path"] if place else "$")
    what = text[: place.start()] if place else text
    if (member := _MEMBER.fullmatch(what)) is not None:
        return _tell_member(member, part, path)
    return refuse(f"invalid_{part}", what if _is_our_own(error) else _rule(what), path or None)


def member_path(at: str, name: str) -> str:
    """The path of member `name` of the object at `at`, or `at` where the name is not one a schema could have.

    An unknown name comes from the sender and may itself be personal, so only names in the form of our own
    are repeated.
    """
    if not _NAME.fullmatch(name):
        return at
    return f"{at}.{name}" if at else name


def _tell_member(member: re.Match[str], part: str, path: str) -> Refusal:
    place = member_path(path, member["name"]) or None
    if member["how"] == "missing required":
        return refuse(f"missing_{part}", f"The {part} is required.", place)
    return refuse(f"unknown_{part}", f"There is no such {part}.", place)


def _rule(what: str) -> str:
    for form, rule in _RULES:
        if (match := form.match(what)) is not None:
            return rule.format(**match.groupdict())
    return _OTHERWISE


def _is_our_own(error: msgspec.ValidationError) -> bool:
    """Whether the message is the fixed sentence of a check across fields of the catalogue (__post_init__)."""
    return isinstance(error.__cause__, ValueError)


def _joined(at: str, path: str) -> str:
    if not _PATH.fullmatch(path):
        return at
    inner = path[1:].removeprefix("." if not at else "")
    return at + inner
