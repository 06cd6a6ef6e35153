"""What is shipped: complete, small, what this code would train today, and found whatever the database is like."""

import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.datasets import mnist
from core.engine import choice
from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from core.results import RunResult
from core.training import Training
from lab.commandline import run as command
from lab.gallery import files
from lab.gallery.making import make
from lab.gallery.rows import ROWS, Row
from lab.gallery.shipped import Shipped
from lab.seeds import train_here
from lab.serving.pool import Pool
from lab.storage.shelf import run_keys
from lab.storage.store import Store
from lab.workers.local import LocalWorkers
from tests.lab.processes import WAIT
from tests.lab.stand_in import record, result

STALE = "The shipped results are not what this code trains: run `python -m lab gallery`, and look at what has changed."
TINY = Row("tiny", Experiment(train=100, validation=100, epochs=2, seeds=2), weights=2)
LARGER = Row(
    "larger", Experiment(arms=(*TINY.experiment.arms, Arm("linear", "hinge", 0.1)), train=100, validation=100, epochs=2)
)
ELSEWHERE = "plain 7"

by_the_maker = pytest.mark.skipif(
    choice.chosen().name != choice.MAKER,
    reason=f"the gallery is made by the engine {choice.MAKER}, and another trains here",
)


def trained(experiment: Experiment) -> list[list[RunResult]]:
    records = [record(epoch) for epoch in range(experiment.epochs + 1)]
    return [[result(experiment.run(arm, seed), records) for seed in experiment.seed_range] for arm in experiment.arms]


