"""The dashboard under attack, with twenty honest visitors who each want the default experiment.

    python benchmarks/load.py --hostile

Four attacks, and none to compare with, each on a dashboard of its own behind what it takes for a proxy. One visitor
asks for the most expensive sweep there is, and when that is refused twelve ask for about the most that is allowed. From
one address 430 scripted sessions ask for an experiment each. Forty tabs whose address is not known ask for five minutes
each. Sixty sessions open the links of others, and press Stop and Train. All go on while an honest visitor waits.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from websockets.exceptions import InvalidStatus, WebSocketException

from benchmarks.dashboard import dashboard
from benchmarks.visitor import Visitor
from core.experiment import Arm, Experiment
from lab.links import query_string
from lab.serving.advice import forecast
from lab.workers.task import prepare

HONEST = 20
WITHIN = 30.0  # seconds within which each of them is to have the result
LEAD = 3.0  # seconds by which the attack is ahead of them
COME = 10.0  # seconds in which they come
PATIENCE = 300.0  # seconds after which they give up
AT_ONCE = 20  # sessions of an attack that are opened at a time
NO_CONNECTION = "(not even a connection: there were too many from that address)"

ARMS = tuple(
    Arm(*pair, 0.1)
    for pair in (
        ("softmax", "log_likelihood"),
        ("softmax", "quadratic"),
        ("sigmoid", "cross_entropy"),
        ("sigmoid", "quadratic"),
    )
)
SWEEP = Experiment(ARMS, train=50_000, hidden=(300, 300), batch=1, epochs=100, seeds=9)
MOST = replace(SWEEP, arms=ARMS[:2], seeds=2)  # about as much as one may ask for
FIVE_MINUTES = replace(SWEEP, arms=ARMS[:1], seeds=1, epochs=100)

Attack = Callable[[int, "Told", asyncio.Event], Awaitable[None]]


@dataclass
class Told:
    """What came of an attack: how often training was asked for, what was refused and why, what went wrong."""

    asked: int = 0
    refusals: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def ask(
    port: int, told: Told, experiment: Experiment, address: str = "", page: str = "compare", more: str = ""
) -> Visitor:
    """Open a tab by a link, and press Train."""
    visitor = Visitor(port, page, query_string(experiment) + more, address)
    await visitor.open()
    with suppress(LookupError):  # another tab trains it already, or it may not be asked for
        await visitor.press("Train")
        told.asked += 1
        told.refusals += [
            words for words in visitor.alerts if words.startswith(("This would", "Your ", "The queue", "The exp"))
        ]
    return visitor


async def expensive_sweep(port: int, told: Told, over: asyncio.Event) -> None:
    """The most expensive sweep, then whatever is still taken."""
    tabs = [await ask(port, told, SWEEP, "203.0.113.1", "learning_rate", "&from=0.0003&to=100")]
    tabs += [await ask(port, told, replace(MOST, first_seed=10 * n), f"203.0.113.{n}") for n in range(12)]
    await over.wait()
    await asyncio.gather(*(tab.close() for tab in tabs))


async def many_sessions(port: int, told: Told, over: asyncio.Event) -> None:
    """An experiment for each of 430 sessions of one address."""
    tabs: list[Visitor] = []
    for first in range(0, 430, AT_ONCE):
        wishes = [Experiment(first_seed=100_000 + 3 * number) for number in range(first, min(430, first + AT_ONCE))]
        asked = (ask(port, told, wish, "203.0.113.1") for wish in wishes)
        for tab in await asyncio.gather(*asked, return_exceptions=True):
            if isinstance(tab, Visitor):
                tabs.append(tab)
            elif isinstance(tab, InvalidStatus):
                told.refusals.append(NO_CONNECTION)
            else:
                raise tab
    await over.wait()
    await asyncio.gather(*(tab.close() for tab in tabs))


async def many_tabs(port: int, told: Told, over: asyncio.Event) -> None:
    """Five minutes of a core for each of forty tabs."""
    wishes = [replace(FIVE_MINUTES, first_seed=number) for number in range(40)]
    tabs = [await ask(port, told, wish) for wish in wishes]
    await over.wait()
    await asyncio.gather(*(tab.close() for tab in tabs))


async def shared_links(port: int, told: Told, over: asyncio.Event) -> None:
    """Sixty sessions open the links of ten large experiments, and press Stop and Train."""
    wishes = [replace(MOST, seeds=1, first_seed=number) for number in range(10)]

    async def meddle(number: int) -> None:
        tab = await ask(port, told, wishes[number % 10], f"203.0.113.{number}")
        while not over.is_set():
            for label in ("Stop", "Train"):
                with suppress(LookupError, TimeoutError):
                    await tab.press(label)
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 2.0)
        await tab.close()

    await asyncio.gather(*(meddle(number) for number in range(60)))


async def nobody(_: int, __: Told, over: asyncio.Event) -> None:
    """No attack, to compare with."""
    await over.wait()


ATTACKS: dict[str, Attack] = {
    "nobody": nobody,
    "an expensive sweep, then 12 visitors with the most allowed": expensive_sweep,
    "430 sessions of one address": many_sessions,
    "40 tabs of five minutes each": many_tabs,
    "60 sessions that open links, press Stop and Train": shared_links,
}


async def honest(port: int, number: int, told: Told) -> None:
    """Ask for the default experiment with seeds of one's own, and wait for the result."""
    wish = Experiment(first_seed=1000 + 3 * number)
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            visitor = Visitor(port, "compare", query_string(wish), f"198.51.100.{number}")
            await visitor.open()
            begun = time.perf_counter()
            await visitor.press("Train")
            while visitor.polls:
                fragment, interval = next(iter(visitor.polls.items()))
                await asyncio.sleep(interval)
                if fragment in visitor.polls:
                    await visitor.poll(fragment)
            await visitor.settle()
            told.waited.append(time.perf_counter() - begun)
            if not visitor.charts:
                told.wrong.append(f"honest visitor {number} has no result: {visitor.alerts}")
            await visitor.close()
    except (TimeoutError, OSError, LookupError, WebSocketException) as wrong:
        told.wrong.append(f"honest visitor {number}: {type(wrong).__name__} {wrong}")


