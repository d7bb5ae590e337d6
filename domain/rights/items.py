"""The rights of a victim as data: what each rests on in law, and the event types that put it on record."""

from __future__ import annotations

from typing import NamedTuple

from domain.catalogue import REGISTRY
from domain.catalogue.codes import Service


class Right(NamedTuple):
    """A right: its code, its labels, its legal basis, and the types by which it is given or asked for."""

    code: str
    label_id: str
    label_en: str
    basis: str
    types: tuple[str, ...]


class Stage(NamedTuple):
    """A stage of the proceedings of which the victim is told, and the types that open it."""

    code: str
    label_id: str
    label_en: str
    types: tuple[str, ...]

    @property
    def legal_codes(self) -> frozenset[str]:
        """The legal codes by which a bare row tells that the stage was reached."""
        return frozenset(code for name in self.types if (code := REGISTRY[name].legal_code))


SERVICE_TYPES = ("ServiceOpened", "ServiceReviewed", "ServiceCompleted", "ServiceRefused")
SERVICE_BASIS = {
    Service.COMPLAINT_IDENTIFICATION: "Permen PPPA 8/2021; UU 21/2007 ps. 52",
    Service.HEALTH_REHABILITATION: "UU 21/2007 ps. 51, 53; PP 9/2008 ps. 21",
    Service.SOCIAL_REHABILITATION: "UU 21/2007 ps. 51, 52",
    Service.LEGAL_AID: "UU 21/2007 ps. 35; KUHAP 2025 ps. 144",
    Service.REPATRIATION: "UU 21/2007 ps. 51, 54; PP 9/2008 ps. 19",
    Service.SOCIAL_REINTEGRATION: "UU 21/2007 ps. 51; UU 18/2017 ps. 41",
}
SERVICES: dict[str, Right] = {
    service.value: Right(
        f"service_{service.value}", service.label_id, service.label_en, SERVICE_BASIS[service], SERVICE_TYPES
    )
    for service in Service
}

RIGHTS_EXPLAINED = Right(
    "rights_explained",
    "Hak korban dijelaskan",
    "Rights explained",
    "UU 21/2007 ps. 34-36, 44-52; KUHAP 2025 ps. 144",
    ("RightsExplained",),
)
COMPANION = Right(
    "companion", "Pendamping", "Companion", "UU 21/2007 ps. 35; UU 12/2022 ps. 26", ("CompanionAssigned",)
)
LPSK = Right(
    "lpsk",
    "Pelindungan LPSK",
    "Protection by LPSK",
    "UU 13/2006 jo. UU 31/2014 ps. 6, 29",
    ("ReferralOffered", "ReferralAccepted", "ReferralDeclined"),
)
RESTITUTION_NOTIFIED = Right(
    "restitution_notified",
    "Hak restitusi diberitahukan",
    "Right to restitution notified",
    "KUHAP 2025 ps. 179(1)-(2); UU 21/2007 ps. 48; PP 43/2017 ps. 9",
    ("RestitutionRightsNotified",),
)
RESTITUTION_REQUESTED = Right(
    "restitution_requested",
    "Restitusi dimohonkan",
    "Restitution requested",
    "UU 31/2014 ps. 7A; PP 7/2018 ps. 20-21; PP 43/2017 ps. 5-10",
    ("RestitutionRequested",),
)
RESTITUTION_ASSESSED = Right(
    "restitution_assessed",
    "Restitusi dinilai LPSK",
    "Restitution assessed",
    "UU 31/2014 ps. 7A, 12A(1)(j); PP 43/2017 ps. 12, 17",
    ("RestitutionAssessed",),
)
RESTITUTION_CLAIMED = Right(
    "restitution_claimed",
    "Restitusi dituntut",
    "Restitution claimed in court",
    "UU 31/2014 ps. 7A; KUHAP 2025 ps. 144",
    ("RestitutionClaimed",),
)
RESTITUTION_AWARDED = Right(
    "restitution_awarded",
    "Restitusi diputus",
    "Restitution awarded",
    "UU 21/2007 ps. 48(5); KUHAP 2025 ps. 180",
    ("VerdictGiven",),
)
RESTITUTION_PAID = Right(
    "restitution_paid",
    "Restitusi dibayar",
    "Restitution paid",
    "UU 21/2007 ps. 50; PP 7/2018 ps. 31; KUHAP 2025 ps. 181",
    ("RestitutionPaid", "AssetAuctioned"),
)

# UU 21/2007 art 36: information on the progress of the case, at each stage of its examination.
PROGRESS_BASIS = "UU 21/2007 ps. 36"
NOTICE_TYPE = "SubjectNotified"
STAGES = (
    Stage("investigation", "Penyidikan", "Investigation", ("PoliceReportFiled", "InvestigationOrdered")),
    Stage("prosecution", "Penuntutan", "Prosecution", ("HandedOver", "DisputedHandoverMade")),
    Stage("court", "Pemeriksaan di sidang", "Before the court", ("SentToCourt",)),
    Stage("verdict", "Putusan", "Verdict", ("VerdictGiven",)),
    Stage("final", "Berkekuatan hukum tetap", "Final judgment", ("JudgmentFinal",)),
)

FILE_SENT = ("FileSubmitted",)
DEPARTURE = ("RepatriationLegDeparted",)
# A statement is told with its body to those who send the victim home; a hearing to many as a bare row.
STATEMENT = ("RemoteStatementTaken",)
HEARING = ("HearingHeld",)
TESTIMONY = (*STATEMENT, *HEARING)
ALERTS = {
    "departed_before_testimony": "UU 21/2007 ps. 34, 37-40",
    "restitution_not_notified": "KUHAP 2025 ps. 179(1); UU 21/2007 ps. 48",
}
