"""Access to a case granted for a task and time, and its end."""

from typing import Annotated

from domain.catalogue.consent_codes import AccessReason, DataClassName, History
from domain.catalogue.fields import AgencyId, DataClass, Document, Instant, field
from domain.catalogue.registry import Event, event_type

GRANTERS = (
    "uptdppa",
    "dp3a",
    "dinsos",
    "polres",
    "kejari",
    "pn",
    "lpsk",
    "mission",
    "bp3mi",
    "ngo",
    "sbmi",
    "dpo",
)
Agency = Annotated[AgencyId, field("Instansi", "Agency")]
Reason = Annotated[AccessReason, field("Alasan", "Reason")]


@event_type(
    label_id="Akses diberikan",
    label_en="Access granted",
    by=GRANTERS,
    audience="access",
)
class AccessGranted(Event, frozen=True, kw_only=True):
    """An agency may read the case, or further classes of it, for a reason and, where set, until a moment.

    Source: reference/domain.md 3.2 (cells C and T); UU 27/2022 arts 20, 33; UU 31/2014 art 12A for LPSK.
    """

    agency: Agency
    classes: Annotated[tuple[DataClassName, ...], field("Golongan data", "Data classes", max_length=10)] = ()
    history: Annotated[History, field("Riwayat yang dibuka", "History opened")] = History.FROM_NOW
    until: Annotated[Instant | None, field("Berlaku sampai", "Until")] = None
    reason: Reason
    paper: Annotated[Document | None, field("Dasar tertulis", "Written basis", DataClass.LEGAL_FILE)] = None


@event_type(
    label_id="Akses dicabut",
    label_en="Access revoked",
    by=GRANTERS,
    audience="access",
)
class AccessRevoked(Event, frozen=True, kw_only=True):
    """An agency's access to the case ends; its ledger tells it to stop using what it holds.

    Source: DESIGN section 7 (`withdrawn`); UU 27/2022 arts 9, 40.
    """

    agency: Agency
    reason: Reason
