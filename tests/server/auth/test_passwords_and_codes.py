"""Passwords by argon2id and codes by RFC 6238: what is right, what is weak, and what costs what."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from cryptography.exceptions import InvalidTag

from domain.problems import refuse
from server.api.problems import ProblemError
from server.auth import passwords as passwords_module
from server.auth.codes import CodeSecrets, base32, enrolment_uri, new_secret, step_of, totp
from server.auth.passwords import Passwords, WeakPassword
from server.auth.rules import account_rules
from tests.server.auth.conftest import cheap

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
# RFC 6238 appendix B, SHA-1: the last six of its eight digits.
RFC = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(cheap().passwords)


async def test_a_password_is_kept_as_argon2id_with_the_parameters_of_the_table() -> None:
    rule = account_rules().passwords
    found = extract_parameters(Passwords(rule).hash("x"))
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (
        Type.ID,
        rule.memory_kib,
        rule.passes,
        rule.lanes,
    )


async def test_only_the_password_matches_its_hash(passwords: Passwords) -> None:
    hashed = passwords.hash("tiga ekor kuda")
    assert await passwords.verify(hashed, "tiga ekor kuda")
    assert not await passwords.verify(hashed, "tiga ekor Kuda")
    assert passwords.hash("tiga ekor kuda") != hashed


async def test_without_a_hash_nothing_matches_and_as_much_is_computed(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    monkeypatch.setattr(passwords, "_matches", lambda hashed, _password: compared.append(hashed) or True)
    assert not await passwords.verify(None, "apa pun")
    assert extract_parameters(compared[0]) == extract_parameters(passwords.hash("x"))


async def test_the_same_letters_from_two_keyboards_are_one_password(passwords: Passwords) -> None:
    assert await passwords.verify(passwords.hash("caf\u00e9 pagi sekali"), "cafe\u0301 pagi sekali")


@pytest.mark.parametrize("password", ["pendek", "x" * 257, "saya-petugas-7-saya"])
async def test_a_weak_password_is_refused_by_the_rule_and_not_quoted(
    passwords: Passwords, password: str
) -> None:
    with pytest.raises(WeakPassword) as refused:
        passwords.check(password, "petugas-7")
    assert password not in str(refused.value)


async def test_a_hash_of_other_parameters_is_told_as_outdated(passwords: Passwords) -> None:
    other = Passwords(account_rules().passwords)
    assert other.outdated(passwords.hash("x"))
    assert not passwords.outdated(passwords.hash("x"))


async def test_no_more_logins_wait_than_memory_allows(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords_module, "WAITING", 0)
    with pytest.raises(ProblemError) as refused:
        await passwords.verify(None, "x")
    assert refused.value.refusal.status == refuse("busy", "").status


@pytest.mark.parametrize(("seconds", "code"), RFC)
async def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    secret = b"12345678901234567890"
    assert totp(secret).generate(seconds).decode() == code
    assert step_of(secret, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(("off", "holds"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_a_telephone_may_be_one_step_off(off: int, holds: bool) -> None:
    secret = new_secret()
    shown = totp(secret).generate(int((NOW + timedelta(seconds=off)).timestamp())).decode()
    assert (step_of(secret, shown, NOW) is not None) == holds


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６", " 12345"])
async def test_what_is_no_code_is_of_no_step(code: str) -> None:
    assert step_of(new_secret(), code, NOW) is None


async def test_a_stored_secret_opens_for_its_account_alone() -> None:
    secrets, account, secret = CodeSecrets(b"k" * 32), uuid4(), new_secret()
    sealed = secrets.seal(secret, account)
    assert secret not in sealed
    assert secrets.open(sealed, account) == secret
    with pytest.raises(InvalidTag):
        secrets.open(sealed, uuid4())
    with pytest.raises(InvalidTag):
        CodeSecrets(b"l" * 32).open(sealed, account)


async def test_an_authenticator_app_reads_the_uri_of_the_enrolment() -> None:
    secret = new_secret()
    uri = enrolment_uri(secret, "rina", "jejak.example")
    assert uri.startswith("otpauth://totp/jejak.example:rina?")
    assert f"secret={base32(secret)}" in uri
