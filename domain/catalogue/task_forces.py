"""How a regency runs its task force: who sits on it, what it offers, its SOP steps and clocks, its holidays.

Members of `TaskForceConfigured`. The SOP of Permen PPPA 8/2021 is a national guideline that each regency
adapts to what it has (reference/domain.md 1.3): steps and times are data with a version, none stands in code.
"""

import datetime as dt
from typing import Annotated

import msgspec

from domain.catalogue.agencies import AgencyKind
from domain.catalogue.codes import Service
from domain.catalogue.fields import AgencyId, Ordinal, labelled, whole
from domain.catalogue.registry_codes import HolidayKind, LengthUnit, SubTaskForce, TaskForceRole

# A row of a clock table: `review`, or with the name of its table `KUHAP2025.review`.
RuleId = Annotated[
    str, msgspec.Meta(pattern=whole(r"([A-Za-z0-9_]{1,30}\.)?[a-z][a-z0-9_]{0,59}"), max_length=91)
]
# A step of the SOP, national (`complaint.screening`) or of the regency's own.
StepId = Annotated[
    str, msgspec.Meta(pattern=whole(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}){1,2}"), max_length=122)
]
EventName = Annotated[str, msgspec.Meta(pattern=whole("[A-Z][a-z]+([A-Z][a-z]+)+"), max_length=60)]
LengthCount = Annotated[int, msgspec.Meta(ge=1, le=1_000)]


class Seat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member is on the task force (Perpres 69/2008 jo. 49/2023; reference/domain.md 1.1)."""

    agency: Annotated[AgencyId, labelled("Instansi", "Agency")]
    role: Annotated[TaskForceRole, labelled("Kedudukan", "Role")]
    sub_task_force: Annotated[SubTaskForce | None, labelled("Sub gugus tugas", "Sub task force")] = None


class ServiceOffered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the six services and who gives it here; the first is who leads."""

    service: Annotated[Service, labelled("Layanan", "Service")]
    providers: Annotated[tuple[AgencyId, ...], labelled("Penyedia", "Providers", min_length=1, max_length=50)]


class SopStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of a service as this regency does it. `national`: the step of the national list it stands for;
    `records`: the event type that says it was done."""

    step: Annotated[StepId, labelled("Langkah", "Step")]
    service: Annotated[Service, labelled("Layanan", "Service")]
    number: Annotated[Ordinal, labelled("Urutan", "Number")]
    national: Annotated[StepId | None, labelled("Langkah nasional", "National step")] = None
    records: Annotated[EventName | None, labelled("Dicatat sebagai", "Recorded as")] = None
    lead: Annotated[AgencyKind | None, labelled("Pelaksana", "Lead")] = None
    support: Annotated[tuple[AgencyKind, ...], labelled("Pendukung", "Support", max_length=20)] = ()
    required: Annotated[bool, labelled("Wajib", "Required")] = True


class SopClock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The length that a clock of the SOP has here; `rule` is a row that a regency may set."""

    rule: Annotated[RuleId, labelled("Aturan", "Rule")]
    count: Annotated[LengthCount, labelled("Lama", "Length")]
    unit: Annotated[LengthUnit, labelled("Satuan", "Unit")]


class Holiday(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day on which the offices of the regency do not work, beside the national ones."""

    on: Annotated[dt.date, labelled("Tanggal", "Date")]
    kind: Annotated[HolidayKind, labelled("Jenis", "Kind")]
