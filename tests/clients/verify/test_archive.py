"""The zip: the plainest there is, or none; no byte of it may be read in two ways."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from jejak_client.verify import archive
from jejak_client.verify.archive import ArchiveRefused, is_archive, read_archive
from jejak_client.verify.dossier import verify_dossier

from tests.clients.verify.making import dossier_files, packed, policy_text, zipped
from tests.clients.verify.telling import story

FILES = {"manifest.json": b"{}", "checkpoint": b"note" * 50, "events/1.json": b"{}" * 20}
GOOD = zipped(FILES)


def made(**how: int) -> bytes:
    packed_into = io.BytesIO()
    with ZipFile(packed_into, "w") as into:
        for name, content in FILES.items():
            entry = ZipInfo(name)
            entry.compress_type = how.get("method", ZIP_STORED)
            into.writestr(entry, content)
    return packed_into.getvalue()


@pytest.mark.parametrize("raw", [GOOD, made(method=ZIP_STORED), made(method=ZIP_DEFLATED)])
def test_a_plain_zip_is_read(raw: bytes) -> None:
    assert is_archive(raw)
    assert read_archive(raw) == FILES


def with_extra() -> bytes:
    into_bytes = io.BytesIO()
    with ZipFile(into_bytes, "w") as into:
        entry = ZipInfo("manifest.json")
        entry.extra = struct.pack("<HH2s", 0x7075, 2, b"ab")  # another name in Unicode, to some readers
        into.writestr(entry, b"{}")
    return into_bytes.getvalue()


def with_comment() -> bytes:
    into_bytes = io.BytesIO(GOOD)
    with ZipFile(into_bytes, "a") as into:
        into.comment = b"comment"
    return into_bytes.getvalue()


def streamed() -> bytes:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    into_bytes = Unseekable()
    with ZipFile(into_bytes, "w", ZIP_DEFLATED) as into:
        into.writestr("manifest.json", b"{}")
    return into_bytes.getvalue()


def named(name: str) -> bytes:
    return zipped({"manifest.json": b"{}", name: b"x"})


def with_hole() -> bytes:
    """A byte between two files, which the directory steps over."""
    start = GOOD.index(b"PK\x03\x04", 4)
    raw = bytearray(GOOD[:start] + b"\0" + GOOD[start:])
    return bytes(moved(raw, start))


def moved(raw: bytearray, after: int) -> bytearray:
    """Offsets of the directory one further for what begins behind `after`."""
    at = raw.index(b"PK\x01\x02")
    while raw[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<3H", raw, at + 28)
        (offset,) = struct.unpack_from("<L", raw, at + 42)
        if offset >= after:
            struct.pack_into("<L", raw, at + 42, offset + 1)
        at += 46 + name + extra + comment
    (start,) = struct.unpack_from("<L", raw, at + 16)
    struct.pack_into("<L", raw, at + 16, start + 1)
    return raw


def same_bytes_twice() -> bytes:
    """Two entries of the directory for one file, under two names."""
    raw = zipped({"manifest.json": b"{}", "checkpoint": b"x"})
    return raw.replace(b"checkpoint", b"events/1.j")


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "archive_refused"),
    "no zip": (lambda: b"PK\x03\x04" + bytes(100), "archive_refused"),
    "cut off": (lambda: GOOD[:-1], "archive_refused"),
    "bytes behind": (lambda: GOOD + b"\n", "archive_refused"),
    "bytes before": (lambda: b"#!/bin/sh\n" + GOOD, "archive_refused"),
    "a comment": (with_comment, "archive_refused"),
    "an extra field": (with_extra, "archive_refused"),
    "lengths told behind the data": (streamed, "archive_refused"),
    "another method": (lambda: made(method=ZIP_BZIP2), "archive_refused"),
    "a hole": (with_hole, "archive_refused"),
    "two zips": (lambda: GOOD + GOOD, "archive_refused"),
    "a way out": (lambda: named("../checkpoint"), "name_refused"),
    "an absolute name": (lambda: named("/checkpoint"), "name_refused"),
    "a backslash": (lambda: named("events\\1.json"), "name_refused"),
    "a folder": (lambda: named("events/"), "name_refused"),
    "a deeper folder": (lambda: named("events/1/2.json"), "name_refused"),
    "a position with a leading zero": (lambda: named("events/01.json"), "name_refused"),
    "a name in other letters": (lambda: named("сheckpoint"), "name_refused"),
    "another name": (lambda: named("evil.exe"), "name_refused"),
    "a name with a line feed": (lambda: named("policy\n"), "name_refused"),
    "no manifest": (lambda: zipped({"checkpoint": b"x"}), "manifest_missing"),
    "no files": (lambda: zipped({}), "manifest_missing"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_the_plain_zip_is_refused(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(ArchiveRefused) as refused:
        read_archive(make())
    assert refused.value.code == code


def test_a_bomb_is_stopped_by_what_the_directory_says(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({**FILES, "timeline.html": bytes(10_000_000)})
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(ArchiveRefused) as refused:
        read_archive(bomb)
    assert refused.value.code == "too_large"


def test_a_bomb_that_understates_its_size_is_stopped_at_it() -> None:
    raw = bytearray(zipped({"manifest.json": b"{}", "timeline.html": bytes(5_000_000)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = raw.index(b"timeline.html", raw.index(mark)) - (30 if mark == b"PK\x03\x04" else 46)
        struct.pack_into("<L", raw, place + at, 10)
    with pytest.raises(ArchiveRefused) as refused:
        read_archive(bytes(raw))
    assert refused.value.code == "archive_damaged"


def test_too_much_is_not_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE", len(GOOD) - 1)
    with pytest.raises(ArchiveRefused) as refused:
        read_archive(GOOD)
    assert refused.value.code == "too_large"
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_FILES", len(FILES) - 1)
    with pytest.raises(ArchiveRefused) as refused:
        read_archive(GOOD)
    assert refused.value.code == "too_large"


def test_no_bit_of_a_dossier_changes_unseen() -> None:
    assert survivors(60) == []


@pytest.mark.long
def test_no_bit_of_a_dossier_changes_unseen_in_many_tries() -> None:
    assert survivors(5_000) == []


def survivors(tries: int) -> list[int]:
    """Places where a flipped bit leaves a verdict of `ok` on a dossier that says something else.

    Dates of the zip's entries and the versions that made them say nothing, and stand twice or nowhere.
    """
    told = story(1)
    raw = packed(told, dossier_files(told))
    content = read_archive(raw)
    chance, wrong = random.Random(tries), []
    for _ in range(tries):
        at = chance.randrange(len(raw))
        changed = bytearray(raw)
        changed[at] ^= 1 << chance.randrange(8)
        verdict = verify_dossier(bytes(changed), told.verified_at, policy_text())
        if verdict.result.ok and read_archive(bytes(changed)) != content:
            wrong.append(at)
    return wrong


def test_a_file_is_what_its_checksum_says() -> None:
    raw = bytearray(made(method=ZIP_STORED))
    at = raw.index(b"note")
    raw[at] ^= 1
    with pytest.raises(ArchiveRefused) as refused:
        read_archive(bytes(raw))
    assert (refused.value.code, refused.value.where) == ("archive_damaged", "checkpoint")
    assert zlib.crc32(b"note" * 50)
