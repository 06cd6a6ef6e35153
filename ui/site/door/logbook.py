"""The server's log, kept short: whatever strangers send, it grows by so much a minute and no more.

Streamlit writes a traceback of some kilobytes for each thing that it cannot understand, and whoever sends such things
can fill a disk. So of records that come from one place in the program and tell of one kind of error, the first few of a
minute are written, and the first of these in full; the others are counted, and the count is written.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

MINUTE = 60.0  # seconds for which records of one kind are counted
MOST = 5  # records of a kind that are written in a minute
LONGEST = 2_000  # characters of a record's sentence
LONGEST_TRACEBACK = 6_000  # characters of a traceback: its beginning and its end
KINDS = 500  # kinds of records that are remembered
LAST = "What more comes like this in the same minute is counted, not written."
ACCESS = "uvicorn.access"  # the log of who asked for what
LEFT_OUT = "{count} more like this were left out before."
CUT = "[... {count} characters left out ...]"


@dataclass(slots=True)
class _Count:
    """How many records of a kind there have been since `began`, and what the last of them said."""

    began: float
    seen: int = 0

    @property
    def left_out(self) -> int:
        return max(0, self.seen - MOST)


class Bounds(logging.Filter):
    """Lets the first records of a kind pass, shortened, and counts the others. Thread-safe. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: OrderedDict[Hashable, _Count] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be written. What was left out before is said at its end."""
        before, seen = self._entered(_kind(record))
        if seen > MOST:
            return False
        said = _shortened(record.getMessage(), LONGEST)
        if record.exc_info and record.exc_info[0] is not None:
            if seen == 1:
                record.exc_text = _shortened("".join(traceback.format_exception(*record.exc_info)), LONGEST_TRACEBACK)
            else:
                said += " " + _shortened("".join(traceback.format_exception_only(*record.exc_info[:2])), LONGEST)
                record.exc_info = None
        if before:
            said += " " + LEFT_OUT.format(count=before)
        if seen == MOST:
            said += " " + LAST
        record.msg, record.args = said.rstrip(), None
        return True

    def _entered(self, kind: Hashable) -> tuple[int, int]:
        """Count a record: how many were left out in the minute that ended just now, and its number in its minute."""
        now = self._clock()
        with self._lock:
            count, before = self._counts.get(kind), 0
            if count is None or now >= count.began + MINUTE:
                before = count.left_out if count else 0
                count = self._counts[kind] = _Count(now)
                self._counts.move_to_end(kind)
                if len(self._counts) > KINDS:
                    self._counts.popitem(last=False)
            count.seen += 1
            return before, count.seen


def bound() -> None:
    """Keep all of this process's log within bounds: the loggers that there are, and those that come."""
    bounds = Bounds()

    class Bounded(logging.getLoggerClass()):  # type: ignore[misc]  # whatever class loggers have
        def __init__(self, name: str, level: int = logging.NOTSET) -> None:
            super().__init__(name, level)
            self.addFilter(bounds)

    logging.getLogger(ACCESS).disabled = True  # Streamlit opens it again when its settings change: it names visitors
    logging.setLoggerClass(Bounded)
    logging.getLogger().addFilter(bounds)
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.addFilter(bounds)


def _kind(record: logging.LogRecord) -> Hashable:
    """What records have in common that tell of the same: where they come from, and where their error does."""
    kind, _, frames = record.exc_info or (None, None, None)
    last = traceback.extract_tb(frames, limit=-1)
    return record.pathname, record.lineno, kind, tuple((frame.filename, frame.lineno) for frame in last)


def _shortened(text: str, most: int) -> str:
    """The beginning and the end of a text that is too long.

    >>> _shortened("abcdefgh", 4)
    'ab[... 4 characters left out ...]gh'
    """
    if len(text) <= most:
        return text
    half = most // 2
    return text[:half] + CUT.format(count=len(text) - 2 * half) + text[-half:]
