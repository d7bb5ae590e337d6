"""A backup of before an erasure told for ever, to whoever had the keys, that a person was in a case.

Keyed hashes of telephone, NIK and passport were made with one key that never ends: all that a number can be
is tried in minutes. ErasureCompleted states a day from which on no backup opens anything of the person.
"""

import hmac
from pathlib import Path
from typing import Any

import psycopg

from domain.catalogue.fields import DataClass
from domain.matching import Likeness, MatchKind
from server.evidence.keystore import KeyStore
from server.matching import HASH_BYTES, LABEL, MONTH_BYTES, MatchIndex
from server.vault.epochs import EpochKeys
from server.vault.keyfile import Derived
from tests.server.api.deployment import Deployment, Time
from tests.server.clockwork.works import Works
from tests.server.erasure.conftest import deployment, works
from tests.server.erasure.given import approve, told_case

__all__ = ["deployment", "works"]

NIK, OTHERS = "5303010101900001", [f"530301010190{number:04d}" for number in range(2, 9)]


def entered(database: str) -> list[bytes]:
    with psycopg.connect(database) as conn:
        return [bytes(row[0]) for row in conn.execute("SELECT hash FROM jejak.matches").fetchall()]


def found(backup: list[bytes], keys_dir: Path, clock: Time) -> list[str]:
    """The numbers that a thief of backup and keys finds by trying all, with every month's key at hand."""
    secret, months = KeyStore(keys_dir).secret("match"), EpochKeys(keys_dir, clock)
    likes = [Likeness(MatchKind.NIK, nik, DataClass.VICTIM_IDENTITY) for nik in (NIK, *OTHERS)]
    numbers = []
    for epoch in months.epochs():
        index = MatchIndex(secret, OfMonth(months, epoch.kek_id))
        numbers += [like.text for like in likes if index.entry(like) in backup]
    return numbers


class OfMonth:
    """The keys at hand, as if that of one month were this month's."""

    def __init__(self, months: EpochKeys, kek_id: str) -> None:
        self.months, self.kek_id = months, kek_id

    def derived(self, label: bytes, kek_id: str | None = None) -> Derived:
        return self.months.derived(label, kek_id or self.kek_id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.months, name)


async def test_from_the_day_that_is_stated_a_backup_does_not_tell_who_was_in_a_case(
    works: Works, deployment: Deployment, database: str, tmp_path: Path
) -> None:
    told = await told_case(works, nik=NIK)
    backup = entered(database)
    assert found(backup, tmp_path / "keys", deployment.time) == [NIK]
    await approve(works, told, "victim_identity")
    await works.run()
    await works.run(days=65)
    (completed,) = await works.recorded("ErasureCompleted")
    assert deployment.time().date() == completed.data.unreadable_from
    assert found(backup, tmp_path / "keys", deployment.time) == []


async def test_the_same_person_is_noticed_though_a_month_lies_between(
    works: Works, deployment: Deployment, database: str
) -> None:
    await works.report("rsud-ttu", victim_nik=NIK)
    await works.run(days=30)
    await works.report("ngo-ttu", victim_nik=NIK)
    await works.run(hours=1)
    (suspected,) = await works.recorded("DuplicateSuspected")
    assert suspected.data.matched_on == ("nik",)
    months = {entry[:MONTH_BYTES] for entry in entered(database)}
    assert months == {deployment.services.match_index.month()}


async def test_entries_of_before_there_were_months_move_on_and_are_noticed(
    works: Works, deployment: Deployment, database: str
) -> None:
    await works.report("rsud-ttu", victim_nik=NIK)
    secret = deployment.services.keys.secret("match")
    message = LABEL + bytes((MatchKind.NIK,)) + NIK.encode()
    former = hmac.digest(secret, message, "sha256")[:HASH_BYTES]
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("UPDATE jejak.matches SET hash = %s", [former])
    await works.report("ngo-ttu", victim_nik=NIK)
    await works.run()
    assert len(await works.recorded("DuplicateSuspected")) == 1
    assert {len(entry) for entry in entered(database)} == {MONTH_BYTES + HASH_BYTES}
