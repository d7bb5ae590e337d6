"""How much one caller may ask for; where a call comes from; what the browser is given to keep."""

from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from server.api.problems import ProblemError
from server.auth import rates as rates_module
from server.auth.cookies import cookie_value, requires_private_way
from server.auth.networks import network_of
from server.auth.rates import Buckets
from server.auth.rules import Rate
from tests.server.api.agencies import Caller, event
from tests.server.api.deployment import Deployment
from tests.server.auth.people import person

RATE = Rate(basis="a test", confidence="D", per_second=2, burst=3)
ONCE = Rate(basis="a test", confidence="D", per_second=0.001, burst=1)


class Moment:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def moment() -> Moment:
    return Moment()


def test_a_caller_has_its_burst_and_then_its_rate(moment: Moment) -> None:
    buckets = Buckets(RATE, moment)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    moment.seconds = 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 0.5]


def test_callers_do_not_spend_for_each_other(moment: Moment) -> None:
    buckets = Buckets(RATE, moment)
    assert [buckets.take("a") for _ in range(4)][-1] > 0
    assert buckets.take("b") == 0


def test_rest_fills_no_more_than_the_burst(moment: Moment) -> None:
    buckets = Buckets(RATE, moment)
    buckets.take("a")
    moment.seconds = 3600
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_callers_from_everywhere_do_not_fill_the_memory(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates_module, "KEPT", 10)
    buckets = Buckets(RATE, moment)
    for caller in range(1000):
        moment.seconds += 0.01
        buckets.take(caller)
    assert len(buckets._held) <= 10


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("10.1.2.3", 5), "10.1.2.3"),
        (("2001:db8:1:2:aaaa:bbbb:cccc:dddd", 5), "2001:db8:1:2::/64"),
        (("::ffff:10.1.2.3", 5), "10.1.2.3"),
        (("/run/jejak.sock", 0), "unknown"),
        (None, "unknown"),
    ],
)
def test_failures_are_counted_by_the_network_they_come_from(client: Any, network: str) -> None:
    assert network_of({"client": client}) == network


def asked(host: str, scheme: str = "http") -> dict[str, Any]:
    return {"scheme": scheme, "headers": [(b"host", host.encode())]}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8600", "[::1]:8600", "LOCALHOST:1"])
def test_the_machine_itself_needs_no_tls(host: str) -> None:
    assert requires_private_way(asked(host)) is None  # no refusal is raised


@pytest.mark.parametrize(
    "host", ["", "jejak.example", "127.0.0.1.example", "10.0.0.7", "[2001:db8::1]", "localhost:x"]
)
def test_every_other_way_does(host: str) -> None:
    requires_private_way(asked(host, "https"))
    with pytest.raises(ProblemError):
        requires_private_way(asked(host))


@pytest.mark.parametrize(
    ("line", "value"),
    [("jejak=a", "a"), ("x=1; jejak=a", "a"), ("jejak=a; jejak=b", None), ("xjejak=a", None), ("", None)],
)
def test_only_one_cookie_of_the_name_counts(line: str, value: str | None) -> None:
    assert cookie_value({"headers": [(b"cookie", line.encode())]}, "jejak") == value


@pytest.mark.asyncio(loop_scope="module")
async def test_a_system_that_reads_too_much_is_told_when_to_go_on_and_others_are_not(
    shared: Deployment,
) -> None:
    first, second = [await shared.caller("uptdppa-ttu", "reader") for _ in range(2)]
    with patch.object(shared.services.entrance.systems, "rate", ONCE):
        assert (await first.get("/v1/cases")).status_code == 200
        stopped = await first.get("/v1/cases")
        assert (await second.get("/v1/cases")).status_code == 200
    assert (stopped.status_code, stopped.json()["type"]) == (429, "/problems/too_many_requests")
    assert int(stopped.headers["retry-after"]) >= 1


@pytest.mark.asyncio(loop_scope="module")
async def test_a_person_that_reads_too_much_is_told_when_to_go_on(shared: Deployment) -> None:
    async with person(shared) as somebody:
        await somebody.log_in()
        with patch.object(shared.services.entrance.persons, "rate", ONCE):
            statuses = [(await somebody.get("/v1/cases")).status_code for _ in range(2)]
    assert statuses == [200, 429]


@pytest.mark.asyncio(loop_scope="module")
async def test_publishing_is_not_slowed(shared: Deployment) -> None:
    caller = await shared.caller("uptdppa-ttu")
    with patch.object(shared.services.entrance.systems, "rate", ONCE):
        for _ in range(5):
            report = event("uptdppa-ttu", "ReportReceived", uuid4(), {"channel": "walk_in"})
            assert (await caller.post(report)).status_code == 201


@pytest.mark.asyncio(loop_scope="module")
async def test_a_network_that_guesses_is_stopped_and_its_valid_callers_go_on(shared: Deployment) -> None:
    guess, valid = Caller(shared.http, "jejak_" + "A" * 43), await shared.caller("uptdppa-ttu", "reader")
    with patch.object(shared.services.entrance.failures, "rate", ONCE):
        statuses = [(await guess.get("/v1/cases")).status_code for _ in range(3)]
        assert (await valid.get("/v1/cases")).status_code == 200
    assert statuses[-1] == 429
    assert set(statuses) <= {401, 429}
