"""Of what witnesses hold only the largest tree was compared: one that had been shown another log, smaller by
then, was passed over."""

from pathlib import Path

from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.note import Note, NoteKey
from jejak_client.tlog.submission import Submission

from server.evidence.keystore import KeyStore, signing_with
from server.evidence.logs import EVENTS
from server.evidence.sealer import Sealer, origin_now
from server.evidence.witnessing import OutsideWitnesses
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import NAMES, Witnessed, down, witnessed
from tests.servers import DatabaseServer


def another_log(found: Witnessed) -> bytes:
    """A checkpoint under the log's own key of a tree that this log never was."""
    services = found.deployment.services
    key = KeyStore(services.settings.keys_dir).find("log", services.settings.deployment_agency)
    assert key is not None
    checkpoint = Checkpoint(origin_now(services, EVENTS), 1, bytes(32))
    signature = NoteKey(checkpoint.origin, key.public).signature(checkpoint.text, signing_with(key.key))
    return Note(checkpoint.text, (signature,)).encode()


async def test_a_witness_that_was_shown_another_log_is_not_passed_over_for_a_larger_one(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as found:
        found.wire.faults[NAMES[1]] = down
        assert (await found.grow()).size > 1
        found.wire.faults.clear()
        shown = Submission(0, (), another_log(found)).encode()
        assert found.wire.witnesses[NAMES[1]].add_checkpoint(shown).status == 200
        services = found.deployment.services
        problems = await Sealer(services, OutsideWitnesses(services, found.wire)).run_once()
        assert problems == {"log": "evidence_differs", "reads": None}
