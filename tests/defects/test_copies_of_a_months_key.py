"""A copy of a month's key, left beside it, went on opening when the month was destroyed.

And a name that is no month's kept the keys of all months from being looked after.
"""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.evidence.keystore import KeyFileError
from server.vault.epochs import EpochKeys
from server.vault.keyfile import KeyEncryptionKeyDestroyed

IN_MARCH, IN_JUNE = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)


def test_a_copy_under_another_months_name_opens_nothing_once_the_month_is_destroyed(tmp_path: Path) -> None:
    wrapped = EpochKeys(tmp_path, lambda: IN_MARCH).wrap(os.urandom(32), b"row")
    shutil.copy2(tmp_path / "vault" / "2026-03.key", tmp_path / "vault" / "2026-04.key")
    keys = EpochKeys(tmp_path, lambda: IN_JUNE)
    keys.destroy(next(epoch for epoch in keys.epochs() if epoch.month == "2026-03"))
    with pytest.raises(KeyEncryptionKeyDestroyed):
        keys.unwrap(wrapped.blob, b"row", wrapped.kek_id)
    with pytest.raises(KeyEncryptionKeyDestroyed):
        EpochKeys(tmp_path, lambda: IN_JUNE).unwrap(wrapped.blob, b"row", wrapped.kek_id)
    assert not (tmp_path / "vault" / "2026-04.key").exists()


@pytest.mark.parametrize("name", ["2026-03 copy.key", "2026-3.key", "2026-13.key", "old.key"])
def test_a_key_under_a_name_that_is_no_month_is_refused_at_the_start(tmp_path: Path, name: str) -> None:
    EpochKeys.founded(tmp_path, lambda: IN_MARCH)
    shutil.copy2(tmp_path / "vault" / "2026-03.key", tmp_path / "vault" / name)
    with pytest.raises(KeyFileError, match="month"):
        EpochKeys(tmp_path, lambda: IN_MARCH)
