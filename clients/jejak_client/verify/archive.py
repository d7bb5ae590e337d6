"""A dossier's zip, read so that no two readers can see two things in it.

Zip readers differ on doubled names, on bytes before, between and behind the files, on lengths told twice: one
would verify what another shows. So the zip must be the plainest there is: files one after the other from the
first byte on, each stored or deflated, then the directory that repeats exactly what stands before them, and
nothing else.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import NamedTuple

MAX_ARCHIVE = 64 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_FILES = 20_000
WHOLE = "archive"

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_UTF8_NAME = 0x0800

_NUMBER = "[1-9][0-9]{0,15}"
_KNOWN = re.compile(
    rf"manifest\.json|checkpoint|policy|keys\.json|stages\.json|consistency\.json|deliveries\.json"
    rf"|README\.txt|timeline\.(?:html|pdf)|events/{_NUMBER}\.json|proofs/{_NUMBER}\.tlog-proof|older/{_NUMBER}"
    r"|receipts/[A-Za-z0-9-]{1,80}\.jws",
    re.ASCII,
)


class ArchiveRefused(Exception):
    """The zip is not one to be read: `code` and `where` as in codes.md."""

    def __init__(self, code: str, where: str = WHOLE) -> None:
        super().__init__(code)
        self.code = code
        self.where = where


class _File(NamedTuple):
    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    as_told: tuple[int, ...]


def is_archive(raw: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return raw.startswith(b"PK\x03\x04")


def read_archive(raw: bytes) -> dict[str, bytes]:
    """The files of a dossier by name. Raises ArchiveRefused."""
    if len(raw) > MAX_ARCHIVE:
        raise ArchiveRefused("too_large")
    files, end = _directory(raw)
    _require_names(files)
    if sum(file.size for file in files) > MAX_UNPACKED:
        raise ArchiveRefused("too_large")
    found: dict[str, bytes] = {}
    at = 0
    for file in files:
        if file.offset != at:
            raise ArchiveRefused("archive_refused")
        found[file.name], at = _content(raw, file)
    if at != end:
        raise ArchiveRefused("archive_refused")
    return found


def _directory(raw: bytes) -> tuple[list[_File], int]:
    """Every entry of the directory, and where it begins."""
    if len(raw) < _END.size:
        raise ArchiveRefused("archive_refused")
    mark, disk, start_disk, here, count, size, start, comment = _END.unpack(raw[-_END.size :])
    at, end = start, len(raw) - _END.size
    if mark != b"PK\x05\x06" or disk or start_disk or comment or here != count or at + size != end:
        raise ArchiveRefused("archive_refused")
    if count > MAX_FILES:
        raise ArchiveRefused("too_large")
    files = []
    for _ in range(count):
        file, at = _entry(raw, at, end)
        files.append(file)
    if at != end:
        raise ArchiveRefused("archive_refused")
    return files, start


def _entry(raw: bytes, at: int, end: int) -> tuple[_File, int]:
    if at + _ENTRY.size > end:
        raise ArchiveRefused("archive_refused")
    mark, _, *told = _ENTRY.unpack(raw[at : at + _ENTRY.size])
    _, flags, method, _, _, crc, packed, size, name, extra, comment, disk, _, _, offset = told
    stop = at + _ENTRY.size + name
    plain = mark == b"PK\x01\x02" and flags in (0, _UTF8_NAME) and method in (_STORED, _DEFLATED)
    if not plain or extra or comment or disk or stop > end:
        raise ArchiveRefused("archive_refused")
    return _File(
        _name(raw[at + _ENTRY.size : stop]), method, crc, packed, size, offset, tuple(told[:10])
    ), stop


def _name(raw: bytes) -> str:
    name = raw.decode("ascii", errors="replace")
    if not _KNOWN.fullmatch(name):
        raise ArchiveRefused("name_refused")
    return name


def _require_names(files: list[_File]) -> None:
    names = [file.name for file in files]
    if len(set(names)) != len(names):
        raise ArchiveRefused("name_repeated")
    if "manifest.json" not in names:
        raise ArchiveRefused("manifest_missing")


def _content(raw: bytes, file: _File) -> tuple[bytes, int]:
    """The unpacked file, and where the next one begins."""
    start = file.offset + _LOCAL.size
    if start > len(raw):
        raise ArchiveRefused("archive_refused")
    mark, *told = _LOCAL.unpack(raw[file.offset : start])
    name = file.name.encode("ascii")
    stop = start + len(name) + file.packed
    repeated = tuple(told) == file.as_told and raw[start : start + len(name)] == name
    if mark != b"PK\x03\x04" or not repeated or stop > len(raw):
        raise ArchiveRefused("archive_refused")
    content = _unpacked(raw[start + len(name) : stop], file)
    if len(content) != file.size or zlib.crc32(content) != file.crc:
        raise ArchiveRefused("archive_damaged", file.name)
    return content, stop


def _unpacked(packed: bytes, file: _File) -> bytes:
    if file.method == _STORED:
        return packed
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacking.decompress(
            packed, file.size + 1
        )  # no more than the directory says: a bomb stops here
    except zlib.error:
        raise ArchiveRefused("archive_damaged", file.name) from None
    if not unpacking.eof or unpacking.unused_data:
        raise ArchiveRefused("archive_damaged", file.name)
    return content
