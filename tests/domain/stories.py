"""Random stories of a case: any recorded event may follow any other, as agencies are late and contradict."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.ids import source_of
from tests.domain.given import HASH, START, Stream, named
from tests.domain.stories_of_court import COURT_STEPS

AGENCIES = (
    *("polres", "kejari", "pn", "uptdppa", "dinsos", "rsud", "bp3mi", "lpsk", "disdik", "ngo", "expert"),
)
PERSONS = (named("first victim"), named("second victim"))
SUSPECTS = (named("first suspect"), named("second suspect"))
FILES = (named("first file"), named("second file"))
REFERRALS = (named("first referral"), named("second referral"))
DISPUTES = (named("first dispute"), named("second dispute"))
PROPOSALS = (named("first proposal"), named("second proposal"))
CONFERENCES = (named("first conference"), named("second conference"))
CLASSES = ("victim_identity", "health", "psychosocial", "location", "narrative")
UNTILS = tuple(START + timedelta(days=days) for days in (1, 30, 300))

agency, person = st.sampled_from(AGENCIES), st.sampled_from(PERSONS)
suspect = st.sampled_from(SUSPECTS)
stage = st.sampled_from(("investigation", "prosecution"))
file, referral = st.sampled_from(FILES), st.sampled_from(REFERRALS)
classes = st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3, unique=True)
child = st.sampled_from((None, True, False))
history = st.sampled_from(("all", "from_referral", "from_now"))
entry = st.integers(1, 25).map(lambda number: f"e{number}")
dispute, proposal = st.sampled_from(DISPUTES), st.sampled_from(PROPOSALS)
conference, form = st.sampled_from(CONFERENCES), st.sampled_from(("statutory", "voluntary"))
maybe_dispute = st.one_of(st.none(), dispute)
positions = st.lists(st.integers(1, 25), max_size=3)
until = st.sampled_from([each.isoformat() for each in UNTILS])
guardian = st.sampled_from((None, "mother", "uncle_or_aunt", "court_order"))

STEPS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "ReportReceived": {
        "channel": st.just("phone"),
        "routed_to": st.lists(agency, max_size=2, unique=True),
        "person": person,
        "child": child,
        "reporter_confidential": st.booleans(),
    },
    "ReportTriaged": {"person": person, "urgency": st.just("urgent"), "child": child},
    "PoliceNotified": {"police": st.just("polres"), "person": person},
    "PoliceReportFiled": {"file": file},
    "VictimRegistered": {
        "person": person,
        "sex": st.just("female"),
        "age_band": st.just("unknown"),
        "child": st.booleans(),
    },
    "IdentityVerified": {"person": person, "matched": st.booleans(), "child": child},
    "IdentificationInterviewHeld": {"person": person, "interview_number": st.integers(1, 3)},
    "ConsentGranted": {
        "person": person,
        "purposes": st.just(["sharing"]),
        "recipients": st.lists(agency, min_size=1, max_size=2, unique=True),
        "classes": classes,
        "expires": st.sampled_from((None, "2026-03-20")),
        "guardian_relation": guardian,
    },
    "ConsentScopeChanged": {
        "person": person,
        "added_recipients": st.lists(agency, max_size=1),
        "added_classes": st.one_of(st.just([]), classes),
        "removed_classes": st.one_of(st.just([]), classes),
        "guardian_relation": guardian,
    },
    "SubjectNotified": {"person": person, "subject": st.just("data_corrected")},
    "FactCorrected": {
        "event_id": entry,
        "event_source": agency.map(source_of),
        "person": st.one_of(st.none(), person),
        "fields": st.just(["child", "time"]),
        "reason": st.sampled_from(("typing_error", "register_extract")),
        "child": child,
        "time": st.sampled_from((None, *(each.isoformat() for each in UNTILS))),
    },
    "EntryWithdrawn": {"event_id": entry, "reason": st.just("wrong_case")},
    "CaseShared": {
        "task_force": st.just("ttu"),
        "agencies": st.lists(agency, min_size=1, max_size=2, unique=True),
        "scope": st.sampled_from(("legal_stage", "all_stages")),
        "reason": st.just("repatriation"),
    },
    "AssentGranted": {"person": person, "purposes": st.just(["sharing"])},
    "ConsentWithdrawn": {"person": person, "classes": st.one_of(st.just([]), classes)},
    "GuardianConflictChecked": {
        "person": person,
        "conflict": st.booleans(),
        "blocked": st.sampled_from(([], ["mother"], ["uncle_or_aunt"])),
    },
    "ReferralOffered": {
        "referral": referral,
        "to": agency,
        "service": st.just("legal_aid"),
        "person": person,
        "history": history,
    },
    "ReferralAccepted": {"referral": referral},
    "ReferralDeclined": {"referral": referral, "reason": st.just("no_capacity")},
    "ReferralWithdrawn": {"referral": referral},
    "ReferralReturned": {"referral": referral, "reason": st.just("person_moved")},
    "ReferralCompleted": {"referral": referral},
    "CaseManagerAssigned": {"agency": agency},
    "ServiceOpened": {"service": st.just("legal_aid"), "person": person},
    "ShelterPlaced": {"person": person},
    "RepatriationLegDeparted": {"person": person, "leg": st.integers(1, 2)},
    "RepatriationLegArrived": {"person": person, "leg": st.integers(1, 2)},
    "InvestigationOrdered": {
        "file": file,
        "ordered_on": st.just("2026-03-03"),
        "articles": st.just(["KUHP:455"]),
    },
    "SpdpSent": {"file": file, "prosecutor": st.just("kejari")},
    "CoordinationHeld": {"file": file, "with_agencies": st.just(["kejari"])},
    "FileSubmitted": {"file": file, "sha256": st.just(HASH)},
    "FileReceived": {"file": file, "sha256": st.just(HASH)},
    "FileReturned": {
        "file": file,
        "return_number": st.just(1),
        "instructions": st.just([{"number": 1, "reason": "M1"}]),
    },
    "FileResubmitted": {"file": file, "return_number": st.just(1), "sha256": st.just(HASH)},
    "FileComplete": {"file": file},
    "InquiryOrdered": {"file": st.one_of(st.none(), file)},
    "SpdpReturned": {"file": file, "reason": st.just("late")},
    "ArticleChanged": {
        "file": file,
        "articles": st.sampled_from((["KUHP:455"], ["UU-18-2017:81"])),
        "reason": st.just("coordination"),
    },
    "ElementsAssessed": {
        "file": file,
        "elements": st.just([{"element": "purpose", "holds": "met"}]),
    },
    "InstructionAnswered": {
        "file": file,
        "return_number": st.just(1),
        "number": st.just(1),
        "answer": st.sampled_from(("met", "partly")),
    },
    "InstructionSatisfied": {"file": file, "return_number": st.just(1), "number": st.just(1)},
    "SupplementaryOverdue": {"file": file, "return_number": st.just(1)},
    "FileDeemedComplete": {"file": file},
    "HandedOver": {"file": file, "with_agencies": st.just(["kejari"])},
    "FileReturnedNoHandover": {"file": file},
    "SuspectDesignated": {"suspect": suspect, "file": file},
    "SuspectAtLarge": {"suspect": suspect},
    "SuspectApprehended": {"suspect": suspect},
    "DetentionStarted": {
        "suspect": suspect,
        "file": file,
        "stage": stage,
        "days": st.just(20),
        "place_kind": st.sampled_from((None, "rutan")),
    },
    "DetentionExtended": {"suspect": suspect, "file": file, "stage": stage, "days": st.just(30)},
    "DetentionEnded": {"suspect": suspect, "file": file, "reason": st.just("released")},
    "CustodyTransferred": {
        "suspect": suspect,
        "with_agencies": st.just([]),
        "to_kind": st.just("police_cell"),
    },
    "JurisdictionTransferred": {
        "file": file,
        "from_agency": agency,
        "to_agency": agency,
        "reason": st.just("network"),
    },
    "TransferAcknowledged": {"file": file},
    "InvestigationTerminated": {
        "file": file,
        "ground": st.just("not_a_crime"),
        "by_conference": st.booleans(),
    },
    "PretrialFiled": {
        "file": file,
        "court": st.just("pn"),
        "filed_by": st.just("victim"),
        "ground": st.just("termination"),
    },
    "TerminationVoided": {"file": file},
    "PositionRecorded": {
        "on": st.sampled_from(("element", "article")),
        "holds": st.sampled_from(("met", "not_met")),
        "element": st.just("purpose"),
        "articles": st.just(["KUHP:455"]),
        "file": st.one_of(st.none(), file),
        "dispute": maybe_dispute,
        "cites": positions,
    },
    "DisputeOpened": {"dispute": dispute, "sides": st.just(["polres", "kejari"]), "file": file},
    "DisputeOutcomeProposed": {
        "dispute": dispute,
        "proposal": proposal,
        "outcome": st.just("articles_agreed"),
    },
    "DisputeOutcomeAccepted": {"dispute": dispute, "proposal": proposal},
    "DisputeEscalated": {
        "dispute": dispute,
        "to": st.just("both_superiors"),
        "reason": st.just("no_answer"),
    },
    "DisputeWithdrawn": {"dispute": dispute, "reason": st.just("settled")},
    "ExpertEngaged": {
        "expert": st.just("expert"),
        "fields": st.just(["trafficking"]),
        "qualification": st.just("degree"),
        "conflict_of_interest": st.booleans(),
        "until": until,
        "dispute": maybe_dispute,
        "excerpt": positions,
    },
    "CaseConferenceInvited": {
        "conference": conference,
        "file": file,
        "form": form,
        "invited": st.just(["kejari"]),
        "scheduled_for": until,
        "dispute": maybe_dispute,
        "expert": st.sampled_from((None, "expert")),
        "expert_until": until,
        "excerpt": positions,
    },
    "CaseConferenceHeld": {
        "conference": conference,
        "file": file,
        "form": form,
        "present": st.just([{"role": "investigator", "agency": "polres"}]),
        "with_agencies": st.just(["kejari"]),
        "dispute": maybe_dispute,
    },
    "ConferenceDecidedComplete": {"conference": conference, "file": file},
    "ConferenceUndecided": {"conference": conference, "file": file},
    "DisputedHandoverMade": {"file": file},
    "ContinuationDecided": {"file": file, "decision": st.just("continued")},
    "AccessGranted": {
        "agency": agency,
        "classes": classes,
        "history": history,
        "until": st.sampled_from((None, *UNTILS)),
        "reason": st.just("task"),
    },
    "AccessRevoked": {"agency": agency, "reason": st.just("task_ended")},
    "CaseClosed": {"reason": st.just("services_completed")},
    "CaseReopened": {"reason": st.just("new_evidence")},
    **COURT_STEPS,
}


@st.composite
def step(draw: st.DrawFn, types: tuple[str, ...] = tuple(STEPS)) -> tuple[str, str, dict[str, Any]]:
    """One event: its type, its publisher, and its data with disclosures and a date."""
    type_name = draw(st.sampled_from(types))
    data = {name: draw(values) for name, values in STEPS[type_name].items()}
    held = 0
    for field in REGISTRY[type_name].fields.values():
        held |= field.data_class
    data["disclosing"] = DataClass(held & draw(st.sampled_from((0, 511))))
    data["at"] = START + timedelta(hours=draw(st.integers(-100, 400)))
    return type_name, draw(agency), data


@st.composite
def stories(draw: st.DrawFn) -> Stream:
    """A case of 1 to 25 events."""
    stream = Stream()
    opening = draw(step(("ReportReceived", "PoliceReportFiled")))
    for type_name, by, data in (opening, *draw(st.lists(step(), max_size=24))):
        stream.records(type_name, by, **data)
    return stream
