"""Whose key seals what: erasing a person destroys that person's keys; the other facts of the case stay."""

from functools import lru_cache
from uuid import UUID

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.erasure import about_the_person


def owner_of(event: Proposed, data_class: DataClass) -> str:
    """`case/<uuid>/person/<uuid>` for what the event tells of the person it names, `event/<source>/<id>` for
    its narrative, which may name several people, and `case/<uuid>` for the rest.

    A person's id is a pseudonym within the case: an agency that uses it again elsewhere must not tie the two
    cases to one key.

    A suspect's identity told in an event about a victim, and a reporter's, belong to the case: they must not
    vanish with that victim. What an erasure takes by this, `domain/erasure.py` says.
    """
    if data_class is DataClass.NARRATIVE:
        return f"event{event.body.source}/{event.body.id}"
    field = event.event_type.person_field
    person = getattr(event.data, field) if field else None
    if isinstance(person, UUID) and data_class in about_the_person(field):
        return person_owner(event.case, person)
    return f"case/{event.case}"


@lru_cache(maxsize=16_384)
def person_owner(case: UUID, person: UUID) -> str:
    """The owner of what is told of one person of a case; every event about the person asks."""
    return f"case/{case}/person/{person}"