def by_another_engine(experiment: Experiment) -> list[list[RunResult]]:
    return [[replace(one, engine=ELSEWHERE) for one in runs] for runs in trained(experiment)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    list(make((TINY, LARGER), tmp_path, trained))
    return tmp_path


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_row_is_shipped_complete_and_by_the_engine_of_today(row: Row) -> None:
    shipped = Shipped().results(row.experiment)
    assert shipped is not None, STALE
    assert {one.engine for runs in shipped for one in runs} == {choice.ENGINES[choice.MAKER].identity}, STALE
    assert all(
        len(one.records) == row.experiment.epochs + 1 and len(one.predictions) == 10_000
        for runs in shipped
        for one in runs
    )
    assert all(one.weights for runs in shipped for one in runs[: row.weights])


def test_all_files_together_are_small_and_none_is_left_over() -> None:
    there = set(files.FOLDER.iterdir())
    assert there == {files.path(files.FOLDER, row) for row in ROWS.values()}
    assert sum(file.stat().st_size for file in there) <= files.LIMIT


@by_the_maker
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_what_is_shipped_has_the_bits_that_this_code_trains(row: Row) -> None:
    experiment, shipped = row.experiment, Shipped().results(row.experiment)
    assert shipped is not None, STALE
    training = Training(experiment.runs(experiment.first_seed), mnist())
    for _ in training:
        pass
    for anew, (before, *_) in zip(training.results(), shipped, strict=True):
        assert (anew if before.weights else replace(anew, weights=())).same(before), STALE


@by_the_maker
def test_a_file_holds_what_no_earlier_row_has(folder: Path) -> None:
    assert len(files.read(folder, TINY)) == 4
    assert {run.output for run in files.read(folder, LARGER)} == {"softmax", "sigmoid", "linear"}
    assert len(files.read(folder, LARGER)) == 5, "the third seeds, and all of the third arm"
    found = Shipped((TINY, LARGER), folder).results(LARGER.experiment)
    assert found is not None
    assert [[one.run for one in runs] for runs in found] == [
        [LARGER.experiment.run(arm, seed) for seed in range(3)] for arm in LARGER.experiment.arms
    ]


@by_the_maker
def test_a_row_that_has_nothing_of_its_own_is_found_in_the_files_of_others(tmp_path: Path) -> None:
    part = Row("part", replace(TINY.experiment, arms=TINY.experiment.arms[:1]))
    list(make((TINY, part), tmp_path, trained))
    assert files.read(tmp_path, part) == {}
    assert Shipped((TINY, part), tmp_path).results(part.experiment) is not None


@by_the_maker
def test_runs_are_found_as_if_they_were_stored(folder: Path) -> None:
    store = Store("sqlite://", shipped=Shipped((TINY, LARGER), folder))
    part = replace(LARGER.experiment, arms=LARGER.experiment.arms[1:])
    assert store.has_all(run_keys(part))
    assert store.get_runs(run_keys(part)).keys() == set(run_keys(part))
    more = replace(part, seeds=4)
    assert not store.has_all(run_keys(more))
    assert len(store.get_runs(run_keys(more))) == 6


@by_the_maker
def test_what_is_stored_comes_before_what_is_shipped_without_weights(folder: Path) -> None:
    store = Store("sqlite://", shipped=Shipped((TINY, LARGER), folder))
    key = run_keys(LARGER.experiment)[-1]
    assert store.get_runs([key])[key].weights == ()
    store.put_runs([result(LARGER.experiment.run(LARGER.experiment.arms[-1], 2))])
    assert store.get_runs([key])[key].weights


@by_the_maker
def test_a_database_that_fails_is_not_waited_for(folder: Path, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/no/such/folder/results.sqlite3", shipped=Shipped((TINY,), folder))
    assert store.get_runs(run_keys(TINY.experiment)).keys() == set(run_keys(TINY.experiment))


@by_the_maker
def test_results_of_another_engine_are_shown_alone_or_not_at_all(tmp_path: Path) -> None:
    list(make((TINY,), tmp_path, by_another_engine))
    shipped = Shipped((TINY,), tmp_path)
    store, keys = Store("sqlite://", shipped=shipped), run_keys(TINY.experiment)
    assert store.has_all(keys)
    assert {one.engine for one in store.get_runs(keys).values()} == {ELSEWHERE}
    more = run_keys(LARGER.experiment)
    assert (store.known(more), store.get_runs(more)) == (set(), {})
    store.put_runs(one for runs in trained(TINY.experiment)[:1] for one in runs)
    assert {one.engine for one in store.get_runs(keys).values()} == {ELSEWHERE}, "half of each would be a mixture"
    store.put_runs(one for runs in trained(TINY.experiment) for one in runs)
    assert {one.engine for one in store.get_runs(keys).values()} == {choice.chosen().identity}


@by_the_maker
@pytest.mark.parametrize("content", [b"", b"\x01", b"\xff" * 40, None])
def test_a_damaged_or_missing_file_is_nothing_shipped(folder: Path, content: bytes | None) -> None:
    path = files.path(folder, TINY)
    path.unlink() if content is None else path.write_bytes(content)
    shipped = Shipped((TINY, LARGER), folder)
    assert shipped.results(TINY.experiment) is None
    assert shipped.known(run_keys(TINY.experiment)) == set()


def test_the_gallery_is_made_by_the_engine_whose_bits_are_the_same_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(choice.SETTING, "plain")
    with pytest.raises(InvalidSetting, match="must be made by the engine 'compiled', got 'plain'"):
        list(make((TINY,), tmp_path, trained))


@by_the_maker
def test_the_command_writes_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr("lab.commands.options.train", lambda experiment, tick: trained(experiment))
    assert command(["gallery", "--to", str(tmp_path / "new")]) == 0
    assert len(list((tmp_path / "new").iterdir())) == len(ROWS)
    assert f"of at most 2,000 kB in {tmp_path / 'new'}" in capsys.readouterr().out
    (tmp_path / "file").touch()
    assert command(["gallery", "--to", str(tmp_path / "file")]) == 2
    assert "the folder of the gallery must be one that can be written" in capsys.readouterr().err


@by_the_maker
def test_what_is_shipped_is_trained_again_to_the_same_figures(tmp_path: Path) -> None:
    """As a visitor of a fresh copy sees it: the result at once, then Train, in real processes."""
    list(make((TINY,), tmp_path, lambda experiment: train_here(experiment, lambda _: None)))
    store = Store("sqlite://", shipped=Shipped((TINY,), tmp_path))
    with closing(Pool(store, LocalWorkers(1))) as pool:
        before = pool.snapshot(TINY.experiment, "ada")
        assert before.state == "finished"
        pool.submit(TINY.experiment, "ada", again=True)
        assert pool.snapshot(TINY.experiment, "ada").state in ("queued", "running")
        deadline = time.monotonic() + 4 * WAIT
        while (after := pool.snapshot(TINY.experiment, "ada")).state != "finished":
            assert time.monotonic() < deadline, after
            threading.Event().wait(0.01)
    shown = zip(before.results, after.results, strict=True)
    pairs = [pair for one, other in shown for pair in zip(one, other, strict=True)]
    assert all(one is not other and one is not None and other is not None and one.same(other) for one, other in pairs)
