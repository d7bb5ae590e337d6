"""Case states are trees without cycles: the collector of cycles finds nothing in them, and looking took a
sixth of the time of a lane and of a rebuild."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 100)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Lets the collector of this process run seldom, until the block ends."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
