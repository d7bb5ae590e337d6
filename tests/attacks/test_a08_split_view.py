"""A08: whoever holds the key of the log signs a second view of it, of one size, for one agency alone (6a).

Here: the second view finds no quorum. That the agency's own next event gives it away is tested with `seen`.
"""

from pathlib import Path

import pytest
from jejak_client.freshness import vouched
from jejak_client.tlog.checkpoint import Checkpoint
from jejak_client.tlog.errors import Unverified
from jejak_client.tlog.merkle import consistency_proof, leaf_hash, node_hash, root
from jejak_client.tlog.note import Note, NoteKey, parse_note, parse_signature
from jejak_client.tlog.submission import Submission
from jejak_client.tlog.tiles import decode_bundle

from server.evidence.tree import Signed
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
