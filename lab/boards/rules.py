"""What may happen on a board, and when: each rule takes a room and gives back the room as it is then.

All raise `Refusal` with a sentence. What comes is from anybody's browser: nothing is taken for granted.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import cast

from core import limits
from core.experiment import Experiment
from core.kinds import Whole
from core.settings import SETTINGS
from lab.boards.board import LASTS, STEPS, Board, Room, Step, Student
from lab.boards.refusal import Refusal
from lab.languages.words import N_, said
from lab.saying import followed
from lab.serving.advice import advice, forecast, span

MOST_STUDENTS = 120
MOST_BOARDS = 200
LONGEST_NAME = 20
MOST_MARKS = 2  # accents on one letter: more would reach over the lines above and below
MOST_SECONDS = 60.0  # of a core for one student: a class of 60 waits half an hour for that on two cores
MOST_RECORDS = 400  # epochs of all arms together: what a class records is in memory
POINTS = limits.Limit(N_("the points that you predict"), 0, 100)

TOO_FEW_ARMS = N_("A class board compares two arms at least: there has to be something to predict.")
TOO_LONG = N_("One student would train about {seconds} on one core, and a class board gives each at most {most}.")
TOO_MANY_RECORDS = N_(
    "A class board takes at most {most} epochs over all arms, and this has {records:,}. Please take fewer."
)
TOO_MANY_BOARDS = N_("All {most} class boards of this server are in use. Please try again later.")
TOO_MANY_STUDENTS = N_("This board is full: {most} have joined.")
NAME_TOO_LONG = N_("A nickname has at most {most} characters, and this one has {count}.")
NO_SUCH_ARM = N_("There is no such arm on this board.")
PAUSED = N_("The board is paused. Please wait for your teacher.")
TOO_LATE = N_("The class has begun to train: predictions stand as they are.")
NOT_YET = N_("Please wait: your teacher has not started the training yet.")
OVER = N_("The training is over: the class discusses what came of it.")
NOT_HERE = N_("You have not joined this board. Please join with its code.")
NOT_NEXT = N_("The class is at another step by now.")

WAYS: dict[Step, tuple[Step, ...]] = {"predict": ("train",), "train": ("discuss",), "discuss": ("train",)}
"""Where a teacher can lead the class from each step: on, and from the end back to those who have not trained. Nobody
predicts any more what has been trained."""


def opened(key: str, host: str, experiment: Experiment, now: float, most: float = MOST_SECONDS) -> Room:
    """A new board of these arms and settings, whose code and secret have these hashes.

    One student may take at most so many seconds of a core.
    """
    if len(experiment.arms) < 2:
        raise Refusal(TOO_FEW_ARMS)
    limits.SHOWN_ARMS.check(len(experiment.arms))
    highest = cast("Whole", SETTINGS["first_seed"].kind).high
    one = replace(experiment, seeds=1, first_seed=min(experiment.first_seed, highest - MOST_STUDENTS))
    seconds, records = forecast(one), one.epochs * len(one.arms)
    if seconds > most:
        raise Refusal(followed(said(TOO_LONG, seconds=span(seconds), most=span(most)), advice(one, most)))
    if records > MOST_RECORDS:
        raise Refusal(said(TOO_MANY_RECORDS, most=MOST_RECORDS, records=records))
    return Room(Board(key, host, one, now, now + LASTS))


def joined(room: Room, token: str, nickname: str, arm: int | None) -> Room:
    """Somebody joins, for an arm that they pick or are dealt; who has joined already stays as they are."""
    if room.by_token(token):
        return room
    if len(room.students) >= MOST_STUDENTS:
        raise Refusal(said(TOO_MANY_STUDENTS, most=MOST_STUDENTS))
    name = cleaned(nickname)
    if len(name) > LONGEST_NAME:
        raise Refusal(said(NAME_TOO_LONG, most=LONGEST_NAME, count=len(name)))
    number = max((student.number for student in room.students), default=0) + 1
    return room.with_student(Student(number, token, name, _dealt(room) if arm is None else _arm(room, arm)))


def predicted(room: Room, token: str, winner: int, points: float) -> Room:
    """A student says which arm will be ahead, and by how many points; as often as they like until training begins."""
    student = _student(room, token)
    if room.board.step != "predict":
        raise Refusal(TOO_LATE)
    return room.with_student(replace(student, winner=_arm(room, winner), points=_points(points)))


def training(room: Room, token: str) -> Room:
    """A student presses Train; who has done so before changes nothing."""
    student = _student(room, token)
    if student.trains:
        return room
    if room.board.step != "train":
        raise Refusal(NOT_YET if room.board.step == "predict" else OVER)
    return room.with_student(replace(student, trains=True))


def led(room: Room, step: Step) -> Room:
    """The teacher leads the class to a step; where it is there already, two presses have crossed."""
    if step not in STEPS or (step != room.board.step and step not in WAYS[room.board.step]):
        raise Refusal(NOT_NEXT)
    return room.with_board(step=step, paused=False)


def paused(room: Room, wanted: bool) -> Room:
    """The teacher has the class wait, or go on."""
    return room.with_board(paused=wanted)


def hidden(room: Room, wanted: bool) -> Room:
    """The teacher hides the names, or shows them."""
    return room.with_board(names_hidden=wanted)


def cleaned(nickname: str) -> str:
    r"""A nickname without what cannot be seen or turns the line round, with single spaces, and few accents on a letter.

    >>> cleaned("  Ada\u202e \x00 L. ")
    'Ada L.'
    """
    said: list[str] = []
    marks = 0
    for sign in unicodedata.normalize("NFC", nickname[: 10 * LONGEST_NAME]):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind.startswith("M") else 0
        if kind.startswith("Z") or sign.isspace():
            said.append(" ")
        elif not kind.startswith("C") and marks <= MOST_MARKS:
            said.append(sign)
    return " ".join("".join(said).split())


def _dealt(room: Room) -> int:
    """The arm that the fewest stand for, the first among equals."""
    counts = Counter(student.arm for student in room.students)
    return min(range(len(room.board.experiment.arms)), key=lambda arm: counts[arm])


def _arm(room: Room, arm: object) -> int:
    if isinstance(arm, bool) or not isinstance(arm, int) or not 0 <= arm < len(room.board.experiment.arms):
        raise Refusal(NO_SUCH_ARM)
    return arm


def _points(points: object) -> float:
    try:
        checked = POINTS.check(points)
    except limits.InvalidSetting as wrong:
        raise Refusal(wrong.sentence) from wrong
    return math.floor(10 * checked + 0.5) / 10


def _student(room: Room, token: str) -> Student:
    """The student whose hash this is, where they may do something now."""
    student = room.by_token(token)
    if student is None:
        raise Refusal(NOT_HERE)
    if room.board.paused:
        raise Refusal(PAUSED)
    return student
