"""The logs over HTTP, as any client of C2SP tiled logs reads them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from jejak_client.tlog import merkle
from jejak_client.tlog.checkpoint import Checkpoint, open_checkpoint
from jejak_client.tlog.note import NoteKey
from jejak_client.tlog.proof import parse_proof, verify_proof
from jejak_client.tlog.tiles import TileName, decode_bundle, hash_reader, width_in

from domain import base64url
from server.evidence.sealer import Sealer
from server.readlog.reader import operator_at
from tests.server.api.agencies import ORIGIN, Caller
from tests.server.api.deployment import Deployment

pytestmark = pytest.mark.asyncio(loop_scope="module")
PREFIXES = {"log": "/v1/log/", "reads": "/v1/log/reads/"}
CUSTODIES = {"log": "log", "reads": "reads-log"}
ALMOST = [
    *("0/000.p/256", "0/000.p/0", "0/000.p/01", "0/000.p/", "0/000.p", "0/0", "0/00", "0/0000", "0/x000/000"),
    *(
        "00/000",
        "64/000",
        "-1/000",
        "0/-01",
        "0/000/",
        "0//000",
        "/0/000",
        "0/000%2ep/1",
        "0/%30%30%30",
    ),
    *("data/000", "0/000?x=1", "0/tile/0/000", "9/000", "0/x001/000", "1/000.p/2", "0/999/000"),
]


class Client:
    """Reads a log as an outsider does who holds its key: everything is verified."""

    def __init__(self, caller: Caller, kind: str) -> None:
        self.caller, self.prefix, self.kind = caller, PREFIXES[kind], kind

    async def raw(self, path: str) -> bytes:
        answer = await self.caller.get(self.prefix + path)
        assert answer.status_code == 200, answer.text
        return answer.content

    async def checkpoint(self) -> Checkpoint:
        agencies = (await self.caller.get("/v1/log/keys")).json()["agencies"]
        keys = [key for agency in agencies for key in agency["keys"]]
        (x,) = [key["x"] for key in keys if key["custody"] == CUSTODIES[self.kind]]
        known = NoteKey(f"{ORIGIN}/{self.kind}", base64url.decode(x) or b"")
        return open_checkpoint(await self.raw("checkpoint"), known).checkpoint

    async def tiles(self, size: int) -> dict[TileName, bytes]:
        """Every tile of hashes of a tree of this size."""
        names = [
            TileName(level, index, width_in(level, index, size))
            for level in range(3)
            for index in range((size >> 8 * level) // 256 + 1)
            if width_in(level, index, size)
        ]
        return {name: await self.raw(name.path) for name in names}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def auditor(shared: Deployment) -> AsyncIterator[Caller]:
    """An office that audits, of a deployment whose log of reads is longer than a tile."""
    caller = await shared.caller("auditor", "auditor")
    operator = operator_at("deployment")
    await asyncio.gather(*(shared.services.reads.record(operator, "verifyReads", []) for _ in range(300)))
    await Sealer(shared.services).run_once()
    yield caller


@pytest.mark.parametrize("kind", PREFIXES)
async def test_tiles_and_entries_make_the_root_that_the_log_signed(auditor: Caller, kind: str) -> None:
    client = Client(auditor, kind)
    checkpoint = await client.checkpoint()
    tiles = await client.tiles(checkpoint.size)
    hash_at = hash_reader(checkpoint.size, tiles.__getitem__)
    assert merkle.root(checkpoint.size, hash_at) == checkpoint.root
    bundles = [name for name in tiles if name.level == 0]
    for name in bundles:
        entries = decode_bundle(
            await client.raw(TileName("entries", name.index, name.width).path), name.width
        )
        first = name.index * 256
        assert [merkle.leaf_hash(entry) for entry in entries] == [
            hash_at(0, first + place) for place in range(name.width)
        ]


@pytest.mark.parametrize("kind", PREFIXES)
async def test_a_proof_leads_from_every_entry_to_the_checkpoint_it_comes_with(
    auditor: Caller, kind: str
) -> None:
    client = Client(auditor, kind)
    checkpoint = await client.checkpoint()
    entries = decode_bundle(await client.raw("tile/entries/000.p/9"), 9)
    for index, entry in enumerate(entries):
        proof = parse_proof(await client.raw(f"proof/{index + (kind == 'log')}"))
        assert proof.index == index
        assert proof.checkpoint == await client.raw("checkpoint")
        verify_proof(proof, merkle.leaf_hash(entry), checkpoint)


async def test_an_event_is_proved_by_its_leaf_in_the_receipt(shared: Deployment, auditor: Caller) -> None:
    case = await shared.open_case()
    await Sealer(shared.services).run_once()
    (event,) = await shared.services.reader.case_rows(case)
    client = Client(auditor, "log")
    proof = parse_proof(await client.raw(f"proof/{event.position}"))
    publisher = await shared.caller("uptdppa-ttu")
    leaf = (await publisher.get(f"/v1/submissions/{event.event_id}")).json()["receipt"].split(".")[1]
    assert b'"leaf":"' in (base64url.decode(leaf) or b"")
    entry = decode_bundle(await client.raw(f"tile/entries/000.p/{event.position}"), event.position)[-1]
    assert merkle.leaf_hash(entry).hex().encode() in (base64url.decode(leaf) or b"")
    verify_proof(proof, merkle.leaf_hash(entry), await client.checkpoint())


async def test_any_width_up_to_that_of_the_checkpoint_is_served_and_none_beyond(
    shared: Deployment, auditor: Caller
) -> None:
    client = Client(auditor, "log")
    size = (await client.checkpoint()).size
    widest = await client.raw(f"tile/0/000.p/{size}")
    for width in range(1, size + 1):
        assert await client.raw(f"tile/0/000.p/{width}") == widest[: width * 32]
    await shared.open_case()  # recorded, and under no checkpoint
    for path in (
        f"tile/0/000.p/{size + 1}",
        f"tile/entries/000.p/{size + 1}",
        f"proof/{size + 1}",
        "tile/0/000",
    ):
        assert (await auditor.get(PREFIXES["log"] + path)).status_code == 404
    full = await Client(auditor, "reads").raw("tile/0/000")
    assert await Client(auditor, "reads").raw("tile/0/000.p/7") == full[: 7 * 32]


@pytest.mark.parametrize("path", ALMOST)
async def test_there_is_one_way_to_name_a_tile(auditor: Caller, path: str) -> None:
    for kind, prefix in PREFIXES.items():
        answer = await auditor.get(f"{prefix}tile/{path}")
        assert answer.status_code in (404, 400), (kind, path)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_what_never_changes_may_be_kept_and_what_may_not_is_asked_for_again(auditor: Caller) -> None:
    tile = await auditor.get("/v1/log/reads/tile/0/000")
    assert tile.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert tile.headers["content-type"] == "application/octet-stream"
    for path in ("checkpoint", "proof/1"):
        answer = await auditor.get(f"/v1/log/{path}")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["jejak-proof"] == "pending"


@pytest.mark.parametrize("role", ["publisher", "reader", "operator", "coordinator"])
async def test_hashes_are_for_every_token_and_what_was_read_for_those_who_watch_over_reads(
    shared: Deployment, auditor: Caller, role: str
) -> None:
    anybody = await shared.caller("polres-ttu", role)  # type: ignore[arg-type]
    assert (await anybody.get("/v1/log/reads/tile/0/000.p/1")).status_code == 200
    assert (await anybody.get("/v1/log/reads/proof/0")).status_code == 200
    assert (await anybody.get("/v1/log/reads/tile/entries/000.p/1")).status_code == 403
    assert (await shared.http.get("/v1/log/checkpoint")).status_code == 401


async def test_an_agencys_own_auditor_does_not_see_who_read_the_cases_of_others(shared: Deployment) -> None:
    own = await shared.caller("polres-ttu", "auditor")
    assert (await own.get("/v1/log/reads/tile/entries/000.p/1")).status_code == 403


async def test_no_browser_keeps_who_read_what(shared: Deployment, auditor: Caller) -> None:
    hashes = await auditor.get("/v1/log/reads/tile/0/000.p/1")
    entries = await auditor.get("/v1/log/reads/tile/entries/000.p/1")
    assert (hashes.status_code, entries.status_code) == (200, 200)
    assert "immutable" in hashes.headers["cache-control"]
    assert entries.headers["cache-control"] == "no-store"


async def test_whoever_looks_at_reads_is_on_record_as_a_reader(shared: Deployment, auditor: Caller) -> None:
    before = (await auditor.get("/v1/reads/checkpoint")).json()["size"]
    await auditor.get("/v1/log/reads/tile/entries/000.p/1")
    assert (await auditor.get("/v1/reads/checkpoint")).json()["size"] == before + 1


async def test_readiness_and_metrics_say_how_the_logs_stand(shared: Deployment, auditor: Caller) -> None:
    await Sealer(shared.services).run_once()
    ready = (await shared.http.get("/health/ready")).json()
    found = {each["log"]: each for each in ready["evidence"]}
    assert found.keys() == {f"{ORIGIN}/log", f"{ORIGIN}/reads"}
    for each in found.values():
        assert (each["problem"], each["seconds"]) == (None, 0.0)
        assert each["sealed"] == each["size"] > 0
    assert ready["sealer"] is False  # in tests nobody seals in the background
    metrics = (await shared.http.get("/metrics")).text
    assert f'jejak_evidence_refused{{log="{ORIGIN}/log",problem="none"}} 0.0' in metrics
    assert f'jejak_sealed{{log="{ORIGIN}/log"}} {float(found[f"{ORIGIN}/log"]["sealed"])}' in metrics
