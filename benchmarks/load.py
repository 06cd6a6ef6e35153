"""The dashboard under a class, in which many come within a minute, some train, and all move sliders.

    python benchmarks/load.py                                # 100 visitors, 50 of whom train: about two minutes
    python benchmarks/load.py --visitors 200 --training 100
    python benchmarks/load.py --hostile                      # see benchmarks/hostile.py
    python benchmarks/load.py --page digits                  # see benchmarks/looking.py

Starts a dashboard of its own on this machine, with an empty store, and ends it. Each page is opened once before, since
the first visitor of a fresh server waits for Python's imports. The visitors come evenly and run niced in this process,
on the same cores. Those who train open Compare by a link with seeds of their own, press Train, and poll as the page
asks them to; the others read the softmax page, or prepare an experiment on Compare. Whoever is not waiting for a
training moves the first slider of the page every six seconds or so; on Compare they open the first arm for that. The
first page is timed from the request for its frame to the end of the script run; memory is the server's without its
workers, resident.
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
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from websockets.exceptions import WebSocketException

from benchmarks.dashboard import dashboard, processor_seconds, resident
from benchmarks.visitor import Visitor
from core.experiment import Experiment
from lab.links import query_string
from lab.storage.shelf import run_keys
from lab.storage.store import Store

MOST_VISITORS, MOST_SECONDS = 300, 900
NICENESS = 5
FIRST = 10  # visitors after whom the memory of one more is counted
AFTER = 15.0  # seconds that everybody stays after the last has come
WARM = 3.0  # seconds between the opening of each page and the first visitor
PAGES = ("compare", "softmax")
NOT_YET = ("Next in the queue", "Number", "Starting")  # what is said beside the progress before there is a curve


@dataclass
class Tally:
    """What is measured: seconds by kind, what went wrong, and the server's memory in bytes by number of visitors."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    memory: dict[int, int] = field(default_factory=dict)
    peak: int = 0
    cores: float = 0.0  # that the server kept busy without its workers, on average
    busy: float = 0.0  # seconds of a core in all
    here: int = 0
    shown: set[Experiment] = field(default_factory=set)


async def visit(port: int, number: int, experiment: Experiment | None, until: asyncio.Event, tally: Tally) -> None:
    """What one visitor does, from coming to going."""
    chance = random.Random(number)  # noqa: S311 (it only spreads what visitors do)
    page = "compare" if experiment or number % 4 == 1 else "softmax"
    visitor = Visitor(port, page, query_string(experiment) if experiment else "")
    try:
        tally.seconds["first page"].append(await visitor.open())
        tally.here += 1
        if experiment:
            await train(visitor, experiment, chance, tally)
        if page == "compare":
            tally.seconds["popover"].append(await visitor.unfold("chip-1"))
        while not await ended(until, chance.uniform(3.0, 9.0)):
            tally.seconds["slider"].append(took := await visitor.slide(chance.random()))
            tally.seconds[f"slider, {page}"].append(took)
    except (OSError, LookupError, WebSocketException) as wrong:
        tally.wrong.append(f"visitor {number} on {page}: {type(wrong).__name__} {wrong}")
    finally:
        tally.wrong += [f"visitor {number} on {page}: {error}" for error in visitor.errors]
        await visitor.close()


async def train(visitor: Visitor, experiment: Experiment, chance: random.Random, tally: Tally) -> None:
    """Press Train, look on, and stay until the result is drawn."""
    await asyncio.sleep(chance.uniform(1.0, 3.0))
    begun = time.perf_counter()
    drawn = False
    await visitor.press("Train")
    while visitor.polls:
        if not drawn and visitor.progress and not visitor.progress.startswith(NOT_YET):
            drawn = True
            tally.seconds["first curve"].append(time.perf_counter() - begun)
        fragment, interval = next(iter(visitor.polls.items()))
        await asyncio.sleep(interval)
        if fragment in visitor.polls:
            tally.seconds["poll"].append(await visitor.poll(fragment))
    await visitor.settle()
    tally.seconds["training"].append(time.perf_counter() - begun)
    if visitor.charts:
        tally.shown.add(experiment)


async def ended(until: asyncio.Event, seconds: float) -> bool:
    """Wait so long; whether the visits ended meanwhile. Nobody moves a slider then: all would do so at one moment."""
    with suppress(TimeoutError):
        await asyncio.wait_for(until.wait(), seconds)
    return until.is_set()


async def weigh(pid: int, tally: Tally) -> None:
    """Note the server's memory, again and again."""
    while True:
        rss = resident(pid)
        tally.memory[tally.here] = rss
        tally.peak = max(tally.peak, rss)
        await asyncio.sleep(0.25)


