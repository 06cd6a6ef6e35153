"""The parts that the pool's queue is made of."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiment import Arm, Experiment
from lab.serving.advice import OTHERWISE, advice, forecast
from lab.serving.balance import balance
from lab.serving.ended import Ended
from lab.serving.outlook import Load, Outlook, foresee
from lab.serving.pace import Pace, seconds
from lab.serving.queue import TURN, Queue
from lab.serving.requests import Part
from lab.serving.shared import SharedRuns
from lab.serving.visitors import Visitors
from tests.lab.stand_in import record, result

WISHES = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5), st.sampled_from([1, 20, 400])), max_size=12)


def queued(*wishes: tuple[str, int, int]) -> Queue:
    """A queue in which visitors want experiments of these first seeds and epochs."""
    queue, runs = Queue(lambda visitor: visitor), SharedRuns()
    for visitor, seed, epochs in wishes:
        queue.add(visitor, runs.request(Experiment(first_seed=seed, epochs=epochs), {}))
    return queue


@given(WISHES)
def test_all_that_waits_has_its_turn_and_no_turn_is_longer_than_it_may_be(wishes: list[tuple[str, int, int]]) -> None:
    queue = queued(*wishes)
    turns = queue.order()
    assert queue.anything_waits == bool(turns) == bool(wishes)
    assert sorted(turn.key for turn in turns) == [turn.key for turn in turns]
    assert all(0 < turn.seconds <= TURN for turn in turns)
    waited: defaultdict[Part, float] = defaultdict(float)
    for turn in turns:
        waited[turn.part] += turn.seconds
    assert all(total == pytest.approx(part.estimate) for part, total in waited.items())


def test_a_large_experiment_comes_a_turn_at_a_time_and_a_small_one_whole() -> None:
    turns = queued(("a", 0, 30), ("b", 100, 3000), ("c", 200, 30)).order()
    assert "".join(turn.visitor for turn in turns) == "acaacc" + "b" * 9
    assert {turn.part.runs[0].run.seed for turn in turns[2:4]} == {1, 2}


def test_an_experiment_of_several_visitors_waits_once_and_until_the_last_has_gone() -> None:
    queue, shared = Queue(lambda visitor: visitor), SharedRuns().request(Experiment(), {})
    for visitor in "ab":
        queue.add(visitor, shared)
    assert len(queue.order()) == 3
    queue.discard(shared, "a")
    assert {turn.visitor for turn in queue.order()} == {"b"}
    queue.discard(shared)
    assert queue.order() == []


def test_who_comes_later_has_not_saved_anything_up() -> None:
    queue = queued(("a", 0, 3000))
    queue.serve("a", 1000.0)
    late = SharedRuns().request(Experiment(first_seed=500, epochs=3000), {})
    queue.add("b", late)
    turns = queue.order()
    assert [turn.visitor for turn in turns[:4]] == ["a", "b", "a", "b"], "from now on by turns"


def test_what_to_lower_and_to_what() -> None:
    attack = Experiment(
        tuple(Arm("softmax", "log_likelihood", rate / 10) for rate in range(1, 49)),
        train=50_000,
        hidden=(300, 300),
        batch=1,
        epochs=100,
        seeds=9,
    )
    for experiment, most in [(attack, 1200), (Experiment(epochs=3000, seeds=8), 20), (Experiment(seeds=20), 1)]:
        words = advice(experiment, most)
        assert forecast(experiment) > most
        assert forecast(replace(experiment, **dict(_told(words)))) <= most, words
    assert advice(Experiment(), 1200) == ""
    assert advice(attack, 60) == OTHERWISE


def _told(words: str) -> list[tuple[str, int]]:
    names = {"seed": "seeds", "epoch": "epochs", "training": "train"}
    found = re.findall(r"(one|\d[\d,]*) (seed|epoch|training)", words)
    return [(names[name], 1 if number == "one" else int(number.replace(",", ""))) for number, name in found]


def test_the_forecast_is_what_the_workers_will_do() -> None:
    running = [Load(frozenset("r"), 4.0)]
    waiting = [Load(frozenset("a"), 3.0, new=True), Load(frozenset("b"), 5.0, new=True), Load(frozenset("r"), 1.0)]
    assert foresee(2, running, waiting) == {
        "r": Outlook(None, 4.0, 5.0),
        "a": Outlook(1, 0.0, 3.0),
        "b": Outlook(2, 3.0, 8.0),
    }


def test_more_work_is_expected_to_take_longer_and_the_pace_is_learnt() -> None:
    (run, _) = Experiment().runs(0)
    more = [Experiment(epochs=60), Experiment(train=2000), Experiment(hidden=(100,)), Experiment(batch=1)]
    assert all(seconds(experiment.runs(0)[0]) > seconds(run) for experiment in more)
    pace = Pace()
    for _ in range(200):
        pace.learn(seconds(run), 7.0)
    assert abs(pace.factor * seconds(run) - 7.0) < 0.1


COSTS = st.lists(st.floats(0.01, 10), min_size=1, max_size=6)
LOADS = st.lists(st.floats(0, 10), min_size=1, max_size=3)


@given(COSTS, LOADS)
def test_balanced_work_ends_nearly_as_early_as_it_can(costs: list[float], loads: list[float]) -> None:
    taken = balance(costs, loads)
    assert sorted(place for places in taken for place in places) == list(range(len(costs)))

    def last(choice: Sequence[int]) -> float:
        ends = list(loads)
        for place, worker in enumerate(choice):
            ends[worker] += costs[place]
        return max(ends[worker] for worker in choice)

    mine = [next(worker for worker, places in enumerate(taken) if place in places) for place in range(len(costs))]
    best = min(last(choice) for choice in product(range(len(loads)), repeat=len(costs)))
    assert last(mine) <= 1.5 * best + 1e-9


def test_a_visitor_is_gone_when_the_grace_after_the_last_session_is_over() -> None:
    visitors = Visitors(60)
    visitors.join("ada")
    visitors.join("ada")
    visitors.leave("ada", 0)
    assert (visitors.gone(0), visitors.next_end) == (set(), None), "one session is left"
    visitors.leave("ada", 0)
    visitors.leave("bob", 30)
    assert (visitors.gone(30), visitors.next_end) == (set(), 60)
    visitors.stay("ada")
    assert (visitors.gone(70), visitors.next_end) == (set(), 90)
    visitors.leave("ada", 70)
    assert visitors.gone(90) == {"bob"}
    assert (visitors.gone(130), visitors.gone(130), visitors.next_end) == ({"ada"}, set(), None)


def test_ended_requests_are_kept_as_long_as_they_fit() -> None:
    runs = SharedRuns()
    experiments = [Experiment(seeds=1, first_seed=seed) for seed in range(4)]
    keys = {run.key: result(run, [record(0)] * 10) for seed in range(4) for run in experiments[seed].runs(seed)}
    ended = Ended(limit=3 * (10_000 + 2 * (10 * 2000 + 10_000 + 24)))
    for experiment in experiments[:3]:
        ended.put(runs.request(experiment, keys))
    assert ended.get(experiments[0]) is not None, "which makes it the one looked at last"
    ended.put(runs.request(experiments[3], keys))
    assert [ended.get(experiment) is None for experiment in experiments] == [False, True, False, False]
    ended.drop(experiments[0])
    ended.drop(experiments[0])
    ended.put(runs.request(experiments[1], keys))
    assert [ended.get(experiment) is None for experiment in experiments] == [True, False, False, False]
    alone = Ended(limit=1)
    alone.put(runs.request(experiments[0], keys))
    assert alone.get(experiments[0]) is not None
