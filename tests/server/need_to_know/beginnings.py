"""What random cases begin with: what seldom comes about by chance comes here, and meets what comes later."""

from typing import Any

from tests.server.need_to_know.cast import (
    COURT,
    NGO,
    OWNER,
    POLICE,
    POLICY,
    PROSECUTOR,
    PROVINCE,
    SHELTER,
)

Step = tuple[str, str | None, dict[str, Any]]  # type, agency, data; ids in it are names within the case

OPENED: Step = (
    "ReportReceived",
    OWNER,
    {"channel": "phone", "person": "first", "routed_to": [OWNER, POLICE]},
)
KNOWN: tuple[Step, ...] = (
    ("VictimRegistered", OWNER, {"person": "first", "sex": "female"}),
    ("VictimRegistered", OWNER, {"person": "second", "sex": "female"}),
    ("AssentGranted", OWNER, {"person": "second", "purposes": ["sharing"]}),
)
REFERRED: tuple[Step, ...] = tuple(
    each
    for referral, to, service in (
        ("six", PROVINCE, "repatriation"),
        ("seven", NGO, "legal_aid"),
        ("eight", "lpsk", "legal_aid"),
    )
    for each in (
        ("ReferralOffered", OWNER, {"referral": referral, "to": to, "service": service, "history": "all"}),
        ("ReferralAccepted", None, {"referral": referral}),
    )
)
GIVEN_BACK: tuple[Step, ...] = (
    ("ReferralReturned", None, {"referral": "six", "reason": "done_here"}),
    ("ReferralAccepted", OWNER, {"referral": "six"}),
    ("ReferralReturned", None, {"referral": "seven", "reason": "no_capacity"}),
    ("ReferralDeclined", OWNER, {"referral": "seven", "reason": "no_capacity"}),
    ("ReferralCompleted", None, {"referral": "eight"}),
    ("ReferralOffered", OWNER, {"referral": "nine", "to": SHELTER, "service": "social_rehabilitation"}),
    ("ReferralDeclined", None, {"referral": "nine", "reason": "no_capacity"}),
)
GRANTED: tuple[Step, ...] = (
    (
        "AccessGranted",
        OWNER,
        {"agency": "bp3mi", "classes": ["victim_identity", "location"], "history": "all", "reason": "task"},
    ),
    (
        "AccessGranted",
        OWNER,
        {
            "agency": "imigrasi",
            "classes": ["victim_identity"],
            "history": "all",
            "hours": 30,
            "reason": "task",
        },
    ),
    ("LocationConfirmed", OWNER, {"person": "first", "country": "MY"}),
)
AGREED: tuple[Step, ...] = (
    ("VictimRegistered", OWNER, {"person": "first", "sex": "female"}),
    ("VictimRegistered", OWNER, {"person": "second", "sex": "female"}),
    ("AssentGranted", OWNER, {"person": "second", "purposes": ["sharing"]}),
    ("ServiceOpened", OWNER, {"person": "second", "service": "legal_aid"}),
    (
        "ReferralOffered",
        OWNER,
        {"referral": "ten", "to": NGO, "service": "legal_aid", "history": "all"},
    ),
    ("ReferralAccepted", None, {"referral": "ten"}),
    (
        "ConsentGranted",
        OWNER,
        {
            "person": "first",
            "purposes": ["sharing"],
            "recipients": ["ngo", "lpsk"],
            "classes": ["victim_identity"],
            "days": 1,
        },
    ),
    (
        "ConsentGranted",
        OWNER,
        {
            "person": "second",
            "purposes": ["sharing"],
            "recipients": [NGO, "lpsk"],
            "classes": ["victim_identity", "health"],
            "guardian_relation": "mother",
        },
    ),
    (
        "ConsentGranted",
        OWNER,
        {
            "person": "second",
            "purposes": ["sharing"],
            "recipients": [NGO],
            "classes": ["psychosocial"],
            "guardian_relation": "court_order",
        },
    ),
    (
        "ConsentScopeChanged",
        OWNER,
        {
            "person": "second",
            "added_classes": [],
            "removed_classes": ["health"],
            "added_recipients": ["bp3mi"],
            "removed_recipients": [],
        },
    ),
)
BY_CONSENT: tuple[Step, ...] = (
    ("VictimRegistered", OWNER, {"person": "first", "sex": "female"}),
    ("IdentificationInterviewHeld", OWNER, {"person": "first", "interview_number": 1}),
    (
        "ConsentGranted",
        OWNER,
        {
            "person": "first",
            "consent_id": "agreed",
            "purposes": ["sharing"],
            "recipients": ["mission-my", PROVINCE],
            "classes": ["victim_identity", "psychosocial"],
        },
    ),
    (
        "AccessGranted",
        OWNER,
        {
            "agency": "mission-my",
            "classes": ["psychosocial"],
            "history": "all",
            "hours": 300,
            "reason": "consent",
        },
    ),
    (
        "ReferralOffered",
        OWNER,
        {
            "referral": "eleven",
            "to": PROVINCE,
            "service": "repatriation",
            "history": "all",
            "consent_id": "agreed",
        },
    ),
    ("ReferralAccepted", None, {"referral": "eleven"}),
)
TAKEN_BACK: tuple[Step, ...] = (
    ("ConsentWithdrawn", OWNER, {"person": "first", "classes": ["psychosocial"]}),
)
IN_CONFLICT: tuple[Step, ...] = (
    (
        "GuardianConflictChecked",
        OWNER,
        {"person": "second", "conflict": True, "checked": ["mother"], "blocked": ["mother"]},
    ),
)
TRIED: tuple[Step, ...] = (
    ("PoliceNotified", OWNER, {"police": POLICE}),
    ("SpdpSent", POLICE, {"file": "file", "prosecutor": PROSECUTOR}),
    ("IndictmentFiled", PROSECUTOR, {"file": "file", "articles": ["UU-21-2007:2"]}),
    ("SentToCourt", PROSECUTOR, {"file": "file", "court": COURT}),
    ("VerdictGiven", COURT, {"file": "file", "outcome": "convicted"}),
    ("JudgmentFinal", COURT, {"file": "file"}),
)
DISPUTED: tuple[Step, ...] = (
    ("PoliceNotified", OWNER, {"police": POLICE}),
    ("SpdpSent", POLICE, {"file": "file", "prosecutor": PROSECUTOR}),
    ("DisputeOpened", POLICE, {"dispute": "dispute", "sides": [POLICE, PROSECUTOR], "file": "file"}),
    ("ExpertEngaged", POLICE, {"dispute": "dispute", "excerpt": [0, 1], "hours": 30}),
    *(
        (
            "PositionRecorded",
            side,
            {"on": "element", "element": "purpose", "holds": holds, "dispute": "dispute", "file": "file"},
        )
        for side, holds in ((POLICE, "met"), (PROSECUTOR, "not_met"))
    ),
)
BROKEN: tuple[Step, ...] = (
    ("ShelterPlaced", OWNER, {"person": "second"}),
    ("BreakGlassOpened", POLICE, {"person": "second", "minutes": 180, "reason": "danger_to_life"}),
    ("BreakGlassConfirmed", OWNER, {"glass": 0}),
    ("BreakGlassOpened", "auditor", {"person": "second", "minutes": 100, "reason": "danger_to_life"}),
    ("BreakGlassReviewed", "dpo", {"glass": 1, "finding": "not_justified", "measures": ["access_ended"]}),
    ("AccessGranted", OWNER, {"agency": POLICY, "classes": [], "history": "all", "reason": "task"}),
    ("BreakGlassOpened", POLICY, {"person": "second", "minutes": 180, "reason": "danger_to_life"}),
    ("AccessRevoked", OWNER, {"agency": POLICY, "reason": "task_ended"}),
)
ERASED: tuple[Step, ...] = (
    (
        "ErasureRequested",
        OWNER,
        {"erasure": "first erasure", "person": "first", "ground": "requested", "asked_by": "person"},
    ),
    ("ErasureApproved", "dpo", {"erasure": "first erasure", "classes": ["victim_identity", "narrative"]}),
)
UNDONE: tuple[Step, ...] = (
    ("ReportTriaged", OWNER, {"person": "second", "urgency": "urgent"}),
    (
        "FactCorrected",
        OWNER,
        {"entry": 2, "fields": ["child"], "child": False, "reason": "register_extract"},
    ),
    ("EntryWithdrawn", None, {"entry": 1, "reason": "entered_twice"}),
)
CHAPTERS = (
    KNOWN,
    REFERRED,
    GIVEN_BACK,
    GRANTED,
    AGREED,
    BY_CONSENT,
    TAKEN_BACK,
    IN_CONFLICT,
    TRIED,
    DISPUTED,
    BROKEN,
    ERASED,
    UNDONE,
)
