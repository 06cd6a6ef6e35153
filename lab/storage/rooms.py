"""Class boards and their students as rows of two tables, and back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, func, select

from lab.boards.board import STEPS, Board, Room, Student
from lab.storage.codec import DAMAGE, DamagedError, experiment_text, read_experiment
from lab.storage.dialects import upsert
from lab.storage.schema import BOARDS, STUDENTS

LOG = logging.getLogger(__name__)

Change = Callable[[Room], Room]
"""What is to become of a room. May raise `lab.boards.refusal.Refusal`: then nothing does."""


def version(connection: Connection, key: str) -> int | None:
    """The version of a board; None where there is none."""
    return connection.scalar(select(BOARDS.c.version).where(BOARDS.c.key == key))


def read(connection: Connection, key: str) -> Room | None:
    """A board with its students; None where there is none, or what there is cannot be read."""
    row = connection.execute(select(BOARDS).where(BOARDS.c.key == key)).one_or_none()
    if row is None:
        return None
    students = connection.execute(select(STUDENTS).where(STUDENTS.c.board == key).order_by(STUDENTS.c.number)).all()
    try:
        return Room(_board(row), tuple(map(_student, students)), row.version)
    except (DamagedError, *DAMAGE) as wrong:
        LOG.warning("class board %s: %s", key, wrong)
        return None


def put(connection: Connection, room: Room) -> None:
    """Write a whole room, over what there is of it."""
    upsert(connection, BOARDS, [_board_row(room)])
    connection.execute(delete(STUDENTS).where(STUDENTS.c.board == room.board.key))
    upsert(connection, STUDENTS, [_student_row(room.board.key, student) for student in room.students])


def change(connection: Connection, key: str, action: Change) -> Room | None:
    """Change a room, and write the rows that differ; None where there is none."""
    before = read(connection, key)
    if before is None:
        return None
    after = action(before)
    if after == before:
        return before
    after = replace(after, version=before.version + 1)
    changed = set(after.students) - set(before.students)
    upsert(connection, BOARDS, [_board_row(after)])
    upsert(connection, STUDENTS, [_student_row(key, student) for student in changed])
    return after


def drop(connection: Connection, key: str) -> None:
    """Delete a board and all that is stored of its students."""
    connection.execute(delete(BOARDS).where(BOARDS.c.key == key))


def drop_ended(connection: Connection, now: float) -> None:
    """Delete the boards that have ended by now, seconds since 1970."""
    connection.execute(delete(BOARDS).where(BOARDS.c.until <= now))


def count(connection: Connection) -> int:
    """How many boards there are."""
    return connection.scalar(select(func.count()).select_from(BOARDS)) or 0


def _board(row: Any) -> Board:
    if row.step not in STEPS:
        raise ValueError(f"step must be one of {', '.join(STEPS)}, got {row.step!r}")
    return Board(
        row.key,
        row.host,
        read_experiment(row.settings),
        row.made,
        row.until,
        row.step,
        bool(row.paused),
        bool(row.names_hidden),
    )


def _student(row: Any) -> Student:
    return Student(row.number, row.token, row.nickname, row.arm, row.winner, row.points, bool(row.trains))


def _board_row(room: Room) -> dict[str, Any]:
    board = room.board
    return {
        "key": board.key,
        "host": board.host,
        "settings": experiment_text(board.experiment),
        "made": board.made,
        "until": board.until,
        "step": board.step,
        "paused": board.paused,
        "names_hidden": board.names_hidden,
        "version": room.version,
    }


def _student_row(key: str, student: Student) -> dict[str, Any]:
    return {
        "board": key,
        "number": student.number,
        "token": student.token,
        "nickname": student.nickname,
        "arm": student.arm,
        "winner": student.winner,
        "points": student.points,
        "trains": student.trains,
    }