async def visits(port: int, pid: int, wishes: Sequence[Experiment | None], seconds: float, tally: Tally) -> None:
    """Have the visitors come evenly in so many seconds, and go together when all is trained."""
    for page in PAGES:
        first = Visitor(port, page)
        tally.seconds["first of all"].append(await first.open())
        await first.close()
    await asyncio.sleep(WARM)
    scale = asyncio.create_task(weigh(pid, tally))
    until = asyncio.Event()
    begun, used, guests = time.perf_counter(), processor_seconds(pid), []
    for number, wish in enumerate(wishes):
        await asyncio.sleep(max(0.0, begun + seconds * number / len(wishes) - time.perf_counter()))
        guests.append(asyncio.create_task(visit(port, number, wish, until, tally)))
    wanted = sum(wish is not None for wish in wishes)
    stay = time.perf_counter() + AFTER
    while time.perf_counter() < stay or len(tally.seconds["training"]) < wanted:
        if time.perf_counter() > begun + MOST_SECONDS or all(guest.done() for guest in guests):
            break
        await asyncio.sleep(0.25)
    tally.busy = processor_seconds(pid) - used
    tally.cores = tally.busy / (time.perf_counter() - begun)
    until.set()
    await asyncio.gather(*guests)
    scale.cancel()


def told(tally: Tally, wishes: Sequence[Experiment], store: str) -> None:
    """Print what was measured."""
    print(f"{'seconds':24}{'count':>8}{'p50':>9}{'p95':>9}{'worst':>9}")
    for kind in (
        "first page",
        "slider",
        *sorted(k for k in tally.seconds if "," in k),
        "popover",
        "poll",
        "first curve",
        "training",
    ):
        values = sorted(tally.seconds.get(kind, []))
        if values:
            p50, p95 = (values[round(share * (len(values) - 1))] for share in (0.5, 0.95))
            print(f"{kind:24}{len(values):8}{p50:9.3f}{p95:9.3f}{values[-1]:9.3f}")
    book = Store(store)
    stored = sum(book.has_all(run_keys(wish)) for wish in wishes)
    book.close()
    print(f"experiments trained {len(wishes)}: shown {len(tally.shown)}, stored {stored}, lost {len(wishes) - stored}")
    print(f"went wrong: {len(tally.wrong)}")
    for wrong in tally.wrong[:10]:
        print(f"  {wrong}")
    print(f"processor: the server without its workers kept {tally.cores:.2f} cores busy, {tally.busy:.1f} s in all")
    at_first = tally.memory.get(FIRST)
    print(f"server memory: {tally.peak / 1e6:.0f} MB at most", end="")
    if at_first and tally.here >= 2 * FIRST:
        print(
            f", {(tally.peak - at_first) / 1e6 / (tally.here - FIRST):.2f} MB a visitor from {FIRST} to {tally.here}",
            end="",
        )
    print()


def main() -> None:
    """Read the command line, run the visits, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--visitors", type=int, default=100, help=f"how many come, at most {MOST_VISITORS}")
    parser.add_argument("--training", type=int, default=50, help="how many of them train")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds in which they come")
    parser.add_argument("--hostile", action="store_true", help="twenty honest visitors under attack: some minutes")
    parser.add_argument("--page", choices=["digits"], help="visitors who look into results: see benchmarks/looking.py")
    chosen = parser.parse_args()
    if chosen.hostile:
        from benchmarks import hostile

        sys.exit(hostile.main())
    if chosen.page:
        from benchmarks import looking

        looking.main(chosen.visitors, chosen.seconds)
        return
    if not 0 <= chosen.training <= chosen.visitors <= MOST_VISITORS or not 0 < chosen.seconds <= MOST_SECONDS / 2:
        parser.error(
            f"up to {MOST_VISITORS} visitors can come, as many of whom train, in up to {MOST_SECONDS / 2:.0f} s"
        )
    numbers = range(chosen.visitors)
    trains = [
        (number + 1) * chosen.training // chosen.visitors > number * chosen.training // chosen.visitors
        for number in numbers
    ]
    wishes = [Experiment(first_seed=1000 + 3 * number) if trains[number] else None for number in numbers]
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/results.sqlite3"
        with dashboard(LAB_STORE=store) as (port, pid):
            if hasattr(os, "nice"):
                os.nice(NICENESS)  # not before: the dashboard would inherit it
            asyncio.run(visits(port, pid, wishes, chosen.seconds, tally))
        told(tally, [wish for wish in wishes if wish is not None], store)


if __name__ == "__main__":
    main()
