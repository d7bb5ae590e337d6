"""Whose key seals what: erasing a person destroys that person's keys; the other facts of the case stay."""

from uuid import UUID

from domain.body import Proposed
from domain.catalogue.fields import DataClass
from domain.erasure import about_the_person


def owner_of(event: Proposed, data_class: DataClass) -> str:
    """`case/<uuid>/person/<uuid>` for what the event tells of the person it names, `event/<source>/<id>` for
    its narrative, which may name several people, and `case/<uuid>` for the rest.

    A person's id is a pseudonym within the case: an agency that uses it again elsewhere must not tie the two
    cases to one key.

    `domain/erasure.py` says what an erasure then takes. A suspect's identity told in an event about a victim, and a reporter's, belong to the case: they must not
    vanish with that victim.
    """
    if data_class is DataClass.NARRATIVE:
        return f"event{event.body.source}/{event.body.id}"
    field = event.event_type.person_field
    person = getattr(event.data, field) if field else None
    if isinstance(person, UUID) and data_class in about_the_person(field):
        return f"case/{event.case}/person/{person}"
    return f"case/{event.case}"
