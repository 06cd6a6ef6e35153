"""Scripts: what they print beside the engine, and what stands in them for experiments of every kind."""

import ast
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from core.activations import ACTIVATIONS
from core.datasets import DATA
from core.engine.weights import INITS
from core.experiment import SETTING_NAMES, Arm, Experiment
from core.limits import InvalidSetting
from core.pairs import PAIRS, Pair, valid_pairs
from core.results import RunResult
from lab.commandline import run
from lab.links import query_string
from lab.report import COLUMNS
from lab.scripts.kinds import KINDS
from lab.scripts.script import LINES, script
from lab.seeds import train_here
from tests.lab.strategies import experiments

ROOT = Path(__file__).parents[2]
RUFF = Path(sysconfig.get_path("scripts")) / "ruff"

NUMPY_ALONE = """
import runpy, sys
class Nothing:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] not in sys.stdlib_module_names | {"numpy"}:
            raise ModuleNotFoundError(f"there is no {name} here")
sys.meta_path.insert(0, Nothing)
script, *sys.argv[1:] = sys.argv[1:]
sys.path = [folder for folder in sys.path if folder]
runpy.run_path(script, run_name="__main__")
"""
"""Runs a script where nothing but the standard library and NumPy can be imported."""

SMALL: dict[str, Any] = {"train": 500, "epochs": 6, "seeds": 2}


def of(*arms: str, **values: Any) -> Experiment:
    return Experiment(tuple(map(Arm.parse, arms)), **{**SMALL, **values})


EXPERIMENTS = {
    "default": of("softmax:log_likelihood:0.5", "sigmoid:cross_entropy:0.5"),
    "two hidden layers": of("softmax:log_likelihood:0.5", "sigmoid:quadratic:3", hidden=(30, 20), batch=7),
    "tanh": of("softmax:quadratic:1", "sigmoid:hinge:0.1:hidden_activation=relu", hidden_activation="tanh"),
    "lambda": of("sigmoid:cross_entropy:0.5", "sigmoid:cross_entropy:0.5:l2=0:hidden=20:init=large", l2=5.0, seeds=1),
    "hinge with linear": of("linear:hinge:0.03", "softmax:hinge:0.1", test_each_epoch=True, first_seed=5),
    "diverging": of("linear:quadratic:3", "linear:quadratic:0.1", "softmax:cross_entropy:0.5"),
    "a bad start, no hidden layer": of("sigmoid:quadratic:3", "sigmoid:log_likelihood:1", hidden=(), output_bias=10),
}


