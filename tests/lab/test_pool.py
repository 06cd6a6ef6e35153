import math
import os
import queue
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.datasets import mnist
from core.experiment import DEFAULT_ARMS, Arm, Experiment, Run
from core.results import RunResult
from core.training import Pause, Training
from lab.serving.advice import forecast
from lab.serving.pool import Caps, Pool, Refused
from lab.storage.store import Store
from lab.workers.interface import Cancelled, Event, Failed, Finished, Paused, Progress
from lab.workers.local import LocalWorkers
from tests.lab.processes import WAIT, kill
from tests.lab.stand_in import pause, record, result

ROOT = Path(__file__).parents[2]
SMALL = Experiment(train=100, validation=100, epochs=4, seeds=1)
SOFTMAX, SIGMOID = DEFAULT_ARMS
QUADRATIC = Arm("sigmoid", "quadratic", 3.0)


def small(number: int) -> Experiment:
    return Experiment(train=100, validation=100, epochs=4, seeds=1, first_seed=number)


ONE = forecast(small(0))  # seconds of a core


class Hands:
    """Workers that do what the test tells them, by the number of the task."""

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self.tasks: dict[int, tuple[tuple[Run, ...], Callable[[Event], None]]] = {}
        self.from_where: dict[int, tuple[Pause, ...]] = {}
        self.begun: queue.Queue[int] = queue.Queue()
        self.cancelled: queue.Queue[int] = queue.Queue()
        self.paused: queue.Queue[int] = queue.Queue()

    def submit(
        self,
        runs: Sequence[Run],
        listen: Callable[[Event], None],
        paused: Sequence[Pause] = (),
        seconds: float = math.inf,
    ) -> int:
        number = len(self.tasks) + 1
        self.tasks[number] = tuple(runs), listen
        self.from_where[number] = tuple(paused)
        self.begun.put(number)
        return number

    def pause(self, task: int) -> None:
        self.paused.put(task)

    def cancel(self, task: int) -> None:
        self.cancelled.put(task)

    def close(self) -> None:
        pass

    def next(self) -> int:
        return self.begun.get(timeout=WAIT)

    def runs(self, task: int) -> tuple[Run, ...]:
        return self.tasks[task][0]

    def tell(self, task: int, event: Event) -> None:
        self.tasks[task][1](event)

    def advance(self, task: int, first: int, last: int) -> None:
        runs = self.runs(task)
        records = tuple((record(epoch),) * len(runs) for epoch in range(first, last + 1))
        self.tell(task, Progress(first, records, tuple(bytes([last % 10]) for _ in runs)))

    def finish(self, task: int) -> None:
        runs = self.runs(task)
        self.advance(task, 0, runs[0].epochs)
        self.tell(task, Finished(tuple(result(run) for run in runs)))


class Gate(Store):
    """A store in memory that counts, and that can be held or made to fail."""

    def __init__(self) -> None:
        super().__init__("sqlite://")
        self.open = threading.Event()
        self.open.set()
        self.broken = False
        self.reads = 0

    def get_runs(self, keys: Iterable[str]) -> dict[str, RunResult]:
        self.reads += 1
        return super().get_runs(keys)

    def put_runs(self, results: Iterable[RunResult]) -> None:
        assert self.open.wait(WAIT)
        if self.broken:
            raise OSError("no space left")
        super().put_runs(results)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store() -> Gate:
    return Gate()


