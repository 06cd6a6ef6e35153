"""The pool's books, without threads, workers or a clock: the tests say what time it is."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiment import DEFAULT_ARMS, Arm, Experiment, Run
from core.results import RunResult
from lab.serving.caps import Caps, Refused
from lab.serving.ledger import Ledger
from lab.serving.pace import seconds
from lab.serving.queue import TURN
from lab.serving.requests import Job
from lab.serving.schedule import EPOCH
from lab.workers.interface import Progress
from tests.lab.stand_in import pause, record, result

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
    """The job has come so far."""
    if not any(len(live.records) for live in job.runs):
        ledger.progress(job, Progress(0, ((record(0),) * len(job.runs),)), job.began)
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
    ledger.submit(experiment, "ada", NOTHING, 0.0)
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
    ledger.submit(small(0), "ada", NOTHING, 0.0)
    (job,) = start_all(ledger)
    ledger.submit(theirs, "bob", NOTHING, 0.0)
    ledger.withdraw(small(0), "ada")
    assert (state(ledger, small(0)), ledger.unwanted()) == ("stopped", []), "bob wants one of the runs"
    ledger.withdraw(theirs, "bob")
    assert (ledger.unwanted(), ledger.unwanted()) == ([job], []), "once"
    assert ledger.start(0.0) is None, "the worker is not free before it says so"
    ledger.cancelled(job)
    ledger.submit(small(0), "ada", NOTHING, 0.0)
    (again,) = start_all(ledger)
    assert runs(again) == small(0).runs(0)


def test_stored_runs_are_not_trained() -> None:
    ledger, (first, second) = Ledger(1), small(0).runs(0)
    ledger.submit(small(0), "ada", {first.key: result(first)}, 0.0)
    (job,) = start_all(ledger)
    assert runs(job) == (second,)
    ledger.submit(small(1), "ada", {run.key: result(run) for run in small(1).runs(1)}, 0.0)
    assert state(ledger, small(1)) == "finished"


def test_what_is_known_is_trained_again_for_those_alone_who_ask_for_it() -> None:
    ledger = Ledger(1)
    known = {run.key: result(run) for run in small(0).runs(0)}
    ledger.submit(small(0), "ada", known, 0.0)
    for visitor in ("ada", "bob"):
        ledger.submit(small(0), visitor, NOTHING, 0.0, again=True)
    (job,) = start_all(ledger)
    assert runs(job) == small(0).runs(0)
    advance(ledger, job, 2, 1.0)
    assert [seen(ledger, small(0), who) for who in ("ada", "bob", "eve", "")] == [
        ("running", 2),
        ("running", 2),
        ("finished", 0),
        ("finished", 0),
    ]
    ledger.submit(small(0, [SIGMOID]), "eve", {known_key: known[known_key] for known_key in list(known)[1:]}, 0.0)
    assert state(ledger, small(0, [SIGMOID])) == "finished", "nobody waits for what is known"
    finish(ledger, job, 2.0)
    assert [seen(ledger, small(0), who) for who in ("ada", "eve")] == [("finished", 4), ("finished", 4)]


@pytest.mark.parametrize("end", ["stop", "fail", "cancel", "leave"])
def test_a_repeat_that_comes_to_nothing_leaves_what_was_known(end: str) -> None:
    ledger = Ledger(1, grace=1)
    ledger.submit(small(0), "ada", {run.key: result(run) for run in small(0).runs(0)}, 0.0)
    ledger.join("ada")
    ledger.submit(small(0), "ada", NOTHING, 0.0, again=True)
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
    ledger.submit(small(0), "ada", NOTHING, 0.0, again=True)
    assert [runs(job) for job in start_all(ledger)] == [small(0).runs(0)]


def test_a_repeat_counts_as_any_other_request() -> None:
    ledger = Ledger(1, Caps(experiments=1))
    ledger.submit(small(0), "ada", {run.key: result(run) for run in small(0).runs(0)}, 0.0)
    ledger.submit(small(0), "ada", NOTHING, 0.0, again=True)
    with pytest.raises(Refused, match="queue is full"):
        ledger.submit(small(1), "bob", NOTHING, 0.0)


def test_failure_ends_all_that_want_the_run_and_nothing_else() -> None:
    ledger, theirs = Ledger(1), small(0, [SIGMOID, QUADRATIC])
    for experiment, visitor in ((small(0), "ada"), (theirs, "bob"), (small(5), "eve")):
        ledger.submit(experiment, visitor, NOTHING, 0.0)
    (job,) = start_all(ledger)
    ledger.failed(job, "no such digit")
    assert [state(ledger, one) for one in (small(0), theirs, small(5))] == ["failed", "failed", "queued"]


def test_caps_and_closing_refuse_what_is_new_only() -> None:
    ledger = Ledger(1, Caps(experiments=1))
    ledger.submit(small(0), "ada", NOTHING, 0.0)
    ledger.submit(small(0), "bob", NOTHING, 0.0)
    with pytest.raises(Refused, match="queue is full"):
        ledger.submit(small(1), "bob", NOTHING, 0.0)
    ledger.closed = True
    with pytest.raises(Refused, match="closing"):
        ledger.submit(small(1), "bob", NOTHING, 0.0)


def test_grace() -> None:
    ledger = Ledger(1, grace=60)
    ledger.join("ada")
    ledger.submit(small(0), "ada", NOTHING, 0.0)
    ledger.leave("ada", 10.0)
    ledger.let_go(69.9)
    assert (ledger.due(69.9), state(ledger, small(0))) == (70.0, "queued")
    ledger.let_go(70.0)
    assert (ledger.due(70.0), state(ledger, small(0))) == (None, "stopped")


def test_place_and_wait_follow_the_queue() -> None:
    ledger = Ledger(2)
    for number in range(4):
        ledger.submit(small(number), f"visitor {number}", NOTHING, 0.0)
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


def test_what_a_server_that_is_no_more_began_says_so_until_it_is_over() -> None:
    ledger = Ledger(1)
    ledger.resume(small(0), NOTHING)
    ledger.submit(small(1), "ada", NOTHING, 0.0)
    ledger.submit(small(0), "bob", NOTHING, 0.0)
    shown = [ledger.snapshot(small(number), 0.0) for number in range(2)]
    assert [one and one.resumed for one in shown] == [True, False]


def test_the_time_a_worker_took_to_start_is_not_learnt_as_the_pace() -> None:
    ledger, expected = Ledger(1), sum(map(seconds, small(0).runs(0)))
    ledger.submit(small(0), "ada", NOTHING, 0.0)
    (job,) = start_all(ledger)
    ledger.progress(job, Progress(0, ((record(0),) * 2,)), 100.0)  # it compiled until now
    ledger.stored(job, ledger.trained(job, [result(run) for run in runs(job)], 100.0 + expected))
    ledger.submit(small(1), "ada", NOTHING, 0.0)
    (second,) = start_all(ledger, 200.0)
    assert second.expected == pytest.approx(expected, rel=0.01)


def test_a_lone_seed_is_spread_over_idle_workers() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING, 0.0)
    jobs = start_all(ledger)
    assert [runs(job) for job in jobs] == [LONG.runs(0)[:1], LONG.runs(0)[1:]]
    finish(ledger, jobs[1])
    assert state(ledger, LONG) == "running"
    finish(ledger, jobs[0])
    assert state(ledger, LONG) == "finished"


def test_what_is_done_in_a_moment_is_not_spread() -> None:
    ledger = Ledger(2)
    ledger.submit(small(0), "ada", NOTHING, 0.0)
    assert [runs(job) for job in start_all(ledger)] == [small(0).runs(0)]


def test_the_last_seed_is_spread_over_the_workers_that_are_free_soon() -> None:
    ledger, experiment = Ledger(2), Experiment(seeds=3, train=10_000, epochs=100)
    ledger.submit(experiment, "ada", NOTHING, 0.0)
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
    ledger.submit(LONG, "ada", NOTHING, 0.0)
    ledger.submit(small(7), "bob", NOTHING, 0.0)
    assert [runs(job) for job in start_all(ledger)] == [small(7).runs(7), LONG.runs(0)[:1]], "his will be done soon"


def test_a_long_experiment_makes_room_for_a_short_one_and_goes_on_where_it_was() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING, 0.0)
    jobs = start_all(ledger)
    for job in jobs:
        advance(ledger, job, 10, 1.0)
    ledger.submit(small(8), "bob", NOTHING, 1.0)
    assert start_all(ledger, 1.0) == []
    (way,) = ledger.in_the_way()
    assert (start_all(ledger, 1.0), ledger.in_the_way(), ledger.unwanted()) == ([], [], []), "one is enough"
    advance(ledger, way, 12, 1.2)
    ledger.paused(way, [pause(run, 12) for run in runs(way)], 1.2)
    (theirs,) = start_all(ledger, 1.2)
    assert runs(theirs) == small(8).runs(8)
    assert ledger.in_the_way() == []
    shown = ledger.snapshot(LONG, 1.2)
    assert shown is not None
    assert (shown.state, {len(arm[0]) for arm in shown.records}) == ("running", {11, 13}), "nothing shown is taken back"
    finish(ledger, theirs, 1.4)
    (again,) = start_all(ledger, 1.4)
    assert (runs(again), again.epoch, [live.pause is not None for live in again.runs]) == (runs(way), 12, [True])
    assert again.estimate < way.estimate
    rows = tuple((record(epoch),) for epoch in range(13, 201))
    ledger.progress(again, Progress(13, rows), 5.0)
    ledger.stored(again, ledger.trained(again, [result(run) for run in runs(again)], 5.0))
    assert [len(live.records) for live in again.runs] == [201]
    assert [live.pause for live in again.runs] == [None], "what is finished holds no state"


def test_a_visitors_own_long_experiment_makes_room_for_their_short_one() -> None:
    ledger = Ledger(1)
    ledger.submit(LONG, "ada", NOTHING, 0.0)
    (job,) = start_all(ledger)
    ledger.submit(small(8), "ada", NOTHING, 1.0)
    start_all(ledger, 1.0)
    assert ledger.in_the_way() == [job]


def test_long_experiments_take_turns() -> None:
    ledger, hers, his = (
        Ledger(1),
        Experiment(train=50_000, epochs=60),
        Experiment(train=50_000, epochs=60, first_seed=9),
    )
    ledger.submit(hers, "ada", NOTHING, 0.0)
    (job,) = start_all(ledger)
    ledger.submit(his, "bob", NOTHING, 1.0)
    advance(ledger, job, 1, 1.0)
    assert (start_all(ledger, 1.0), ledger.in_the_way(), ledger.due(1.0)) == ([], [], TURN), "her turn is not over"
    advance(ledger, job, 10, TURN)
    assert (start_all(ledger, TURN), ledger.in_the_way()) == ([], [job])
    ledger.paused(job, [pause(run, 10) for run in runs(job)], TURN)
    (second,) = start_all(ledger, TURN)
    assert runs(second) == his.runs(9)


def test_a_spread_seed_that_is_nearly_done_is_left_alone() -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING, 0.0)
    jobs = start_all(ledger)
    for job in jobs:
        advance(ledger, job, 199, 20.0)
    ledger.submit(small(8), "bob", NOTHING, 0.0)
    assert (start_all(ledger, 20.0), ledger.unwanted()) == ([], [])


@pytest.mark.parametrize("told", ["paused", "cancelled"])
def test_a_job_that_is_to_give_way_and_is_then_unwanted_ends(told: str) -> None:
    ledger = Ledger(2)
    ledger.submit(LONG, "ada", NOTHING, 0.0)
    jobs = start_all(ledger)
    ledger.submit(small(8), "bob", NOTHING, 1.0)
    start_all(ledger, 1.0)
    (way,) = ledger.in_the_way()
    ledger.withdraw(LONG, "ada")
    assert set(ledger.unwanted()) == set(jobs)
    for job in jobs:
        if job is way and told == "paused":
            ledger.paused(job, [pause(run, 3) for run in runs(job)], 1.1)
        else:
            ledger.cancelled(job)
    assert [runs(job) for job in start_all(ledger, 2.0)] == [small(8).runs(8)]
    ledger.submit(LONG, "ada", NOTHING, 3.0)
    assert all(job.epoch == 0 for job in start_all(ledger, 3.0)), "Train begins again"


def test_first_everybody_sees_something_then_one_after_another_is_finished() -> None:
    ledger, class_ = Ledger(1), [Experiment(first_seed=100 * number) for number in range(5)]
    for number, experiment in enumerate(class_):
        ledger.submit(experiment, f"visitor {number}", NOTHING, 0.0)
    order, now = [], 0.0
    while jobs := start_all(ledger, now):
        for job in jobs:
            order.append(job.runs[0].run.seed)
            now += job.expected * (1.3 if len(order) % 2 else 0.7)  # the pace changes, the order does not
            finish(ledger, job, now)
    looks = [0, 100, 200, 300, 400]
    assert order == [*looks, *(seed + more for seed in looks for more in (1, 2))]


def test_whoever_asks_for_much_does_not_keep_waiting_whoever_asks_for_little() -> None:
    ledger = Ledger(1)
    for number in range(60):
        ledger.submit(Experiment(first_seed=100 * number), f"session {number % 20}", NOTHING, 0.0)
    ledger.submit(Experiment(first_seed=77_700), "honest", NOTHING, 0.0)
    seeds, now = [], 0.0
    while jobs := start_all(ledger, now):
        for job in jobs:
            seeds.append(job.runs[0].run.seed)
            now += job.expected
            finish(ledger, job, now)
    assert seeds.index(77_700) < 21, "a first look for everybody"
    assert seeds.index(77_702) <= 63, "before anybody's second experiment"


def test_a_hundred_sessions_of_one_address_have_the_share_of_one_visitor_elsewhere() -> None:
    ledger = Ledger(1)
    for number in range(100):
        ledger.join(f"session {number}", "192.0.2.1")
        ledger.submit(Experiment(first_seed=100 * number), f"session {number}", NOTHING, 0.0)
    ledger.join("honest", "192.0.2.2")
    ledger.submit(Experiment(first_seed=77_777), "honest", NOTHING, 0.0)
    seeds, now = [], 0.0
    while state(ledger, Experiment(first_seed=77_777)) != "finished":
        (job,) = start_all(ledger, now)
        seeds.append(job.runs[0].run.seed)
        now += job.expected
        finish(ledger, job, now)
    assert len(seeds) < 15


def test_however_many_sessions_have_come_there_is_room_for_the_first_short_experiment_of_another() -> None:
    ledger = Ledger(2)
    refusals = []
    for number in range(430):
        for more in range(3):
            wish = replace(LONG, first_seed=20 * number + more, seeds=20)
            try:
                ledger.submit(wish, f"session {number}", NOTHING, 0.0)
            except Refused as words:
                refusals.append(str(words))
    assert len(refusals) > 700
    assert all("try again in about" in words for words in refusals)
    ledger.submit(Experiment(), "honest", NOTHING, 0.0)
    assert state(ledger, Experiment()) == "queued"


def test_what_those_who_wait_are_told_comes_true() -> None:
    """A class of thirty within ten seconds, and five large experiments before them."""
    ledger, now = Ledger(2), 0.0
    for number in range(5):
        ledger.submit(replace(LONG, seeds=5, first_seed=9000 + 10 * number), f"large {number}", NOTHING, now)
    running: dict[Job, float] = {}
    told, begun = dict[int, tuple[float, float]](), dict[int, float]()
    slow, comes = 1.4, [number / 3 for number in range(30)]  # this machine is slower than the estimate says
    while len(begun) < 30:
        running |= {job: now + slow * job.estimate for job in start_all(ledger, now)}
        for job in running:
            if job.runs[0].run.seed < 3000:
                begun.setdefault(job.runs[0].run.seed // 100, now)
        for job in ledger.in_the_way():
            at = max(job.epoch + 1, round(job.runs[0].run.epochs * (now - job.began) / (running[job] - job.began)))
            advance(ledger, job, at, now)
            ledger.paused(job, [pause(run, at) for run in runs(job)], now)
            del running[job]
        ends = min(running.values(), default=math.inf)
        if comes and comes[0] <= ends:
            now, number = max(now, comes.pop(0)), 29 - len(comes)
            wish = Experiment(first_seed=100 * number)
            ledger.submit(wish, f"visitor {number}", NOTHING, now)
            shown = ledger.snapshot(wish, now)
            assert shown is not None
            told[number] = now, shown.wait or 0.0
        elif running:
            now = ends
            job = min(running, key=running.__getitem__)
            del running[job]
            finish(ledger, job, now)
    for number, (when, wait) in told.items():
        assert begun[number] - when == pytest.approx(wait, rel=1 / 3, abs=0.5), number


def end(ledger: Ledger, job: Job, act: str, now: float) -> None:
    """The worker reports the end of the job."""
    if act == "finish":
        finish(ledger, job, now)
    elif act == "fail":
        ledger.failed(job, "no")
    elif act == "pause" and job.runs[0].run.epochs > job.epoch + 3:
        at = job.epoch + 3
        advance(ledger, job, at, now)
        ledger.paused(job, [pause(run, at) for run in runs(job)], now)
    else:
        ledger.cancelled(job)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "repeat", "withdraw", "finish", "fail", "cancel", "pause", "leave"]),
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
            ledger.submit(WISHES[number], visitor, NOTHING, 0.0)
        elif act == "repeat":
            ledger.submit(WISHES[number], visitor, NOTHING, 0.0, again=True)
        elif act == "withdraw":
            ledger.withdraw(WISHES[number], visitor)
        elif act == "leave":
            ledger.leave(visitor, now)
        elif job is not None:
            running.pop(job)
            end(ledger, job, act, now)
        ledger.let_go(now)
        running |= dict.fromkeys(start_all(ledger, now))
        assert len(running) <= workers
        wanted = [live for job in running if not job.cancelled for live in job.runs]
        assert len(wanted) == len(set(wanted))
        assert all(job in running for job in [*ledger.unwanted(), *ledger.in_the_way()])
        waiting = [one for one in WISHES if state(ledger, one) == "queued"]
        assert len(running) == workers or not waiting, "nobody waits while a worker is idle"
    while running:
        now += 1.0
        finish(ledger, running.popitem()[0], now)
        running |= dict.fromkeys(start_all(ledger, now))
    assert all(state(ledger, one) not in ("queued", "running") for one in WISHES), "everything comes to its end"


@pytest.mark.parametrize(("slow", "together"), [(1.0, 3), (3.0, 2), (8.0, 1)])
def test_a_job_can_soon_be_paused_since_few_runs_go_together_where_an_epoch_takes_long(
    slow: float, together: int
) -> None:
    """A job is paused between two epochs only: whoever is due waits for one of all its runs."""
    ledger = Ledger(1)
    ledger.submit(replace(LONG, first_seed=9), "ada", NOTHING, 0.0)
    (job,) = start_all(ledger)
    finish(ledger, job, now := slow * job.estimate)  # so slow the machine is
    large = Experiment((*DEFAULT_ARMS, QUADRATIC), train=50_000, hidden=(100,), batch=1, epochs=20, seeds=1)
    ledger.submit(large, "bob", NOTHING, now)
    (job,) = start_all(ledger, now)
    epoch = slow * seconds(runs(job)[0]) / large.epochs
    assert len(job.runs) == together == max(1, min(3, int(EPOCH / epoch)))
