"""Sweeps: which runs there are, that each is trained once, and that the table says what training gave."""

import csv
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.limits import InvalidSetting
from core.pairs import PAIRS
from core.results import RunResult
from core.training import Training
from lab.commandline import run
from lab.storage.store import Store
from lab.sweeps import training
from lab.sweeps.columns import COLUMNS, cells
from lab.sweeps.formats import as_csv, as_parquet
from lab.sweeps.grid import grid
from lab.sweeps.stored import stored
from lab.workers.interface import Cancelled, Event, Failed
from lab.workers.local import LocalWorkers
from tests.lab.synthetic import finished
from tests.lab.terminal import ROOT, on_a_terminal

README = (ROOT / "README.md").read_text(encoding="utf-8")
QUICK = ["--train", "100", "--validation", "50", "--epochs", "2", "--seeds", "2"]
SHORT: dict[str, Any] = {"train": 100, "validation": 50, "epochs": 2, "seeds": 2}


@pytest.fixture(autouse=True)
def _empty_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAB_STORE", f"sqlite:///{tmp_path / 'store.sqlite3'}")


@cache
def trained(arm: str, **settings: Any) -> list[RunResult]:
    """The runs of one arm, each trained alone in this process."""
    experiment = Experiment((Arm.parse(arm),), **{**SHORT, **settings})
    results = []
    for seed in experiment.seed_range:
        alone = Training(experiment.runs(seed), mnist())
        for _ in alone:
            pass
        results.extend(alone.results())
    return results


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_grid_has_every_combination_once_and_in_order() -> None:
    found = grid(
        ["softmax:quadratic:1", "sigmoid"],
        ["quadratic", "cross_entropy"],
        ["0.1", 3],
        {"hidden": ["30", "20,10"], "train": [100, "200", 100], "seeds": ["2"]},
    )
    assert found.left_out == ()
    assert [(one.output, one.loss, one.learning_rate, one.hidden, one.train, one.seed) for one in found.runs] == [
        (output, loss, rate, hidden, train, seed)
        for output in ("softmax", "sigmoid")
        for loss in ("quadratic", "cross_entropy")
        for rate in (0.1, 3)
        for hidden in ((30,), (20, 10))
        for train in (100, 200)
        for seed in (0, 1)
    ]


def test_an_arm_without_anything_left_open_is_as_in_compare() -> None:
    (arm,) = (Arm.parse("softmax:log_likelihood:0.5"),)
    assert list(grid([str(arm)]).runs) == [Experiment((arm,)).run(arm, seed) for seed in range(3)]


def test_a_setting_of_an_arms_own_stands_and_its_runs_are_there_once() -> None:
    found = grid(["softmax:quadratic:hidden=50:l2=1"], rates=[1], settings={"hidden": [[30], [100]], "seeds": [1]})
    (only,) = found.runs
    assert (only.hidden, only.l2, only.learning_rate) == ((50,), 1.0, 1.0)


def test_refused_pairs_that_the_grid_makes_are_left_out_and_said() -> None:
    found = grid(["linear", "softmax"], ["log_likelihood", "hinge"], [1], {"seeds": [1]})
    assert [one.arm_name for one in found.runs] == ["linear:hinge:1", "softmax:log_likelihood:1", "softmax:hinge:1"]
    assert found.left_out == (PAIRS["linear", "log_likelihood"].note,)


def test_settings_that_do_not_go_together_are_left_out_and_said() -> None:
    found = grid(["softmax:quadratic:1"], settings={"train": [100, 50], "batch": [10, 80], "seeds": [1]})
    assert [(one.train, one.batch) for one in found.runs] == [(100, 10), (100, 80), (50, 10)]
    assert found.left_out == ("mini-batch size must be at most the 50 training images, got 80",)


