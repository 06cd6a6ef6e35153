"""The tables of the store, and the version they bear."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
)

VERSION = 2
"""Raise it with every change of these tables or of the bytes that `lab.storage.codec` makes, and say in
`lab.storage.migration` what is to be done with a store of the version before."""

METADATA = MetaData()

SCHEMA = Table("lab_schema", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))

RUNS = Table(
    "lab_runs",
    METADATA,
    Column("key", String(64), primary_key=True),  # core.results.RunResult.key
    Column("used", Double, nullable=False),  # seconds since 1970: when last written or read
    Column("size", Integer, nullable=False),  # bytes
    Column("accuracy", Double, nullable=False),  # on all validation images, for lists
    Column("document", LargeBinary, nullable=False),
    Column("weights", LargeBinary, nullable=False),
    Column("predictions", LargeBinary, nullable=False),
    Index("lab_runs_by_use", "used", "size"),
)
"""A row a finished run, whoever asked for it."""

EXPERIMENTS = Table(
    "lab_experiments",
    METADATA,
    Column("key", String(64), primary_key=True),  # core.experiment.Experiment.key
    Column("engine", String(64), nullable=False),  # the identity of what trains its runs
    Column("settings", Text, nullable=False),
    Column("created", Double, nullable=False),
    Column("seen", Double, nullable=False, index=True),
)
"""A row an experiment that somebody trained or opened."""

MEMBERS = Table(
    "lab_members",
    METADATA,
    Column("experiment", ForeignKey(EXPERIMENTS.c.key, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),  # arm by arm, seed by seed
    Column("run", String(64), nullable=False, index=True),
)
"""The runs of an experiment. A run may not be stored yet, or no longer."""

VISITS = Table(
    "lab_visits",
    METADATA,
    Column("visitor", String(64), primary_key=True),  # a hash of a random token; no personal data
    Column("experiment", ForeignKey(EXPERIMENTS.c.key, ondelete="CASCADE"), primary_key=True),
    Column("seen", Double, nullable=False),
)
"""Which visitor asked for which experiment, and when last."""


WISHES = Table(
    "lab_wishes",
    METADATA,
    Column("key", String(64), primary_key=True),  # core.experiment.Experiment.key
    Column("settings", Text, nullable=False),
    Column("server", String(200), nullable=False),  # which server trains it: its host and process
    Column("until", Double, nullable=False),  # seconds since 1970: from then on another may
)
"""A row an experiment that was asked for and is not finished: what a server begins with when it starts again."""

BOARDS = Table(
    "lab_boards",
    METADATA,
    Column("key", String(64), primary_key=True),  # a hash of the code by which one joins
    Column("host", String(64), nullable=False),  # a hash of the teacher's secret
    Column("settings", Text, nullable=False),
    Column("made", Double, nullable=False),  # seconds since 1970
    Column("until", Double, nullable=False, index=True),  # seconds since 1970: from then on it is to be deleted
    Column("step", String(20), nullable=False),  # one of lab.boards.board.STEPS
    Column("paused", Boolean, nullable=False),
    Column("names_hidden", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A row a class board that has not ended."""

STUDENTS = Table(
    "lab_students",
    METADATA,
    Column("board", ForeignKey(BOARDS.c.key, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("token", String(64), nullable=False),  # a hash of what the student's browser shows
    Column("nickname", String(100), nullable=False),
    Column("arm", Integer, nullable=False),
    Column("winner", Integer),
    Column("points", Double),
    Column("trains", Boolean, nullable=False),
)
"""A row a student of a class board: all that is stored of them, deleted with the board. Their runs are in `RUNS`."""


class NewerSchemaError(Exception):
    """The database was written by a newer version of this program: it is left alone."""


def is_current(connection: Connection) -> bool:
    """Whether all tables are there and of this version. Only reads. Raises `NewerSchemaError`."""
    return version_of(connection) == VERSION and inspect(connection).has_table(STUDENTS.name)


def version_of(connection: Connection) -> int:
    """The version of the tables, 0 where there are none. Only reads. Raises `NewerSchemaError`."""
    there = inspect(connection).has_table(SCHEMA.name)
    found = max(connection.scalars(select(SCHEMA.c.version)), default=0) if there else 0
    if found > VERSION:
        raise NewerSchemaError(f"schema must be at most version {VERSION}, got {found}")
    return found
