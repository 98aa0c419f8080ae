"""How often the garbage collector looks while much is made and nothing thrown away."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def few_collections() -> Iterator[None]:
    """
    Let the garbage collector look seldom while objects are made that live to the end.

    At its usual pace it walks the same hundreds of thousands of tags, rows and modules again
    and again without anything to collect: once over all that is loaded costs as much as
    writing a town's map. Stands around a block, or above a function as a decorator.

    Examples
    --------
    >>> with few_collections():
    ...     rows = [[n] for n in range(1000)]
    """
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