BAD: list[tuple[list[str], str]] = [
    (["softmax"], "where the loss may be left to --losses and the learning rate to --rates, such as"),
    (["softmax:quadratic"], "got 'softmax:quadratic'"),
    (["softmax", "--rates", "1"], "got 'softmax'"),
    ([":quadratic:1"], "got ':quadratic:1'"),
    (["softmax:quadratic:1:2"], "got 'softmax:quadratic:1:2'"),
    (["soft", "--losses", "quadratic", "--rates", "1"], "output layer must be one of"),
    (["softmax:entropy:1"], "loss must be one of"),
    (["softmax::1", "--losses", "quadratic,entropy"], "loss must be one of"),
    (["softmax:1", "--losses", "quadratic", "--rates", "1"], "loss must be one of"),
    (["softmax:quadratic:fast", "--losses", "quadratic", "--rates", "1"], "learning rate must be between"),
    (["softmax:quadratic", "--rates", "1,,3"], "learning rate must be between 0.0001 and 100, got ''"),
    (["softmax:quadratic:1", "--train", "100,fast"], "number of training images must be a whole number"),
    (["softmax:quadratic:1", "--seeds", "1,2"], "number of seeds must be a whole number between 1 and 20, got '1,2'"),
    (["softmax:quadratic:1", "--hidden", "30,20,10"], "number of hidden layers"),
    (["softmax:quadratic:1:hiden=3"], "an arm's own setting must be one of"),
    (["linear:log_likelihood:1", "softmax:quadratic:1"], "logarithm"),
    (["linear", "--losses", "log_likelihood", "--rates", "1"], "logarithm"),
    (["softmax:quadratic:1", "--train", "20", "--batch", "30"], "mini-batch size must be at most"),
    (
        ["softmax:quadratic", "--rates", ",".join(["1"] * 501), "--seeds", "20"],
        "number of runs of a sweep must be a whole number between 1 and 10,000, got 10020",
    ),
    (["softmax:quadratic:1", "--to", "sweep.txt"], "must be one of .csv, .parquet, got '.txt'"),
    (["softmax:quadratic:1", "--to", "/no/such/folder/sweep.csv"], "the file of a sweep must be one that can be"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.sweeps.training.train", None)
    assert run(["sweep", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert said in printed.err


def test_an_unknown_setting_is_refused_by_its_name() -> None:
    with pytest.raises(InvalidSetting, match=r"setting must be one of train, .* got 'colour'"):
        grid(["softmax:quadratic:1"], settings={"colour": ["red"]})


def test_the_table_says_what_training_gave(tmp_path: Path) -> None:
    file = tmp_path / "sweep.csv"
    arguments = ["softmax:log_likelihood", "linear:hinge", "--rates", "0.1,100", "--hidden", "none", "--hidden", "9,8"]
    assert run(["sweep", *arguments, *QUICK, "--to", str(file)]) == 0
    expected = [
        result
        for pair in ("softmax:log_likelihood", "linear:hinge")
        for rate in ("0.1", "100")
        for hidden in ((), (9, 8))
        for result in trained(f"{pair}:{rate}", hidden=hidden)
    ]
    rows = table(file)
    assert len(rows) == len(expected) == 16
    for row, result in zip(rows, expected, strict=True):
        assert list(row) == [column.name for column in COLUMNS]
        assert row == {name: "" if cell is None else str(cell) for name, cell in zip(row, cells(result), strict=True)}
        assert (row["hidden"], int(row["seed"])) == ("none" if not result.run.hidden else "9,8", result.run.seed)
        assert float(row["test_accuracy"]) == result.test_accuracy
        assert float(row["training_cost"]) == result.kept.training_cost
        assert (row["nll"] == "") == (result.run.output == "linear")
        assert row["diverged"] == ("" if result.diverged is None else str(result.diverged))


def test_a_run_that_diverged_is_told_by_its_last_sound_network() -> None:
    experiment = Experiment((Arm.parse("softmax:quadratic:1"),), epochs=4, seeds=1)
    result = finished(experiment.runs(0)[0])
    sound = [replace(record, validation_accuracy=0.1 * record.epoch) for record in result.records]
    sound[3] = replace(sound[3], training_cost=float("inf"), validation_accuracy=0.9)
    row = dict(zip((column.name for column in COLUMNS), cells(replace(result, records=tuple(sound))), strict=True))
    assert (row["diverged"], row["final_epoch"], row["best_epoch"]) == (3, 2, 2)
    assert row["final_accuracy"] == row["best_accuracy"] == 0.2
    assert row["validation_cost"] == sound[2].validation_cost


def test_csv_and_parquet_hold_the_same_numbers_and_parquet_the_units(tmp_path: Path) -> None:
    arms = [Arm.parse("linear:hinge:0.1:hidden=30,20"), Arm.parse("softmax:quadratic:3")]
    experiment = Experiment(tuple(arms), epochs=2, seeds=1)
    results = [finished(one) for one in experiment.runs(0)]
    broken = replace(results[0].records[0], training_cost=float("nan"), validation_cost=float("inf"))
    results.append(replace(results[0], records=(broken,)))
    rows = [cells(result) for result in results]
    (tmp_path / "sweep.csv").write_bytes(as_csv(rows))
    (tmp_path / "sweep.parquet").write_bytes(as_parquet(rows))
    read = parquet.read_table(tmp_path / "sweep.parquet")
    told = [["" if cell is None else str(cell) for cell in row.values()] for row in read.to_pylist()]
    assert told == [list(row.values()) for row in table(tmp_path / "sweep.csv")]
    assert (told[2][read.column_names.index("training_cost")], told[0][3]) == ("nan", "30,20")
    units = {field.name: field.metadata[b"unit"].decode() for field in read.schema}
    assert (units["nll"], units["train"], units["seed"]) == ("nats", "images", "")


def test_what_the_store_has_is_not_trained_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked: list[list[Run]] = []

    def counted(runs: Iterable[Run], *others: Any) -> None:
        asked.append(list(runs))
        real(asked[-1], *others)

    real = training.train
    monkeypatch.setattr("lab.sweeps.training.train", counted)
    arguments = ["sweep", "sigmoid:quadratic", *QUICK, "--rates"]
    assert run([*arguments, "1,3", "--to", str(tmp_path / "first.csv")]) == 0
    assert "runs: 4; there already: 0; to be trained: 4, which takes about 1 second" in capsys.readouterr().err
    assert run([*arguments, "1,2,3", "--to", str(tmp_path / "more.csv")]) == 0
    assert "runs: 6; there already: 4; to be trained: 2," in capsys.readouterr().err
    assert run([*arguments, "3,2,1", "--to", str(tmp_path / "all.csv")]) == 0
    assert "runs: 6, all of them there already" in capsys.readouterr().err
    assert [sorted({one.learning_rate for one in runs}) for runs in asked] == [[1, 3], [2]]
    first, more, every = (table(tmp_path / f"{name}.csv") for name in ("first", "more", "all"))
    assert [row for row in more if row["learning_rate"] != "2.0"] == first
    assert sorted(map(str, every)) == sorted(map(str, more))
    assert [row["learning_rate"] for row in every] == ["3.0", "3.0", "2.0", "2.0", "1.0", "1.0"]


def test_what_is_shipped_is_not_trained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("lab.sweeps.training.train", None)
    assert run(["sweep", "softmax:log_likelihood:0.5"]) == 0
    printed = capsys.readouterr()
    assert printed.err == "runs: 3, all of them there already\n"
    assert [row["seed"] for row in csv.DictReader(printed.out.splitlines())] == ["0", "1", "2"]


def test_no_table_mixes_two_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    (one, other) = grid(["softmax:quadratic:1"], settings={"seeds": [2]}).runs
    with closing(Store()) as store:
        foreign = replace(finished(one), engine="abacus 1")
        monkeypatch.setattr(
            store, "get_runs", lambda *_, **__: {one.key: foreign, other.key: finished(other)}, raising=True
        )
        assert [result.run for result in stored(store, [one, other])] == [other]


def test_a_store_that_cannot_be_used_is_said_and_the_table_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "no.sqlite3").write_bytes(b"no database " * 1000)
    monkeypatch.setenv("LAB_STORE", f"sqlite:///{tmp_path / 'no.sqlite3'}")
    assert run(["sweep", "sigmoid:quadratic:1", *QUICK]) == 0
    printed = capsys.readouterr()
    assert "The file of results is not a database." in printed.err
    assert len(printed.out.splitlines()) == 3


@pytest.mark.parametrize("workers", ["1", "2"], ids=["here", "in processes"])
def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(
    workers: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("LAB_WORKERS", workers)
    file, sent = tmp_path / "sweep.csv", list[bool]()
    long = ["--train", "100", "--validation", "50", "--epochs", "800", "--seeds", "1"]
    arguments = ["sweep", "sigmoid:quadratic", "--rates", "1,2,3,4", *long, "--to", str(file)]

    def interrupt(process: subprocess.Popen[bytes], shown: bytes) -> None:
        if re.search(rb"[1-9] of 4 runs \[", shown) and not sent:
            sent.append(True)
            os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all processes

    status, shown = on_a_terminal(arguments, interrupt)
    assert status == 130
    assert "Traceback" not in shown
    (kept,) = re.findall(r"stopped by Ctrl-C, (\d) of 4 runs are kept: the same command goes on", shown)
    assert 1 <= int(kept) < 4
    assert list(tmp_path.glob("*sweep*")) == []
    assert run(arguments) == 0
    assert f"there already: {kept}; to be trained: {4 - int(kept)}," in capsys.readouterr().err
    expected = [result for rate in range(1, 5) for result in trained(f"sigmoid:quadratic:{rate}", epochs=800, seeds=1)]
    assert file.read_bytes() == as_csv([cells(result) for result in expected])


def test_processes_give_the_same_bits_and_time_is_told_to_the_end() -> None:
    runs = grid(["sigmoid:quadratic:3", "softmax:quadratic:1:hidden=none"], settings={k: [v] for k, v in SHORT.items()})
    results: dict[Run, RunResult] = {}
    told: list[float] = []
    with closing(LocalWorkers(2)) as workers:
        training.train_in(workers, runs.runs, lambda one: results.update({one.run: one}), told.append)
    expected = trained("sigmoid:quadratic:3") + trained("softmax:quadratic:1:hidden=none")
    assert all(results[one.run].same(one) for one in expected)
    assert sum(told) == pytest.approx(sum(map(training.seconds, runs.runs)))


class Unlucky:
    """Workers whose tasks all end in this way."""

    count = 2

    def __init__(self, event: Event) -> None:
        self.event = event

    def submit(self, runs: object, listen: Callable[[Event], None]) -> int:
        listen(self.event)
        return 1

    def pause(self, task: int) -> None: ...

    def cancel(self, task: int) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("event", [Failed("Training failed: no memory"), Cancelled()])
def test_training_that_fails_is_an_error(event: Event) -> None:
    runs = grid(["sigmoid:quadratic:3"]).runs
    with pytest.raises(training.TrainingError, match="Training"):
        training.train_in(Unlucky(event), runs, print, print)


def test_the_readme_has_every_column_with_its_unit() -> None:
    section = README.partition("### Sweeps")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ((?:`\w+` )+)\|([^|]*)\|[^|]+\|$", section, re.MULTILINE)
    said = [(name, unit.strip(" `")) for names, unit in rows for name in re.findall(r"`(\w+)`", names)]
    settings = {field.name for field in fields(Run)}
    assert said == [(column.name, "" if column.name in settings else column.unit) for column in COLUMNS]


def test_the_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["sweep", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert all(option in words for option in ("--rates", "--losses", "--hidden", "--train", "--seeds", "--to"))


def test_the_command_in_the_readme_is_one_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = re.findall(r"^\.venv/bin/python -m lab (sweep .*)$", README, re.MULTILINE)
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr("lab.commands.sweep.sweep", lambda wanted, to: asked.append((len(wanted.runs), to)))
    assert run(shlex.split(line)) == 0
    assert asked == [(2 * 2 * 4 * 2 * 2 * 3, "sweep.csv")]  # arms, losses, rates, layers, images, seeds
