"""The package that is handed out: the copy as JSON and as a page, and the SHA-256 of each."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from server.export.page import page
from server.export.shapes import SubjectCopy

SUMS = "SHA256SUMS"  # as `sha256sum --check` reads it


def package(copy: SubjectCopy) -> bytes:
    """A zip of `data.json`, `data.html` and `SHA256SUMS`; the same bytes for the same copy."""
    parts = {
        "data.json": msgspec.json.format(msgspec.json.encode(copy), indent=2),
        "data.html": page(copy).encode(),
    }
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in parts.items())
    return zipped({**parts, SUMS: sums.encode()}, copy.given)


def zipped(parts: Mapping[str, bytes], at: datetime) -> bytes:
    """A zip of these files in their order, dated by what it is of and not by the clock: who asks twice gets
    the same bytes, and can compare them."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return packed.getvalue()
