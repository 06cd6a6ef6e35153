import json
import os
import queue
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.experiment import Experiment
from core.limits import InvalidSetting
from lab.workers.interface import Cancelled, Event, Failed, Finished, Paused, Progress
from lab.workers.local import DIED, LocalWorkers, default_count
from tests.lab.processes import KILLED, WAIT, gone, kill
from tests.lab.stand_in import ONCE

ROOT = Path(__file__).parents[2]
SHORT = Experiment(epochs=5).runs(seed=0)
LONG = Experiment(epochs=5000).runs(seed=0)


class Heard:
    """Listens to a task, and remembers when it heard what."""

    def __init__(self) -> None:
        self.events: list[tuple[float, Event]] = []
        self.coming: queue.Queue[Event] = queue.Queue()

    def __call__(self, event: Event) -> None:
        self.events.append((time.monotonic(), event))
        self.coming.put(event)

    def next(self) -> Event:
        return self.coming.get(timeout=WAIT)

    def end(self) -> Event:
        while isinstance(event := self.next(), Progress):
            pass
        return event

    @property
    def epochs(self) -> list[int]:
        told = [event for _, event in self.events if isinstance(event, Progress)]
        return [records[0].epoch for event in told for records in event.records]


Start = Callable[..., LocalWorkers]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Start]:
    monkeypatch.setenv(ONCE, str(tmp_path / "once"))
    started: list[LocalWorkers] = []

    def begin(how: str, count: int = 1) -> LocalWorkers:
        started.append(LocalWorkers(count, f"tests.lab.stand_in:{how}"))
        return started[-1]

    yield begin
    for workers in started:
        workers.close()


def ready(workers: LocalWorkers) -> list[int]:
    """Run a task on the workers, which then are ready, and give back their process ids."""
    heard = Heard()
    workers.submit(SHORT, heard)
    heard.end()
    return workers.pids


def test_tells_every_record_in_order_then_the_results(start: Start) -> None:
    heard = Heard()
    start("quick").submit(SHORT, heard)
    end = heard.end()
    assert isinstance(end, Finished)
    assert [result.run for result in end.results] == list(SHORT)
    assert heard.epochs == list(range(6))
    first = heard.events[0][1]
    assert isinstance(first, Progress)
    assert [len(records) for records in first.records] == [2], "the first record comes at once, one for each run"
    told = [event.glimpses for _, event in heard.events if isinstance(event, Progress)]
    assert told[-1] == (bytes([5] * 10),) * 2, "what each run answers by now comes with them"


def test_tells_at_most_four_times_a_second(start: Start) -> None:
    heard = Heard()
    start("slow").submit(Experiment(epochs=100).runs(0), heard)
    assert isinstance(heard.end(), Finished)
    assert heard.epochs == list(range(101))
    seconds = heard.events[-1][0] - heard.events[0][0]
    reports = len([event for _, event in heard.events if isinstance(event, Progress)])
    assert 3 <= reports <= 4 * seconds + 2, "the first at once, and the rest at the end"


def test_a_worker_killed_in_mid_run_is_replaced_and_nobody_else_notices(start: Start) -> None:
    workers = start("slow", count=2)
    runs = Experiment(epochs=60).runs(0)
    both = Heard(), Heard()
    for heard in both:
        workers.submit(runs, heard)
    for heard in both:
        heard.next()
    killed = workers.pids[0]
    kill(killed)
    assert all(isinstance(heard.end(), Finished) for heard in both)
    told = sorted(heard.epochs.count(0) for heard in both)
    assert told == [1, 2], "one began again, the other did not"
    assert killed not in workers.pids
    assert len(workers.pids) == 2


def test_a_worker_killed_while_it_reports_is_replaced(start: Start) -> None:
    heard = Heard()
    start("dying_while_reporting").submit(SHORT, heard)
    assert isinstance(heard.end(), Finished)
    assert heard.epochs == [0, *range(6)]


