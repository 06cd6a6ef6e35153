"""The lists beside the runs, of experiments, of their members and of visits: what they tell, and how long they are."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, select

from lab.storage.codec import DAMAGE, DamagedError, read_experiment
from lab.storage.schema import EXPERIMENTS, MEMBERS, RUNS, VISITS
from lab.storage.shelf import MOST_EXPERIMENTS, StoredExperiment
from lab.storage.trouble import Logged

LOG = logging.getLogger(__name__)

AT_ONCE = 500  # keys asked for in one statement: databases limit the number of parameters

LISTED = 300  # bytes that a member or a visit takes, indexes included
LISTS = 0.1  # share of the database that these lists may take: half of it members, half of it visits


def shorten(connection: Connection, newest: str, most: int) -> None:
    """Forget the oldest experiments and visits where there are too many: more than `most` members or visits.

    The experiment whose key is `newest` stays. Where its members leave no room, the older half of the others goes.
    """
    for listed, longest in ((EXPERIMENTS, MOST_EXPERIMENTS), (VISITS, most)):
        oldest = select(listed.c.seen).order_by(listed.c.seen.desc()).offset(longest).limit(1)
        connection.execute(delete(listed).where(listed.c.seen <= oldest.scalar_subquery()))
    if _length(connection, MEMBERS) > most:
        others = select(EXPERIMENTS.c.key).where(EXPERIMENTS.c.key != newest).order_by(EXPERIMENTS.c.seen)
        older = others.limit(max(1, _length(connection, EXPERIMENTS) // 2))
        connection.execute(delete(EXPERIMENTS).where(EXPERIMENTS.c.key.in_(older)))


def _length(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def portions(keys: Iterable[str]) -> Iterator[list[str]]:
    """The keys, each once, in lists short enough for one statement."""
    left = sorted(set(keys))
    for start in range(0, len(left), AT_ONCE):
        yield left[start : start + AT_ONCE]


def complete() -> ColumnElement[bool]:
    """That every run of an experiment is stored."""
    stored = exists().where(RUNS.c.key == MEMBERS.c.run)
    return ~exists().where(MEMBERS.c.experiment == EXPERIMENTS.c.key, ~stored)


def accuracies_of(connection: Connection, keys: list[str]) -> dict[str, list[float]]:
    """The accuracies of the runs of each experiment, arm by arm, seed by seed."""
    found: dict[str, list[float]] = {key: [] for key in keys}
    for some in portions(keys):
        rows = connection.execute(
            select(MEMBERS.c.experiment, RUNS.c.accuracy)
            .join(RUNS, RUNS.c.key == MEMBERS.c.run)
            .where(MEMBERS.c.experiment.in_(some))
            .order_by(MEMBERS.c.experiment, MEMBERS.c.place)
        )
        for row in rows:
            found[row.experiment].append(row.accuracy)
    return found


def listed(row: Any, accuracies: list[float], logged: Logged) -> list[StoredExperiment]:
    """The listed experiment; nothing where its settings are damaged or no longer allowed, which is `logged` once."""
    try:
        return [StoredExperiment.of(read_experiment(row.settings), row.created, row.seen, accuracies)]
    except (DamagedError, *DAMAGE) as wrong:
        if not logged.again(row.key):
            LOG.warning("experiment %s: %s", row.key, wrong)
        return []
