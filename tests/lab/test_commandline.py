"""The command line as people run it: in processes of its own, on a terminal and through pipes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.kinds import Flag
from core.losses import LOSSES
from core.outputs import OUTPUTS
from core.settings import OWN, SETTINGS
from core.verdict import judge
from lab import verdicts, wording
from lab.commandline import run
from lab.commands.options import flag
from lab.report import report
from lab.seeds import TrainingError, train, train_here, train_in
from lab.workers.interface import Cancelled, Event, Failed
from lab.workers.local import LocalWorkers
from tests.core.answers import nested, predictions
from tests.lab.strategies import other_than_default
from tests.lab.synthetic import finished
from tests.lab.terminal import on_a_terminal

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARMS = ["softmax:log_likelihood:0.5", "sigmoid:quadratic:3"]
QUICK = ["--train", "100", "--validation", "50", "--epochs", "2", "--seeds", "2"]
EXPERIMENT = Experiment(tuple(map(Arm.parse, ARMS)), train=100, validation=50, epochs=2, seeds=2)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "lab", "compare", *arguments]


def called(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    return subprocess.run(
        command(*arguments), cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def without_seconds(document: dict) -> dict:
    for arm in document["arms"]:
        for each in arm["runs"]:
            for record in each["records"]:
                del record["seconds"]
    return document


@pytest.fixture(scope="module")
def printed() -> subprocess.CompletedProcess[str]:
    """A comparison whose JSON goes to standard output."""
    return called(*ARMS, *QUICK, "--json", "-")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], str]:
    """The same comparison, and the JSON that it wrote into a file."""
    file = tmp_path_factory.mktemp("written") / "results.json"
    done = called(*ARMS, *QUICK, "--json", str(file))
    return done, file.read_text(encoding="utf-8")


def test_json_on_standard_output_stands_alone_and_the_table_goes_to_standard_error(
    printed: subprocess.CompletedProcess[str],
) -> None:
    assert printed.returncode == 0
    document = json.loads(printed.stdout)
    assert document["experiment"]["arms"] == ARMS
    assert [[each["seed"] for each in arm["runs"]] for arm in document["arms"]] == [[0, 1], [0, 1]]
    assert [record["epoch"] for record in document["arms"][1]["runs"][1]["records"]] == [0, 1, 2]
    assert 0 <= document["arms"][0]["runs"][0]["records"][2]["validation_accuracy"] <= 1
    assert printed.stderr.startswith("arm ")
    assert "sigmoid:quadratic:3" in printed.stderr


def test_the_same_command_gives_the_same_bits_also_beside_other_arms(
    printed: subprocess.CompletedProcess[str], written: tuple[subprocess.CompletedProcess[str], str]
) -> None:
    other = called(*ARMS[1:], *QUICK, "--json", "-").stdout
    one, again, alone = (without_seconds(json.loads(text)) for text in (printed.stdout, written[1], other))
    assert one == again
    assert one["arms"][1] == alone["arms"][0]


def test_the_table_goes_to_standard_output_and_no_progress_bar_into_a_pipe(
    written: tuple[subprocess.CompletedProcess[str], str],
) -> None:
    done, text = written
    assert done.returncode == 0
    assert done.stderr == ""
    heading, *rows = done.stdout.splitlines()[:3]
    assert heading.split() == ["arm", "final", "best", "test"]
    assert [row.split()[0] for row in rows] == ARMS
    assert "mean ± standard deviation over 2 seeds" in done.stdout
    assert json.loads(text)["experiment"]["epochs"] == 2


def test_the_numbers_in_the_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["compare", ARMS[0], *QUICK, "--json", str(tmp_path / "results.json")]) == 0
    (arm,) = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["arms"]
    validation = 100 * np.array([[each["validation_accuracy"] for each in one["records"]] for one in arm["runs"]])
    test = 100 * np.array([one["test_accuracy"] for one in arm["runs"]])
    columns = (validation[:, -1], validation.max(axis=1), test)
    cells = [f"{values.mean():.2f} ± {values.std(ddof=1):.2f} %" for values in columns]
    row = capsys.readouterr().out.splitlines()[1]
    assert row.removeprefix(ARMS[0]).strip().split("  ") == cells


def test_the_best_test_accuracy_is_told_when_asked_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["compare", ARMS[0], *QUICK, "--test-each-epoch", "--json", str(tmp_path / "results.json")]) == 0
    (arm,) = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["arms"]
    best = [100 * max(record["test_accuracy"] for record in one["records"]) for one in arm["runs"]]
    out = capsys.readouterr().out
    assert f"{np.mean(best):.2f} ± {np.std(best, ddof=1):.2f} %" in out.splitlines()[1]
    assert "best test" in out.splitlines()[0]


def test_every_option_reaches_the_experiment(tmp_path: Path) -> None:
    quick = {"train": 200, "validation": 60, "epochs": 1, "seeds": 1}
    values = {name: other_than_default(name) for name in SETTINGS} | quick
    arguments = []
    for name, value in values.items():
        row = SETTINGS[name]
        arguments += [flag(row)] if isinstance(row.kind, Flag) else [flag(row), row.kind.write(value)]
    file = tmp_path / "results.json"
    assert run(["compare", "sigmoid:quadratic:3:hidden=none", *arguments, "--json", str(file)]) == 0
    written = json.loads(file.read_text(encoding="utf-8"))["experiment"]
    expected = Experiment((Arm("sigmoid", "quadratic", 3, hidden=()),), **values)
    assert Experiment(**{**written, "arms": tuple(map(Arm.parse, written["arms"]))}) == expected


def test_the_readme_says_what_the_rows_say() -> None:
    rows = re.findall(r"^\| `(--\S+)` \|([^|]*)\|([^|]*)\| (.*) \|$", README, re.MULTILINE)
    said = [(option, default.strip(), values.strip(), meaning) for option, default, values, meaning in rows]
    assert said == [
        (flag(row), "" if isinstance(row.kind, Flag) else row.kind.write(row.default), row.kind.values, row.help)
        for row in SETTINGS.values()
    ]
    assert f"({', '.join(f'`{name}`' for name in OWN)})" in README.replace("\n", " ")


def test_the_readme_names_every_output_layer_and_loss() -> None:
    assert f"| {' '.join(f'`{key}`' for key in OUTPUTS)} | {' '.join(f'`{key}`' for key in LOSSES)} |" in README


def test_the_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["compare", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert not [name for name, row in SETTINGS.items() if flag(row) not in words or row.help not in words]


BAD = [
    (["softmax:log_likelihood:fast"], "learning rate must be between 0.0001 and 100, got 'fast'"),
    (["softmax:entropy:1"], "loss must be one of"),
    (["soft:quadratic:1"], "output layer must be one of"),
    (["softmax"], "an arm must be written output:loss:learning_rate"),
    (["linear:log_likelihood:1"], "logarithm"),
    ([*ARMS, "--epochs", "0"], "number of epochs must be a whole number between 1 and 15,000, got '0'"),
    (ARMS[:1] * 7, "number of arms must be a whole number between 1 and 6, got 7"),
    ([*ARMS, "--first-seed", "-1"], "first seed must be a whole number between 0 and 1,000,000, got '-1'"),
    ([*ARMS, "--seeds", "many"], "number of seeds"),
    ([*ARMS, "--hidden", "30,20,10"], "number of hidden layers"),
    ([*ARMS, "--train", "50000", "--epochs", "15000"], "training images times epochs"),
    ([*ARMS, "--train", "20", "--batch", "30"], "mini-batch size must be at most"),
    ([*ARMS, "--json", "/no/such/folder/results.json"], "the JSON file must be one that can be written"),
    ([*ARMS, "--json", "/"], "the JSON file must be one that can be written"),
    ([*ARMS, "--colour", "red"], "unrecognized arguments: --colour"),
    ([*ARMS, "--train"], "expected one argument"),
    ([], "ARM"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = run(["compare", *arguments])
    except SystemExit as end:
        status = end.code
    printed = capsys.readouterr()
    assert status == 2
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert said in printed.err


@pytest.mark.parametrize("arguments", [[], ["compete"]])
def test_an_unknown_command_is_one_line_and_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(arguments)
    assert capsys.readouterr().err.count("\n") == 1


def test_bad_input_in_a_process_of_its_own() -> None:
    done = called("softmax:log_likelihood:fast")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == ("python -m lab: learning rate must be between 0.0001 and 100, got 'fast'\n")


def test_a_corrupt_data_file_is_one_line_and_status_2(tmp_path: Path) -> None:
    for folder in ("core", "lab"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = next((tmp_path / "core/data").glob("t10k-labels*"))
    file.write_bytes(file.read_bytes()[:-50])
    done = called(*ARMS, *QUICK, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert file.name in done.stderr


def test_an_unwritable_file_is_told_before_training(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("lab.commands.options.train", None)
    assert run(["compare", *ARMS, "--json", str(tmp_path / "no" / "such.json")]) == 2


def test_a_full_disk_at_the_end_is_one_line_and_the_table_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", ARMS[0], *QUICK, "--json", "/dev/full"]) == 2
    printed = capsys.readouterr()
    assert printed.out.startswith("arm ")
    assert "No space left on device" in printed.err
    assert printed.err.count("\n") == 1


def test_a_file_is_replaced_whole_and_only_at_the_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text("x" * 1_000_000, encoding="utf-8")

    def fail(*_: object) -> None:
        raise TrainingError("no")

    with monkeypatch.context() as patch:
        patch.setattr("lab.commands.options.train", fail)
        assert run(["compare", *ARMS, "--json", str(old)]) == 1
        assert run(["compare", *ARMS, "--json", str(new)]) == 1
    assert old.read_text(encoding="utf-8") == "x" * 1_000_000
    assert not new.exists()
    assert run(["compare", ARMS[0], *QUICK, "--json", str(old)]) == 0
    assert json.loads(old.read_text(encoding="utf-8"))["arms"][0]["arm"] == ARMS[0]


def test_a_terminal_shows_progress() -> None:
    status, shown = on_a_terminal(["compare", *ARMS, *QUICK], lambda *_: None)
    assert status == 0
    assert "/4 " in shown
    assert "epochs" in shown


@pytest.mark.parametrize("seeds", ["1", "3"], ids=["here", "in processes"])
def test_ctrl_c_ends_with_a_line_and_status_130(seeds: str, tmp_path: Path) -> None:
    file = tmp_path / "results.json"

    sent: list[bool] = []

    def interrupt(process: subprocess.Popen[bytes], shown: bytes) -> None:
        if re.search(rb"[1-9]\d*/\d+ ", shown) and not sent:
            sent.append(True)
            os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all processes

    work = ["--train", "1000", "--epochs", "5000", "--seeds", seeds]
    status, shown = on_a_terminal(["compare", *ARMS, *work, "--json", str(file)], interrupt)
    assert status == 130
    assert shown.splitlines()[-1] == "stopped by Ctrl-C, nothing is kept"
    assert "Traceback" not in shown
    assert not file.exists()


def test_a_reader_who_has_had_enough_is_no_error() -> None:
    with subprocess.Popen(
        command(*ARMS, *QUICK), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_blas_keeps_to_one_thread_whatever_the_environment_says() -> None:
    code = (
        "import os, runpy, sys; os.environ['OPENBLAS_NUM_THREADS'] = '2'; sys.argv = ['lab', '--help']\n"
        "try: runpy.run_module('lab', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "import threadpoolctl; print([row['num_threads'] for row in threadpoolctl.threadpool_info()])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert set(json.loads(done.stdout.splitlines()[-1])) == {1}


def test_processes_give_the_same_bits_in_the_same_order() -> None:
    told: list[int] = []
    workers = LocalWorkers(2)
    try:
        there = train_in(workers, EXPERIMENT, told.append)
    finally:
        workers.close()
    here = train_here(EXPERIMENT, lambda _: None)
    assert [[run.run.key for run in runs] for runs in there] == [[run.run.key for run in runs] for runs in here]
    assert all(a.same(b) for mine, theirs in zip(here, there, strict=True) for a, b in zip(mine, theirs, strict=True))
    assert sum(told) == EXPERIMENT.epochs * EXPERIMENT.seeds


def test_a_lone_seed_is_spread_over_the_processes_with_the_same_bits() -> None:
    tasks: list[Sequence[Run]] = []

    class Counted(LocalWorkers):
        def submit(self, runs: Sequence[Run], listen: Callable[[Event], None]) -> int:
            tasks.append(runs)
            return super().submit(runs, listen)

    experiment, ticks = Experiment(epochs=120, seeds=1), list[int]()
    with closing(Counted(2)) as workers:
        there = train_in(workers, experiment, ticks.append)
    assert [len(runs) for runs in tasks] == [1, 1]
    assert sum(ticks) == experiment.epochs
    here = train_here(experiment, lambda _: None)
    assert all(a.same(b) for mine, theirs in zip(here, there, strict=True) for a, b in zip(mine, theirs, strict=True))


def test_large_experiments_go_to_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    class Counted(LocalWorkers):
        def __init__(self, count: int) -> None:
            started.append(count)
            super().__init__(count)

    monkeypatch.setattr("lab.seeds.LocalWorkers", Counted)
    monkeypatch.setattr("lab.seeds.WORTH_PROCESSES", 0.0)
    monkeypatch.setenv("LAB_WORKERS", "2")
    results = train(EXPERIMENT, lambda _: None)
    assert started == [2]
    assert [[run.run.arm_name, run.run.seed] for arm in results for run in arm] == [
        [arm, seed] for arm in ARMS for seed in (0, 1)
    ]


class Unlucky:
    """Workers whose tasks all end in this way."""

    count = 1

    def __init__(self, event: Event) -> None:
        self.event = event

    def submit(self, runs: object, listen: Callable[[Event], None]) -> int:
        listen(self.event)
        return 1

    def cancel(self, task: int) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("event", [Failed("Training failed: no memory"), Cancelled()])
def test_training_that_fails_is_an_error(event: Event) -> None:
    with pytest.raises(TrainingError, match="Training"):
        train_in(Unlucky(event), EXPERIMENT, lambda _: None)


def test_divergence_is_told_with_seed_and_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["compare", "linear:quadratic:100", ARMS[0], *QUICK])
    assert status == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("diverged")] == [
        f"diverged: linear:quadratic:100, seed {seed}, at epoch 1" for seed in (0, 1)
    ]


def test_a_diverged_run_counts_with_its_last_finite_accuracy(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "linear:quadratic:100", *QUICK, "--seeds", "1", "--json", "-"]) == 0
    printed = capsys.readouterr()
    (one,) = json.loads(printed.out)["arms"][0]["runs"]
    assert one["diverged"] == 1
    assert one["records"][1]["training_cost"] is None
    assert printed.err.splitlines()[1].split()[1] == f"{100 * one['records'][0]['validation_accuracy']:.2f}"


def test_lost_digits_are_told_with_seed_and_digit() -> None:
    labels = mnist().test.labels
    results = [[finished(EXPERIMENT.run(arm, seed)) for seed in EXPERIMENT.seed_range] for arm in EXPERIMENT.arms]
    for result in (one for arm in results for one in arm):
        result.predictions[:] = labels
    spoilt = results[1][1].predictions
    spoilt[spoilt == 8] = 3
    text = report(EXPERIMENT, results, labels)
    assert [line for line in text.splitlines() if line.startswith("lost")] == [
        "lost digits: sigmoid:quadratic:3, seed 1, 8 (0.0%)",
        "lost digits: of their test images less than 1 % are answered rightly; nearly lost: less than 10 %",
    ]


def test_nearly_lost_digits_have_their_share_and_a_diverged_run_says_which_network_it_is() -> None:
    labels = mnist().test.labels
    results = [[finished(EXPERIMENT.run(arm, seed)) for seed in EXPERIMENT.seed_range] for arm in EXPERIMENT.arms]
    for result in (one for arm in results for one in arm):
        result.predictions[:] = labels
    eights = np.flatnonzero(labels == 8)  # 974 images, of which 49 are 5.0 %
    for result in results[1]:
        result.predictions[eights[49:]] = 3
    first, second, *rest = results[1][1].records
    broken = replace(second, training_cost=float("nan"))
    results[1][1] = replace(results[1][1], records=(first, broken, *rest))
    lines = report(EXPERIMENT, results, labels).splitlines()
    assert [line for line in lines if line.startswith("nearly lost")] == [
        "nearly lost digits: sigmoid:quadratic:3, seed 0, 8 (5.0%)",
        "nearly lost digits: sigmoid:quadratic:3, seed 1, 8 (5.0%), untrained",
    ]
    (said,) = verdicts.diverged([0, 1], 2, wording.arm_names(EXPERIMENT.arms))
    assert said in lines


@pytest.mark.parametrize(("seeds", "said"), [(1, "No verdict from one seed"), (2, "Too close"), (20, "is ahead")])
def test_the_verdict(seeds: int, said: str) -> None:
    experiment = Experiment(EXPERIMENT.arms, epochs=1, seeds=seeds)
    labels = mnist().test.labels
    results = [[finished(experiment.run(arm, seed)) for seed in experiment.seed_range] for arm in experiment.arms]
    spread = {1: 0.0, 2: 0.1, 20: 0.001}[seeds]
    accuracies = [
        [0.8 + 0.01 * place + spread * (-1) ** (seed + place) for seed in range(seeds)] for place in range(len(results))
    ]
    for arm, answers in zip(results, nested(accuracies), strict=True):
        for result, right in zip(arm, answers, strict=True):
            result.predictions[:] = predictions(right, labels)
    lines = report(experiment, results, labels).splitlines()
    (place,) = (number for number, line in enumerate(lines) if line.startswith("verdict: "))
    found, names = judge(results, labels), wording.arm_names(experiment.arms)
    assert said in lines[place]
    assert lines[place] == f"verdict: {verdicts.headline(found, wording.short_names(experiment.arms))}."
    assert lines[place + 1 :] == [verdicts.detail(found, names), *verdicts.further(found, names)]
