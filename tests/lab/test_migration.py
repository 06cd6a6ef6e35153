"""What a program stored before is found after, in SQLite and PostgreSQL."""

import hashlib
import logging
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, func, insert, select, text, update
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool

from core.engine.choice import ENGINES, FORMER
from core.experiment import Arm, Experiment
from lab.storage.codec import _pack_document, unpack_document
from lab.storage.dialects import dialect_of
from lab.storage.migration import LISTED_1
from lab.storage.schema import MEMBERS, RUNS, SCHEMA, VERSION, VISITS
from lab.storage.shelf import run_keys, run_keys_by
from lab.storage.store import Store

VERSION_1 = Path(__file__).parent / "data/version-1.sqlite"
"""Written by the program at commit 8c6b24c, with version 1 of the tables: `STORED`, trained by the compiled engine and
asked for by a visitor with the token "somebody"."""

STORED = Experiment(
    (Arm("softmax", "log_likelihood", 0.5, hidden=(2,)), Arm("sigmoid", "cross_entropy", 0.5, init="large", l2=0.1)),
    train=100,
    validation=50,
    hidden=(1,),
    epochs=2,
    seeds=1,
    first_seed=7,
)
ACCURACIES = [0.2529, 0.0958]  # on the test images, as that program printed them


@pytest.fixture(autouse=True)
def _by_the_compiled_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether Numba is installed or not: nothing is trained here."""
    monkeypatch.setattr("lab.storage.migration.chosen", lambda: ENGINES["compiled"])
    monkeypatch.setattr("lab.storage.database.chosen", lambda: ENGINES["compiled"])
    monkeypatch.setattr("lab.storage.shelf.chosen", lambda: ENGINES["compiled"])


def outside(url: str) -> Engine:
    """A connection past the store."""
    parsed = make_url(url)
    return create_engine(parsed.set(drivername=dialect_of(parsed).driver), poolclass=NullPool)


@pytest.fixture
def old(url: str) -> str:
    """The URL of a store of version 1: the file itself, or the same tables and rows in PostgreSQL."""
    if url.startswith("sqlite"):
        shutil.copy(VERSION_1, url.removeprefix("sqlite:///"))
        return url
    with closing(sqlite3.connect(VERSION_1)) as file, outside(url).begin() as connection:
        file.row_factory = sqlite3.Row
        for (statement,) in file.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(text(statement.replace("BLOB", "BYTEA").replace("DOUBLE", "DOUBLE PRECISION")))
        for table in (SCHEMA, RUNS, LISTED_1, MEMBERS, VISITS):
            rows = [dict(row) for row in file.execute(f"SELECT * FROM {table.name}").fetchall()]  # noqa: S608
            connection.execute(insert(table), rows)
    return url


def assert_found(store: Store) -> None:
    assert store.notice is None
    found = store.get_runs(run_keys(STORED))
    assert [found[key].test_accuracy for key in run_keys(STORED)] == ACCURACIES
    assert [found[key].run for key in run_keys(STORED)] == list(STORED.runs(7))


def test_results_of_version_1_are_found(old: str, open_store: Callable[..., Store]) -> None:
    store = open_store(old)
    assert_found(store)
    assert [row.experiment for row in store.recent(9)] == [STORED]
    assert [row.experiment for row in store.recent(9, "somebody")] == [STORED]
    assert store.recent(9, "somebody else") == []
    store.close()
    assert_found(open_store(old))
    with outside(old).connect() as connection:
        assert list(connection.scalars(select(SCHEMA.c.version))) == [VERSION]


def test_bits_and_size_are_as_they_were(old: str, open_store: Callable[..., Store]) -> None:
    def digest() -> set[tuple[str, ...]]:
        with outside(old).connect() as connection:
            rows = connection.execute(select(RUNS.c.document, RUNS.c.weights, RUNS.c.predictions)).all()
        return {tuple(hashlib.sha256(part).hexdigest() for part in row) for row in rows}

    before = digest()
    open_store(old)
    assert digest() == before


def test_results_of_an_engine_that_is_no_more_are_shown(old: str, open_store: Callable[..., Store]) -> None:
    """Before the engines had names, documents held none."""
    with outside(old).begin() as connection:
        for key, document in connection.execute(select(RUNS.c.key, RUNS.c.document)).all():
            nameless = unpack_document(document)
            del nameless["engine"]
            connection.execute(update(RUNS).where(RUNS.c.key == key).values(document=_pack_document(nameless)))
    store = open_store(old)
    assert_found(store)
    assert {result.engine for result in store.get_runs(run_keys(STORED)).values()} == {FORMER[0]}
    assert [row.experiment for row in store.recent(9)] == [STORED]


def test_results_of_another_engine_are_other_results(
    old: str, open_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(old)
    monkeypatch.setattr("lab.storage.database.chosen", lambda: ENGINES["plain"])
    assert not store.known(run_keys_by(ENGINES["plain"].identity, STORED))
    assert store.recent(9) == []


def test_a_damaged_run_costs_itself_and_its_experiment(
    old: str, open_store: Callable[..., Store], caplog: pytest.LogCaptureFixture
) -> None:
    with outside(old).begin() as connection:
        first = connection.scalars(select(RUNS.c.key).order_by(RUNS.c.key)).first()
        connection.execute(update(RUNS).where(RUNS.c.key == first).values(document=b"noise"))
    with caplog.at_level(logging.WARNING):
        store = open_store(old)
    assert f"run {first} is not kept" in caplog.text
    assert len(store.get_runs(run_keys(STORED))) == 1
    assert store.recent(9) == []
    assert store.notice is None


def test_runs_of_older_numerics_are_not_kept(old: str, open_store: Callable[..., Store]) -> None:
    with outside(old).begin() as connection:
        first = connection.scalars(select(RUNS.c.key).order_by(RUNS.c.key)).first()
        connection.execute(update(RUNS).where(RUNS.c.key == first).values(key="0" * 64))
        connection.execute(update(LISTED_1).values(numerics=2))
    store = open_store(old)
    assert store.recent(9) == []
    with outside(old).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RUNS)) == 1


def test_an_empty_store_of_version_1_is_taken_over(old: str, open_store: Callable[..., Store]) -> None:
    with outside(old).begin() as connection:
        for table in (VISITS, MEMBERS, LISTED_1, RUNS):
            connection.execute(delete(table))
    store = open_store(old)
    assert store.notice is None
    assert store.recent(9) == []
