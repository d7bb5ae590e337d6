"""The entries of the log of reads, read as the agency that asks: one that audits by its office, or none."""

import pytest

import server.api.log_reads
from server.evidence.sealer import Sealer
from tests.server.api.deployment import Deployment
from tests.server.api.readers import OWNER, POLICE

ENTRIES = "/v1/log/reads/tile/entries/000.p/2"


async def test_with_the_check_of_the_office_off_no_entry_of_others_is_given(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await deployment.open_case()
    await deployment.settled()
    for agency in (OWNER, POLICE):
        await (await deployment.caller(agency, "reader")).get(f"/v1/cases/{case}")
    await Sealer(deployment.services).run_once()
    monkeypatch.setattr(server.api.log_reads, "WATCH_OVER_READS", frozenset({"polres", "auditor"}))
    own = await (await deployment.caller(POLICE, "auditor")).get(ENTRIES)
    assert own.status_code != 200
    assert OWNER.encode() not in own.content
    by_office = await (await deployment.caller("auditor", "auditor")).get(ENTRIES)
    assert by_office.status_code == 200, by_office.text
    assert OWNER.encode() in by_office.content
