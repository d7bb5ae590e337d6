"""A12: the host includes another event under the position that a receipt names (reference/evidence.md 6a)."""

from pathlib import Path

import psycopg
from jejak_client.verify.single import Kept

from tests.attacks.kept import any_of, as_recorded, codes, verdict
from tests.attacks.shared import filed
from tests.server.api.agencies import SIGNED
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import Witnessed, witnessed
from tests.servers import DatabaseServer

POLICE = "polres-ttu"


def swap(server: DatabaseServer, site: Witnessed, one: int, other: int) -> None:
    """As a superuser, before anything of it is sealed: each event stands where the other was acknowledged."""
    database = site.deployment.services.settings.database_url.rpartition("/")[2]
    with psycopg.connect(f"{server.admin_url.rpartition('/')[0]}/{database}") as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger fires
        connection.execute(
            "UPDATE jejak.log l SET state = o.state FROM jejak.log o"
            " WHERE (l.notification_id, o.notification_id) IN ((%s, %s), (%s, %s))",
            [one, other, other, one],
        )


async def test_a12_receipt_and_proof_contradict_each_other_and_the_verifier_says_so(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        case, deployment = await site.deployment.open_case(), site.deployment
        caller = await deployment.caller(POLICE)
        answers = [
            (await caller.post(deployment.keys[POLICE].sign(filed(case)), SIGNED)).json() for _ in range(2)
        ]
        (position, receipt), (other, _) = map(any_of, answers)
        swap(postgres_server, site, position, other)
        await site.seal()
        await site.ask()
        reader = await deployment.caller(POLICE, "reader")
        proof = (await reader.get(f"/v1/log/proof/{position}")).content

        without_the_event = await verdict(site, Kept(proof=proof, receipt=receipt))
        assert codes(without_the_event) == ["not_included"], "nothing is opened to show it"
        as_it_stands = await verdict(site, Kept(await as_recorded(deployment, position), proof, receipt))
        assert codes(as_it_stands) == ["receipt_contradicts"], "both signed by the host"
        assert codes(await verdict(site, Kept(await as_recorded(deployment, position), proof))) == []