def ran(text: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    file = folder / "script.py"
    file.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", NUMPY_ALONE, str(file), *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def mean(runs: Iterable[RunResult], what: Callable[[RunResult], float]) -> float:
    return float(np.mean([what(result) for result in runs]))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_script_prints_the_table_of_the_dashboard(name: str, tmp_path: Path) -> None:
    """The bounds are those of the issue: accuracies to 0.2 points, costs to 1 %."""
    experiment = EXPERIMENTS[name]
    done = ran(script(experiment), tmp_path, str(DATA))
    assert done.stderr == ""
    heading, *rows = done.stdout.splitlines()
    results = train_here(experiment, lambda _: None)
    accuracies = [column.accuracy for column in COLUMNS]
    if experiment.test_each_epoch:
        accuracies.append(lambda result: max(record.test_accuracy or 0 for record in result.records))
        assert "best test" in heading
    assert [row.split()[0] for row in rows] == list(map(str, experiment.arms))
    for row, runs in zip(rows, results, strict=True):
        scores = re.findall(r"(\d+\.\d\d)(?: ± (\d+\.\d\d))? %", row)
        expected = [[100 * what(result) for result in runs] for what in accuracies]
        assert [float(found) for found, _ in scores] == pytest.approx([np.mean(each) for each in expected], abs=0.2)
        if experiment.seeds > 1:
            spreads = [np.std(each, ddof=1) for each in expected]
            assert [float(spread) for _, spread in scores] == pytest.approx(spreads, abs=0.2)
        costs = [float(number) for number in row.rpartition("%")[2].partition("(")[0].split()]
        kept = [mean(runs, lambda result: result.kept.training_cost)]
        kept.append(mean(runs, lambda result: result.kept.validation_cost))
        assert costs == pytest.approx(kept, rel=0.01)
        assert re.findall(r"\((.*?)\)", row) == [
            f"seed {result.run.seed} diverged at epoch {result.diverged}" for result in runs if result.diverged
        ]


def test_one_of_the_arms_diverges() -> None:
    diverged = [[result.diverged for result in runs] for runs in train_here(EXPERIMENTS["diverging"], lambda _: None)]
    assert all(diverged[0])
    assert not any(diverged[1] + diverged[2])


def test_files_that_are_not_packed_do_as_well_and_a_missing_one_is_asked_for(tmp_path: Path) -> None:
    text = script(of("softmax:log_likelihood:0.5", train=20, epochs=1, seeds=1))
    names = [path.name.removesuffix(".gz") for path in DATA.glob("*-ubyte.gz")]
    assert len(names) == 4
    done = ran(text, tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "mnist must hold MNIST's train-images-idx3-ubyte or train-images-idx3-ubyte.gz, from https://"
    )
    (tmp_path / "mnist").mkdir()
    for name in names:
        unpacked = subprocess.run(["gzip", "-dc", DATA / f"{name}.gz"], capture_output=True, check=True).stdout
        (tmp_path / "mnist" / name).write_bytes(unpacked)
    done = ran(text, tmp_path)
    assert done.stderr == ""
    assert done.stdout == ran(text, tmp_path, str(DATA)).stdout


@pytest.mark.parametrize("row", valid_pairs(), ids=lambda row: "-".join(row.key))
def test_cost_and_delta_of_every_pair(row: Pair) -> None:
    """Beside those of `core.pairs`, which are compared with finite differences and with 50 digits."""
    output, loss = row.key
    arms = (Arm(output, loss, 0.5), Arm("softmax", "quadratic", 3), Arm("sigmoid", "quadratic", 3))
    cost_and_delta = function(script(Experiment(arms)), "cost_and_delta")
    rng = np.random.default_rng(0)
    labels = rng.integers(10, size=200)
    for size in (1, 10, 1000):  # ordinary, saturated, and beyond what e^z can hold
        z = size * rng.standard_normal((200, 10))
        with np.errstate(over="ignore"):
            costs, delta = cost_and_delta(str(arms[0]), z, np.eye(10)[labels])
        assert costs == pytest.approx(row.cost(z, labels), rel=1e-9, abs=1e-9)
        assert delta == pytest.approx(row.delta(z, labels), abs=1e-9)


def function(text: str, name: str) -> Callable[..., Any]:
    (found,) = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == name]
    space: dict[str, Any] = {"np": np}
    exec(compile(ast.Module([found], []), name, "exec"), space)  # noqa: S102 (a function of a text that we made)
    made: Callable[..., Any] = space[name]
    return made


