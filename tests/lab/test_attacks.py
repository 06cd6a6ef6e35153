"""Attacks on the queue, in a time of the test's own: twenty honest visitors have their result within thirty seconds.

Workers take as long as the forecast says, on a machine of 2022; `benchmarks/load.py --hostile` asks a real
server the same.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest

from core.experiment import Arm, Experiment
from lab.serving.advice import forecast
from lab.serving.caps import Refused
from lab.serving.ledger import Ledger
from lab.serving.requests import Job
from tests.lab.stand_in import pause
from tests.lab.test_ledger import advance, finish, runs, start_all

ARMS = tuple(Arm("softmax", "log_likelihood", rate / 10) for rate in range(1, 49))
SWEEP = Experiment(ARMS, train=50_000, hidden=(300, 300), batch=1, epochs=100, seeds=9)
MOST = replace(SWEEP, arms=ARMS[:2], seeds=2)
HONEST = [Experiment(first_seed=500_000 + 3 * number) for number in range(20)]
WITHIN = 30.0  # seconds
EPOCH_REPORTED = 0.2  # seconds


@dataclass(frozen=True)
class Wish:
    """Somebody asks for an experiment at some time, from some address, or `stops` waiting for it."""

    at: float
    experiment: Experiment
    visitor: str
    address: str = ""
    stops: bool = False


def expensive_sweep() -> Iterator[Wish]:
    yield Wish(0.0, SWEEP, "attacker", "203.0.113.1")
    for number in range(12):
        yield Wish(0.0, replace(MOST, first_seed=10 * number), f"attacker {number}", f"203.0.113.{number}")


def many_sessions() -> Iterator[Wish]:
    for number in range(430):
        yield Wish(0.0, Experiment(first_seed=3 * number), f"session {number}", "203.0.113.1")


def many_tabs() -> Iterator[Wish]:
    for number in range(40):
        yield Wish(0.0, replace(MOST, arms=ARMS[:1], seeds=1, first_seed=number), f"tab {number}")


def many_experiments_each() -> Iterator[Wish]:
    for number in range(200):
        yield Wish(0.0, Experiment(first_seed=10 * number, seeds=10, epochs=50), f"visitor {number % 10}")


def shared_links() -> Iterator[Wish]:
    """Sixty visitors open the links of ten large experiments, and press Stop and Train every two seconds."""
    for number, step in product(range(60), range(8)):
        experiment = replace(MOST, seeds=1, first_seed=number % 10)
        yield Wish(step + number / 60, experiment, f"meddler {number}", f"203.0.113.{number}", stops=step % 2 == 1)


def simulate(
    ledger: Ledger,
    wishes: list[Wish],
    honest: list[Experiment],
    slow: float = 1.0,
    look: Callable[[float], None] = lambda now: None,
) -> dict[Experiment, tuple[float, float]]:
    """When each honest experiment was begun, and when it was finished.

    The machine takes so many times as long as the forecast says, and pauses a job at the end of an epoch; whenever
    something happens, somebody has a `look`.
    """
    now, workers = 0.0, Workers(ledger, slow)
    begun, done = dict[Experiment, float](), dict[Experiment, tuple[float, float]]()
    wishes = sorted(wishes, key=lambda wish: wish.at)
    while len(done) < len(honest):
        for job in workers.obey(now):
            begun.setdefault(job.part.request.experiment, now)
        due = [*workers.ends(), *(wish.at for wish in wishes[:1]), ledger.due(now) or math.inf]
        now = max(now, min(due))
        while wishes and wishes[0].at <= now:
            ask(ledger, wishes.pop(0), now)
        workers.report(now)
        look(now)
        for wish in honest:
            if wish in begun and wish not in done and wish not in ledger._live:
                done[wish] = begun[wish], now
    return done


class Workers:
    """Workers that train as long as they are to, so many times as long as the forecast says."""

    def __init__(self, ledger: Ledger, slow: float) -> None:
        self._ledger, self._slow = ledger, slow
        self._running: dict[Job, float] = {}  # and when each ends
        self._pausing: dict[Job, tuple[float, int]] = {}  # and when and after which epoch

    def obey(self, now: float) -> list[Job]:
        """Begin, pause and cancel what the ledger says. The jobs that begin."""
        begun = start_all(self._ledger, now)
        self._running |= {job: now + self._slow * job.estimate for job in begun}
        for job, ends in self._running.items():
            report(self._ledger, job, ends - job.began, now)
        for job in self._ledger.in_the_way():
            epochs, lasts = job.runs[0].run.epochs - job.epoch, self._running[job] - job.began
            at = max(1, math.ceil(epochs * (now - job.began) / lasts))
            if at < epochs:
                self._pausing[job] = job.began + lasts * at / epochs, job.epoch + at
        for job in self._ledger.unwanted():
            self._end(job)
            self._ledger.cancelled(job)
        return begun

    def ends(self) -> list[float]:
        """When something will be over."""
        return [self._pausing[job][0] if job in self._pausing else ends for job, ends in self._running.items()]

    def report(self, now: float) -> None:
        """Tell the ledger what is paused and what is trained by now. What nobody wants any more is neither."""
        for job, (ends, at) in list(self._pausing.items()):
            if ends <= now and not job.cancelled:
                self._end(job)
                advance(self._ledger, job, at, now)
                self._ledger.paused(job, [pause(run, at) for run in runs(job)], now)
        for job, ends in list(self._running.items()):
            if ends <= now and not job.cancelled:
                self._end(job)
                finish(self._ledger, job, now)

    def _end(self, job: Job) -> None:
        del self._running[job]
        self._pausing.pop(job, None)


def report(ledger: Ledger, job: Job, lasts: float, now: float) -> None:
    """A job that `lasts` so many seconds reports the last epoch that is done, where an epoch takes a while."""
    epochs = job.runs[0].run.epochs - job.epoch
    done = math.floor(epochs * (now - job.began) / lasts)
    if lasts / epochs > EPOCH_REPORTED and 0 < job.epoch + done < job.runs[0].run.epochs:
        advance(ledger, job, job.epoch + done, job.began + lasts * done / epochs)


def ask(ledger: Ledger, wish: Wish, now: float) -> None:
    ledger.join(wish.visitor, wish.address)
    if wish.stops:
        ledger.withdraw(wish.experiment, wish.visitor)
        return
    try:
        ledger.submit(wish.experiment, wish.visitor, {}, now)
    except Refused:
        assert not wish.visitor.startswith("honest")


@pytest.mark.parametrize(
    ("attack", "slow"),
    [
        (expensive_sweep, 1.0),
        (expensive_sweep, 3.0),  # times as slow as the forecast says
        (many_sessions, 1.0),
        (many_tabs, 1.0),
        (many_experiments_each, 1.0),
        (shared_links, 3.0),
    ],
)
def test_the_honest_have_their_result_in_time(attack: Callable[[], Iterator[Wish]], slow: float) -> None:
    honest = [
        Wish(3.0 + number / 2, experiment, f"honest {number}", f"198.51.100.{number}")
        for number, experiment in enumerate(HONEST)
    ]
    done = simulate(Ledger(2), [*attack(), *honest], HONEST, slow)
    waited = [done[wish.experiment][1] - wish.at for wish in honest]
    assert max(waited) < WITHIN, sorted(waited)


def test_what_those_who_wait_are_told_beside_large_experiments_comes_true() -> None:
    """On a machine slower than the estimate, which it is told by what has been trained for some seconds."""
    large = [
        Wish(0.0, replace(MOST, arms=ARMS[:1], seeds=1, first_seed=n), f"large {n}", f"203.0.113.{n}")
        for n in range(10)
    ]
    wishes = [replace(Experiment(), first_seed=500_000 + 3 * n) for n in range(80)]
    small = [Wish(5.0 + n / 40, wish, f"visitor {n}", f"198.51.100.{n}") for n, wish in enumerate(wishes)]
    ledger, told = Ledger(2), list[tuple[Experiment, float, float]]()

    def look(now: float) -> None:
        for wish in small:
            shown = ledger.snapshot(wish.experiment, now)
            if shown is not None and shown.state == "queued":
                assert shown.wait is not None
                told.append((wish.experiment, now, shown.wait))

    done = simulate(ledger, [*large, *small], wishes, 1.6, look)
    off = [abs(done[wish][0] - now - wait) for wish, now, wait in told]
    right = [short <= max(1.0, (done[wish][0] - now) / 3) for short, (wish, now, _) in zip(off, told, strict=True)]
    assert len(right) > 20
    assert sum(right) >= 0.9 * len(right), sorted(off)


def test_a_class_that_presses_train_within_ten_seconds_sees_curves_at_once_and_is_done_as_early_as_can_be() -> None:
    class_ = [Wish(number / 5, Experiment(first_seed=3 * number), f"visitor {number}") for number in range(50)]
    wishes = [wish.experiment for wish in class_]
    done = simulate(Ledger(2), class_, wishes)
    looks = sorted(done[wish.experiment][0] - wish.at for wish in class_)
    assert looks[25] <= 6
    assert looks[47] <= 12
    work = sum(map(forecast, wishes))
    assert max(end for _, end in done.values()) <= 1.2 * max(10.0, work / 2)