async def under(attack: Attack, port: int, told: Told) -> None:
    """Twenty honest visitors under an attack."""
    over = asyncio.Event()
    attacking = asyncio.create_task(attack(port, told, over))
    await asyncio.sleep(LEAD)
    guests = []
    for number in range(HONEST):
        guests.append(asyncio.create_task(honest(port, number, told)))
        await asyncio.sleep(COME / HONEST)
    await asyncio.gather(*guests)
    over.set()
    try:
        await attacking
    except (TimeoutError, OSError, LookupError, WebSocketException) as wrong:
        told.wrong.append(f"the attack: {type(wrong).__name__} {wrong}")


def main() -> int:
    """Run all attacks, and print what the honest visitors had; 1 where one of them had to wait for too long."""
    prepare()  # compiles the engine, where that has not been done: no visitor is to wait for it
    hours, minutes = 12 * forecast(SWEEP) / 3600, forecast(MOST) / 60
    print(f"the sweep: {hours:.0f} hours of a core; the most allowed: {minutes:.0f} minutes")
    print(f"{'attack':60}{'asked':>7}{'refused':>9}{'honest p50':>12}{'worst':>8}")
    late = False
    for name, attack in ATTACKS.items():
        told = Told()
        with tempfile.TemporaryDirectory() as folder:
            settings = {"LAB_STORE": f"sqlite:///{folder}/results.sqlite3", "LAB_CLIENT_HEADER": "X-Forwarded-For"}
            with dashboard(**settings) as (port, _):
                asyncio.run(under(attack, port, told))
        waits = sorted(told.waited) or [PATIENCE]
        late = late or len(told.waited) < HONEST or waits[-1] > WITHIN
        print(
            f"{name:60}{told.asked:7}{len(told.refusals):9}{waits[len(waits) // 2]:12.1f}{waits[-1]:8.1f}", flush=True
        )
        for words in sorted(set(told.refusals))[:2]:
            print(f"    {words}")
        for wrong in told.wrong[:5]:
            print(f"    went wrong: {wrong}")
    return int(late)
