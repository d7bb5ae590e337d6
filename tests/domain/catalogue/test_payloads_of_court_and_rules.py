"""Every payload that reference/domain.md section 7 names for courts, restitution, privacy, task forces and
the rules of the deployment can be written down by the agency that the scenario names."""

from typing import Any

import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from domain.catalogue.registry import decode_full

PERSON, FILE, REQUEST, SUSPECT, ERASURE, FIGURES = (
    f"9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b0{digit}" for digit in range(1, 7)
)
PAPER = {"sha256": "a" * 64, "bytes": 9, "mediatype": "application/pdf", "holder": "kejari-sukabumi"}
ABOUT = {"restitution": REQUEST, "person": PERSON}
OF_FILE = {"file": FILE, "restitution": REQUEST}
PAIRS = [{"case": FILE, "person": PERSON}, {"case": REQUEST, "person": SUSPECT}]
DUE = "2026-04-03T10:00:00+08:00"
ADULT_TO_CHILD = [
    {"indicator": "I1", "splits": ["age:adult"], "before": 12, "after": 11},
    {"indicator": "I1", "splits": ["age:child"], "before": 2, "after": 3},
]

ROWS: list[tuple[str, int, str, str, dict[str, Any]]] = [
    (
        *("Sc-1", 20, "deployment", "ModusAlertIssued"),
        {
            "task_force": "sukabumi",
            "recruitment": ["ThroughOnlineSocialNetworks"],
            "channels": ["TikTok"],
            "window_days": 30,
            "window_ends": "2026-03-21",
            "count": 3,
            "to": ["disdik-sukabumi"],
        },
    ),
    (
        *("Sc-1", 120, "pn", "VerdictGiven"),
        {
            "file": FILE,
            "outcome": "convicted",
            "restitution_awarded": 60_000_000,
            "awards": [{"person": PERSON, "amount": 60_000_000}],
        },
    ),
    (
        *("Sc-6", 31, "deployment", "ProcessingStopped"),
        {
            "person": PERSON,
            "withdrawn_source": "/agencies/uptdppa-sukabumi",
            "withdrawn_id": "w1",
            "purposes": ["health", "psychosocial", "sharing", "research"],
            "recipients": ["ngo", "disnaker", "disdik"],
            "due": DUE,
        },
    ),
    (
        *("Sc-6", 33, "dpo", "ErasureApproved"),
        {
            "erasure": ERASURE,
            "person": PERSON,
            "because_source": "/agencies/uptdppa-sukabumi",
            "because_id": "w1",
            "classes": ["psychosocial"],
            "kept": [{"data_class": "legal_file", "ground": "law_enforcement"}],
        },
    ),
    (
        *("Sc-6", 34, "deployment", "KeyShredded"),
        {"erasure": ERASURE, "person": PERSON, "classes": ["psychosocial"], "keys": 4},
    ),
    (
        *("Sc-7", 3, "deployment", "DuplicateSuspected"),
        {"pairs": PAIRS, "matched_on": ["phone", "birth_year"], "stewards": ["uptdppa-sukabumi"]},
    ),
    (
        *("Sc-8", 90, "coordinator", "RestatementIssued"),
        {
            "task_force": "sukabumi",
            "figures": FIGURES,
            "period_from": "2026-01-01",
            "period_until": "2026-03-31",
            "as_of": 4711,
            "reason": "fact_corrected",
            "values": ADULT_TO_CHILD,
        },
    ),
    ("Sc-11", 0, "polres", "RestitutionRightsNotified", {"person": PERSON, "told": ["victim", "lpsk"]}),
    (
        "Sc-11",
        3,
        "uptdppa",
        "RestitutionRequested",
        {**ABOUT, "claimant": "guardian", "route": "investigator"},
    ),
    (
        *("Sc-11", 8, "polres", "RestitutionRequestChecked"),
        {**ABOUT, "complete": False, "lacks": ["proof_of_loss"]},
    ),
    ("Sc-11", 10, "uptdppa", "RestitutionRequestCompleted", {**ABOUT, "added": ["proof_of_loss"]}),
    (
        *("Sc-11", 17, "lpsk", "RestitutionAssessed"),
        {
            **ABOUT,
            "amount": 86_400_000,
            "losses": [
                {"loss": "wages", "amount": 50_000_000},
                {"loss": "medical", "amount": 6_400_000},
                {"loss": "suffering", "amount": 30_000_000},
            ],
        },
    ),
    (
        *("Sc-11", 18, "polres", "AssetSeizedAsSecurity"),
        {"file": FILE, "kind": "vehicle", "permit": PAPER, "permit_on": "2026-03-17"},
    ),
    (
        *("Sc-11", 120, "kejari", "RestitutionClaimed"),
        {"file": FILE, "claims": [{"person": PERSON, "amount": 86_400_000}], "claimed_in": "demand"},
    ),
    ("Sc-11", 170, "pn", "JudgmentFinal", {"file": FILE, "restitution_awarded": 60_000_000}),
    ("Sc-11", 177, "kejari", "JudgmentCopySent", {"file": FILE, "to": ["convict", "victim", "lpsk"]}),
    ("Sc-11", 200, "kejari", "RestitutionPaid", {**OF_FILE, "amount": 10_000_000, "paid_by": "convict"}),
    ("Sc-11", 208, "deployment", "RestitutionDefaulted", {**OF_FILE, "balance": 50_000_000}),
    ("Sc-11", 215, "kejari", "AssetAuctioned", {**OF_FILE, "proceeds": 31_000_000}),
    (
        *("Sc-11", 220, "pn", "SubstituteImposed"),
        {**OF_FILE, "months": 6, "remainder": 19_000_000, "state_fund_requested": True},
    ),
    (
        *("Sc-12", 9, "deployment", "DuplicateSuspected"),
        {"pairs": PAIRS, "matched_on": ["phone"], "stewards": ["uptdppa-ttu"]},
    ),
    (
        *("Sc-12", 9, "deployment", "ClockRecomputed"),
        {
            "rule": "PP9_2008.police_notice",
            "ref_kind": "person",
            "ref": PERSON,
            "due_before": DUE,
            "due_after": "2026-04-04T10:00:00+08:00",
            "because_source": "/agencies/desa-ttu",
            "because_id": "r1",
            "explanation": "late_event",
        },
    ),
    (
        *("Sc-12", 21, "deployment", "ClockRecomputed"),
        {
            "rule": "KUHAP2025.detention_investigation",
            "ref_kind": "detention",
            "ref": f"{SUSPECT}/investigation",
            "because_source": "/agencies/polres-ttu",
            "because_id": "a2",
            "explanation": "articles_changed",
        },
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}-{row[3]}")
def test_a_payload_of_a_scenario_can_be_written_by_its_agency(
    row: tuple[str, int, str, str, dict[str, Any]],
) -> None:
    _, _, kind, type_name, data = row
    entry = REGISTRY[type_name]
    assert kind in entry.agencies
    decoded = decode_full(entry, data)
    assert all(getattr(decoded, member) is not None for member in data)


@pytest.mark.parametrize("type_name", ["ModusAlertIssued", "DuplicateSuspected", "DeadlineLapsed"])
def test_what_the_rules_put_on_record_holds_codes_ids_and_dates_alone(type_name: str) -> None:
    assert {info.data_class for info in REGISTRY[type_name].fields.values()} == {DataClass.CASE}
