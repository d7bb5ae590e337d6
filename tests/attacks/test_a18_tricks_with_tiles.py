"""A18: tiles too wide, too short, or asked for under another name (reference/evidence.md 6a)."""

from base64 import b64encode
from collections.abc import Callable
from time import monotonic, sleep

import pytest
from jejak_client.tlog import merkle
from jejak_client.tlog.errors import Malformed
from jejak_client.tlog.tiles import ENTRIES, TileName, hash_reader

from tests.attacks.raw import answered, statuses
from tests.attacks.shared import reported_to
from tests.attacks.site import OWNER, Site

OTHER_NAMES = [
    *("0/../0/000.p/1", "0/./000.p/1", "0//000.p/1", "/0/000.p/1", "0/000.p/1/", "0/000.p//1", "0\\000.p\\1"),
    *("0%2f000.p/1", "%30/000.p/1", "0/000%2Ep/1", "0/000.p/%31", "0/000.p/1%00", "0/000.p/1;x", "0/000.P/1"),
    *("00/000.p/1", "+0/000.p/1", "0x0/000.p/1", "0/0.p/1", "0/00.p/1", "0/0000.p/1", "0/x000/000.p/1"),
    *("0/X000/000.p/1", "0/000.p/01", "0/000.p/+1", "0/000.p/1.0", "0/000.p/1e0", "0/000.p", "0/000.p/"),
    *("0/000.p/0", "0/000.p/-1", "0/000.p/256", "0/000.p/257", "0/000.p/99999999999999999999"),
    *(
        "8/000",
        "63/000",
        "64/000",
        "-1/000",
        "0/-01",
        "0/x999/x999/x999/x999/x999/x999/x999/x999/999",
        "0/１",
    ),
    *("entries/000.p/0", "entries/000.p/256", "entries/0", "ENTRIES/000.p/1", "data/000.p/1", "entries/-01"),
]


def size_of(site: Site) -> int:
    """How large the newest checkpoint says that the log is; 0 before the first."""
    answer = site.get(OWNER, "/v1/log/checkpoint")
    return int(answer.text.split("\n")[1]) if answer.status_code == 200 else 0


@pytest.fixture(scope="module")
def sealed(site: Site) -> Site:
    """A server whose log is sealed up to its last event, which stands in no full tile."""
    deadline = monotonic() + 20
    while size_of(site) < site.head() or site.head() % 256 == 0:
        assert monotonic() < deadline
        if site.head() % 256 == 0:
            reported_to(site, OWNER)
        sleep(0.02)
    return site


@pytest.fixture
def last(sealed: Site) -> TileName:
    """The tile with the last leaf under the checkpoint, of its full width."""
    size = size_of(sealed)
    return TileName(0, size // 256, size % 256)


def status(site: Site, path: str) -> int:
    """The status of a path below `/v1/log/` sent byte for byte as it is."""
    head = f"GET /v1/log/{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
    token = site.tokens[OWNER, "reader"]
    (found,) = statuses(answered(site.url, f"{head}authorization: Bearer {token}\r\n\r\n".encode()))
    return found


def test_a18_a_tile_has_one_name(sealed: Site) -> None:
    assert status(sealed, "tile/0/000.p/1") == status(sealed, "tile/entries/000.p/1") == 200
    found = {path: status(sealed, f"tile/{path}") for path in OTHER_NAMES}
    assert {path: status for path, status in found.items() if status not in (400, 404)} == {}


def test_a18_nothing_is_served_beyond_what_was_signed(sealed: Site, last: TileName) -> None:
    assert status(sealed, last.path) == 200
    whole = TileName(0, last.index)
    for level in (0, ENTRIES):
        wider = (TileName(level, last.index, width) for width in {last.width + 1, 255, 256} - {last.width})
        beyond = [*wider, TileName(level, last.index + 1, 1), TileName(level, last.index + 1)]
        assert {
            name.path: status(sealed, name.path) for name in beyond if status(sealed, name.path) != 404
        } == {}
    assert status(sealed, TileName(1, 0, last.index + 1).path) == status(sealed, whole.path) == 404


def honest(site: Site) -> Callable[[TileName], bytes]:
    """Reads tiles as they are served."""
    return lambda name: site.get(OWNER, f"/v1/log/{name.path}").content


def root(site: Site, read: Callable[[TileName], bytes]) -> bytes:
    size = size_of(site)
    return merkle.root(size, hash_reader(size, read))


TRICKS: dict[str, Callable[[bytes], bytes]] = {
    "a hash too few": lambda tile: tile[:-32],
    "a hash too many": lambda tile: tile + tile[-32:],
    "half a hash": lambda tile: tile[:-16],
    "nothing": lambda tile: b"",
    "many zeros": lambda tile: bytes(8193),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a18_a_reader_takes_no_tile_of_another_length(sealed: Site, trick: str) -> None:
    with pytest.raises(Malformed):
        root(sealed, lambda name: TRICKS[trick](honest(sealed)(name)))


def test_a18_a_tile_of_the_right_length_with_other_hashes_makes_another_root(
    sealed: Site, last: TileName
) -> None:
    signed = sealed.get(OWNER, "/v1/log/checkpoint").text.split("\n")[2]
    assert b64encode(root(sealed, honest(sealed))).decode() == signed
    bends: list[Callable[[bytes], bytes]] = [
        lambda tile: bytes((tile[0] ^ 1,)) + tile[1:],
        lambda tile: tile[-32:] + tile[32:-32] + tile[:32] if len(tile) > 32 else bytes(32),
    ]
    for bend in bends:

        def bent(name: TileName, bend: Callable[[bytes], bytes] = bend) -> bytes:
            tile = honest(sealed)(name)
            return bend(tile) if name == last else tile

        assert b64encode(root(sealed, bent)).decode() != signed
