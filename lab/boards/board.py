"""A class board as it is at one moment: what is compared, which step the class is at, and who takes part.

Each student trains all arms with a seed of their own, so that a class of 60 is one experiment of 60 paired seeds. The
arm that a student stands for is picked or dealt, and changes nothing in what is trained.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from core.experiment import Experiment

Step = Literal["predict", "train", "discuss"]
STEPS: tuple[Step, ...] = ("predict", "train", "discuss")
"""What a class does, one after another: the teacher says when."""

LASTS = 24 * 3600.0
"""Seconds after which a board ends, and what was stored of its students is deleted."""


@dataclass(frozen=True, slots=True)
class Board:
    """What a teacher has opened. Times are in seconds since 1970.

    `key` is a hash of the code by which one joins, `host` of the teacher's secret: neither is kept itself. `experiment`
    holds the arms and the settings, with one seed. While it is `paused` students can only look.
    """

    key: str
    host: str
    experiment: Experiment
    made: float
    until: float
    step: Step = "predict"
    paused: bool = False
    names_hidden: bool = False

    def of(self, number: int) -> Experiment:
        """What the student of this number trains: all arms, with the student's own seed."""
        return replace(self.experiment, first_seed=self.experiment.first_seed + number, seeds=1)


@dataclass(frozen=True, slots=True)
class Student:
    """One who has joined: all that is known of them.

    `number` counts from 1, in the order in which they came. `token` is a hash of what their browser shows to be known
    again. `nickname` may be ''. `arm` is the index of the arm that they stand for; `winner` the one that they say will
    be ahead, and by how many `points` of test accuracy, None before they have said so. `trains`: they have pressed
    Train.
    """

    number: int
    token: str
    nickname: str
    arm: int
    winner: int | None = None
    points: float | None = None
    trains: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A board with its students in the order of their numbers. `version` grows with every change that is stored."""

    board: Board
    students: tuple[Student, ...] = ()
    version: int = 1

    def by_token(self, token: str) -> Student | None:
        """The student whose hash this is; None where nobody's is."""
        return next((student for student in self.students if student.token == token), None)

    def with_board(self, **changes: object) -> Room:
        """The room with these fields of its board changed."""
        return replace(self, board=replace(self.board, **changes))  # type: ignore[arg-type]

    def with_student(self, changed: Student) -> Room:
        """The room with the student of this number changed, or one more of them."""
        others = [student for student in self.students if student.number != changed.number]
        return replace(self, students=tuple(sorted([*others, changed], key=lambda student: student.number)))
