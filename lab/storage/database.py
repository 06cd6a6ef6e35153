"""A shelf of finished runs in a database. What goes wrong is raised: `lab.storage.store` decides what then."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update
from sqlalchemy.engine import URL

from core.engine.choice import ENGINES, FORMER, chosen
from core.experiment import Experiment
from core.results import RunResult
from lab.storage.codec import MOST_PACKED, DamagedError, Packed, experiment_text, pack, unpack
from lab.storage.dialects import file_of, make_engine, reading, upsert, writing
from lab.storage.lists import LISTED, LISTS, accuracies_of, complete, listed, portions, shorten
from lab.storage.migration import prepare
from lab.storage.schema import EXPERIMENTS, MEMBERS, RUNS, VISITS, is_current
from lab.storage.shelf import StoredExperiment, run_keys
from lab.storage.trouble import Logged

LOG = logging.getLogger(__name__)
T = TypeVar("T")

ROW = 1000  # bytes that a row takes beside its blobs
LOG_OF_WRITES = 33_554_432  # bytes that SQLite keeps of its log of writes, see `lab.storage.dialects`


class Database:
    """A `lab.storage.shelf.Shelf` in SQLite or PostgreSQL, for many threads and processes at once.

    `limit_bytes` is the size of everything together; the least recently used go first. Nothing is opened before first
    use. Methods raise what SQLAlchemy raises, `OSError` and `lab.storage.schema.NewerSchemaError`.
    """

    def __init__(self, url: URL, limit_bytes: int, patience: float) -> None:
        self._url = url
        self._limit = round(limit_bytes * (1 - LISTS)) - min(LOG_OF_WRITES, limit_bytes // 10)
        self._most_listed = max(100, round(limit_bytes * LISTS / 2 / LISTED))
        self._engine = make_engine(url, patience)
        self._opening = threading.Lock()
        self._opened: tuple[int, int] | None = None
        self._failed: tuple[float, Exception] | None = None  # when opening failed last, and how
        self._lock = threading.Lock()
        self._used: dict[str, float] = {}  # keys read and when, not yet written down
        self._logged = Logged()  # the damaged rows
        self.rebuilt = False

    def open(self) -> None:
        """Make folder and tables where they are missing; `rebuilt` says that tables too old to be read had to go."""
        asked = time.monotonic()
        with self._opening:
            if self._opened is not None and self._opened == self._identity():
                return
            if self._failed is not None and self._failed[0] > asked:
                raise self._failed[1]  # it failed while this thread waited: a hundred must not wait in turn
            try:
                self._open()
            except Exception as wrong:
                self._failed = (time.monotonic(), wrong)
                raise

    def _open(self) -> None:
        self._engine.dispose()  # connections to a file that was deleted would go on writing to it
        file = file_of(self._url)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        with reading(self._engine) as connection:
            current = is_current(connection)
        if not current:
            with writing(self._engine) as connection:
                self.rebuilt = prepare(connection) or self.rebuilt
        self._opened = self._identity()

    def _identity(self) -> tuple[int, int]:
        """What tells the database's file from another of the same name; (0, 0) where there is no file."""
        file = file_of(self._url)
        status = file.stat() if file is not None and file.exists() else None
        return (0, 0) if status is None else (status.st_dev, status.st_ino)

    def reset(self) -> None:
        """Close all connections; the next use opens anew. For use after something went wrong, and at the end."""
        self._opened = None
        self._engine.dispose()

    def write(self, action: Callable[[Connection], T]) -> T:
        """Do something in a transaction that may write."""
        with self._writing() as connection:
            return action(connection)

    def read(self, action: Callable[[Connection], T]) -> T:
        """Do something in a transaction that only reads."""
        with self._reading() as connection:
            return action(connection)

    def flush(self) -> None:
        """Write down which runs were read when."""
        if self._used:
            with self._writing() as connection:
                self._touch(connection)

    def get_runs(self, keys: Iterable[str], *, weights: bool = True) -> dict[str, RunResult]:
        """See `lab.storage.shelf.Shelf`. A damaged run counts as missing. Without `weights` results have none."""
        found: dict[str, RunResult] = {}
        parts = (RUNS.c.key, RUNS.c.document, RUNS.c.predictions, *((RUNS.c.weights,) if weights else ()))
        with self._reading() as connection:
            for some in portions(keys):
                for row in connection.execute(select(*parts).where(RUNS.c.key.in_(some), _readable())):
                    packed = Packed(row.document, row.weights if weights else None, row.predictions)
                    found |= self._unpacked(row.key, packed)
        now = time.time()
        with self._lock:
            self._used |= dict.fromkeys(found, now)
        return found

    def known(self, keys: Iterable[str]) -> set[str]:
        """See `lab.storage.shelf.Shelf`."""
        with self._reading() as connection:
            found = [connection.scalars(select(RUNS.c.key).where(RUNS.c.key.in_(some))) for some in portions(keys)]
            return {key for portion in found for key in portion}

    def put_runs(self, results: Iterable[RunResult]) -> None:
        """See `lab.storage.shelf.Shelf`. The runs put are kept whatever their size."""
        now = time.time()
        rows = [_row(result, now) for result in results]
        with self._writing() as connection:
            upsert(connection, RUNS, rows)
            self._touch(connection)
            self._evict(connection, spared=[row["key"] for row in rows])

    def put_experiment(self, experiment: Experiment, visitor: str | None) -> None:
        """See `lab.storage.shelf.Shelf`."""
        now = time.time()
        key = experiment.key
        text, engine = experiment_text(experiment), chosen().identity
        row = {"key": key, "engine": engine, "settings": text, "created": now, "seen": now}
        members = [{"experiment": key, "place": place, "run": run} for place, run in enumerate(run_keys(experiment))]
        visits = [] if visitor is None else [{"visitor": visitor, "experiment": key, "seen": now}]
        with self._writing() as connection:
            upsert(connection, EXPERIMENTS, [row], keep=["created"])
            upsert(connection, MEMBERS, members)
            upsert(connection, VISITS, visits)
            shorten(connection, key, self._most_listed)

    def recent(self, limit: int, visitor: str | None) -> list[StoredExperiment]:
        """See `lab.storage.shelf.Shelf`."""
        asked = select(EXPERIMENTS).where(EXPERIMENTS.c.engine == chosen().identity, complete())
        if visitor is None:
            asked = asked.order_by(EXPERIMENTS.c.seen.desc())
        else:
            mine = VISITS.c.visitor == visitor
            asked = asked.join(VISITS, VISITS.c.experiment == EXPERIMENTS.c.key).where(mine)
            asked = asked.order_by(VISITS.c.seen.desc())
        with self._reading() as connection:
            rows = connection.execute(asked.limit(limit)).all()
            accuracies = accuracies_of(connection, [row.key for row in rows])
        return [stored for row in rows for stored in listed(row, accuracies[row.key], self._logged)]

    def _reading(self) -> AbstractContextManager[Connection]:
        self.open()
        return reading(self._engine)

    def _unpacked(self, key: str, packed: Packed) -> dict[str, RunResult]:
        """The run under its key; nothing where the bytes are damaged or another run's."""
        try:
            result = unpack(packed)
        except DamagedError as wrong:
            if not self._logged.again(key):
                LOG.warning("run %s: %s", key, wrong)
            return {}
        return {key: result} if key in _names(result) else {}

    def _writing(self) -> AbstractContextManager[Connection]:
        self.open()
        return writing(self._engine)

    def _touch(self, connection: Connection) -> None:
        """Write down which runs were read: here and not when they are, so that reading never waits for a writer."""
        with self._lock:
            used, self._used = self._used, {}
        for key in sorted(used):
            connection.execute(update(RUNS).where(RUNS.c.key == key).values(used=used[key]))

    def _evict(self, connection: Connection, spared: list[str]) -> None:
        """Delete the runs least recently used until a tenth of the limit is free, and the experiments they were of."""
        excess = (connection.scalar(select(func.sum(RUNS.c.size))) or 0) - self._limit
        if excess <= 0:
            return
        excess += self._limit // 10
        gone = []
        for row in connection.execute(select(RUNS.c.key, RUNS.c.size).order_by(RUNS.c.used)):
            if row.key not in spared:
                gone.append(row.key)
                excess -= row.size
            if excess <= 0:
                break
        for some in portions(gone):
            connection.execute(delete(RUNS).where(RUNS.c.key.in_(some)))
            broken = select(MEMBERS.c.experiment).where(MEMBERS.c.run.in_(some))
            connection.execute(delete(EXPERIMENTS).where(EXPERIMENTS.c.key.in_(broken)))


def _row(result: RunResult, now: float) -> dict[str, Any]:
    packed = pack(result)
    return {
        "key": result.key,
        "used": now,
        "size": packed.size + ROW,
        "accuracy": result.validation_accuracy,
        "document": packed.document,
        "weights": packed.weights,
        "predictions": packed.predictions,
    }


def _names(result: RunResult) -> set[str]:
    """The keys under which a result may be kept: its own, or, where its engine is no more, that by one there is."""
    if result.engine in FORMER:
        return {result.run.key_by(row.identity) for row in ENGINES.values()}
    return {result.key}


def _readable() -> ColumnElement[bool]:
    """That no part of a run is larger than what anybody could have stored: it is not even fetched."""
    parts = (RUNS.c.document, RUNS.c.weights, RUNS.c.predictions)
    return and_(*(func.length(part) <= MOST_PACKED for part in parts))
