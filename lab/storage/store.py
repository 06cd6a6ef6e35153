"""Finished runs and class boards that last: in a database, and in memory for as long as the database cannot be used.

Below both are the results that are shipped, if the store is given some.

    store = Store()                                      # SQLite, in the data folder of this computer's user
    store = Store("sqlite:////var/lib/lab/results.sqlite3")
    store = Store("postgresql://lab@db.example/lab")     # several replicas of the dashboard may share it

Without a URL the environment variable `LAB_STORE` is asked for one. Nothing here raises because of the database:
`notice` says in words what is wrong with it, the details go to the log, and it is tried again after `RETRY` seconds.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

import platformdirs
from sqlalchemy.engine import URL, make_url

from core.experiment import Experiment
from core.results import RunResult
from core.words import N_, said
from lab.gallery.shipped import NOTHING, Shipped
from lab.saying import followed
from lab.storage import wishes
from lab.storage.boards import Boards
from lab.storage.database import Database
from lab.storage.shelf import Memory, StoredExperiment
from lab.storage.trouble import IN_MEMORY, Troubles, Work

LOG = logging.getLogger(__name__)

SETTING = "LAB_STORE"
LIMIT = 1_000_000_000  # bytes of runs in the database; a run of 30 hidden units takes 0.1 MB, of 300 and 300 1.2 MB
MEMORY_LIMIT = 200_000_000  # bytes of runs in memory
PATIENCE = 3.0  # seconds that a visitor may wait for a lock or a connection
RETRY = 30.0  # seconds during which a database that failed is left alone
AGAIN = 0.25  # seconds between two tries when the server closes
PORTION = 100  # results of those that memory took which are written at once

T = TypeVar("T")

NO_SUCH_DATABASE = N_("The setting {setting} does not name a database that can be used.")
REBUILT = N_("Results stored by an older version of this program could not be read, and were cleared.")


class Store:
    """Finished runs and the experiments they belong to. Thread-safe; never raises because of its database.

    `limit_bytes` bounds the runs in the database, the least recently used go first. `patience` is how many seconds
    to wait for a lock or a connection; `clock` gives seconds.
    """

    def __init__(
        self,
        url: str | None = None,
        limit_bytes: int = LIMIT,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        shipped: Shipped = NOTHING,
    ) -> None:
        self.shipped = shipped
        self._clock = clock
        self._memory = Memory(min(limit_bytes, MEMORY_LIMIT))
        self._troubles = Troubles()
        self._fixed_notice: str | None = None
        self._pause = threading.Event()  # never set
        self.boards = Boards(self._try)
        self._database = self._make(url or os.environ.get(SETTING) or default_url(), limit_bytes, patience)
        self._wrote(Database.open)

    @property
    def notice(self) -> str | None:
        """What is wrong with the database, in words for visitors; None where all is well."""
        rebuilt = REBUILT if self._database is not None and self._database.rebuilt else None
        return self._troubles.notice or self._fixed_notice or rebuilt

    @property
    def lasts(self) -> bool:
        """Whether what is put here now is there for the next process."""
        return self._database is not None and self.notice in (None, REBUILT)

    def get_runs(self, keys: Iterable[str], *, weights: bool = True) -> dict[str, RunResult]:
        """Those of the runs that are stored, by `Run.key`; from a database without their `weights` where these are not
        needed, at a tenth of the cost.
        """
        wanted = list(keys)
        whole = {key: run for key, run in self.shipped.get_runs(wanted).items() if run.weights or not weights}
        found = whole | self._memory.get_runs(wanted)
        missing = [key for key in wanted if key not in found]
        if missing:
            nothing: dict[str, RunResult] = {}
            found |= self._try("read", lambda database: database.get_runs(missing, weights=weights), nothing)
        return self.shipped.complete(wanted, found)

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose runs are stored."""
        wanted = set(keys)
        found = self._memory.known(wanted) | self.shipped.known(wanted)
        missing = wanted - found
        if missing:
            nothing: set[str] = set()
            found |= self._try("read", lambda database: database.known(missing), nothing)
        return found

    def has_all(self, keys: Iterable[str]) -> bool:
        """Whether all of the runs are stored."""
        wanted = set(keys)
        return self.known(wanted) == wanted

    def put_runs(self, results: Iterable[RunResult]) -> None:
        """Store finished runs, all of them or none; one of the same key is overwritten."""
        new = list(results)
        if new and not self._write(lambda database: database.put_runs(new)):
            self._memory.put_runs(new)

    def put_experiment(self, experiment: Experiment, visitor: str | None) -> None:
        """Note that an experiment was asked for now. `visitor` is a random token; only a hash of it is stored."""
        who = _hashed(visitor)
        if not self._write(lambda database: database.put_experiment(experiment, who)):
            self._memory.put_experiment(experiment, who)

    def recent(self, limit: int, visitor: str | None = None) -> list[StoredExperiment]:
        """The experiments last asked for whose runs are all stored, newest first; with `visitor`, that visitor's."""
        who = _hashed(visitor)
        nothing: list[StoredExperiment] = []
        stored = self._try("read", lambda database: database.recent(limit, who), nothing)
        rows = sorted([*stored, *self._memory.recent(limit, who)], key=lambda row: row.seen)
        latest = {row.experiment: row for row in rows}
        return sorted(latest.values(), key=lambda row: row.seen, reverse=True)[:limit]

    def begin(self, experiment: Experiment) -> None:
        """Note that this server begins to train an experiment."""
        self._wrote(lambda database: database.write(lambda rows: wishes.put(rows, [experiment], time.time())))

    def ended(self, experiments: Sequence[Experiment]) -> None:
        """Note that these experiments are finished, or wanted by nobody any more."""
        if experiments:
            self._wrote(lambda database: database.write(lambda rows: wishes.drop(rows, experiments)))

    def unfinished(self) -> list[Experiment]:
        """What a server that is no more was training, for this one to go on with; the latest last."""
        nothing: list[Experiment] = []
        now = time.time()
        return self._try("write", lambda database: database.write(lambda rows: wishes.take_over(rows, now)), nothing)

    def catch_up(self) -> None:
        """Try a database again that could not be used, where it is time, and give it what memory took meanwhile."""
        if "read" in self._troubles:
            nothing: set[str] = set()
            self._try("read", lambda database: database.known([]), nothing)
        if "write" in self._troubles or self._memory.holds_something:
            self._write(Database.open)
        self.boards.catch_up()

    def stay(self) -> None:
        """Note that this server is still there and trains what it has begun; delete class boards that have ended."""
        self._wrote(lambda database: database.write(lambda rows: wishes.renew(rows, time.time())))
        self.boards.drop_ended(time.time())

    def close(self, patience: float = 0.0) -> None:
        """Write down what was read when, and what memory still holds, and close all connections.

        Where the database cannot be used, it is tried again for so many seconds of `patience`, if that may help.
        """
        until = time.monotonic() + patience
        while True:
            self._troubles.forgive()
            self.catch_up()
            if self._database is None or not self._memory.holds_something or self._troubles.last:
                break
            if time.monotonic() >= until:
                break
            self._pause.wait(AGAIN)
        self._wrote(Database.flush)
        if self._database is not None:
            self._database.reset()

    def _make(self, url: str, limit_bytes: int, patience: float) -> Database | None:
        """The database; None where memory was asked for (`sqlite://`) or no database is meant."""
        try:
            parsed = make_url(url)
            return None if _is_memory(parsed) else Database(parsed, limit_bytes, patience)
        except Exception:
            self._fixed_notice = followed(said(NO_SUCH_DATABASE, setting=SETTING), IN_MEMORY)
            LOG.exception("%s", self._fixed_notice)  # not the URL itself: it may hold a password
            return None

    def _write(self, action: Callable[[Database], None]) -> bool:
        """Write, and then hand over what memory took while the database could not; False where it failed."""
        if not self._wrote(action):
            return False
        runs, visits = self._memory.contents()
        for start in range(0, max(len(runs), len(visits)), PORTION):
            portion = slice(start, start + PORTION)
            if not self._wrote(partial(self._hand_over, runs=runs[portion], visits=visits[portion])):
                break
        return True

    def _wrote(self, action: Callable[[Database], None]) -> bool:
        def act(database: Database) -> bool:
            action(database)
            return True

        return self._try("write", act, otherwise=False)

    def _hand_over(
        self, database: Database, runs: list[RunResult], visits: list[tuple[Experiment, str | None]]
    ) -> None:
        database.put_runs(runs)
        for experiment, visitor in visits:
            database.put_experiment(experiment, visitor)
        self._memory.drop(runs, visits)

    def _try(self, work: Work, action: Callable[[Database], T], otherwise: T) -> T:
        """Do something with the database; `otherwise` where it fails, or failed a short while ago."""
        database = self._database
        if database is None or self._troubles.rules_out(work, self._clock()):
            return otherwise
        try:
            done = action(database)
        except Exception as wrong:  # noqa: BLE001  # whatever it is, it must not take the page down
            database.reset()
            self._troubles.begin(work, wrong, self._clock() + RETRY)
            return otherwise
        self._troubles.end(work)
        return done


def default_url() -> str:
    """The URL of an SQLite file in the data folder of this computer's user."""
    folder = platformdirs.user_data_path("output-layers-and-losses", appauthor=False)
    return URL.create("sqlite", database=str(folder / "results.sqlite3")).render_as_string()


def _is_memory(url: URL) -> bool:
    return url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:")


def _hashed(visitor: str | None) -> str | None:
    return None if visitor is None else hashlib.sha256(visitor.encode()).hexdigest()
