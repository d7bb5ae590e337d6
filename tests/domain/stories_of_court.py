"""What random stories hold of courts, restitution, privacy and the rules of the deployment."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.domain.given import START, named

FILES = (named("first file"), named("second file"))
PERSONS = (named("first victim"), named("second victim"))
OWNERS = (None, "rsud", "disdik", "uptdppa")

file, person = st.sampled_from(FILES), st.sampled_from(PERSONS)
restitution = st.sampled_from((named("first restitution"), named("second restitution")))
maybe_restitution = st.one_of(st.none(), restitution)
erasure, hold = st.just(named("erasure")), st.just(named("hold"))
amount = st.integers(0, 10**8)
source = st.sampled_from(("/agencies/uptdppa", "/agencies/polres"))
entry = st.integers(1, 25).map(lambda number: f"e{number}")
moment = st.sampled_from([(START + timedelta(days=days)).isoformat() for days in (1, 30, 300)])
owner = st.sampled_from(OWNERS)
clock: dict[str, st.SearchStrategy[Any]] = {
    "rule": st.just("KUHAP2025.review"),
    "ref_kind": st.just("file"),
    "ref": st.just(str(FILES[0])),
    "owner": owner,
}

COURT_STEPS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "VerdictGiven": {
        "file": file,
        "outcome": st.just("convicted"),
        "restitution_awarded": st.one_of(st.none(), amount),
        "awards": st.lists(
            st.fixed_dictionaries({"person": person, "restitution": maybe_restitution, "amount": amount}),
            max_size=2,
        ),
    },
    "AppealLodged": {"file": file, "instance": st.just("appeal"), "lodged_by": st.just("both")},
    "JudgmentFinal": {"file": file},
    "JudgmentCopySent": {"file": file, "to": st.just(["convict"])},
    "ProsecutionTerminated": {"file": file, "reason": st.just("time_barred")},
    "ProsecutionResumed": {"file": file, "reason": st.just("new_grounds")},
    "RestitutionRequested": {"restitution": restitution, "person": person, "claimant": st.just("victim")},
    "RestitutionAssessed": {"restitution": restitution, "person": person, "amount": amount},
    "RestitutionPaid": {
        "file": file,
        "restitution": maybe_restitution,
        "victim": st.one_of(st.none(), person),
        "amount": amount,
        "in_full": st.booleans(),
    },
    "RestitutionDefaulted": {"file": file, "restitution": maybe_restitution, "balance": amount},
    "AssetAuctioned": {"file": file, "restitution": maybe_restitution, "proceeds": amount},
    "SubstituteImposed": {
        "file": file,
        "restitution": maybe_restitution,
        "months": st.integers(1, 12),
        "remainder": amount,
    },
    "LegalHoldPlaced": {"hold": hold, "ground": st.just("audit")},
    "LegalHoldLifted": {"hold": hold, "reason": st.just("court_order")},
    "ErasureRequested": {
        "erasure": erasure,
        "person": person,
        "ground": st.just("requested"),
        "asked_by": st.just("person"),
    },
    "KeyShredded": {
        "erasure": erasure,
        "person": person,
        "classes": st.just(["psychosocial"]),
        "keys": st.just(1),
    },
    "DeadlineLapsed": {**clock, "started_source": source, "started_id": entry, "due": moment},
    "ClockRecomputed": {
        **clock,
        "because_source": source,
        "because_id": entry,
        "explanation": st.just("late_event"),
    },
    "ProcessingStopped": {
        "person": person,
        "withdrawn_source": source,
        "withdrawn_id": entry,
        "due": moment,
    },
    "AccessExpired": {
        "agency": st.sampled_from(("rsud", "ngo", "bp3mi")),
        "granted_source": source,
        "granted_id": entry,
        "until": moment,
    },
}
