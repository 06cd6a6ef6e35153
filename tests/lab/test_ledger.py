"""The pool's books, without threads, workers or a clock: the tests say what time it is."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiment import DEFAULT_ARMS, Arm, Experiment, Run
from core.results import RunResult
from lab.serving.caps import Caps, Refused
from lab.serving.ledger import Ledger
from lab.serving.pace import seconds
from lab.serving.requests import Job
from lab.workers.interface import Progress
from tests.lab.stand_in import record, result

SOFTMAX, SIGMOID = DEFAULT_ARMS
QUADRATIC = Arm("sigmoid", "quadratic", 3.0)
NOTHING: dict[str, RunResult] = {}
LONG = Experiment(seeds=1, train=20_000, epochs=200)  # worth being spread over workers


def small(number: int, arms: Sequence[Arm] = DEFAULT_ARMS) -> Experiment:
    return Experiment(tuple(arms), hidden=(10,), train=100, validation=100, epochs=4, seeds=1, first_seed=number)


def start_all(ledger: Ledger, now: float = 0.0) -> list[Job]:
    """Every job that can be started at once."""
    jobs = []
    while (job := ledger.start(now)) is not None:
        jobs.append(job)
    return jobs


def runs(job: Job) -> tuple[Run, ...]:
    return tuple(live.run for live in job.runs)


def advance(ledger: Ledger, job: Job, epochs: int, now: float) -> None:
    """The job has begun at time 0, and come so far."""
    if not any(len(live.records) for live in job.runs):
        ledger.progress(job, Progress(0, ((record(0),) * len(job.runs),)), 0.0)
    rows = tuple((record(epoch),) * len(job.runs) for epoch in range(1, epochs + 1))
    ledger.progress(job, Progress(1, rows), now)


def finish(ledger: Ledger, job: Job, now: float = 0.0) -> None:
    advance(ledger, job, job.runs[0].run.epochs, now)
    ledger.stored(job, ledger.trained(job, [result(run) for run in runs(job)], now))


def state(ledger: Ledger, experiment: Experiment) -> str:
    snapshot = ledger.snapshot(experiment, 0.0)
    return "unknown" if snapshot is None else snapshot.state


def seen(ledger: Ledger, experiment: Experiment, visitor: str) -> tuple[str, int]:
    """The state and the epoch that the visitor sees."""
    snapshot = ledger.snapshot(experiment, 0.0, visitor)
    return ("unknown", 0) if snapshot is None else (snapshot.state, snapshot.epoch)


def test_from_wish_to_result() -> None:
    ledger, experiment = Ledger(1), Experiment(train=100, validation=100, epochs=4, seeds=2)
    assert (state(ledger, experiment), ledger.start(0.0)) == ("unknown", None)
    ledger.submit(experiment, "ada", NOTHING)
    assert state(ledger, experiment) == "queued"
    (first,) = start_all(ledger)
    assert (runs(first), state(ledger, experiment)) == (experiment.runs(0), "running")
    finish(ledger, first)
    (second,) = start_all(ledger)
    assert (runs(second), state(ledger, experiment)) == (experiment.runs(1), "running")
    results = ledger.trained(second, [result(run) for run in runs(second)], 1.0)
    assert state(ledger, experiment) == "running", "it is not stored yet"
    ledger.stored(second, results)
    assert (state(ledger, experiment), ledger.start(2.0)) == ("finished", None)


def test_what_is_shared_is_trained_once_and_stopped_when_nobody_wants_it() -> None:
    ledger, theirs = Ledger(1), small(0, [SIGMOID, QUADRATIC])
    ledger.submit(small(0), "ada", NOTHING)
    (job,) = start_all(ledger)
    ledger.submit(theirs, "bob", NOTHING)
    ledger.withdraw(small(0), "ada")
    assert (state(ledger, small(0)), ledger.unwanted()) == ("stopped", []), "bob wants one of the runs"
    ledger.withdraw(theirs, "bob")
    assert (ledger.unwanted(), ledger.unwanted()) == ([job], []), "once"
    assert ledger.start(0.0) is None, "the worker is not free before it says so"
    ledger.cancelled(job)
    ledger.submit(small(0), "ada", NOTHING)
    (again,) = start_all(ledger)
    assert runs(again) == small(0).runs(0)


def test_stored_runs_are_not_trained() -> None:
    ledger, (first, second) = Ledger(1), small(0).runs(0)
    ledger.submit(small(0), "ada", {first.key: result(first)})
    (job,) = start_all(ledger)
    assert runs(job) == (second,)
    ledger.submit(small(1), "ada", {run.key: result(run) for run in small(1).runs(1)})
    assert state(ledger, small(1)) == "finished"


def test_what_is_known_is_trained_again_for_those_alone_who_ask_for_it() -> None:
    ledger = Ledger(1)
    known = {run.key: result(run) for run in small(0).runs(0)}
    ledger.submit(small(0), "ada", known)
    for visitor in ("ada", "bob"):
        ledger.submit(small(0), visitor, NOTHING, again=True)
    (job,) = start_all(ledger)
    assert runs(job) == small(0).runs(0)
    advance(ledger, job, 2, 1.0)
    assert [seen(ledger, small(0), who) for who in ("ada", "bob", "eve", "")] == [
        ("running", 2),
        ("running", 2),
        ("finished", 0),
        ("finished", 0),
    ]
    ledger.submit(small(0, [SIGMOID]), "eve", {known_key: known[known_key] for known_key in list(known)[1:]})
    assert state(ledger, small(0, [SIGMOID])) == "finished", "nobody waits for what is known"
    finish(ledger, job, 2.0)
    assert [seen(ledger, small(0), who) for who in ("ada", "eve")] == [("finished", 4), ("finished", 4)]


@pytest.mark.parametrize("end", ["stop", "fail", "cancel", "leave"])
def test_a_repeat_that_comes_to_nothing_leaves_what_was_known(end: str) -> None:
    ledger = Ledger(1, grace=1)
    ledger.submit(small(0), "ada", {run.key: result(run) for run in small(0).runs(0)})
    ledger.join("ada")
    ledger.submit(small(0), "ada", NOTHING, again=True)
    (job,) = start_all(ledger)
    if end == "fail":
        ledger.failed(job, "no")
    elif end == "cancel":
        ledger.cancelled(job)
    else:
        if end == "stop":
            ledger.withdraw(small(0), "ada")
        else:
            ledger.leave("ada", 0.0)
            ledger.let_go(1.0)
        assert ledger.unwanted() == [job]
        ledger.cancelled(job)
    assert seen(ledger, small(0), "ada") == ("finished", 0)
    ledger.submit(small(0), "ada", NOTHING, again=True)
    assert [runs(job) for job in start_all(ledger)] == [small(0).runs(0)]


def test_a_repeat_counts_as_any_other_request() -> None:
    ledger = Ledger(1, Caps(experiments=1))
    ledger.submit(small(0), "ada", {run.key: result(run) for run in small(0).runs(0)})
    ledger.submit(small(0), "ada", NOTHING, again=True)
    with pytest.raises(Refused, match="queue is full"):
        ledger.submit(small(1), "bob", NOTHING)


def test_failure_ends_all_that_want_the_run_and_nothing_else() -> None:
    ledger, theirs = Ledger(1), small(0, [SIGMOID, QUADRATIC])
    for experiment, visitor in ((small(0), "ada"), (theirs, "bob"), (small(5), "eve")):
        ledger.submit(experiment, visitor, NOTHING)
    (job,) = start_all(ledger)
    ledger.failed(job, "no such digit")
    assert [state(ledger, one) for one in (small(0), theirs, small(5))] == ["failed", "failed", "queued"]


def test_caps_and_closing_refuse_what_is_new_only() -> None:
    ledger = Ledger(1, Caps(experiments=1))
    ledger.submit(small(0), "ada", NOTHING)
    ledger.submit(small(0), "bob", NOTHING)
    with pytest.raises(Refused, match="queue is full"):
        ledger.submit(small(1), "bob", NOTHING)
    ledger.closed = True
    with pytest.raises(Refused, match="closing"):
        ledger.submit(small(1), "bob", NOTHING)


def test_grace() -> None:
    ledger = Ledger(1, grace=60)
    ledger.join("ada")
    ledger.submit(small(0), "ada", NOTHING)
    ledger.leave("ada", 10.0)
    assert (ledger.let_go(69.9), state(ledger, small(0))) == (70.0, "queued")
    assert (ledger.let_go(70.0), state(ledger, small(0))) == (None, "stopped")


def test_place_and_wait_follow_the_queue() -> None:
    ledger = Ledger(2)
    for number in range(4):
        ledger.submit(small(number), f"visitor {number}", NOTHING)
    start_all(ledger)
    shown = [ledger.snapshot(small(number), 0.0) for number in range(4)]
    assert [one and one.position for one in shown] == [None, None, 1, 2]
    ledger.withdraw(small(2), "visitor 2")
    last = ledger.snapshot(small(3), 0.0)
    assert last is not None
    assert last.position == 1
    assert last.wait is not None
    assert last.remaining is not None
    assert 0 <= last.wait < last.remaining


def test_the_time_a_worker_took_to_start_is_not_learnt_as_the_pace() -> None:
    ledger, expected = Ledger(1), sum(map(seconds, small(0).runs(0)))
    ledger.submit(small(0), "ada", NOTHING)
    (job,) = start_all(ledger)
    ledger.progress(job, Progress(0, ((record(0),) * 2,)), 100.0)  # it compiled until now
    ledger.stored(job, ledger.trained(job, [result(run) for run in runs(job)], 100.0 + expected))
    ledger.submit(small(1), "ada", NOTHING)
    (second,) = start_all(ledger, 200.0)
    assert second.expected == pytest.approx(expected, rel=0.01)


def test_a_lone_seed_is_spread_over_idle_workers() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING)
    jobs = start_all(ledger)
    assert [runs(job) for job in jobs] == [LONG.runs(0)[:1], LONG.runs(0)[1:]]
    finish(ledger, jobs[1])
    assert state(ledger, LONG) == "running"
    finish(ledger, jobs[0])
    assert state(ledger, LONG) == "finished"


def test_what_is_done_in_a_moment_is_not_spread() -> None:
    ledger = Ledger(2)
    ledger.submit(small(0), "ada", NOTHING)
    assert [runs(job) for job in start_all(ledger)] == [small(0).runs(0)]


def test_the_last_seed_is_spread_over_the_workers_that_are_free_soon() -> None:
    ledger, experiment = Ledger(2), Experiment(seeds=3, train=10_000, epochs=100)
    ledger.submit(experiment, "ada", NOTHING)
    first, second = start_all(ledger)
    assert [runs(first), runs(second)] == [experiment.runs(0), experiment.runs(1)]
    advance(ledger, second, 99, first.expected)
    finish(ledger, first, first.expected)
    (third,) = start_all(ledger, first.expected)
    assert len(third.runs) == 1
    finish(ledger, second, first.expected + 0.1)
    (fourth,) = start_all(ledger, first.expected + 0.1)
    assert {*runs(third), *runs(fourth)} == set(experiment.runs(2))


def test_a_seed_is_not_spread_where_that_takes_a_worker_from_another_visitor() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING)
    ledger.submit(small(7), "bob", NOTHING)
    assert [runs(job) for job in start_all(ledger)] == [LONG.runs(0), small(7).runs(7)]


def test_a_spread_seed_makes_room_for_another_visitor_and_goes_on_later() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING)
    jobs = start_all(ledger)
    for job in jobs:
        advance(ledger, job, 10, 20.0)
    ledger.submit(small(7), "ada", NOTHING)
    assert (start_all(ledger, 20.0), ledger.unwanted()) == ([], []), "what they want themselves has to wait"
    ledger.submit(small(8), "bob", NOTHING)
    assert start_all(ledger, 20.0) == []
    (stopped,) = ledger.unwanted()
    assert (start_all(ledger, 20.0), ledger.unwanted()) == ([], []), "one is enough"
    ledger.cancelled(stopped)
    (theirs,) = start_all(ledger, 20.1)
    assert runs(theirs) == small(8).runs(8)
    assert ledger.unwanted() == []
    shown = ledger.snapshot(LONG, 20.1)
    assert shown is not None
    assert (shown.state, {len(arm[0]) for arm in shown.records}) == ("running", {11}), "nothing shown is taken back"
    finish(ledger, theirs, 20.2)
    (again,) = start_all(ledger, 20.2)
    assert runs(again) == runs(stopped)
    advance(ledger, again, 5, 25.0)
    assert {len(live.records) for live in again.runs} == {11}


def test_a_spread_seed_that_is_nearly_done_is_left_alone() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING)
    jobs = start_all(ledger)
    for job in jobs:
        advance(ledger, job, 199, 20.0)
    ledger.submit(small(8), "bob", NOTHING)
    assert (start_all(ledger, 20.0), ledger.unwanted()) == ([], [])


def test_a_job_that_gave_way_and_is_then_unwanted_ends() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING)
    jobs = start_all(ledger)
    ledger.submit(small(8), "bob", NOTHING)
    start_all(ledger, 1.0)
    (stopped,) = ledger.unwanted()
    ledger.withdraw(LONG, "ada")
    assert set(ledger.unwanted()) == set(jobs)
    for job in jobs:
        ledger.cancelled(job)
    assert stopped in jobs
    assert [runs(job) for job in start_all(ledger)] == [small(8).runs(8)]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "repeat", "withdraw", "finish", "fail", "cancel", "leave"]),
        st.sampled_from("abc"),
        st.integers(0, 4),
    ),
    max_size=60,
)
WISHES = (small(0), small(0, [SIGMOID, QUADRATIC]), small(1), LONG, Experiment(seeds=3, train=5000, epochs=50))


@given(ACTS, st.integers(1, 4))
def test_whatever_happens_no_worker_is_given_too_much_and_no_run_is_trained_twice_at_once(
    acts: list[tuple[str, str, int]], workers: int
) -> None:
    ledger, running, now = Ledger(workers, grace=3), dict[Job, None](), 0.0
    for act, visitor, number in acts:
        now += 1.0
        job = list(running)[number % len(running)] if running else None
        if act == "submit":
            ledger.submit(WISHES[number], visitor, NOTHING)
        elif act == "repeat":
            ledger.submit(WISHES[number], visitor, NOTHING, again=True)
        elif act == "withdraw":
            ledger.withdraw(WISHES[number], visitor)
        elif act == "leave":
            ledger.leave(visitor, now)
        elif job is not None:
            running.pop(job)
            if act == "finish":
                finish(ledger, job, now)
            elif act == "fail":
                ledger.failed(job, "no")
            else:
                ledger.cancelled(job)
        ledger.let_go(now)
        running |= dict.fromkeys(start_all(ledger, now))
        assert len(running) <= workers
        wanted = [live for job in running if not job.cancelled for live in job.runs]
        assert len(wanted) == len(set(wanted))
        assert all(job in running for job in ledger.unwanted())
        waiting = [one for one in WISHES if state(ledger, one) == "queued"]
        assert len(running) == workers or not waiting, "nobody waits while a worker is idle"
    while running:
        now += 1.0
        finish(ledger, running.popitem()[0], now)
        running |= dict.fromkeys(start_all(ledger, now))
    assert all(state(ledger, one) not in ("queued", "running") for one in WISHES), "everything comes to its end"
