"""Whoever began logins without number made the server call its identity provider without number.

No token is needed to begin one. While the provider's page is not held, or the provider does not answer as it
should, each began a call of its own, and waited ten seconds for it.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.api.problems import ProblemError
from server.auth import oidc
from server.auth.oidc import DISCOVERY, Client, IdentityProvider
from tests.server.api.agencies import NOW
from tests.server.auth.provider import CLIENT, Provider, providing

MANY = 40


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with providing() as found:
        yield found


class Monotonic:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def opened(provider: Provider, time: Monotonic) -> IdentityProvider:
    client = Client(provider.url, CLIENT, None, "https://jejak.test/return")
    return IdentityProvider(client, b"k" * 32, lambda: NOW, time)


async def begun(entrance: IdentityProvider, many: int) -> list[bool]:
    """Which of so many logins that begin at once get as far as to be sent to the provider."""
    answers = await asyncio.gather(*(entrance.begin() for _ in range(many)), return_exceptions=True)
    assert all(isinstance(answer, tuple | ProblemError) for answer in answers)
    return [isinstance(answer, tuple) for answer in answers]


async def test_logins_that_begin_at_once_ask_the_provider_once(provider: Provider) -> None:
    assert all(await begun(opened(provider, Monotonic()), MANY))
    assert provider.asked.count(DISCOVERY) == 1


async def test_a_provider_that_does_not_answer_as_it_should_is_asked_again_only_after_a_while(
    provider: Provider,
) -> None:
    time = Monotonic()
    entrance = opened(provider, time)
    provider.issuer = "https://other.example"
    for _ in range(3):
        assert not any(await begun(entrance, MANY))
    assert provider.asked.count(DISCOVERY) == 1
    provider.issuer = ""
    time.seconds += oidc.SILENCE_HELD
    assert all(await begun(entrance, MANY))
    assert provider.asked.count(DISCOVERY) == 2
