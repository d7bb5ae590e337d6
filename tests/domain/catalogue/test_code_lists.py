"""Code lists against their sources: HTCDS v2.0 exactly, and the lists of the design."""

import json
from pathlib import Path

import pytest

from domain.catalogue import htcds, htcds_exploitation
from domain.catalogue.codes import Service
from domain.catalogue.consent_codes import DataClassName
from domain.catalogue.fields import Code, DataClass
from domain.catalogue.legal_codes import ReturnReason

STANDARD = json.loads((Path(__file__).parent / "data" / "htcds_v2_code_lists.json").read_text())["lists"]
OURS: dict[str, type[Code]] = {
    "org_Type": htcds.OrganisationType,
    "prs_Gender": htcds.Gender,
    "prs_MaritalStatus": htcds.MaritalStatus,
    "prs_HighestLevelOfEducation": htcds.Education,
    "vic_TraffickingStatus": htcds.TraffickingStatus,
    "vic_TraffickingStatusDecisionMakingOrg": htcds.StatusDecidedBy,
    "vic_RelationshipToTrafficker": htcds_exploitation.RelationshipToTrafficker,
    "vic_RecruitmentWebsitesAndApps": htcds_exploitation.WebsiteOrApp,
    "vic_ExploitationWebsitesAndApps": htcds_exploitation.WebsiteOrApp,
    "vic_MethodOfRecruitment": htcds_exploitation.RecruitmentMethod,
    "vic_MethodsOfControl": htcds_exploitation.MethodOfControl,
    "vic_TypeOfExploitation": htcds_exploitation.Exploitation,
    "vic_ForcedLabourIndustry": htcds_exploitation.ForcedLabourIndustry,
    "vic_TypeOfSexExploitation": htcds_exploitation.SexualExploitation,
    "per_RoleInProcess": htcds_exploitation.PerpetratorRole,
    "cas_Status": htcds.CaseStatus,
    "cas_ReasonForIncomingReferral": htcds.ReferralReason,
    "cas_ReasonForOutgoingReferral": htcds.ReferralReason,
    "hte_Type": htcds_exploitation.HistoricEventType,
    "spl_Type": htcds.SupportPlanType,
}
# HTCDS v2.0 deprecates it: never write (reference/domain.md 4.1, trap 6).
DEPRECATED = {"vic_Vulnerabilities"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_an_htcds_list_has_the_values_and_labels_of_the_standard(name: str) -> None:
    assert {code.value: code.label_en for code in OURS[name]} == STANDARD[name]


def test_every_htcds_list_in_use_is_here() -> None:
    assert set(STANDARD) - set(OURS) == DEPRECATED


def test_unaquainted_keeps_the_spelling_of_the_standard() -> None:
    assert "Unaquainted" in set(htcds_exploitation.RelationshipToTrafficker)


def test_the_names_of_data_classes_are_those_of_the_classes() -> None:
    assert {name.value for name in DataClassName} == {
        each.names()[0] for each in (DataClass.CASE, *DataClass)
    }


def test_there_are_six_services() -> None:
    assert len(Service) == 6


def test_return_reasons_are_eight_formal_and_ten_material() -> None:
    formal, material = [f"F{n}" for n in range(1, 9)], [f"M{n}" for n in range(1, 11)]
    assert [reason.value for reason in ReturnReason] == formal + material
