"""The server is killed in the middle of a lesson, and another begins on the same store: the board is whole."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from benchmarks.boards import PAGE, fill, has, send
from benchmarks.dashboard import wait_for
from benchmarks.visitor import Visitor
from core.datasets import mnist
from core.experiment import Experiment
from core.verdict import judge
from lab.boards import codes, verdict
from lab.links import query_string
from lab.storage.shelf import run_keys
from lab.storage.store import Store
from tests.lab.processes import WAIT, gone, kill
from tests.ui.site.servers import Server, start

EXPERIMENT = Experiment(train=20_000, epochs=40, seeds=1)  # some seconds: it is killed before they are over
STUDENTS = 3
PREDICTED = [(0, 1.0), (0, 2.0), (0, 3.0)]


@dataclass
class Lesson:
    """The links of a class: the teacher's, and the students'."""

    host: str
    students: list[str]

    @property
    def key(self) -> str:
        return codes.hashed(parse_qs(self.host)["code"][0])


def during(server: Server, act: Callable[[int], Awaitable[None]]) -> None:
    wait_for(server.url("/_stcore/health"), server.process)
    asyncio.run(act(server.port))


async def opened(port: int, query: str) -> Visitor:
    visitor = Visitor(port, PAGE, query)
    await visitor.open()
    return visitor


async def until(done: Callable[[], bool], *visitors: Visitor) -> None:
    """Have these pages look again and again, as they ask to."""
    deadline = time.monotonic() + WAIT
    while not done():
        assert time.monotonic() < deadline
        for visitor in visitors:
            await visitor.poll(next(iter(visitor.polls)))
        await asyncio.sleep(0.2)


async def first_half(port: int, lesson: Lesson) -> None:
    """Until all have pressed Train."""
    teacher = await opened(port, f"{query_string(EXPERIMENT)}&new=1")
    await teacher.press("Open a class board")
    lesson.host = teacher.query
    students = [await opened(port, urlencode({"code": parse_qs(teacher.query)["code"][0]})) for _ in range(STUDENTS)]
    for number, student in enumerate(students, start=1):
        await send(student, [fill(student, "text_input", f"Student {number}")], "Join")
        student.forget()
        said = [fill(student, "radio", None), fill(student, "number_input", float(number))]
        await send(student, said, "Predict")
        student.forget()
        lesson.students.append(student.query)
    await teacher.press("Next step: Train")
    for student in students:
        await until(partial(has, student, "button", "Train"), student)
        await student.press("Train")
    for visitor in (teacher, *students):
        await visitor.close()


async def second_half(port: int, lesson: Lesson, finished: Callable[[], bool]) -> None:
    """From the links of those who come back."""
    teacher = await opened(port, lesson.host)
    students = [await opened(port, query) for query in lesson.students]
    assert not any(has(student, "button", "Train") for student in students)  # they have pressed it
    await until(finished, teacher, *students)
    await teacher.press("Next step: Discuss")
    assert not teacher.errors
    for visitor in (teacher, *students):
        await visitor.close()


def test_a_board_is_whole_after_the_server_was_killed(tmp_path: Path) -> None:
    lesson = Lesson("", [])
    server = start(tmp_path)
    try:
        during(server, partial(first_half, lesson=lesson))
    finally:
        kill(server.process.pid)
    assert gone(server.process.pid)
    server.process.wait()

    store = Store(f"sqlite:///{tmp_path / 'results.sqlite3'}")
    keys = [key for number in range(1, STUDENTS + 1) for key in run_keys(replace(EXPERIMENT, first_seed=number))]
    assert not store.has_all(keys)

    server = start(tmp_path)
    try:
        during(server, partial(second_half, lesson=lesson, finished=partial(store.has_all, keys)))
    finally:
        server.process.terminate()
        server.process.wait(30)

    room = store.boards.get(lesson.key)
    assert room is not None
    assert room.board.step == "discuss"
    assert [(student.nickname, student.winner, student.points) for student in room.students] == [
        (f"Student {number}", *said) for number, said in enumerate(PREDICTED, start=1)
    ]
    runs = store.get_runs(keys)
    results = {number: [runs[key] for key in run_keys(room.board.of(number))] for number in range(1, STUDENTS + 1)}
    found = verdict.outcome(room, results, mnist().test.labels)
    assert found
    columns = [[results[number][arm] for number in sorted(results)] for arm in range(2)]
    assert found.verdict == judge(columns, mnist().test.labels)
    store.close()
