"""Pages are drawn one at a time.

The scripts of all visitors share one interpreter. Where a class moves its sliders, twenty scripts at once would each
take twenty times as long, and the server's own thread, which sends what they have drawn, would wait behind them all:
with 200 visitors the slowest twentieth of the moves took 0.7 s instead of 0.2.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

PATIENCE = 1.0  # seconds after which a script goes ahead all the same: the one before may be waiting for a database

_free = threading.Lock()


class _Here(threading.local):
    inside = False


_here = _Here()


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Wait until no other script draws, then draw. A turn within a turn is part of it."""
    if _here.inside:
        yield
        return
    mine = _free.acquire(timeout=PATIENCE)
    _here.inside = True
    try:
        yield
    finally:
        _here.inside = False
        if mine:
            _free.release()
