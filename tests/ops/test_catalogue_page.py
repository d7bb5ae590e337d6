import re

from domain.catalogue import REGISTRY
from domain.catalogue.other_names import OTHER_NAMES
from ops.catalogue_page import PAGE, page

# Every name of an event in reference/domain.md 2.5 and section 7, and in DESIGN section 4, that is no type's.
NAMES_OF_THE_REFERENCE = {
    *("BasisReviewed", "CassationLodged", "ChildRegimeApplied", "CountAdjusted", "DetentionRecomputed"),
    *(
        "DifferenceListed",
        "EventIngestedLate",
        "HealthServiceOpened",
        "LegalFileRead",
        "RemoteStatementRecorded",
    ),
    *("RequestChecked", "RequestCompleted", "ServiceContinues", "SpdpReturnedDefective", "SpdpReturnedStale"),
    *("ReporterConfidentialityRequested", "SupplementaryDone"),
}


def test_the_catalogue_page_is_up_to_date() -> None:
    """Mend it with `python -m ops.catalogue_page`."""
    assert PAGE.read_text() == page()


def test_the_page_has_every_type_with_its_words_and_every_field() -> None:
    text = page()
    for entry in REGISTRY.values():
        section = text[text.index(f"\n### {entry.name}\n") :].partition("\n### ")[2].partition("\n## ")[0]
        section = section.partition("\n### ")[0]
        assert f"**{entry.label_id}** · {entry.label_en}" in section
        assert entry.legal_code is None or f"`{entry.legal_code}`" in section
        for info in entry.fields.values():
            assert re.search(rf"\| (\*\*)?`{info.name}`(\*\*)? \| {re.escape(info.label_id)} ", section), (
                info.name
            )


def test_a_decision_says_what_makes_it_stale_and_a_statement_that_it_is_one() -> None:
    text = page()
    assert "- Decision; stale on CaseClosed, CaseReopened." in text
    assert text.count("- Statement.") + text.count("- Decision; stale on ") == len(REGISTRY)


def test_every_name_of_the_reference_is_told_where_it_stands() -> None:
    aliases = {alias for entry in REGISTRY.values() for alias in entry.aliases}
    assert aliases | set(OTHER_NAMES) >= NAMES_OF_THE_REFERENCE
    assert not (aliases | set(OTHER_NAMES)) & set(REGISTRY)
    text = page()
    for name in aliases | set(OTHER_NAMES):
        assert f"| {name} | " in text


def test_a_clock_stands_at_the_types_that_start_and_stop_it() -> None:
    text = page()
    spdp = text[text.index("\n### SpdpSent\n") :].partition("\n### ")[2].partition("\n### ")[0]
    assert "Stops: `KUHAP1981.spdp`" in spdp
