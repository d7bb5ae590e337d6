"""The copy of a person's own data over HTTP: to whom, what it holds and never holds, what is on record."""

import base64
import io
import json
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4
from zipfile import ZipFile

import pytest

from domain.catalogue.fields import DataClass
from server.export.subject_copy import fetched_within
from tests.server.api.deployment import Deployment
from tests.server.api.refusals_of_calls import without_read_log
from tests.server.export.asking import (
    CLINIC,
    MANAGER,
    NGO,
    OFFICER,
    OTHERS,
    OWN,
    POLICE,
    later,
    problem,
    reads_of,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


# To whom


async def test_no_copy_is_made_before_the_answer_to_the_request_is_on_record(shared: Deployment) -> None:
    made = await told(shared)
    assert problem(await made.fetched()) == (422, "precondition")
    await made.gives()
    assert (await made.fetched()).status_code == 200


async def test_the_case_managers_agency_and_the_officer_get_it_and_nobody_else(shared: Deployment) -> None:
    made = await told(shared)
    await made.gives(OFFICER)
    for agency in (MANAGER, OFFICER):
        assert (await made.fetched(agency)).status_code == 200
    absent = await made.fetched(person=uuid4())
    assert problem(absent) == (404, "not_found")
    for agency in (POLICE, NGO, CLINIC, "coordinator", "auditor"):
        answer = await made.fetched(agency)
        assert (answer.status_code, answer.json()) == (404, absent.json()), agency
    publisher = await shared.caller(MANAGER, "publisher")
    path = f"/v1/cases/{made.case}/persons/{made.person}/access"
    assert (await publisher.get(path)).status_code == 403


async def test_another_victim_of_the_case_is_not_opened_by_the_request(shared: Deployment) -> None:
    made = await told(shared)
    await made.gives()
    assert problem(await made.fetched(person=made.other)) == (422, "precondition")


async def test_a_copy_is_fetched_within_the_time_set_for_it(shared: Deployment) -> None:
    made = await told(shared)
    await made.gives()
    with later(shared, fetched_within()):
        assert (await made.fetched()).status_code == 200
    with later(shared, fetched_within() + timedelta(seconds=1)):
        assert problem(await made.fetched()) == (422, "precondition")


# What it holds


async def test_it_holds_the_persons_own_data_opened_and_nothing_of_others(shared: Deployment) -> None:
    made = await told(shared)
    found = {"conflict": True, "blocked_names": [OTHERS["relative"]]}
    await made.says(MANAGER, "GuardianConflictChecked", person=made.person, **found)
    designated = {
        "suspect": uuid4(),
        "file": uuid4(),
        "name": OTHERS["suspect"],
    }
    await made.says(POLICE, "SuspectDesignated", **designated)
    await made.gives()
    text = (await made.fetched()).text
    for secret in OWN.values():
        assert secret in text
    for secret in (*OTHERS.values(), str(made.other), str(made.worker), str(designated["suspect"])):
        assert secret not in text
    left_out = {(each["data_class"], each["ground"]) for each in (await made.copy())["left_out"]}
    assert {("reporter_identity", "data_of_others"), ("narrative", "data_of_others")} <= left_out
    assert ("evidence", "law_enforcement") in left_out


async def test_it_tells_who_read_which_classes_agencies_and_not_people(shared: Deployment) -> None:
    made = await told(shared)
    await shared.settled()
    await (await shared.caller(POLICE, "reader")).get(f"/v1/cases/{made.case}")
    await (await shared.caller(POLICE, "reader")).get("/v1/feed", limit=500)
    shared.time.pass_by(seconds=1)
    await made.gives()
    await (await shared.caller(POLICE, "reader")).get(f"/v1/cases/{made.case}")
    shared.time.pass_by(seconds=1)
    copy = await made.copy()
    read = [each for each in copy["readings"] if each["by"]["agency"] == POLICE]
    assert [(each["classes"], each["times"]) for each in read] == [(["victim_identity"], 2)]
    assert read[0]["purpose"] == {"id": "Penanganan kasus", "en": "Handling of the case"}
    assert read[0]["by"]["name"] == f"Kantor {POLICE}"
    assert not {"token", "person", "origin"} & read[0].keys()


async def test_it_holds_consents_notices_and_stages(shared: Deployment) -> None:
    made = await told(shared)
    paper = {"sha256": "0" * 64, "bytes": 1, "mediatype": "application/pdf", "holder": POLICE}
    filed = {"file": uuid4(), "sha256": "0" * 64, "victims": [made.person], "document": paper}
    await made.says(POLICE, "FileSubmitted", **filed)
    await made.gives()
    copy = await made.copy()
    (consent,) = copy["consents"]
    assert (consent["recipients"], consent["classes"]) == ([POLICE], ["victim_identity"])
    assert [each["subject"]["en"] for each in copy["notices"]] == ["Progress of the case"]
    assert [(each["code"], each["by"]["agency"]) for each in copy["stages"]] == [("Tahap I", POLICE)]
    fields = {each["name"]: each for item in copy["events"] for each in item["fields"]}
    assert fields["sex"]["words"] == [{"id": "Perempuan", "en": "Female"}]
    assert fields["name"]["data_class"] == "victim_identity"


async def test_while_a_file_is_open_its_classes_are_left_out_and_named_with_the_ground(
    shared: Deployment,
) -> None:
    made = await told(shared)
    filed = {"articles": ["UU-21-2007:2"], "report_number": "LP/77/III/2026", "file": str(uuid4())}
    await made.says(POLICE, "PoliceReportFiled", person=made.person, **filed)
    await made.gives()
    copy = await made.copy()
    assert "LP/77" not in json.dumps(copy)
    (left,) = [each for each in copy["left_out"] if each["data_class"] == "legal_file"]
    assert (left["ground"], left["basis"]) == ("law_enforcement", "UU 27/2022 art 50(1) with art 32")


async def test_what_is_recorded_after_the_answer_is_not_in_it(shared: Deployment) -> None:
    made = await told(shared)
    position = await made.gives()
    before = (await made.fetched()).content
    await made.says(MANAGER, "SubjectNotified", person=made.person, subject="case_closed")
    assert (await made.fetched()).content == before
    assert (await made.copy())["position"] == position


# Where it endangers (UU 27/2022 art 33)


async def test_what_a_guardian_is_handed_says_nowhere_where_the_child_is(shared: Deployment) -> None:
    made = await told(shared, "guardian", "mother")
    checked = {"conflict": False, "checked": ["mother"], "blocked_names": [OTHERS["relative"]]}
    await made.says(MANAGER, "GuardianConflictChecked", person=made.person, **checked)
    await made.gives()
    answer = await made.fetched()
    assert OWN["name"] in answer.text
    for secret in (OWN["address"], OTHERS["relative"], "ShelterPlaced", "GuardianConflictChecked"):
        assert secret not in answer.text
    copy = answer.json()
    left_out = {(each["data_class"], each["ground"]) for each in copy["left_out"]}
    assert ("location", "endangers") in left_out
    assert copy.pop("by")["agency"] == MANAGER
    assert MANAGER not in json.dumps(copy)  # it recorded the shelter, so it keeps the child


async def test_a_guardian_found_in_conflict_since_is_refused_with_the_ground(shared: Deployment) -> None:
    made = await told(shared, "guardian", "mother")
    free = {"person": made.person, "conflict": False, "checked": ["mother"]}
    await made.says(MANAGER, "GuardianConflictChecked", **free)
    await made.gives()
    found = {"person": made.person, "conflict": True, "checked": ["mother"], "blocked": ["mother"]}
    await made.says(MANAGER, "GuardianConflictChecked", **found)
    for suffix in ("", ".zip"):
        answer = await made.fetched(suffix=suffix)
        assert problem(answer) == (403, "access_refused")
        assert "guardian_conflict" in answer.json()["detail"]
    assert await reads_of(shared, "readSubjectAccess", made.case) == []


async def test_what_was_given_can_be_refused_again_by_those_who_answer(shared: Deployment) -> None:
    made = await told(shared)
    await made.gives()
    refusal = {"access": made.access, "person": made.person, "ground": "endangers_person"}
    await made.says(OFFICER, "SubjectAccessRefused", **refusal)
    answer = await made.fetched()
    assert problem(answer) == (403, "access_refused")
    assert "endangers_person" in answer.json()["detail"]


# On record, and handed out


async def test_the_reading_is_recorded_before_it_is_given_with_classes_by_event(
    shared: Deployment,
) -> None:
    made = await told(shared)
    await made.gives()
    copy = await made.copy(OFFICER)
    ((agency, purpose, positions, classes),) = await reads_of(shared, "readSubjectAccess", made.case)
    assert (agency, purpose) == (OFFICER, "subject_request")
    served = dict(zip(positions, classes, strict=True))
    assert set(served) == {each["position"] for each in copy["events"]}
    for item in copy["events"]:
        mask = DataClass(served[item["position"]])
        shown = {each["data_class"] for each in item["fields"]} - {"case"}
        assert shown <= set(mask.names())


async def test_nothing_is_given_where_the_reading_cannot_be_recorded(shared: Deployment) -> None:
    made = await told(shared)
    await made.gives()
    async with without_read_log(shared.services.settings.database_url):
        for suffix in ("", ".zip"):
            answer = await made.fetched(suffix=suffix)
            assert answer.status_code == 503
            assert OWN["name"] not in answer.text


async def test_the_package_holds_data_and_page_with_their_hashes_and_is_the_same_each_time(
    shared: Deployment,
) -> None:
    made = await told(shared)
    await made.gives()
    answer = await made.fetched(suffix=".zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="{made.access}.zip"'
    digest = base64.b64encode(sha256(answer.content).digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    with ZipFile(io.BytesIO(answer.content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert set(parts) == {"data.json", "data.html", "SHA256SUMS"}
    sums = dict(reversed(line.split("  ")) for line in parts["SHA256SUMS"].decode().splitlines())
    assert sums == {name: sha256(parts[name]).hexdigest() for name in ("data.json", "data.html")}
    assert json.loads(parts["data.json"]) == await made.copy()
    assert (await made.fetched(suffix=".zip")).content == answer.content
    assert len(await reads_of(shared, "readSubjectAccessPackage", made.case)) == 2


async def test_the_page_is_in_both_languages_and_runs_nothing(shared: Deployment) -> None:
    made = await told(shared)
    evil = "<script>alert(1)</script>"
    await made.says(
        MANAGER,
        "VictimRegistered",
        person=made.person,
        sex="female",
        age_band="18-20",
        child=False,
        name=evil,
    )
    await made.gives()
    content = (await made.fetched(suffix=".zip")).content
    with ZipFile(io.BytesIO(content)) as packed:
        page = packed.read("data.html").decode()
    assert "Data pribadi saya" in page
    assert "My personal data" in page
    assert "Perempuan / Female" in page
    assert OWN["name"] in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
