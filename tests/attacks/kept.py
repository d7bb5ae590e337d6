"""What an agency has kept beside its event, and what `jejak verify` says of it on another machine."""

from typing import Any

import msgspec
from jejak_client.tlog.note import Note, parse_note, parse_signature
from jejak_client.tlog.submission import Submission
from jejak_client.verify.result import Result
from jejak_client.verify.single import Kept, verify_kept

from tests.server.api.deployment import Deployment
from tests.server.evidence.witnesses import Witnessed

ROW = """
SELECT notification_id, originator_version,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), marks, classes, state
FROM jejak.log WHERE notification_id = %s
"""


async def as_recorded(deployment: Deployment, position: int) -> bytes:
    """The event at a log position as the host's log has it now, in the form that the verifier reads."""
    async with deployment.services.pool.connection() as conn:
        row = await (await conn.execute(ROW.encode(), [position])).fetchone()
    assert row is not None
    names = ("position", "caseversion", "recordedat", "marks", "classes")
    found = dict(zip(names, row, strict=False)) | {"state": bytes(row[5]).decode(), "disclosures": []}
    return msgspec.json.encode(found)


async def verdict(site: Witnessed, kept: Kept) -> Result:
    """Offline, under the policy and with the keys that the verifier has of before."""
    reader = await site.deployment.caller("auditor", "auditor")
    keys = (await reader.get("/v1/log/keys")).content
    now = int(site.deployment.time().timestamp())
    return verify_kept(kept, keys, site.policy.encode(), now).result


async def cosigned_anew(site: Witnessed) -> bytes:
    """The newest checkpoint with what every witness says of it at this moment: anybody may ask them."""
    signed = await site.newest()
    note = parse_note(signed.note.encode())
    asked = Submission(signed.size, (), note.encode()).encode()
    answers = [each.add_checkpoint(asked) for each in site.wire.witnesses.values()]
    assert {answer.status for answer in answers} == {200}
    lines = [parse_signature(answer.body.decode().removesuffix("\n")) for answer in answers]
    return Note(note.text, (*note.signatures, *lines)).encode()


def codes(result: Result) -> list[str]:
    """The problems found."""
    return [problem.code for problem in result.problems]


def any_of(answer: dict[str, Any]) -> tuple[int, bytes]:
    """Position and receipt of an event as it was answered."""
    return int(answer["position"]), str(answer["receipt"]).encode()
