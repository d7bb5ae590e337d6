"""What a measurement says: a rate or a time, its spread, and how it compares with the peer beside it."""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import msgspec


class Window(NamedTuple):
    """One timed window: units done per second, and the seconds that calls took (some, where sampled)."""

    rate: float
    taken: Sequence[float]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """A ratio to a peer and what the project promises of it: `least`, `most`, or nothing."""

    peer: str
    ratio: float
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the promise is kept; None where nothing is promised."""
        if self.least is not None:
            return self.ratio >= self.least
        return None if self.most is None else self.ratio <= self.most


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured line. `rate` is per second of `unit`; `p50` and `p99` are milliseconds of one call."""

    suite: str
    profile: str
    subject: str
    load: str
    unit: str = "events"
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    beside: tuple[Comparison, ...] = ()
    note: str | None = None

    def compared(self, *comparisons: Comparison) -> "Figure":
        """This figure with further comparisons."""
        return msgspec.structs.replace(self, beside=self.beside + comparisons)


def windowed(suite: str, profile: str, subject: str, load: str, windows: Sequence[Window]) -> Figure:
    """The figure of repeated windows: the median rate, and the times of all calls of all windows."""
    taken = sorted(seconds for window in windows for seconds in window.taken)
    return Figure(
        suite=suite,
        profile=profile,
        subject=subject,
        load=load,
        rate=median(window.rate for window in windows),
        p50=milliseconds(taken, 0.5),
        p99=milliseconds(taken, 0.99),
    )


def timed(suite: str, profile: str, subject: str, load: str, taken: Sequence[float]) -> Figure:
    """The figure of single calls that took so many seconds each, one after the other."""
    p50, p99 = milliseconds(taken, 0.5), milliseconds(taken, 0.99)
    return Figure(suite=suite, profile=profile, subject=subject, load=load, p50=p50, p99=p99)


def faster(
    peer: Figure, ours: Sequence[Window], theirs: Sequence[Window], least: float | None = None
) -> Comparison:
    """How many times the peer's rate ours is: the median over windows that were measured in turns.

    In turns, because a machine that is busy for a while slows both; compared apart, it favours one.
    """
    ratio = median(our.rate / their.rate for our, their in zip(ours, theirs, strict=True))
    return Comparison(peer=peer.subject, ratio=ratio, least=least)


def slower(
    peer: str, ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]], most: float | None = None
) -> Comparison:
    """How many times the peer's median time ours takes: the median over turns of seconds of single calls."""
    ratios = [percentile(our, 0.5) / percentile(their, 0.5) for our, their in zip(ours, theirs, strict=True)]
    return Comparison(peer=peer, ratio=median(ratios), most=most)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least `share` of them do not exceed (nearest rank).

    Raises ValueError where there are none.
    """
    if not values:
        raise ValueError("no values")
    rank = math.ceil(share * len(values) - 1e-9)  # 0.07 * 100 is a little more than 7
    return sorted(values)[max(rank, 1) - 1]


def milliseconds(taken: Sequence[float], share: float) -> float | None:
    """A percentile of seconds, in milliseconds; None where nothing was timed."""
    return percentile(taken, share) * 1000 if taken else None
