"""The copy of a person's own data over HTTP: to whom, what it holds and never holds, what is on record."""

import base64
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.fields import DataClass
from server.export.subject_copy import fetched_within
from server.registrar import NewAgency
from tests.server.api.agencies import event
from tests.server.api.deployment import Deployment
from tests.server.api.refusals_of_calls import without_read_log

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANAGER, POLICE, NGO, CLINIC, OFFICER = "uptdppa-ttu", "polres-ttu", "ngo-ttu", "rsud-ttu", "dpo"
OWN = {
    "name": "KENARI-NAMA",
    "address": "KENARI-RUMAH-AMAN",
    "health": "KENARI-VISUM",
    "mind": "KENARI-BATIN",
}
OTHERS = {
    "victim": "KENARI-KORBAN-LAIN",
    "reporter": "KENARI-PELAPOR",
    "suspect": "KENARI-TERSANGKA",
    "recruiter": "KENARI-PEREKRUT",
    "story": "KENARI-CERITA",
    "companion": "KENARI-PENDAMPING",
    "relative": "KENARI-PAMAN",
}


@dataclass
class Told:
    """A case with two victims and a suspect, and the request of one of the victims."""

    shared: Deployment
    person: UUID = field(default_factory=uuid4)
    other: UUID = field(default_factory=uuid4)
    access: UUID = field(default_factory=uuid4)
    worker: UUID = field(default_factory=uuid4)
    case: UUID = field(default_factory=uuid4)

    async def says(self, by: str, type_name: str, **data: Any) -> int:
        """Recorded as happening now; a decision rests on the case as it is."""
        decides = REGISTRY[type_name].kind == "decision"
        versions = await self.shared.services.reader.case_versions([self.case]) if decides else {}
        made = event(
            *(by, type_name, self.case, {key: each for key, each in data.items() if each is not None}),
            basedon=versions.get(self.case),
            time=self.shared.time().isoformat(),
        )
        position: int = (await self.shared.publish(by, made))["position"]
        return position

    async def begins(self, *, child: bool = False) -> None:
        await officer(self.shared)
        person = {"person": self.person}
        await self.says(
            *(MANAGER, "ReportReceived"),
            channel="walk_in",
            routed_to=[MANAGER, POLICE],
            victim_name=OWN["name"],
            reporter_name=OTHERS["reporter"],
            recruiter_handle=OTHERS["recruiter"],
            statement=OTHERS["story"],
            **person,
        )
        await self.says(MANAGER, "CaseManagerAssigned", agency=MANAGER)
        known = {"sex": "female", "age_band": "9-17" if child else "18-20", "child": child}
        await self.says(MANAGER, "VictimRegistered", name=OWN["name"], **known, **person)
        await self.says(
            *(MANAGER, "VictimRegistered"),
            person=self.other,
            sex="male",
            age_band="18-20",
            child=False,
            name=OTHERS["victim"],
        )
        await self.says(
            *(MANAGER, "ServiceOpened"),
            service="social_rehabilitation",
            psychosocial_notes=OWN["mind"],
            health_notes=OWN["health"],
            **person,
        )
        await self.says(
            MANAGER, "ShelterPlaced", voluntary=True, address={"street": OWN["address"]}, **person
        )
        await self.says(
            *(MANAGER, "CompanionAssigned"),
            companion="paralegal",
            companion_name=OTHERS["companion"],
            **person,
        )
        await self.says(
            *(MANAGER, "ConsentGranted"),
            purposes=["legal"],
            recipients=[POLICE],
            classes=["victim_identity"],
            explained_by=self.worker,
            **person,
        )
        await self.says(MANAGER, "SubjectNotified", subject="case_progress", **person)

    async def asks(self, asked_by: str = "person", relation: str | None = None) -> None:
        await self.says(
            *(MANAGER, "SubjectAccessRequested"),
            access=self.access,
            person=self.person,
            asked_by=asked_by,
            guardian_relation=relation,
        )

    async def gives(self, by: str = MANAGER, **data: Any) -> int:
        return await self.says(by, "SubjectAccessGiven", access=self.access, person=self.person, **data)

    async def fetched(
        self, by: str = MANAGER, suffix: str = "", person: UUID | None = None
    ) -> httpx.Response:
        await self.shared.settled()
        caller = await self.shared.caller(by, "dpo" if by == OFFICER else "reader")
        return await caller.get(f"/v1/cases/{self.case}/persons/{person or self.person}/access{suffix}")

    async def copy(self, by: str = MANAGER) -> Any:
        answer = await self.fetched(by)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def officer(shared: Deployment) -> None:
    """The data protection officer joins, once."""
    if OFFICER not in shared.services.directory.current.agencies:
        await shared.registrar().register_agency(NewAgency(agency=OFFICER, kind="dpo", name="Pejabat PDP"))
        await shared.registrar().register_escrow(OFFICER)


async def told(shared: Deployment, asked_by: str = "person", relation: str | None = None) -> Told:
    """A case in which a person, or a guardian for a child, has asked."""
    made = Told(shared)
    await made.begins(child=asked_by == "guardian")
    await made.asks(asked_by, relation)
    return made


@contextmanager
def later(shared: Deployment, span: timedelta) -> Iterator[None]:
    """What is done within is done so much later."""
    before = shared.time.now
    shared.time.now = before + span
    try:
        yield
    finally:
        shared.time.now = before


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def reads_of(shared: Deployment, call: str, case: UUID) -> list[Any]:
    query = "SELECT agency, purpose, positions, classes FROM jejak.reads WHERE call = %s AND case_id = %s"
    async with shared.services.pool.connection() as conn:
        return await (await conn.execute(query, [call, case])).fetchall()


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
