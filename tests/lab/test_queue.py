"""The parts that the pool's queue is made of."""

from collections.abc import Sequence
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from core.experiment import Experiment
from lab.serving.balance import balance
from lab.serving.ended import Ended
from lab.serving.outlook import Load, Outlook, forecast
from lab.serving.pace import Pace, seconds
from lab.serving.queue import FairQueue
from lab.serving.requests import SharedRuns
from lab.serving.visitors import Visitors
from tests.lab.stand_in import record, result

WHOLES = {(visitor, number): object() for visitor in "abc" for number in range(3)}
VISITORS = st.lists(st.sampled_from("abcd"))


@given(VISITORS)
def test_a_fair_queue_serves_everybody_once_a_round(visitors: list[str]) -> None:
    queue: FairQueue[tuple[str, int]] = FairQueue()
    for number, visitor in enumerate(visitors):
        queue.add(visitor, (visitor, number))
    foreseen, order = list(queue), []
    while (thing := queue.take()) is not None:
        order.append(thing)
    assert order == foreseen
    assert sorted(order) == sorted(zip(visitors, range(len(visitors)), strict=True))
    assert [queue.take(), list(queue)] == [None, []]
    for visitor in set(visitors):
        turns = [number for name, number in order if name == visitor]
        assert turns == sorted(turns), "each visitor's own things in their order"
        for turn, place in enumerate(order.index((visitor, number)) for number in turns):
            before = [name for name, _ in order[:place]]
            assert all(before.count(name) <= turn + 1 for name in before)


COSTLY = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.floats(0.1, 3.0)), unique=True)


@given(COSTLY, st.floats(0, 4))
def test_no_turn_takes_more_than_it_allows_while_others_wait(things: list[tuple[str, int, float]], turn: float) -> None:
    queue = FairQueue[tuple[str, int, float]](turn, lambda thing: thing[2], lambda thing: WHOLES[thing[:2]])
    for thing in things:
        queue.add(thing[0], thing)
    order = list(queue)
    assert order == [queue.take() for _ in things]
    assert sorted(order) == sorted(things)
    spent = 0.0
    for place, (thing, following) in enumerate(pairwise(order)):
        spent += thing[2]
        if following[0] != thing[0]:
            spent = 0.0
        elif any(other[0] != thing[0] for other in order[place:]):  # the same visitor goes on, though others wait
            assert following[1] == thing[1]
            assert spent < turn


def test_a_small_whole_is_served_in_one_turn_and_a_large_one_a_part_at_a_time() -> None:
    queue = FairQueue[tuple[str, float]](2.0, lambda thing: thing[1], lambda thing: WHOLES[thing[0], 0])
    for visitor, cost in (("a", 0.5), ("b", 3.0), ("c", 1.0)):
        for _ in range(3):
            queue.add(visitor, (visitor, cost))
    assert "".join(visitor for visitor, _ in queue) == "aaabccbcb"


def test_a_thing_in_several_lines_is_taken_once_and_can_be_taken_out_of_one() -> None:
    queue: FairQueue[str] = FairQueue()
    for visitor in "ab":
        queue.add(visitor, "shared")
        queue.add(visitor, visitor)
    queue.discard(lambda thing: thing == "shared", "a")
    assert list(queue) == ["a", "shared", "b"]
    queue.add("a", "shared")
    assert len(queue) == 3
    assert [queue.take(), queue.take(), queue.take(), queue.take()] == ["a", "shared", "b", None]


def test_what_is_put_back_is_first_for_its_visitor_who_is_served_after_the_others() -> None:
    queue: FairQueue[str] = FairQueue()
    for visitor in "aab":
        queue.add(visitor, f"{visitor}{len(queue)}")
    assert queue.take() == "a0"
    queue.put_back("a", "a0")
    assert list(queue) == ["b2", "a0", "a1"]


def test_the_forecast_is_what_the_workers_will_do() -> None:
    running = [Load(frozenset("r"), 4.0)]
    waiting = [Load(frozenset("a"), 3.0, new=True), Load(frozenset("b"), 5.0, new=True), Load(frozenset("r"), 1.0)]
    assert forecast(2, running, waiting) == {
        "r": Outlook(None, 4.0, 5.0),
        "a": Outlook(1, 0.0, 3.0),
        "b": Outlook(2, 3.0, 8.0),
    }


def test_more_work_is_expected_to_take_longer_and_the_pace_is_learnt() -> None:
    (run, _) = Experiment().runs(0)
    more = [Experiment(epochs=60), Experiment(train=2000), Experiment(hidden=(100,)), Experiment(batch=1)]
    assert all(seconds(experiment.runs(0)[0]) > seconds(run) for experiment in more)
    pace = Pace()
    for _ in range(20):
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