def passes(text: str, *command: str) -> None:
    done = subprocess.run(
        [RUFF, *command, "--no-cache", "--stdin-filename", str(ROOT / "compare.py"), "-"],
        input=text,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def names_of(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The functions, tables and imports that a script defines, and all names that it uses."""
    nodes = list(ast.walk(tree))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    defined |= {
        target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
        if isinstance(target, ast.Name)
    }  # fmt: skip
    return defined, {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def check(experiment: Experiment, kind: str) -> None:
    """What every script must be: short, sound and tidy, without a function or table that nothing uses."""
    text = script(experiment, kind)
    assert text.count("\n") <= LINES
    defined, used = names_of(ast.parse(text))
    assert defined <= used
    passes(text, "check")
    passes(text, "format", "--check")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(experiment=experiments())
def test_a_script_of_any_experiment_is_short_and_tidy(kind: str, experiment: Experiment) -> None:
    check(experiment, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("init", INITS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_only_what_an_experiment_has_stands_in_its_script(
    activation: str, init: str, kind: str, tmp_path: Path
) -> None:
    others = {name for name in ("tanh", "relu", "maximum", "ReLU", "Tanh") if activation not in name.lower()}
    for row in valid_pairs():
        experiment = Experiment((Arm(*row.key, 0.5),), hidden_activation=activation, init=init)
        text = script(experiment, kind)
        (tmp_path / f"{row.key[0]}_{row.key[1]}.py").write_text(text, encoding="utf-8")
        defined, used = names_of(ast.parse(text))
        assert defined <= used
        assert text.count("\n") <= LINES
        if row.loss.key != "hinge" and activation != "relu":
            assert not [name for name in others if name in text]
        assert ("inputs)" in text or "inputs**" in text) == (init == "scaled") or kind == "numpy"
        assert "LAMBDA" not in text
        assert "decay" not in text
        assert not any(f'":{other.loss.key}:" in arm' in text for other in PAIRS.values())
    for command in (["check"], ["format", "--check"]):
        config = ["--no-cache", "--config", str(ROOT / "pyproject.toml")]
        done = subprocess.run([RUFF, *command, *config, tmp_path], capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_more_than_six_arms_are_a_line_each() -> None:
    arms = tuple(Arm("softmax", "log_likelihood", rate / 10) for rate in range(1, 41))
    assert script(Experiment(arms)).count("\n") <= LINES + 34


@pytest.mark.parametrize(
    "hostile", ['"; import os', "\n", "{{ 7 * 7 }}", '"""', "0.5\nimport os", "\\", None, [[]], object()]
)
def test_nothing_but_checked_values_gets_into_a_script(hostile: object) -> None:
    """An experiment has no free text: each field takes a key of a registry or a number, and refuses all else."""
    for field in fields(Arm):
        if hostile is None and field.default is None:
            continue
        values = {"output": "softmax", "loss": "hinge", "learning_rate": 1.0, field.name: hostile}
        with pytest.raises(InvalidSetting):
            Arm(**values)  # type: ignore[arg-type]
    for name in SETTING_NAMES:
        with pytest.raises(InvalidSetting):
            replace(Experiment(), **{name: hostile})  # type: ignore[arg-type]
    with pytest.raises(InvalidSetting, match="kind of script must be one of numpy, pytorch"):
        script(Experiment(), hostile)  # type: ignore[arg-type]


@settings(max_examples=20)
@given(experiment=experiments())
def test_all_that_differs_between_two_scripts_is_made_of_harmless_characters(experiment: Experiment) -> None:
    """The texts of arms and of the link, and every number, are of these characters alone."""
    texts = [*map(str, experiment.arms), query_string(experiment)]
    assert all(re.fullmatch(r"[\w:=,.~&+-]*", text, re.ASCII) for text in texts)


def test_the_command_writes_a_file_from_arms_or_a_link(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    experiment = EXPERIMENTS["lambda"]
    file = tmp_path / "script.py"
    assert run(["script", f"https://lab.example/compare?{query_string(experiment)}", "--to", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == script(experiment)
    assert run(["script", "softmax:hinge:1", "--epochs", "2", "--kind", "pytorch"]) == 0
    assert capsys.readouterr().out == script(Experiment((Arm("softmax", "hinge", 1),), epochs=2), "pytorch")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["softmax:hinge:1", "--kind", "matlab"], "kind of script must be one of numpy, pytorch, got 'matlab'"),
        (["softmax:hinge:1", "--to", "/nowhere/script.py"], "the script must be one that can be written"),
        (["compare?v=2"], "this link is of version '2', and only version 1 is known here"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["script", *arguments]) == 2
    assert said in capsys.readouterr().err
