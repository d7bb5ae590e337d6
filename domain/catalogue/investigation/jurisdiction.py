"""A file passes to another office: stated by one side, acknowledged by the other."""

import datetime as dt
from typing import Annotated

from domain.catalogue.agencies import POLICE_AND_PROSECUTOR
from domain.catalogue.fields import AgencyId, DataClass, field
from domain.catalogue.investigation_codes import TransferReason
from domain.catalogue.members import File, OptionalLegalPaper, OptionalLetterNumber, Statement, Suspects
from domain.catalogue.registry import Event, event_type

LEGAL = DataClass.LEGAL_FILE


@event_type(
    label_id="Perkara dilimpahkan ke satuan lain",
    label_en="Jurisdiction transferred",
    legal_code="Pelimpahan",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    kind="decision",
    stale_on=("FileComplete", "FileReturned", "HandedOver", "JurisdictionTransferred"),
    narrative_as=LEGAL,
)
class JurisdictionTransferred(Event, frozen=True, kw_only=True):
    """One office passes the file on, or another of its kind takes it over; the other one acknowledges.

    Clocks follow the file, not the office. Source: KUHAP 2025 art 19(4); reference/domain.md 2.5 no. 50.
    """

    file: File
    from_agency: Annotated[AgencyId, field("Dari", "From")]
    to_agency: Annotated[AgencyId, field("Kepada", "To")]
    reason: Annotated[TransferReason, field("Alasan", "Reason")]
    transferred_on: Annotated[dt.date | None, field("Tanggal pelimpahan", "Transferred on")] = None
    suspects: Suspects = ()
    number: OptionalLetterNumber = None
    document: OptionalLegalPaper = None
    statement: Statement = None


@event_type(
    label_id="Pelimpahan diakui",
    label_en="Transfer acknowledged",
    legal_code="Tanda terima pelimpahan",
    by=POLICE_AND_PROSECUTOR,
    audience="legal",
    narrative_as=LEGAL,
)
class TransferAcknowledged(Event, frozen=True, kw_only=True):
    """The other side of a transfer acknowledges it: from now on the new office writes, and the old no more.

    Source: reference/domain.md 2.5 no. 50 (old unit loses write access after the acknowledgement); Sc-9.
    """

    file: File
    acknowledged_on: Annotated[dt.date | None, field("Tanggal diakui", "Acknowledged on")] = None
    document: OptionalLegalPaper = None
    statement: Statement = None
