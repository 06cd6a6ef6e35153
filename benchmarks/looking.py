"""The page Digits under a class that looks into twenty stored results: how soon it opens, how soon a choice is drawn.

    python benchmarks/load.py --page digits --visitors 100

Twenty experiments like the default one, each of seeds of its own, are trained and stored first, in half a minute. Every
visitor opens the link of one of them at one of the page's views, and chooses something in one of its fields every six
seconds or so: another digit, another answer, another output, another seed. The first of all to open the page is timed
apart: the server then loads the images and the page's code.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import defaultdict
from urllib.parse import urlencode

from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import WebSocketException

from benchmarks.dashboard import dashboard, processor_seconds, resident
from benchmarks.visitor import Visitor
from core.experiment import Experiment
from lab import links
from lab.seeds import train_here
from lab.storage.store import Store

RESULTS = 20
PAGE = "digits"
VIEWS = ("gallery", "gallery", "confusion", "weights", "pixels", "sure")
AFTER = 15.0  # seconds that everybody stays after the last has come
Seconds = dict[str, list[float]]
EXPERIMENTS = tuple(Experiment(first_seed=2000 + 3 * number) for number in range(RESULTS))


def fill(url: str) -> None:
    """Train what is looked at, and store it."""
    store = Store(url)
    for experiment in EXPERIMENTS:
        store.put_runs(result for runs in train_here(experiment, lambda _: None) for result in runs)
        store.put_experiment(experiment, None)
    store.close(60.0)


def query(number: int) -> str:
    """The link that the visitor of this number opens."""
    experiment, view = EXPERIMENTS[number % RESULTS], VIEWS[number % len(VIEWS)]
    return urlencode([*links.to_query(experiment), ("look", view), ("which", "all")], safe="~")


async def choose(visitor: Visitor, chance: random.Random) -> float:
    """Choose something else in one of the page's fields."""
    fields = [
        widget for widget in visitor.widgets.values() if widget.kind == "selectbox" and not widget.element.disabled
    ]
    field = chance.choice(fields)
    state = WidgetState(id=field.element.id, string_value=chance.choice(list(field.element.options)))
    return await visitor.run([state], field.fragment)


async def visit(
    port: int, number: int, until: asyncio.Event, seconds: dict[str, list[float]], wrong: list[str]
) -> None:
    """What one visitor does, from coming to going."""
    chance = random.Random(number)  # noqa: S311 (it only spreads what visitors do)
    visitor = Visitor(port, PAGE, query(number))
    try:
        seconds["opened"].append(await visitor.open())
        while True:
            try:
                await asyncio.wait_for(until.wait(), chance.uniform(3.0, 9.0))
                break
            except TimeoutError:
                seconds["choice"].append(taken := await choose(visitor, chance))
                seconds[f"choice, {VIEWS[number % len(VIEWS)]}"].append(taken)
    except (OSError, LookupError, IndexError, WebSocketException) as failed:
        wrong.append(f"visitor {number}: {type(failed).__name__} {failed}")
    finally:
        wrong += [f"visitor {number}: {said}" for said in (*visitor.errors, *visitor.alerts)]
        await visitor.close()


async def visits(port: int, pid: int, count: int, over: float) -> None:
    """Have the visitors come evenly in so many seconds, stay a while, and go together; print what was measured."""
    seconds: Seconds = defaultdict(list)
    wrong: list[str] = []
    first = Visitor(port, PAGE, query(0))
    seconds["first of all"].append(await first.open())
    await first.close()
    until, begun, used = asyncio.Event(), time.perf_counter(), processor_seconds(pid)
    guests = []
    for number in range(count):
        await asyncio.sleep(max(0.0, begun + over * number / count - time.perf_counter()))
        guests.append(asyncio.create_task(visit(port, number, until, seconds, wrong)))
    await asyncio.sleep(AFTER)
    busy = (processor_seconds(pid) - used) / (time.perf_counter() - begun)
    memory = resident(pid) / 1e6
    until.set()
    await asyncio.gather(*guests)
    print(f"{'seconds':24}{'count':>8}{'p50':>9}{'p95':>9}{'worst':>9}")
    for kind in sorted(seconds):
        ranked = sorted(seconds[kind])
        p50, p95 = (ranked[round(share * (len(ranked) - 1))] for share in (0.5, 0.95))
        print(f"{kind:24}{len(ranked):8}{p50:9.3f}{p95:9.3f}{ranked[-1]:9.3f}")
    print(f"went wrong: {len(wrong)}", *wrong[:10], sep="\n  ")
    print(f"processor: {busy:.2f} cores busy; server memory: {memory:.0f} MB")


def main(count: int, over: float) -> None:
    """Fill a store, have so many visitors come in so many seconds, print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/results.sqlite3"
        fill(url)
        with dashboard(LAB_STORE=url) as (port, pid):
            asyncio.run(visits(port, pid, count, over))
