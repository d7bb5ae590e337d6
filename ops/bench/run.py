"""What one run of the bench is asked for, and where it tells what it is doing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ops.bench.figures import Figure


@dataclass(frozen=True)
class Run:
    """`seconds` are of one figure, all its windows together; `sizes` are events in the log (growth, replay).

    say: what is being measured now. note: a word on what is not measured here, and why.
    """

    profiles: tuple[str, ...]
    seconds: float
    sizes: tuple[int, ...]
    say: Callable[[str], None]
    note: Callable[[str], None]


Suite = Callable[[Run], Iterator[Figure]]
