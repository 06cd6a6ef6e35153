"""A class at one board: 58 scripted students and their teacher predict, train and discuss together.

    python benchmarks/boards.py                    # 58 students: about two minutes
    python benchmarks/boards.py --students 120

Starts a dashboard of its own on this machine, with an empty store, and ends it. The students come evenly within half a
minute, join with a nickname, predict, and poll as the page asks them to. The teacher leads on when all have predicted;
then each presses Train within ten seconds, and when all runs are stored the class discusses. Seconds are from a
message's way out to the end of the script run that it begins: of each press, of a look that finds nothing new, and of
one that draws the page anew. "Seen" is from the teacher's press until a student's page shows it, the wait for the next
look included. Students run niced in this process, on the same cores; memory is the server's without its workers,
resident.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from benchmarks.dashboard import dashboard, processor_seconds, resident
from benchmarks.visitor import Visitor
from core.experiment import Experiment
from lab.links import query_string
from lab.storage.shelf import run_keys
from lab.storage.store import Store

MOST_STUDENTS = 120
MOST_SECONDS = 600.0
COMING, PREDICTING, PRESSING = 30.0, 10.0, 10.0  # seconds in which all do so
EXPERIMENT = Experiment(seeds=1, first_seed=100)  # of the first seeds the results are shipped
NICENESS = 5
PAGE = "board"
TRAIN, DISCUSS = "Next step: Train", "Next step: Discuss"
KINDS = (
    "first page",
    "join",
    "predict",
    "train",
    "teacher",
    "nothing new",
    "drawn anew",
    "teacher, drawn anew",
    "seen",
)


@dataclass
class Tally:
    """What is measured: seconds by kind, what went wrong, and the server's memory at most in bytes."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    peak: int = 0
    pressed: float = 0.0  # when the teacher led on last
    predicted: int = 0
    seen: int = 0  # students whose page shows the end


def fill(visitor: Visitor, kind: str, value: str | float | None) -> WidgetState:
    """The state of the first widget of this kind; without a value the first of its options."""
    element = visitor.find(kind, "").element
    if isinstance(value, float):
        return WidgetState(id=element.id, double_value=value)
    return WidgetState(id=element.id, string_value=value if value is not None else element.options[0])


async def send(visitor: Visitor, states: Iterable[WidgetState], label: str) -> float:
    """Send a form by the button of this label."""
    button = visitor.find("button", label)
    return await visitor.run([*states, WidgetState(id=button.element.id, trigger_value=True)], button.fragment)


async def look(visitor: Visitor, tally: Tally, of: str = "") -> None:
    """Wait until the page wants to look, and let it."""
    fragment, interval = next(iter(visitor.polls.items()))
    await asyncio.sleep(interval)
    if fragment in visitor.polls:
        drawn = visitor.drawn
        took = await visitor.poll(fragment)
        tally.seconds[f"{of}drawn anew" if visitor.drawn > drawn else f"{of}nothing new"].append(took)


def has(visitor: Visitor, kind: str, label: str) -> bool:
    """Whether there is such a widget that can be used."""
    try:
        visitor.find(kind, label)
    except LookupError:
        return False
    return True


async def attend(port: int, number: int, code: str, tally: Tally, over: asyncio.Event) -> None:
    """What one student does, from the QR code to the end of the discussion."""
    chance = random.Random(number)  # noqa: S311 (it only spreads what students do)
    visitor = Visitor(port, PAGE, f"code={code}")
    try:
        tally.seconds["first page"].append(await visitor.open())
        joining = [fill(visitor, "text_input", f"Student {number}")] if number % 3 else []
        tally.seconds["join"].append(await send(visitor, joining, "Join"))
        visitor.forget()
        await asyncio.sleep(chance.uniform(0.0, PREDICTING))
        await visitor.settle()
        said = [fill(visitor, "radio", None), fill(visitor, "number_input", round(chance.uniform(0.0, 3.0), 1))]
        tally.seconds["predict"].append(await send(visitor, said, "Predict"))
        tally.predicted += 1
        while not has(visitor, "button", "Train"):
            await look(visitor, tally)
        tally.seconds["seen"].append(time.perf_counter() - tally.pressed)
        visitor.forget()
        await asyncio.sleep(chance.uniform(0.0, PRESSING))
        tally.seconds["train"].append(await visitor.press("Train"))
        before = visitor.drawn
        while tally.pressed == 0.0 or not over.is_set() or visitor.drawn == before:
            if not over.is_set():
                before = visitor.drawn
            await look(visitor, tally)
        tally.seconds["seen"].append(time.perf_counter() - tally.pressed)
        tally.seen += 1
    except (OSError, LookupError, WebSocketException, TimeoutError, StopIteration) as wrong:
        tally.wrong.append(f"student {number}: {type(wrong).__name__} {wrong}")
    finally:
        tally.wrong += [f"student {number}: {error}" for error in [*visitor.errors, *visitor.alerts]]
        await visitor.close()


