"""At what pace one witness is asked about one log."""

from datetime import timedelta

from jejak_client.tlog.policy import Witness

from server.evidence.cosignatures import LastCosigned
from server.evidence.seats import AGAIN, LONGEST_REST, PACE, Seat
from server.evidence.tree import Signed
from tests.clients.tlog.vectors import witness_key
from tests.server.api.agencies import NOW

WITNESS = Witness("ngo", witness_key("ngo"), "http://ngo.test")


def of_size(size: int) -> Signed:
    return Signed("jejak.test/log", size, bytes(32), (), "", NOW)


def test_a_witness_is_asked_at_once_for_what_it_has_not_cosigned() -> None:
    assert Seat(WITNESS, LastCosigned()).due(of_size(1), NOW, 0.0)
    assert Seat(WITNESS, LastCosigned(4, NOW)).due(of_size(5), NOW, 0.0)
    assert not Seat(WITNESS, LastCosigned(5, NOW)).due(of_size(5), NOW, 0.0)


def test_however_fast_the_log_grows_it_is_asked_at_its_pace() -> None:
    seat = Seat(WITNESS, LastCosigned(4, NOW))
    seat.has_cosigned(5, NOW, tick=100.0)
    assert not seat.due(of_size(6), NOW, 100.0 + PACE - 0.01)
    assert seat.due(of_size(9), NOW, 100.0 + PACE)


def test_a_quiet_log_is_cosigned_again_after_a_while() -> None:
    seat = Seat(WITNESS, LastCosigned(5, NOW))
    assert not seat.due(of_size(5), NOW + AGAIN - timedelta(seconds=1), 0.0)
    assert seat.due(of_size(5), NOW + AGAIN, 0.0)


def test_a_witness_that_fails_is_asked_more_and_more_seldom_until_it_cosigns() -> None:
    seat, rests = Seat(WITNESS, LastCosigned()), []
    for _ in range(12):
        seat.put_off(0.0)
        rests.append(next(tick for tick in range(1000) if seat.due(of_size(5), NOW, float(tick))))
    assert rests == sorted(rests)
    assert rests[0] <= 2 * PACE
    assert rests[-1] == LONGEST_REST
    seat.has_cosigned(5, NOW, 0.0)
    assert seat.due(of_size(6), NOW, PACE)
