"""What a measurement says: a rate or a time, its spread, and its ratio to the peer beside it."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured line. `rate` is per second; `p50` and `p99` are milliseconds of one call.

    `target` is the least (for rates) or largest (for growth) ratio the project promises, None where it
    promises none; `against` names the peer of `ratio`.
    """

    suite: str
    profile: str
    subject: str
    load: str
    rate: float | None = None
    p50: float | None = None
    p99: float | None = None
    ratio: float | None = None
    against: str | None = None
    target: float | None = None
    note: str | None = None

    def beside(self, peer: "Figure", target: float | None = None) -> "Figure":
        """This figure with its ratio to a peer's rate."""
        ratio = self.rate / peer.rate if self.rate and peer.rate else None
        return msgspec.structs.replace(self, ratio=ratio, against=peer.subject, target=target)

    @property
    def reached(self) -> bool | None:
        """Whether the promised ratio was met; None where nothing is promised."""
        if self.target is None or self.ratio is None:
            return None
        return self.ratio <= self.target if self.suite == "growth" else self.ratio >= self.target


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(
    suite: str, profile: str, subject: str, load: str, seconds: Sequence[float], elapsed: float, weight: int = 1
) -> Figure:
    """The figure of calls that took `seconds` each within `elapsed`, each standing for `weight` events."""
    return Figure(
        suite=suite,
        profile=profile,
        subject=subject,
        load=load,
        rate=len(seconds) * weight / elapsed,
        p50=median(seconds) * 1000 if seconds else None,
        p99=percentile(seconds, 0.99) * 1000 if seconds else None,
    )


def as_rows(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The figures for machines, with the verdict on what was promised."""
    return [{**msgspec.to_builtins(figure), "reached": figure.reached} for figure in figures]
