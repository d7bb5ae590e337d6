"""What both logs answer under /v1/log/: checkpoints, tiles, bundles and proofs, in the C2SP formats."""

from typing import Any

from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.proof import TlogProof
from jejak_client.tlog.tiles import WIDTH, TileName, encode_bundle, parse_path, width_in
from litestar import Request
from litestar.datastructures import ResponseHeader
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.response.base import ASGIResponse

from server.api.problems import not_found
from server.database import Connections
from server.evidence.entries import ENTRIES
from server.evidence.logs import Kind
from server.evidence.policy import policy_now
from server.evidence.proofs import inclusion
from server.evidence.serving import final_given, given_over, newest_given, newest_of
from server.evidence.tree import read_tiles
from server.services import Services, services_of

TEXT = "text/plain"
OCTETS = "application/octet-stream"
FOR_EVER = "private, max-age=31536000, immutable"  # of what never changes, for holders of a token alone
NEVER = "no-store"
TILES: dict[Kind, bytes] = {"log": b"/v1/log/", "reads": b"/v1/log/reads/"}
FINAL = Parameter(description="Whether the newest is wanted that a quorum of witnesses has cosigned.")
TILE = Parameter(description="As in the specification of tiled logs: one way to write each.")
PROOF = "Jejak-Proof"
PROOF_HEADER = ResponseHeader(
    name=PROOF,
    description="`final` where a quorum of witnesses has cosigned the checkpoint, else `pending`.",
    documentation_only=True,
)


def said(media_type: str, description: str) -> dict[int, ResponseSpec]:
    """What the OpenAPI document says of an answer of this type."""
    kind = str if media_type == TEXT else bytes
    return {200: ResponseSpec(kind, False, description, media_type)}


async def checkpoint_of(services: Services, kind: Kind, *, final: bool) -> ASGIResponse:
    """The newest checkpoint of a log, or the newest that a quorum has cosigned."""
    find = final_given if final else newest_given
    async with services.pool.connection() as conn:
        found = await find(conn, kind, policy_now(services))
    if found is None:
        raise not_found()
    return _text(found.note, final=found.final)


async def tile_of(request: Request[Any, Any, Any], kind: Kind) -> ASGIResponse:
    """The tile of hashes that the path names: of any width that a checkpoint has had."""
    name = _named(request, kind)
    async with services_of(request).pool.connection() as conn:
        signed = await newest_of(conn, kind)
        if signed is None or name.width > width_in(name.level, name.index, signed.size):
            raise not_found()
        tiles = await read_tiles(conn, signed.log, [name])
    return _octets(tiles[name])


async def bundle_of(request: Request[Any, Any, Any], kind: Kind, reading: Connections) -> ASGIResponse:
    """The entries that the path names, made of the rows as they are now: a changed row shows at its hash.

    `reading`: where the rows are read. Raises RowMissing where one is not there, or not to be read there.
    """
    name = _named(request, kind)
    async with services_of(request).pool.connection() as conn:
        signed = await newest_of(conn, kind)
    if signed is None or name.width > width_in(name.level, name.index, signed.size):
        raise not_found()
    first = name.index * WIDTH
    async with reading.connection() as conn:
        entries = await ENTRIES[kind](conn, first, first + name.width)
    # Entries of the read log name who read which case: no browser and no proxy keeps them.
    return _octets(encode_bundle(entries), FOR_EVER if kind == "log" else NEVER)


async def proof_of(services: Services, kind: Kind, index: int) -> ASGIResponse:
    """That the leaf at `index` is in the tree of a checkpoint."""
    async with services.pool.connection() as conn:
        found = await given_over(conn, kind, policy_now(services), index)
        if found is None:
            raise not_found()
        hashes = await inclusion(conn, found.signed, index)
    return _text(TlogProof(index, hashes, found.note).encode(), final=found.final)


def _named(request: Request[Any, Any, Any], kind: Kind) -> TileName:
    """The name in the path as it was sent: what the framework makes of it has one form for several."""
    raw: bytes = request.scope["raw_path"]
    try:
        return parse_path(raw.partition(TILES[kind])[2].decode("ascii"))
    except (Malformed, UnicodeDecodeError):
        raise not_found() from None


def _text(body: bytes, *, final: bool) -> ASGIResponse:
    headers = {"cache-control": "no-cache", PROOF: "final" if final else "pending"}
    return ASGIResponse(body=body, media_type=TEXT, headers=headers)


def _octets(body: bytes, keeping: str = FOR_EVER) -> ASGIResponse:
    return ASGIResponse(body=body, media_type=OCTETS, headers={"cache-control": keeping})