async def lesson(port: int, pid: int, students: int, store: str, tally: Tally) -> None:
    """What the teacher does, and the class with it."""
    teacher = Visitor(port, PAGE, f"{query_string(EXPERIMENT)}&new=1")
    await teacher.open()
    tally.seconds["teacher"].append(await teacher.press("Open a class board"))
    code = parse_qs(teacher.query)["code"][0]
    over = asyncio.Event()
    begun, used, guests = time.perf_counter(), processor_seconds(pid), []

    async def until(done: Callable[[], bool]) -> None:
        while not done() and time.perf_counter() < begun + MOST_SECONDS:
            await look(teacher, tally, "teacher, ")
            tally.peak = max(tally.peak, resident(pid))

    async def come() -> None:
        for number in range(1, students + 1):
            guests.append(asyncio.create_task(attend(port, number, code, tally, over)))
            await asyncio.sleep(COMING / students)

    coming = asyncio.create_task(come())
    await until(lambda: tally.predicted + len(tally.wrong) >= students)
    await coming
    tally.pressed = time.perf_counter()
    tally.seconds["teacher"].append(await teacher.press(TRAIN))
    book = Store(store)
    seeds = range(EXPERIMENT.first_seed + 1, EXPERIMENT.first_seed + students + 1)
    keys = [key for seed in seeds for key in run_keys(replace(EXPERIMENT, first_seed=seed))]
    await until(lambda: book.has_all(keys) or all(guest.done() for guest in guests))
    print(
        f"trained and stored after {time.perf_counter() - tally.pressed:.1f} s: {len(book.known(keys))} of {len(keys)}"
    )
    book.close()
    tally.pressed = time.perf_counter()
    over.set()
    tally.seconds["teacher"].append(await teacher.press(DISCUSS))
    await until(lambda: all(guest.done() for guest in guests))
    await asyncio.gather(*guests)
    cores = (processor_seconds(pid) - used) / (time.perf_counter() - begun)
    tally.wrong += [f"teacher: {error}" for error in [*teacher.errors, *teacher.alerts]]
    await teacher.close()
    print(f"students who saw the end: {tally.seen} of {students}")
    print(f"processor: the server without its workers kept {cores:.2f} cores busy")


def told(tally: Tally) -> None:
    """Print what was measured."""
    print(f"{'seconds':24}{'count':>8}{'p50':>9}{'p95':>9}{'worst':>9}")
    changes = [took for kind in ("join", "predict", "train", "teacher") for took in tally.seconds[kind]]
    for kind, values in (*((kind, tally.seconds[kind]) for kind in KINDS), ("all changes", changes)):
        if ordered := sorted(values):
            p50, p95 = (ordered[round(share * (len(ordered) - 1))] for share in (0.5, 0.95))
            print(f"{kind:24}{len(ordered):8}{p50:9.3f}{p95:9.3f}{ordered[-1]:9.3f}")
    print(f"went wrong: {len(tally.wrong)}")
    for wrong in tally.wrong[:10]:
        print(f"  {wrong}")
    print(f"server memory: {tally.peak / 1e6:.0f} MB at most")


def main() -> None:
    """Read the command line, hold the lesson, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--students", type=int, default=58, help=f"how many come, at most {MOST_STUDENTS}")
    chosen = parser.parse_args()
    if not 1 <= chosen.students <= MOST_STUDENTS:
        parser.error(f"from 1 to {MOST_STUDENTS} students can come")
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/results.sqlite3"
        with dashboard(LAB_STORE=store) as (port, pid):
            if hasattr(os, "nice"):
                os.nice(NICENESS)  # not before: the dashboard would inherit it
            asyncio.run(lesson(port, pid, chosen.students, store, tally))
        told(tally)


if __name__ == "__main__":
    main()
