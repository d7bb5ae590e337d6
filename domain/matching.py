"""What of an event may show that the same person, or the same account, stands in another case too.

Pure: the values never leave the process that publishes them. What is kept of each is a keyed hash
(`server/matching.py`), so two values must be written alike before they are hashed. Source: DESIGN section 8
(match index); scenarios Sc-1 and Sc-7 of reference/domain.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.catalogue.registry import EventType


class MatchKind(IntEnum):
    """On what two entries match. `CONTACT`: a phone with a year of birth, since families share a phone."""

    CONTACT = 1
    NIK = 2
    PASSPORT = 3
    HANDLE = 4


IDENTITY = frozenset({MatchKind.CONTACT, MatchKind.NIK, MatchKind.PASSPORT})


class Likeness(NamedTuple):
    """A value in the one way of writing it, and the class of the disclosure it was made from."""

    kind: MatchKind
    text: str
    data_class: DataClass


VICTIM, EVIDENCE = DataClass.VICTIM_IDENTITY, DataClass.EVIDENCE
# What the fields of these names hold. A field of such a name but of another class is about somebody else.
PHONE, BORN, NIK, PASSPORT, HANDLE = "phone", "born", "nik", "passport", "handle"
OF_A_VICTIM: Mapping[str, str] = {
    "victim_phone": PHONE,
    "phone": PHONE,
    "victim_birth_year": BORN,
    "birth_date": BORN,
    "victim_nik": NIK,
    "nik": NIK,
    "victim_passport": PASSPORT,
    "passport": PASSPORT,
}
OF_AN_ACCOUNT: Mapping[str, str] = {"recruiter_handle": HANDLE}

_WEB_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.ASCII)
SHORTEST_STEM = 4  # letters; a shorter name without its number would be anybody's


def likenesses(event: Proposed) -> list[Likeness]:
    """What is to be compared of one event, none where it discloses no such value.

    A value that identifies a victim counts only where the event names the person whose it is.
    """
    compared = _compared(event.event_type)
    values = {
        compared[each.field]: each.value
        for each in event.disclosures
        if each.field in compared and each.value is not None
    }
    if not values:
        return []
    found = _of_person(values) if _names_a_victim(event) else []
    account = account_of(values[HANDLE]) if HANDLE in values else ""
    return [*found, Likeness(MatchKind.HANDLE, account, EVIDENCE)] if account else found


def contact_of(phone: str, born: str | int) -> str:
    """A phone number in E.164 and a year of birth: without the trunk 0 that many write after +62."""
    digits = phone.removeprefix("+")
    if digits.startswith("62"):
        digits = "62" + digits[2:].lstrip("0")
    return f"{digits}/{str(born)[:4]}"


def account_of(handle: str) -> str:
    """A handle as far as it stays the same when an account is opened anew under the next number.

    "@Kerja.Enak_77", "https://www.tiktok.com/@kerjaenak78" and "kerja enak" are alike; so a third similar
    handle is found (Sc-1). Empty where the handle holds no letter or digit.
    """
    text = unicodedata.normalize("NFKC", handle).strip().casefold()
    text = _WEB_ADDRESS.sub("", text, count=1).split("?")[0].split("/")[0]
    whole = "".join(sign for sign in text if sign.isalnum())
    stem = whole.rstrip("0123456789")
    return stem if len(stem) >= SHORTEST_STEM else whole


def _of_person(values: Mapping[str, Any]) -> list[Likeness]:
    found = []
    if PHONE in values and BORN in values:
        found.append(Likeness(MatchKind.CONTACT, contact_of(values[PHONE], values[BORN]), VICTIM))
    if NIK in values:
        found.append(Likeness(MatchKind.NIK, values[NIK], VICTIM))
    if PASSPORT in values:
        found.append(Likeness(MatchKind.PASSPORT, values[PASSPORT], VICTIM))
    return found


@cache
def _compared(event_type: EventType) -> Mapping[str, str]:
    """By field of a type what it holds, of those that are compared; kept, as every event asks."""
    fields = event_type.fields.values()
    of_a_victim = {each.name: OF_A_VICTIM.get(each.name) for each in fields if each.data_class is VICTIM}
    of_an_account = {
        each.name: OF_AN_ACCOUNT.get(each.name) for each in fields if each.data_class is EVIDENCE
    }
    return {name: held for name, held in (of_a_victim | of_an_account).items() if held is not None}


def _names_a_victim(event: Proposed) -> bool:
    return event.event_type.person_field == "person" and event.data.person is not None
