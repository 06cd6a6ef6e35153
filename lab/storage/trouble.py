"""What is wrong with a database, in words for visitors."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from core.words import N_
from lab.saying import followed

LOG = logging.getLogger(__name__)

IN_MEMORY = N_("New results are kept in memory and are lost when the server stops.")
REASONS: dict[str, str] = {
    "SQLITE_BUSY": N_("The database of results is locked by another program."),
    "SQLITE_FULL": N_("The disk that holds the database of results is full."),
    "SQLITE_IOERR": N_("The disk that holds the database of results cannot be read or written."),
    "SQLITE_READONLY": N_("The database of results may not be written to."),
    "SQLITE_CANTOPEN": N_("The database of results cannot be opened: its folder is missing or read-only."),
    "SQLITE_NOTADB": N_("The file of results is not a database."),
    "SQLITE_CORRUPT": N_("The database of results is damaged."),
    "55P03": N_("The database of results is locked by another program."),
    "53100": N_("The disk that holds the database of results is full."),
    "25006": N_("The database of results may not be written to."),
    "42501": N_("The database of results may not be written to."),
    "NewerSchemaError": N_("The database of results was written by a newer version of this program."),
    "OSError": N_("The folder for the database of results cannot be made or written to."),
}
"""What to say first, by the start of SQLite's error name, PostgreSQL's error class, or the name of an exception."""
OTHERWISE = N_("The database of results cannot be used.")


LASTING = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "NewerSchemaError")
"""What no waiting mends."""

Work = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the database is not used for one kind of work, and until when; whether waiting mends nothing."""

    notice: str
    until: float
    lasts: bool


class Troubles:
    """What is wrong with a database, by kind of work. Thread-safe. Each trouble is logged when it begins, and once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: dict[Work, Trouble] = {}
        self._logged: dict[Work, str] = {}

    def __contains__(self, work: Work) -> bool:
        with self._lock:
            return work in self._now

    @property
    def notice(self) -> str | None:
        """One of them in words for visitors; None where there is none."""
        with self._lock:
            return next((trouble.notice for trouble in self._now.values()), None)

    @property
    def last(self) -> bool:
        """Whether there is one that no waiting mends."""
        with self._lock:
            return any(trouble.lasts for trouble in self._now.values())

    def rules_out(self, work: Work, now: float) -> bool:
        """Whether the database is to be left alone for this work."""
        with self._lock:
            return work in self._now and now < self._now[work].until

    def begin(self, work: Work, wrong: Exception, until: float) -> None:
        """The work has failed, and is to be left alone until then."""
        words, names = in_words(wrong), _names(wrong)
        with self._lock:
            new = words not in self._logged.values()
            self._now[work] = Trouble(words, until, any(name.startswith(LASTING) for name in names))
            self._logged[work] = words
        if new:
            LOG.warning(
                "the store could not %s: %s", work, wrong, exc_info=wrong if words.startswith(OTHERWISE) else None
            )

    def end(self, work: Work) -> None:
        """The work was done."""
        with self._lock:
            self._now.pop(work, None)
            self._logged.pop(work, None)

    def forgive(self) -> None:
        """Have everything tried again at once."""
        with self._lock:
            self._now.clear()


class Logged:
    """What has been logged already, so that it is not logged again; the last so many. Thread-safe."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def again(self, key: str) -> bool:
        """Whether this has been asked before."""
        with self._lock:
            seen = key in self._seen
            self._seen[key] = None
            if len(self._seen) > self._most:
                self._seen.popitem(last=False)
            return seen


def in_words(wrong: BaseException) -> str:
    """The row of `REASONS` that fits an exception or what caused it, and what follows from it."""
    names = _names(wrong)
    words = (words for start, words in REASONS.items() for name in names if name.startswith(start))
    return followed(next(words, OTHERWISE), IN_MEMORY)


def _names(wrong: BaseException) -> list[str]:
    """By what names an exception, or what caused it, may stand in `REASONS`."""
    cause = getattr(wrong, "orig", None) or wrong
    return [
        getattr(cause, "sqlite_errorname", None) or "",
        getattr(cause, "sqlstate", None) or "",
        *(kind.__name__ for kind in type(cause).__mro__),
    ]
