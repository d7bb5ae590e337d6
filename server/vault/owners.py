"""Whose key seals what: erasing a person destroys that person's keys; the other facts of the case stay."""

from uuid import UUID

from domain.body import Proposed
from domain.catalogue.fields import DataClass

ABOUT_ANY_PERSON = DataClass.HEALTH | DataClass.PSYCHOSOCIAL | DataClass.LOCATION
ABOUT = {
    "person": ABOUT_ANY_PERSON | DataClass.VICTIM_IDENTITY,
    "suspect": ABOUT_ANY_PERSON | DataClass.SUSPECT_IDENTITY,
}


def owner_of(event: Proposed, data_class: DataClass) -> str:
    """`case/<uuid>/person/<uuid>` for what the event tells of the person it names, `event/<source>/<id>` for
    its narrative, which may name several people, and `case/<uuid>` for the rest.

    A person's id is a pseudonym within the case: an agency that uses it again elsewhere must not tie the two
    cases to one key.

    A suspect's identity told in an event about a victim, and a reporter's, belong to the case: they must not
    vanish with that victim.
    """
    if data_class is DataClass.NARRATIVE:
        return f"event{event.body.source}/{event.body.id}"
    field = event.event_type.person_field
    person = getattr(event.data, field) if field else None
    if isinstance(person, UUID) and data_class in ABOUT.get(field or "", ABOUT_ANY_PERSON):
        return f"case/{event.case}/person/{person}"
    return f"case/{event.case}"