def test_a_task_of_which_three_workers_die_fails(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    heard, next_one = Heard(), Heard()
    workers = start("dying")
    workers.submit(SHORT, heard)
    assert heard.end() == Failed(DIED)
    assert heard.epochs == [0, 0, 0]
    assert [record.args for record in caplog.records[:3]] == [(1, 3), (2, 3), (3, 3)]
    workers.submit(Experiment(epochs=1).runs(0), next_one)
    assert isinstance(next_one.end(), Finished), "the place of the worker is taken by another"


def test_a_task_of_which_two_workers_die_goes_on_in_a_shorter_piece(start: Start) -> None:
    workers, heard = start("slow"), Heard()
    workers.submit(LONG, heard, seconds=1.0)
    for _ in range(2):
        began = heard.next()
        while not (isinstance(began, Progress) and began.first == 0):
            began = heard.next()
        kill(workers.pids[0])
    end = heard.end()
    assert isinstance(end, Paused)
    assert end.pauses[0].epoch <= 26, "a quarter of a second of epochs of ten milliseconds"


def test_a_worker_killed_while_it_waits_is_replaced(start: Start) -> None:
    workers = start("quick")
    (killed,) = ready(workers)
    kill(killed)
    assert gone(killed)
    assert ready(workers) != [killed]


def test_workers_that_cannot_live_fail_their_tasks_and_are_not_started_for_ever(start: Start) -> None:
    heard = Heard()
    start("dead_at_birth").submit(SHORT, heard)
    assert heard.end() == Failed(DIED)


def test_an_error_is_told_and_the_worker_lives_on(start: Start) -> None:
    workers, heard = start("failing"), Heard()
    workers.submit(SHORT, heard)
    end = heard.end()
    pids = workers.pids
    assert isinstance(end, Failed)
    assert end.message == "Training failed: no such digit"
    assert "ValueError" in end.detail
    heard = Heard()
    workers.submit(Experiment(epochs=1).runs(0), heard)
    assert isinstance(heard.end(), Finished)
    assert workers.pids == pids


def test_a_worker_that_finds_nothing_to_train_with_says_so(start: Start) -> None:
    heard = Heard()
    start("nothing").submit(SHORT, heard)
    end = heard.end()
    assert isinstance(end, Failed)
    assert "nothing" in end.message


def test_a_listener_that_fails_does_not_stop_the_worker(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    def break_down(event: Event) -> None:
        raise RuntimeError(str(event)[:20])

    workers = start("quick")
    workers.submit(SHORT, break_down)
    assert len(ready(workers)) == 1
    assert "listener failed" in caplog.text


@pytest.mark.parametrize(("how", "lives"), [("slow", True), ("stuck", False)])
def test_cancel_frees_the_worker_within_half_a_second(how: str, lives: bool, start: Start) -> None:
    workers, heard = start(how), Heard()
    task = workers.submit(LONG, heard)
    heard.next()
    (pid,) = workers.pids
    begun = time.monotonic()
    workers.cancel(task)
    assert isinstance(heard.end(), Cancelled)
    assert heard.events[-1][0] - begun < 0.5
    if not lives:
        assert gone(pid)
    following = Heard()
    workers.submit(Experiment(epochs=1).runs(0), following)
    assert isinstance(following.end(), Finished)
    assert (workers.pids == [pid]) is lives


def test_cancelling_a_task_that_is_over_leaves_the_next_alone(start: Start) -> None:
    workers, first, second = start("slow"), Heard(), Heard()
    task = workers.submit(SHORT, first)
    assert isinstance(first.end(), Finished)
    workers.submit(SHORT, second)
    workers.cancel(task)
    assert isinstance(second.end(), Finished)


def test_a_task_that_waits_for_a_worker_can_be_cancelled(start: Start) -> None:
    workers, first, second = start("slow"), Heard(), Heard()
    running = workers.submit(LONG, first)
    waiting = workers.submit(LONG, second)
    workers.cancel(waiting)
    workers.cancel(running)
    assert isinstance(second.end(), Cancelled)
    assert second.epochs == []


@pytest.mark.parametrize("how", ["slow", "stuck"])
def test_close_leaves_no_worker_and_no_thread_and_is_quick(how: str, start: Start) -> None:
    before = threading.active_count()
    workers, heard = start(how, count=2), Heard()
    workers.submit(LONG, heard)
    heard.next()
    pids = workers.pids
    begun = time.monotonic()
    workers.close()
    workers.close()
    assert time.monotonic() - begun < 2
    assert pids
    assert all(gone(pid) for pid in pids)
    assert threading.active_count() == before
    with pytest.raises(RuntimeError, match="closed"):
        workers.submit(LONG, heard)


PAGE = """
    # A page as Streamlit runs it: the main module, without the customary guard.
    import json, queue, sys
    import streamlit as st
    from core.experiment import Experiment
    from lab.workers.local import LocalWorkers

    if __name__ == "__mp_main__":
        raise SystemExit("a worker has imported the page")
    st.title("Compare")
    heard = queue.Queue()
    workers = LocalWorkers(1, "tests.lab.stand_in:spy")
    workers.submit(Experiment().runs(0), heard.put)
    print(heard.get(timeout=30).message)
    workers.close()
"""


def test_workers_see_neither_streamlit_nor_the_page_and_keep_to_one_thread(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(textwrap.dedent(PAGE), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "2"}
    command = [sys.executable, "-W", "ignore", str(page)]
    run = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True)
    seen = json.loads(run.stdout.removeprefix("Training failed: "))
    packages = {name.partition(".")[0] for name in seen["modules"]}
    assert "numpy" in packages
    assert not packages & {"streamlit", "altair", "pandas", "sqlalchemy", "tornado"}
    assert seen["main"] != str(page)
    assert seen["blas"] == "1"
    assert seen["threads"] in (2, None), "its own, and the one that waits for the end of the server"
    assert seen["nice"] is None or seen["nice"] >= 10


SERVER = """
    import sys, threading
    from core.experiment import Experiment
    from lab.workers.local import LocalWorkers

    workers, told = LocalWorkers(2, "tests.lab.stand_in:" + sys.argv[1]), threading.Barrier(3)
    for _ in range(2):
        workers.submit(Experiment(epochs=5000).runs(0), lambda event: event.first or told.wait())
    told.wait()
    print(*workers.pids, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(("how", "killed"), [("slow", False), ("slow", True), ("stuck", True)])
def test_workers_end_with_the_server(how: str, killed: bool) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(SERVER), how]
    with subprocess.Popen(
        command,
        env=environment,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdin
        assert server.stdout
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        if killed:
            server.kill()
        else:
            server.stdin.close()
        assert all(gone(pid) for pid in pids)
        assert server.wait(WAIT) == (KILLED if killed else 0)


def test_the_number_of_workers_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB_WORKERS", raising=False)
    assert default_count() == os.cpu_count()
    monkeypatch.setenv("LAB_WORKERS", "3")
    assert default_count() == 3
    monkeypatch.setenv("LAB_WORKERS", "many")
    with pytest.raises(InvalidSetting, match="LAB_WORKERS must be a whole number between 1 and 256, got 'many'"):
        default_count()


def test_workers_of_the_real_thing() -> None:
    experiment, heard = Experiment(train=100, validation=100, epochs=2), Heard()
    workers = LocalWorkers(1)
    try:
        workers.submit(experiment.runs(0), heard)
        end = heard.end()
    finally:
        workers.close()
    assert isinstance(end, Finished)
    assert [result.run for result in end.results] == list(experiment.runs(0))
    assert heard.epochs == [0, 1, 2]


def test_a_task_is_paused_when_its_time_is_up_and_goes_on_from_there(start: Start) -> None:
    runs, heard = Experiment(epochs=30).runs(seed=0), Heard()
    workers = start("slow")
    workers.submit(runs, heard, seconds=0.1)
    told, pieces = 0, 1
    while isinstance(end := heard.end(), Paused):
        assert {pause.epoch for pause in end.pauses} == {heard.epochs[-1]}
        assert heard.epochs[-1] > told, "at least an epoch each time"
        told, pieces = heard.epochs[-1], pieces + 1
        workers.submit(runs, heard, end.pauses, seconds=0.1)
    assert isinstance(end, Finished)
    assert (heard.epochs, pieces > 2) == (list(range(31)), True)


def test_a_task_gives_way_at_the_end_of_its_epoch(start: Start) -> None:
    workers, heard = start("slow"), Heard()
    task = workers.submit(LONG, heard)
    heard.next()
    begun = time.monotonic()
    workers.pause(task)
    end = heard.end()
    assert isinstance(end, Paused)
    assert [pause.run for pause in end.pauses] == list(LONG)
    assert end.pauses[0].epoch == heard.epochs[-1] > 0
    assert heard.events[-1][0] - begun < 0.5
    workers.pause(task)
    following = Heard()
    workers.submit(SHORT, following)
    assert isinstance(following.end(), Finished), "what was asked of a task that is over is forgotten"


def test_a_worker_killed_in_mid_piece_loses_that_piece_only(start: Start) -> None:
    workers, heard = start("slow"), Heard()
    workers.submit(LONG, heard, seconds=0.1)
    end = heard.end()
    assert isinstance(end, Paused)
    again = Heard()
    workers.submit(Experiment(epochs=5000).runs(0), again, end.pauses, seconds=1.0)
    again.next()
    kill(workers.pids[0])
    assert isinstance(again.end(), Paused)
    assert min(again.epochs) == end.pauses[0].epoch + 1
    assert again.epochs.count(min(again.epochs)) == 2, "the piece began again, and nothing before it"
