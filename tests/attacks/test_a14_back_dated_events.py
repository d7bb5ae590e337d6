"""A14: the host back-dates an event by what it says of when it was recorded (reference/evidence.md 6a)."""

from datetime import timedelta
from pathlib import Path

import psycopg

from tests.attacks.offices import findings
from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.server.dossier.telling import PROSECUTOR, Dispute, dossier
from tests.server.dossier.test_verified_offline import verified
from tests.server.dossier.witnesses import Witnesses, seal_finally
from tests.servers import DatabaseServer

BACK = timedelta(days=30)


def back_date(server: DatabaseServer, deployment: Deployment, position: int) -> None:
    """As a superuser, before it is sealed: what was recorded today was recorded a month ago."""
    database = deployment.services.settings.database_url.rpartition("/")[2]
    with psycopg.connect(f"{server.admin_url.rpartition('/')[0]}/{database}") as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger fires
        connection.execute(
            "UPDATE jejak.log SET recorded_at = recorded_at - %s WHERE notification_id = %s", [BACK, position]
        )


async def test_a14_witnesses_say_between_which_hours_an_event_came_into_the_log_whatever_the_host_says(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    witnesses = Witnesses.make(tmp_path / "policy")
    async with founding.copy(
        postgres_server, tmp_path / "keys", policy_file=witnesses.policy_file
    ) as deployment:
        story = await Dispute(deployment).begins()
        await seal_finally(deployment, witnesses)
        deployment.time.pass_by(hours=1)
        before = deployment.time()
        await story.opens()
        opened = story.positions["DisputeOpened"]
        back_date(postgres_server, deployment, opened)
        await seal_finally(deployment, witnesses)

        packed = await dossier(deployment, PROSECUTOR, story.dispute)
        result = verified(deployment, packed.answer.content, witnesses.policy_file.read_bytes()).result
        assert ("order_broken", f"events/{opened}.json") in {
            (each.code, each.where) for each in result.problems
        }
        (shown,) = [each for each in result.events if each.position == opened]
        assert shown.recordedat.startswith((before - BACK).date().isoformat())
        assert (shown.after or "") >= (before - timedelta(hours=1)).date().isoformat()
        assert (shown.before or "").startswith(before.date().isoformat()), "today, and not a month ago"
        assert "late_sealed" in shown.flags
        assert await findings(deployment, story.case) == [(opened, "late_sealed")]
