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
from typing import Any, NamedTuple

from domain.body import Proposed
from domain.catalogue.fields import DataClass


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
_VICTIM, _EVIDENCE = int(VICTIM), int(EVIDENCE)  # plain int: flag arithmetic costs a microsecond an event
# The catalogue's names of the fields. A field of such a name but of another class is about somebody else.
PHONES, YEARS = ("victim_phone", "phone"), ("victim_birth_year", "birth_date")
NIKS, PASSPORTS, HANDLES = ("victim_nik", "nik"), ("victim_passport", "passport"), ("recruiter_handle",)

_WEB_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.ASCII)
SHORTEST_STEM = 4  # letters; a shorter name without its number would be anybody's


def likenesses(event: Proposed) -> list[Likeness]:
    """What is to be compared of one event, none where it discloses no such value.

    A value that identifies a victim counts only where the event names the person whose it is.
    """
    classes = int(event.classes)
    if not classes & (_VICTIM | _EVIDENCE):
        return []
    found = []
    if classes & _VICTIM and _names_a_victim(event):
        found += _of_person(_disclosed(event, VICTIM))
    if classes & _EVIDENCE:
        handle = _first(_disclosed(event, EVIDENCE), HANDLES)
        if handle is not None and (account := account_of(handle)):
            found.append(Likeness(MatchKind.HANDLE, account, EVIDENCE))
    return found


def contact_of(phone: str, born: str | int) -> str:
    """A phone number in E.164 and a year of birth: without the trunk 0 that many write after +62."""
    digits = re.sub(r"[^0-9]", "", phone)
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
    phone, born = _first(values, PHONES), _first(values, YEARS)
    nik, passport = _first(values, NIKS), _first(values, PASSPORTS)
    found = []
    if phone is not None and born is not None:
        found.append(Likeness(MatchKind.CONTACT, contact_of(phone, born), VICTIM))
    if nik is not None:
        found.append(Likeness(MatchKind.NIK, nik, VICTIM))
    if passport is not None:
        found.append(Likeness(MatchKind.PASSPORT, passport, VICTIM))
    return found


def _disclosed(event: Proposed, data_class: DataClass) -> dict[str, Any]:
    fields = event.event_type.fields
    return {
        each.field: each.value for each in event.disclosures if fields[each.field].data_class is data_class
    }


def _first(values: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((values[name] for name in names if values.get(name) is not None), None)


def _names_a_victim(event: Proposed) -> bool:
    return event.event_type.person_field == "person" and event.data.person is not None
