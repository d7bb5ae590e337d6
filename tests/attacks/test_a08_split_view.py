"""A08: whoever holds the key of the log signs a second view of it, of one size, for one agency alone (6a).

The second view finds no quorum; and the agency that was shown it gives it away with its own next event.
"""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from jejak_client.freshness import vouched
from jejak_client.seen import LogForked
from jejak_client.tlog import base64std
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.merkle import consistency_proof, leaf_hash, node_hash, root
from jejak_client.tlog.note import Note, NoteKey, parse_note, parse_signature
from jejak_client.tlog.submission import Submission
from jejak_client.tlog.tiles import decode_bundle

from server.evidence.logs import EVENTS
from server.evidence.sealer import pen_of
from server.evidence.tree import Signed
from tests.attacks.offices import POLICE, Office, Tampering, filing, findings
from tests.server.api.founding import Founding
from tests.server.evidence.witnesses import Witnessed, down, witnessed
from tests.servers import DatabaseServer


class SecondView:
    """The log with another leaf in one place, signed with its own key."""

    def __init__(self, site: Witnessed, leaves: list[bytes], origin: str) -> None:
        self._leaves = [*leaves[:-1], leaf_hash(b"what never happened")]
        private = site.deployment.services.keys.find("log", "deployment")
        assert private is not None
        self._private = private.key
        self._key = NoteKey(origin, private.public)

    def note(self) -> Note:
        """Its checkpoint, of the same size."""
        text = Checkpoint(self._key.name, len(self._leaves), root(len(self._leaves), self._hash_at)).text
        return Note(text, (self._key.signature(text, self._private.sign),))

    def from_size(self, old: int) -> bytes:
        """What a witness at this size is asked with."""
        proof = consistency_proof(old, len(self._leaves), self._hash_at) if old else ()
        return Submission(old, proof, self.note().encode()).encode()

    def _hash_at(self, level: int, index: int) -> bytes:
        if not level:
            return self._leaves[index]
        return node_hash(self._hash_at(level - 1, 2 * index), self._hash_at(level - 1, 2 * index + 1))


async def leaves_of(site: Witnessed, signed: Signed) -> list[bytes]:
    """The leaves under a checkpoint, as anybody reads them."""
    reader = await site.deployment.caller("auditor", "auditor")
    bundle = (await reader.get(f"/v1/log/tile/entries/000.p/{signed.size}")).content
    return [leaf_hash(entry) for entry in decode_bundle(bundle, signed.size)]


async def test_a08_a_second_view_of_one_size_finds_no_quorum(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        early = await site.seal()
        await site.ask()
        site.wire.faults["ngo"] = down  # one witness has not seen the first view yet
        signed = await site.grow()
        view = SecondView(site, await leaves_of(site, signed), signed.log)
        answers = {
            name: each.add_checkpoint(view.from_size(early.size if name == "ngo" else signed.size))
            for name, each in site.wire.witnesses.items()
        }
        assert {name for name, answer in answers.items() if answer.status == 200} == {"ngo"}

        lines = [parse_signature(answers["ngo"].body.decode().removesuffix("\n"))]
        shown = Note(view.note().text, (*view.note().signatures, *lines)).encode()
        now = site.deployment.time().timestamp()
        with pytest.raises(Unverified, match="no quorum"):
            vouched(shown, site.policy, signed.log, now)
        assert await site.final() == signed.size
        site.wire.faults.clear()
        await site.ask()  # the witness that was shown the second view tells of it when the first one comes
        assert await site.cosigners(signed) == {"kejari", "dinsos"}
        assert parse_note(shown).text != parse_note(signed.note.encode()).text


async def test_a08_the_next_event_of_the_agency_that_was_deceived_proves_the_fork(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        police = Office(site.deployment, POLICE, tmp_path)
        signed = await site.seal()
        view = SecondView(site, await leaves_of(site, signed), signed.log)
        police.wire.between = shown_instead("/v1/log/checkpoint", view.note().encode())
        seen = await police.at_work(lambda client: client.see_log())
        assert (seen.size, seen.root) != (signed.size, base64std.encode(signed.root))

        case = uuid4()
        answer = await police.records("PoliceReportFiled", case, filing())
        assert await findings(site.deployment, case) == [(answer.position, "fork")]

        key = pen_of(
            site.deployment.services, EVENTS
        ).key  # both are signed by the log: nobody else made one up
        shown, true = (open_checkpoint(raw, key).checkpoint for raw in (seen.note, signed.note.encode()))
        assert (shown.origin, shown.size) == (true.origin, true.size)
        assert shown.root != true.root


async def test_a08_who_is_shown_both_views_keeps_them_and_goes_on_naming_the_first(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    async with witnessed(postgres_server, founding, tmp_path) as site:
        police = Office(site.deployment, POLICE, tmp_path)
        signed = await site.seal()
        view = SecondView(site, await leaves_of(site, signed), signed.log).note().encode()
        police.wire.between = shown_instead("/v1/log/checkpoint", view)
        await police.at_work(lambda client: client.see_log())
        police.wire.between = None
        for grown in (False, True):  # the true view of the same size, and one that has grown
            if grown:
                signed = await site.grow()
            with pytest.raises(LogForked, match="give it to the auditor"):
                await police.at_work(lambda client: client.see_log())
            kept = police.remembered(lambda state: state.forks())
            assert {before for before, _ in kept} == {view}
            assert parse_note(signed.note.encode()).text in {parse_note(after).text for _, after in kept}
        answer = await police.records("PoliceReportFiled", case := uuid4(), filing())
        assert await findings(site.deployment, case) == [(answer.position, "fork")]


def shown_instead(path: str, content: bytes) -> Tampering:
    """Another answer for one path."""

    def between(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        return httpx.Response(200, content=content) if request.url.path == path else answer

    return between
