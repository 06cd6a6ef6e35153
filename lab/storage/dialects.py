"""Connections to the two databases that the store speaks, and what differs between them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Executable, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL

ADVISORY = 0x6C6162  # "lab": the number of the lock that writers take turns by in PostgreSQL
WRITES = "lab_writes"  # the execution option of a connection that is going to write


class UnknownDialectError(ValueError):
    """A URL of a database that is neither SQLite nor PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs: the driver's name, its arguments for so many seconds of patience, hooks, and the upsert."""

    driver: str
    arguments: Callable[[float], Mapping[str, Any]]
    listen: Callable[[Engine, float], None]
    insert: Callable[[Table], Any]


def _listen_to_sqlite(engine: Engine, patience: float) -> None:
    """Take transactions out of the driver's hands: it would not begin one for a read or for making a table."""
    del patience  # the driver knows it already

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        with _busy_suppressed():
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # with WAL safe against a kill and against corruption
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_size_limit = 33554432")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        # A transaction that reads first and writes then can fail at once where another wrote in between.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _busy_suppressed() -> Iterator[None]:
    """Let a locked database pass: somebody else is at the same switch to WAL, which is kept in the file."""
    try:
        yield
    except sqlite3.OperationalError as wrong:
        if not (wrong.sqlite_errorname or "").startswith("SQLITE_BUSY"):
            raise


def _listen_to_postgresql(engine: Engine, patience: float) -> None:
    """Make writers take turns, as in SQLite: no two of them can then wait for each other."""

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            connection.execute(text(f"SET LOCAL lock_timeout = {round(patience * 1000)}"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY})"))


DIALECTS = {
    "sqlite": Dialect("sqlite+pysqlite", lambda patience: {"timeout": patience}, _listen_to_sqlite, sqlite.insert),
    "postgresql": Dialect(
        "postgresql+psycopg",
        lambda patience: {"connect_timeout": max(2, round(patience)), "tcp_user_timeout": 10_000},
        _listen_to_postgresql,
        postgresql.insert,
    ),
}
DIALECTS["postgres"] = DIALECTS["postgresql"]  # as some hosts write it


def dialect_of(url: URL) -> Dialect:
    """The row of the database that a URL names. Raises `UnknownDialectError`."""
    name = url.drivername.partition("+")[0]
    if name not in DIALECTS:
        raise UnknownDialectError(f"database must be one of {', '.join(DIALECTS)}, got {name!r}")
    return DIALECTS[name]


def make_engine(url: URL, patience: float) -> Engine:
    """An engine that waits `patience` seconds for a lock or a connection. Nothing is opened yet."""
    dialect = dialect_of(url)
    engine = create_engine(
        _readable(url).set(drivername=dialect.driver),
        connect_args=dict(dialect.arguments(patience)),
        pool_pre_ping=True,  # the server may have been started anew
        pool_timeout=patience,
        hide_parameters=True,  # a log is no place for blobs
    )
    dialect.listen(engine, patience)
    return engine


def _readable(url: URL) -> URL:
    """The URL by which an SQLite file can be opened: where nothing may be written, one that says so.

    SQLite otherwise wants to write a file beside the database even to read it. Where nobody else has it open, there is
    none, and it is told that the file does not change.
    """
    file = file_of(url)
    if file is None or not file.exists() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return url
    alone = not file.with_name(f"{file.name}-shm").exists()
    options = {"mode": "ro", "uri": "true", **({"immutable": "1"} if alone else {})}
    return url.set(database=f"file:{quote(str(file.absolute()))}", query=options)


def reading(engine: Engine) -> AbstractContextManager[Connection]:
    """A connection in a transaction that only reads."""
    return engine.begin()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that may write: the only one at a time, in all processes. All of it or nothing."""
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        yield connection


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], keep: Sequence[str] = ()) -> None:
    """Insert the rows, or overwrite those of the same primary key except for their columns named in `keep`."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(keep)), list(rows))


@cache
def _upsert(dialect: str, table: Table, keep: tuple[str, ...]) -> Executable:
    """The statement, made once: it takes longer to make than SQLite takes for a row."""
    statement = DIALECTS[dialect].insert(table)
    fixed = {column.name for column in table.primary_key} | set(keep)
    changed = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in fixed}
    made: Executable = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)
    return made


def file_of(url: URL) -> Path | None:
    """The file of an SQLite URL; None where it names no plain file."""
    plain = url.drivername.startswith("sqlite") and url.database and not url.database.startswith(("file:", ":"))
    return Path(str(url.database)) if plain else None
