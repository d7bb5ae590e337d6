"""A file of JSON in a dossier could be 256 MB of `[],`, which are 15 GB once they are read."""

import pytest

from tests.clients.verify.both import Both, both
from tests.clients.verify.making import dossier_files
from tests.clients.verify.telling import story

__all__ = ["both"]

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "size"),
    [("stages.json", 17 * MEBIBYTE), ("keys.json", 17 * MEBIBYTE), ("events/1.json", MEBIBYTE // 2)],
)
def test_a_file_of_json_is_not_read_beyond_what_a_dossier_needs(both: Both, name: str, size: int) -> None:
    told = story(1)
    files = {**dossier_files(told), name: b"[" + b"[]," * (size // 3) + b"[]]"}
    result = both.on_files(told, files)
    assert [(each["code"], each["where"]) for each in result["problems"]] == [("too_large", name)]