@pytest.fixture
def pool(hands: Hands, store: Gate) -> Iterator[Pool]:
    made = Pool(store, hands)
    yield made
    made.close()


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition that nothing tells of."""
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.002)


def ends(pool: Pool, experiment: Experiment, state: str = "finished") -> None:
    until(lambda: pool.snapshot(experiment).state == state)


def test_an_experiment_from_train_to_its_end(pool: Pool, hands: Hands, store: Gate) -> None:
    experiment = Experiment(train=100, validation=100, epochs=4, seeds=2)
    assert pool.snapshot(experiment).state == "unknown"
    pool.submit(experiment, "ada")
    first = hands.next()
    assert hands.runs(first) == experiment.runs(0)
    begun = pool.snapshot(experiment)
    assert (begun.state, begun.epoch, begun.epochs, begun.position, begun.wait) == ("running", 0, 4, None, None)
    assert begun.remaining is not None
    hands.advance(first, 0, 2)
    shown = pool.snapshot(experiment)
    assert [[len(seed) for seed in arm] for arm in shown.records] == [[3, 0], [3, 0]]
    assert shown.epoch == 1, "two of four epochs in one of two seeds"
    assert begun.records == (((), ()), ((), ())), "a snapshot never changes"
    hands.finish(first)
    hands.finish(hands.next())
    ends(pool, experiment)
    done = pool.snapshot(experiment)
    assert (done.epoch, done.remaining, done.message) == (4, None, "")
    assert [[one.run for one in arm if one] for arm in done.results] == [
        [experiment.run(arm, seed) for seed in (0, 1)] for arm in experiment.arms
    ]
    assert all(one is not None and one.records == done.records[0][0] for arm in done.results for one in arm)
    assert [row.experiment for row in store.recent(5, "ada")] == [experiment]
    assert hands.begun.empty()


def test_nothing_is_shown_as_finished_before_it_is_stored(pool: Pool, hands: Hands, store: Gate) -> None:
    store.open.clear()
    pool.submit(SMALL, "ada")
    hands.finish(hands.next())
    held = pool.snapshot(SMALL)
    assert (held.state, held.epoch, held.results) == ("running", 4, ((None,), (None,)))
    pool.submit(small(1), "ada")
    assert hands.runs(hands.next()) == small(1).runs(1), "the worker is free meanwhile"
    store.open.set()
    ends(pool, SMALL)
    assert store.has_all(run.key for run in SMALL.runs(0))


def test_a_store_that_fails_does_not_lose_the_result(
    pool: Pool, hands: Hands, store: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    store.broken = True
    pool.submit(SMALL, "ada")
    hands.finish(hands.next())
    ends(pool, SMALL)
    assert pool.snapshot(SMALL).results[0][0] is not None
    assert "no space left" in caplog.text


def test_fifty_visitors_who_ask_for_the_same_train_it_once(store: Gate) -> None:
    hands = Hands(count=2)
    pool = Pool(store, hands)
    experiment = Experiment(train=100, validation=100, epochs=4, seeds=3)
    with ThreadPoolExecutor(50) as visitors:
        list(visitors.map(lambda number: pool.submit(experiment, f"visitor {number}"), range(50)))
    for _ in range(3):
        hands.finish(hands.next())
    ends(pool, experiment)
    pool.submit(experiment, "late")
    pool.close()
    assert sorted(run.seed for runs, _ in hands.tasks.values() for run in runs) == [0, 0, 1, 1, 2, 2]


def test_experiments_share_the_runs_they_have_in_common(pool: Pool, hands: Hands) -> None:
    ours = Experiment((SOFTMAX, SIGMOID), train=100, validation=100, epochs=4, seeds=1)
    theirs = Experiment((QUADRATIC, SIGMOID, SIGMOID), train=100, validation=100, epochs=4, seeds=1)
    pool.submit(ours, "ada")
    first = hands.next()
    hands.advance(first, 0, 1)
    pool.submit(theirs, "bob")
    shared = pool.snapshot(theirs)
    assert shared.state == "running", "a part of it is"
    assert [len(arm[0]) for arm in shared.records] == [0, 2, 2]
    hands.finish(first)
    second = hands.next()
    assert hands.runs(second) == (theirs.run(QUADRATIC, 0),)
    hands.finish(second)
    ends(pool, ours)
    ends(pool, theirs)
    assert len(hands.tasks) == 2


def test_stored_runs_are_not_trained_again(pool: Pool, hands: Hands, store: Gate) -> None:
    runs = SMALL.runs(0)
    store.put_runs([result(runs[0], [record(epoch) for epoch in range(5)])])
    pool.submit(SMALL, "ada")
    task = hands.next()
    assert hands.runs(task) == runs[1:]
    assert pool.snapshot(SMALL).results[0][0] is not None
    hands.finish(task)
    ends(pool, SMALL)


def test_an_experiment_that_is_stored_is_shown_without_training(pool: Pool, hands: Hands, store: Gate) -> None:
    store.put_runs([result(run, [record(epoch) for epoch in range(5)]) for run in SMALL.runs(0)])
    with ThreadPoolExecutor(20) as visitors:
        shown = list(visitors.map(lambda _: pool.snapshot(SMALL), range(20)))
    assert {snapshot.state for snapshot in shown} == {"finished"}
    assert store.reads == 1, "a whole class that opens a link reads it once"
    pool.submit(SMALL, "ada")
    until(lambda: store.recent(1, "ada"))
    assert not hands.tasks


def test_what_is_finished_is_trained_again_where_that_is_asked_for(pool: Pool, hands: Hands, store: Gate) -> None:
    store.put_runs(result(run, [record(epoch) for epoch in range(5)]) for run in SMALL.runs(0))
    pool.submit(SMALL, "ada")
    assert hands.begun.empty()
    pool.submit(SMALL, "ada", again=True)
    task = hands.next()
    assert hands.runs(task) == SMALL.runs(0)
    hands.advance(task, 0, 2)
    assert (pool.snapshot(SMALL, "ada").state, pool.snapshot(SMALL, "ada").epoch) == ("running", 2)
    assert (pool.snapshot(SMALL, "bob").state, pool.watch(SMALL, "bob").epoch) == ("finished", 4)
    hands.finish(task)
    until(lambda: pool.snapshot(SMALL, "ada").state == "finished")
    assert [row.experiment for row in store.recent(5, "ada")] == [SMALL]


def test_what_is_not_known_yet_is_trained_once_however_it_is_asked_for(pool: Pool, hands: Hands) -> None:
    pool.submit(SMALL, "ada", again=True)
    pool.submit(SMALL, "bob", again=True)
    hands.finish(hands.next())
    ends(pool, SMALL)
    assert hands.begun.empty()


def test_visitors_are_served_in_turn(pool: Pool, hands: Hands) -> None:
    pool.submit(small(30), "zoe")
    first = hands.next()  # what all others wait behind
    for number in range(4):
        pool.submit(small(number), "ada")
    pool.submit(small(10), "bob")
    pool.submit(small(11), "bob")
    pool.submit(small(20), "eve")
    hands.finish(first)
    order = []
    for _ in range(7):
        task = hands.next()
        order.append(hands.runs(task)[0].seed)
        hands.finish(task)
    assert order == [0, 10, 20, 1, 11, 2, 3]


def test_those_who_wait_are_told_their_place_and_how_long(pool: Pool, hands: Hands) -> None:
    running = Experiment(seeds=2)
    pool.submit(running, "ada")
    task = hands.next()
    pool.submit(small(1), "bob")
    pool.submit(small(2), "bob")
    pool.submit(small(3), "eve")
    shown = [pool.snapshot(small(number)) for number in (1, 3, 2)]
    assert [snapshot.state for snapshot in shown] == ["queued"] * 3
    assert [snapshot.position for snapshot in shown] == [1, 2, 3]
    waits = [snapshot.wait for snapshot in shown if snapshot.wait is not None]
    assert len(waits) == 3
    assert 0 < waits[0] < waits[1] < waits[2]
    assert all(one.remaining > one.wait for one in shown if one.remaining is not None and one.wait is not None)
    assert pool.snapshot(running).position is None
    pool.cancel(small(1), "bob")
    assert [pool.snapshot(small(number)).position for number in (2, 3)] == [2, 1], "eve has seen nothing yet"
    hands.finish(task)


@pytest.mark.parametrize(
    ("caps", "visitor", "words"),
    [
        (
            Caps(experiment_seconds=2.5 * ONE),
            "bob",
            "would take about 1 second .* at most 1 second. With 2 seeds it fits.",
        ),
        (
            Caps(visitor_experiments=2),
            "ada",
            "2 of them, are as much as .* from one visitor .* again in about 1 second",
        ),
        (Caps(visitor_seconds=4 * ONE), "ada", "from one visitor"),
        (Caps(address_seconds=4 * ONE), "eve", "from one address"),
        (Caps(experiments=4), "ada", "queue is full: 2 experiments .* again in about 1 second"),
        (Caps(seconds=8 * ONE), "ada", "queue is full"),
    ],
)
def test_what_is_too_much_is_refused_politely(caps: Caps, visitor: str, words: str, hands: Hands, store: Gate) -> None:
    pool = Pool(store, hands, caps)
    for who, address in (("ada", "192.0.2.1"), ("bob", "192.0.2.2"), ("eve", "192.0.2.1")):
        pool.join(who, address)
    for number in range(2):
        pool.submit(small(number), "ada")
    larger = Experiment(train=100, validation=100, epochs=4, seeds=3, first_seed=50)
    with pytest.raises(Refused, match=words):
        pool.submit(larger, visitor)
    assert pool.snapshot(larger).state == "unknown"
    pool.submit(small(2), "bob")  # who has none yet
    pool.submit(small(1), "eve")  # one that is under way can always be shared
    pool.close()


def test_what_would_take_too_much_memory_is_refused_however_quick_it_is(pool: Pool) -> None:
    with pytest.raises(Refused, match="would record 600,000 epochs over all arms and seeds, more than"):
        pool.submit(Experiment(train=10, validation=10, epochs=15_000, seeds=20), "ada")


def test_stop_ends_what_waits_and_what_runs(pool: Pool, hands: Hands) -> None:
    for number in range(3):
        pool.submit(small(number), "ada")
    task = hands.next()
    hands.advance(task, 0, 1)
    pool.cancel(small(1), "ada")
    pool.cancel(small(0), "ada")
    assert hands.cancelled.get(timeout=WAIT) == task
    stopped = pool.snapshot(small(0))
    assert (stopped.state, [len(arm[0]) for arm in stopped.records]) == ("stopped", [2, 2])
    assert pool.snapshot(small(1)).state == "stopped"
    assert hands.begun.empty(), "the worker is not free yet"
    hands.tell(task, Cancelled())
    assert hands.runs(hands.next()) == small(2).runs(2)


def test_what_was_stopped_can_be_trained_after_all(pool: Pool, hands: Hands) -> None:
    experiment = Experiment(train=100, validation=100, epochs=4, seeds=2)
    pool.submit(experiment, "ada")
    hands.finish(hands.next())
    second = hands.next()
    until(lambda: pool.snapshot(experiment).results[0][0])
    pool.cancel(experiment, "ada")
    pool.submit(experiment, "ada")
    hands.tell(second, Cancelled())
    third = hands.next()
    assert hands.runs(third) == experiment.runs(1), "the finished seed is kept"
    hands.finish(third)
    ends(pool, experiment)


def test_stop_leaves_alone_what_somebody_else_wants(pool: Pool, hands: Hands) -> None:
    theirs = Experiment((SIGMOID, QUADRATIC), train=100, validation=100, epochs=4, seeds=1)
    pool.submit(SMALL, "ada")
    task = hands.next()
    pool.submit(SMALL, "bob")
    pool.submit(theirs, "eve")
    pool.cancel(SMALL, "eve")
    pool.cancel(SMALL, "ada")
    assert pool.snapshot(SMALL).state == "running"
    pool.cancel(SMALL, "bob")
    assert pool.snapshot(SMALL).state == "stopped"
    assert hands.cancelled.empty(), "eve wants one of the two runs"
    hands.finish(task)
    hands.finish(hands.next())
    ends(pool, theirs)


def test_a_failure_is_told_to_all_who_want_the_run(pool: Pool, hands: Hands) -> None:
    theirs = Experiment((SIGMOID, QUADRATIC), train=100, validation=100, epochs=4, seeds=1)
    pool.submit(SMALL, "ada")
    task = hands.next()
    pool.submit(theirs, "bob")
    hands.tell(task, Failed("Training failed: no such digit"))
    for experiment in (SMALL, theirs):
        shown = pool.snapshot(experiment)
        assert (shown.state, shown.message) == ("failed", "Training failed: no such digit")
    pool.submit(SMALL, "ada")
    hands.finish(hands.next())
    ends(pool, SMALL)


def test_records_told_again_after_a_worker_died_are_taken_once(pool: Pool, hands: Hands) -> None:
    pool.submit(SMALL, "ada")
    task = hands.next()
    hands.advance(task, 0, 2)
    hands.advance(task, 0, 1)
    hands.advance(task, 2, 3)
    assert [one.epoch for one in pool.snapshot(SMALL).records[0][0]] == [0, 1, 2, 3]
    assert pool.snapshot(SMALL).glimpses[0][0] == bytes([3]), "what is answered after the last epoch"
    hands.finish(task)
    ends(pool, SMALL)
    assert [one.epoch for one in pool.snapshot(SMALL).records[0][0]] == [0, 1, 2, 3, 4]


def test_what_only_a_visitor_wants_who_has_gone_is_stopped_after_the_grace(store: Gate) -> None:
    hands = Hands()
    pool = Pool(store, hands, grace=0.2)
    for experiment, visitors in [(small(0), ["ada"]), (small(1), ["ada", "bob"]), (small(2), ["ada"])]:
        for visitor in visitors:
            pool.submit(experiment, visitor)
    pool.join("ada")
    task = hands.next()
    left = time.monotonic()
    pool.leave("ada")
    pool.watch(small(2), "eve")  # who opens its link
    assert pool.snapshot(small(0)).state == "running"
    assert hands.cancelled.get(timeout=WAIT) == task
    assert time.monotonic() - left >= 0.2
    assert [pool.snapshot(small(number)).state for number in range(3)] == ["stopped", "queued", "queued"]
    pool.close()


def test_a_visitor_who_comes_back_finds_everything_going_on(store: Gate) -> None:
    hands = Hands()
    pool = Pool(store, hands, grace=0.2)
    pool.submit(small(0), "ada")
    task = hands.next()
    for back in (lambda: pool.join("ada"), lambda: pool.watch(small(0), "ada"), lambda: pool.submit(small(0), "ada")):
        pool.leave("ada")
        back()
    pool.leave("bob")  # whose grace ends after ada's would have
    pool.submit(small(1), "bob")
    pool.leave("bob")
    ends(pool, small(1), "stopped")
    assert pool.snapshot(small(0)).state == "running"
    hands.finish(task)
    ends(pool, small(0))
    pool.close()


def test_watching_begins_nothing(pool: Pool, hands: Hands) -> None:
    assert pool.watch(SMALL, "ada").state == "unknown"
    pool.submit(small(1), "bob")
    assert hands.runs(hands.next()) == small(1).runs(1)


def test_a_snapshot_is_cheap_while_two_hundred_wait(store: Gate) -> None:
    pool = Pool(store, Hands(count=2))
    for number in range(200):
        pool.submit(Experiment(first_seed=3 * number), f"visitor {number}")
    begun = time.thread_time()
    for number in range(200):
        assert pool.snapshot(Experiment(first_seed=3 * number)).state in ("queued", "running")
    assert time.thread_time() - begun < 0.2, "a fifth of a second of every second, on a slow machine"
    pool.close()


def test_close_ends_the_threads_and_refuses_from_then_on(hands: Hands, store: Gate) -> None:
    before = threading.active_count()
    pool = Pool(store, hands)
    pool.submit(SMALL, "ada")
    hands.next()
    pool.close()
    assert threading.active_count() == before
    with pytest.raises(Refused, match="closing"):
        pool.submit(small(1), "ada")


def test_with_real_processes_a_killed_worker_is_not_noticed() -> None:
    experiment = Experiment(train=400, validation=100, epochs=20, seeds=2)
    store, workers = Store("sqlite://"), LocalWorkers(2)
    pool = Pool(store, workers)
    pool.submit(experiment, "ada")
    until(lambda: all(pool.snapshot(experiment).records[0]))
    kill(workers.pids[0])
    ends(pool, experiment)
    results = pool.snapshot(experiment).results
    pool.close()
    undisturbed = Training(experiment.runs(0), mnist())
    list(undisturbed)
    assert all(
        one is not None and one.same(other) for (one, _), other in zip(results, undisturbed.results(), strict=True)
    )


def test_a_lone_visitors_seed_is_spread_over_all_workers_until_another_comes(store: Gate) -> None:
    hands, lone = Hands(count=2), Experiment(seeds=1, epochs=3000)
    pool = Pool(store, hands)
    pool.submit(lone, "ada")
    first, second = hands.next(), hands.next()
    assert [hands.runs(first), hands.runs(second)] == [lone.runs(0)[:1], lone.runs(0)[1:]]
    pool.submit(SMALL, "bob")
    way = hands.paused.get(timeout=WAIT)
    hands.advance(way, 0, 5)
    hands.tell(way, Paused(tuple(pause(run, 5) for run in hands.runs(way))))
    third = hands.next()
    assert hands.runs(third) == SMALL.runs(0)
    assert pool.snapshot(lone).state == "running"
    hands.finish(third)
    fourth = hands.next()
    assert [one.epoch for one in hands.from_where[fourth]] == [5]
    hands.finish(fourth)
    hands.finish(first + second - way)
    ends(pool, lone)
    ends(pool, SMALL)
    assert hands.cancelled.empty()
    pool.close()


def test_with_real_processes_a_spread_seed_has_the_bits_of_one_trained_in_one_piece() -> None:
    tasks: list[Sequence[Run]] = []

    class Counted(LocalWorkers):
        def submit(self, runs: Sequence[Run], *arguments: Any) -> int:
            tasks.append(runs)
            return super().submit(runs, *arguments)

    experiment, workers = Experiment(epochs=120, seeds=1), Counted(2)
    pool = Pool(Store("sqlite://"), workers)
    pool.submit(experiment, "ada")
    ends(pool, experiment)
    results = pool.snapshot(experiment).results
    pool.close()
    assert sorted(map(len, tasks)) == [1, 1]
    together = Training(experiment.runs(0), mnist())
    list(together)
    assert all(one is not None and one.same(other) for (one,), other in zip(results, together.results(), strict=True))


def test_with_real_processes_what_is_cut_into_pieces_and_killed_has_the_bits_of_one_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lab.serving.pool.PIECE", 0.05)
    pieces: list[int] = []

    class Counted(LocalWorkers):
        def submit(self, runs: Sequence[Run], listen: Any, paused: Sequence[Pause] = (), *arguments: Any) -> int:
            pieces.append(paused[0].epoch if paused else 0)
            return super().submit(runs, listen, paused, *arguments)

    l2 = Arm("sigmoid", "cross_entropy", 0.5, l2=5.0)
    experiment, workers = Experiment((SOFTMAX, l2), train=2000, epochs=40, seeds=1), Counted(1)
    pool = Pool(Store("sqlite://"), workers)
    pool.submit(experiment, "ada")
    until(lambda: len(pieces) > 2)
    kill(workers.pids[0])
    ends(pool, experiment)
    results = pool.snapshot(experiment).results
    pool.close()
    assert len(pieces) > 3
    together = Training(experiment.runs(0), mnist())
    list(together)
    assert all(one is not None and one.same(other) for (one,), other in zip(results, together.results(), strict=True))


def test_with_real_processes_stop_frees_the_worker_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = Pool(Store("sqlite://"), LocalWorkers(1, "tests.lab.stand_in:slow"))
    endless = Experiment(epochs=5000, seeds=1)
    pool.submit(endless, "ada")
    until(lambda: pool.snapshot(endless).records[0][0])
    pool.submit(SMALL, "ada")
    begun = time.monotonic()
    pool.cancel(endless, "ada")
    until(lambda: pool.snapshot(SMALL).records[0][0])
    assert time.monotonic() - begun < 0.5
    ends(pool, SMALL)
    pool.close()


SERVER = """
    import sys
    from core.experiment import Experiment
    from lab.workers.local import LocalWorkers
    from lab.serving.pool import Pool
    from lab.storage.store import Store

    pool = Pool(Store(sys.argv[1]), LocalWorkers(1, "tests.lab.stand_in:slow"))
    experiments = [Experiment(epochs=4, seeds=1, first_seed=seed) for seed in range(3)]
    experiments += [Experiment(epochs=5000, seeds=1, first_seed=seed) for seed in range(10)]
    for number, experiment in enumerate(experiments):
        pool.submit(experiment, f"visitor {number}")
    while any(pool.snapshot(experiment).state != "finished" for experiment in experiments[:3]):
        pass
    print("finished", flush=True)
    sys.stdin.read()
"""


def test_after_the_death_of_the_server_the_finished_is_there_and_the_rest_goes_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'results.sqlite3'}"
    command = [sys.executable, "-c", textwrap.dedent(SERVER), url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"finished\n"
        server.kill()
    store, hands = Store(url), Hands()
    pool = Pool(store, hands)
    for seed in range(3):
        assert pool.snapshot(Experiment(epochs=4, seeds=1, first_seed=seed)).state == "finished"
    unfinished = [Experiment(epochs=5000, seeds=1, first_seed=seed) for seed in range(10)]
    assert {pool.watch(experiment, f"returns to {experiment.first_seed}").state for experiment in unfinished} <= {
        "queued",
        "running",
    }
    for _ in unfinished:
        hands.finish(hands.next())
    for experiment in unfinished:
        ends(pool, experiment)
    pool.close()
    assert store.unfinished() == []
    store.close()
