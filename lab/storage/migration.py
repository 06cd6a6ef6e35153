"""Tables made, and stores of older versions brought to the version of `lab.storage.schema`."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Double,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)

from core.engine.choice import FORMER, chosen
from core.experiment import Experiment, Run
from core.limits import InvalidSetting
from lab.storage.codec import DamagedError, read_experiment, unpack_document
from lab.storage.schema import EXPERIMENTS, MEMBERS, METADATA, RUNS, SCHEMA, VERSION, VISITS, version_of
from lab.storage.shelf import run_keys_by

LOG = logging.getLogger(__name__)


def prepare(connection: Connection) -> bool:
    """Make the tables where they are missing, within the transaction of `connection`, which may write.

    Results in tables of an older version are kept; where that version is not known, the tables are made anew, since
    everything in them can be trained again, and True says that this was done. Raises `NewerSchemaError`.
    """
    found = version_of(connection)
    if found == VERSION:  # another process was faster, or a table is newer than the others
        METADATA.create_all(connection)
        return False
    if found in MIGRATIONS:
        MIGRATIONS[found](connection)
        METADATA.create_all(connection)
        connection.execute(update(SCHEMA).values(version=VERSION))
        return False
    stale = not set(METADATA.tables).isdisjoint(inspect(connection).get_table_names())
    METADATA.drop_all(connection)
    METADATA.create_all(connection)
    connection.execute(insert(SCHEMA).values(version=VERSION))
    return stale


LISTED_1 = Table(
    EXPERIMENTS.name,
    MetaData(),
    Column("key", Text),
    Column("numerics", Integer),
    Column("settings", Text),
    Column("created", Double),
    Column("seen", Double),
)
"""The list of experiments in version 1."""

NUMERICS_1 = 3
"""The number that keys of version 1 had in place of an engine's identity."""


def _from_version_1(connection: Connection) -> None:
    """Version 1 named runs by all of their settings, and not by engine. Complete experiments stay in the list."""
    engines = _rename_runs(connection)
    listed = connection.execute(select(LISTED_1).where(LISTED_1.c.numerics == NUMERICS_1)).mappings().all()
    visits = connection.execute(select(VISITS)).mappings().all()
    tables = [EXPERIMENTS, MEMBERS, VISITS]
    METADATA.drop_all(connection, tables)
    METADATA.create_all(connection, tables)
    stored = set(connection.scalars(select(RUNS.c.key)))
    names: dict[str, str] = {}
    for row, experiment in _readable(listed):
        for engine in engines:
            runs = run_keys_by(engine, experiment)
            if stored.issuperset(runs):
                key = names[row["key"]] = experiment.key_by(engine)
                kept = {name: row[name] for name in ("settings", "created", "seen")}
                members = [{"experiment": key, "place": place, "run": run} for place, run in enumerate(runs)]
                connection.execute(insert(EXPERIMENTS).values(key=key, engine=engine, **kept))
                connection.execute(insert(MEMBERS), members)
    seen = [{**row, "experiment": names[row["experiment"]]} for row in visits if row["experiment"] in names]
    if seen:
        connection.execute(insert(VISITS), seen)


def _rename_runs(connection: Connection) -> list[str]:
    """Give all runs the keys of this version, and give back the engines by which they are named.

    The run of an engine that is no more is named by the one that is chosen: it is shown until it is trained anew.
    """
    engines: dict[str, None] = {}
    here = chosen().identity
    for key in connection.scalars(select(RUNS.c.key)).all():
        this = RUNS.c.key == key
        try:
            run, engine = _run_1(key, connection.scalars(select(RUNS.c.document).where(this)).one())
        except DamagedError as wrong:
            LOG.warning("run %s is not kept: %s", key, wrong)
            connection.execute(delete(RUNS).where(this))
        else:
            name = here if engine in FORMER else engine
            engines[name] = None
            connection.execute(update(RUNS).where(this).values(key=run.key_by(name)))
    return list(engines)


def _run_1(key: str, blob: bytes) -> tuple[Run, str]:
    """The run of version 1 in a document, and its engine. Raises `DamagedError`, also where the key is another's."""
    document = unpack_document(blob)
    try:
        if _key_1(document["run"]) == key:
            return Run.from_dict(document["run"]), document["engine"]
    except (InvalidSetting, KeyError, TypeError, AttributeError) as wrong:
        raise DamagedError(f"a stored run could not be read: {wrong}") from wrong
    raise DamagedError("its key is not that of its settings, or of older numerics")


def _readable(listed: Iterable[RowMapping]) -> Iterator[tuple[RowMapping, Experiment]]:
    """The rows of a list, each with its experiment; those that cannot be read are left out."""
    for row in listed:
        try:
            yield row, read_experiment(row["settings"])
        except DamagedError as wrong:
            LOG.warning("experiment %s: %s", row["key"], wrong)


def _key_1(run: dict[str, Any]) -> str:
    """The key that version 1 gave to a run."""
    values = [(name, tuple(value) if isinstance(value, list) else value) for name, value in run.items()]
    return hashlib.sha256(f"Run {NUMERICS_1} {values!r}".encode()).hexdigest()


MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _from_version_1}
"""What brings the tables of an older version to those of this one, for every version that can be read. Tables that are
still missing are made afterwards."""
