"""Class boards in SQLite and PostgreSQL: what goes in comes out, for many at once, and while the database fails."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from core.experiment import Experiment
from lab.boards import rules
from lab.boards.board import Room
from lab.boards.refusal import Refusal
from lab.storage.dialects import dialect_of
from lab.storage.schema import BOARDS, STUDENTS
from lab.storage.store import RETRY, Store

ROOT = Path(__file__).parents[3]
NOW = 1_000_000.0
FULL = "full"
Opener = Callable[..., Store]


def opened(store: Store, key: str = "key") -> Room:
    room = rules.opened(key, "host", Experiment(epochs=5), NOW)
    store.boards.open(room, 3, FULL)
    return room


def join(store: Store, token: str, key: str = "key") -> Room:
    room = store.boards.change(key, lambda room: rules.joined(room, token, token, None))
    assert room is not None
    return room


def rows(url: str, table: str) -> int:
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername=dialect_of(parsed).driver))
    with engine.connect() as connection:
        count = connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
    engine.dispose()
    return int(count)


def test_a_room_comes_out_as_it_went_in(store: Store, url: str, open_store: Opener) -> None:
    room = opened(store)
    join(store, "ada")
    join(store, "李小龙")
    store.boards.change("key", lambda room: rules.predicted(room, "ada", 1, 2.5))
    store.boards.change("key", lambda room: rules.led(room, "train"))
    store.boards.change("key", lambda room: rules.hidden(rules.paused(rules.training(room, "ada"), True), True))
    found = store.boards.get("key")
    assert found == open_store(url).boards.get("key")
    assert found is not None
    assert found.board == replace(room.board, step="train", paused=True, names_hidden=True)
    ada, other = found.students
    assert (ada.number, ada.nickname, ada.arm, ada.winner, ada.points, ada.trains) == (1, "ada", 0, 1, 2.5, True)
    assert (other.number, other.nickname, other.arm, other.winner, other.points, other.trains) == (
        2,
        "李小龙",
        1,
        None,
        None,
        False,
    )
    assert found.version == 6  # opened, two joined, predicted, led, and the last three at once
    assert store.notice is None


def test_a_fresh_process_finds_the_board(store: Store, url: str) -> None:
    opened(store)
    join(store, "ada")
    code = (
        "import sys; from lab.storage.store import Store; print(Store(sys.argv[1]).boards.get('key').students[0].token)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, url], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "ada\n"


def test_what_has_not_changed_is_not_read_again(store: Store) -> None:
    opened(store)
    known = store.boards.get("key")
    assert store.boards.get("key", known) is known
    assert join(store, "ada") == store.boards.get("key", known)
    assert store.boards.change("key", lambda room: room).version == 2


def test_an_unknown_board_is_none(store: Store) -> None:
    assert store.boards.get("x") is None
    assert store.boards.change("x", lambda room: room) is None
    store.boards.end("x")


def test_a_refusal_changes_nothing(store: Store) -> None:
    opened(store)
    join(store, "ada")
    before = store.boards.get("key")
    with pytest.raises(Refusal, match="no such arm"):
        store.boards.change("key", lambda room: rules.predicted(room, "ada", 7, 1.0))
    assert store.boards.get("key") == before
    assert store.notice is None


def test_sixty_who_join_at_once_by_two_servers_get_sixty_numbers(url: str, open_store: Opener) -> None:
    stores = [open_store(url, patience=30.0) for _ in range(2)]
    opened(stores[0])
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: join(stores[number % 2], str(number)), range(60)))
    found = stores[0].boards.get("key")
    assert found is not None
    assert [student.number for student in found.students] == list(range(1, 61))
    assert sorted(int(student.token) for student in found.students) == list(range(60))
    assert [student.arm for student in found.students].count(0) == 30


def test_there_are_so_many_boards_at_most(store: Store) -> None:
    for key in "abc":
        opened(store, key)
    with pytest.raises(Refusal, match=FULL):
        opened(store, "d")
    store.boards.end("b")
    opened(store, "d")


def test_boards_that_have_ended_are_deleted_with_all_that_is_known_of_students(store: Store, url: str) -> None:
    room = opened(store)
    join(store, "ada")
    store.boards.drop_ended(room.board.until - 1)
    assert rows(url, BOARDS.name) == rows(url, STUDENTS.name) == 1
    store.boards.drop_ended(room.board.until)
    assert rows(url, BOARDS.name) == rows(url, STUDENTS.name) == 0
    assert store.boards.get("key") is None


def test_a_server_deletes_them_while_it_stays(store: Store, url: str) -> None:
    opened(store)  # in 1970
    store.stay()
    assert rows(url, BOARDS.name) == 0


def test_a_board_that_is_ended_is_deleted(store: Store, url: str) -> None:
    opened(store)
    join(store, "ada")
    store.boards.end("key")
    assert rows(url, BOARDS.name) == rows(url, STUDENTS.name) == 0
    assert store.boards.get("key") is None


def test_a_store_of_before_gets_the_tables(url: str, open_store: Opener) -> None:
    open_store(url).close()
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername=dialect_of(parsed).driver))
    with engine.begin() as connection:
        for table in (STUDENTS, BOARDS):
            table.drop(connection)
    engine.dispose()
    store = open_store(url)
    opened(store)
    assert store.boards.get("key") is not None
    assert not store.notice


def test_a_damaged_board_is_as_good_as_none(store: Store, url: str, caplog: pytest.LogCaptureFixture) -> None:
    opened(store)
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername=dialect_of(parsed).driver))
    with engine.begin() as connection:
        connection.execute(BOARDS.update().values(settings="{"))
    engine.dispose()
    assert store.boards.get("key") is None
    assert store.boards.change("key", lambda room: room) is None
    assert "class board key" in caplog.text
    assert store.notice is None


def test_in_memory_alone_boards_work_too(open_store: Opener) -> None:
    store = open_store("sqlite://")
    room = opened(store)
    join(store, "ada")
    with pytest.raises(Refusal, match="no such arm"):
        store.boards.change("key", lambda room: rules.predicted(room, "ada", 7, 1.0))
    found = store.boards.get("key")
    assert found is not None
    assert (len(found.students), found.version) == (1, 2)
    opened(store, "b")
    opened(store, "c")
    with pytest.raises(Refusal, match=FULL):
        opened(store, "d")
    store.boards.drop_ended(room.board.until)
    assert store.boards.get("key") is None


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_class_goes_on_while_the_database_is_locked_and_is_written_after(
    sqlite_url: str, open_store: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    store = open_store(sqlite_url, clock=clock, patience=0.05)
    opened(store)
    join(store, "ada")
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(join(store, "bob").students) == 2
        opened(store, "second")
        store.boards.end("third")
        assert "locked" in str(store.notice)
        assert len(store.boards.get("key").students) == 2
        other.rollback()
    clock.now = RETRY + 1
    store.catch_up()
    assert store.notice is None
    fresh = open_store(sqlite_url).boards
    assert [student.token for student in fresh.get("key").students] == ["ada", "bob"]
    assert fresh.get("second") is not None
    assert fresh.get("key").version > 2  # others who know an earlier one read it anew


def test_what_one_server_ended_while_the_database_was_locked_is_gone_after(sqlite_url: str, open_store: Opener) -> None:
    clock = Clock()
    store = open_store(sqlite_url, clock=clock, patience=0.05)
    opened(store)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        store.boards.end("key")
        assert store.boards.get("key") is None
        assert store.boards.change("key", lambda room: room) is None
        other.rollback()
    clock.now = RETRY + 1
    store.catch_up()
    assert open_store(sqlite_url).boards.get("key") is None
