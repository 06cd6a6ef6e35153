"""The scripts that an experiment is written as, beside the engine: what they print, and how long they take.

    python benchmarks/scripts.py                                  # with this Python; some minutes
    python benchmarks/scripts.py --numpy PYTHON --torch PYTHON    # with others: one with NumPy alone, one with PyTorch

For every experiment and kind of script: the largest difference of an accuracy in the table, in points, beside the
standard deviation over the seeds; the largest of a cost, in percent; and the seconds. A kind whose packages its Python
lacks is left out, and named.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from core.datasets import DATA
from core.experiment import Arm, Experiment
from core.results import RunResult
from lab.gallery.rows import ROWS
from lab.report import COLUMNS
from lab.scripts.kinds import KINDS
from lab.scripts.script import script
from lab.seeds import train


def of(*arms: str, **values: object) -> Experiment:
    """An experiment of arms as texts."""
    return Experiment(tuple(map(Arm.parse, arms)), **values)


EXPERIMENTS = {
    "default": ROWS["default"].experiment,
    "six": ROWS["six"].experiment,
    "slowdown": ROWS["slowdown"].experiment,
    "two hidden layers": of("softmax:log_likelihood:0.5", "sigmoid:cross_entropy:0.5", hidden=(30, 20)),
    "tanh": of("softmax:log_likelihood:0.1", "sigmoid:quadratic:1", hidden_activation="tanh"),
    "lambda": of(
        "sigmoid:cross_entropy:0.5", "sigmoid:cross_entropy:0.5:l2=0", "softmax:quadratic:3:hidden=50", l2=1.0
    ),
    "hinge with linear": of("linear:hinge:0.03", "softmax:hinge:0.1", "sigmoid:hinge:0.1"),
    "diverging": of("linear:quadratic:3", "linear:quadratic:0.1", "softmax:cross_entropy:0.5"),
    "30 epochs of 50,000": of("softmax:log_likelihood:0.5", train=50_000, validation=10_000, seeds=1),
}


def table(text: str) -> list[tuple[list[float], list[float]]]:
    """The accuracies in percent and the costs of each arm, as a script has printed them."""
    rows = text.splitlines()[1:]
    accuracies = [[float(found) for found in re.findall(r"(\d+\.\d\d)(?: ± \d+\.\d\d)? %", row)] for row in rows]
    costs = [[float(cost) for cost in row.rpartition("%")[2].partition("(")[0].split()] for row in rows]
    return list(zip(accuracies, costs, strict=True))


def ours(runs: list[RunResult]) -> tuple[list[float], list[float], float]:
    """The same of the engine's runs of an arm, and the standard deviation of test accuracy over seeds, in points."""
    accuracies = [100 * float(np.mean([column.accuracy(result) for result in runs])) for column in COLUMNS]
    costs = np.mean([(result.kept.training_cost, result.kept.validation_cost) for result in runs], axis=0)
    deviation = 100 * float(np.std([result.test_accuracy for result in runs], ddof=len(runs) > 1))
    return accuracies, costs.tolist(), deviation


def ready(python: str, needs: tuple[str, ...]) -> bool:
    """Whether this Python can import the packages."""
    return (
        subprocess.run([python, "-c", f"import {', '.join(needs)}"], capture_output=True, check=False).returncode == 0
    )


def main() -> None:
    """Print a row an experiment and kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--numpy", default=sys.executable)
    parser.add_argument("--torch", default=sys.executable)
    parser.add_argument("--only", default="", help="the experiments whose name holds this")
    given = parser.parse_args()
    pythons = {"numpy": given.numpy, "pytorch": given.torch}
    kinds = [row for row in KINDS.values() if ready(pythons[row.key], row.needs)]
    print("without:", ", ".join(row.label for row in KINDS.values() if row not in kinds) or "none")
    print("| experiment | script | lines | accuracies, points | sd over seeds | costs, % | seconds |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for name, experiment in EXPERIMENTS.items():
        if given.only not in name:
            continue
        engine = [ours(runs) for runs in train(experiment, lambda _: None)]
        for row in kinds:
            text = script(experiment, row.key)
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder, row.file_name)
                file.write_text(text, encoding="utf-8")
                start = time.perf_counter()
                done = subprocess.run([pythons[row.key], file, DATA], capture_output=True, encoding="utf-8", check=True)
                seconds = time.perf_counter() - start
            pairs = list(zip(table(done.stdout), engine, strict=True))
            points = max(float(np.abs(np.subtract(found[0], arm[0])).max()) for found, arm in pairs)
            cost = max(float(np.abs(np.divide(found[1], arm[1]) - 1).max()) for found, arm in pairs)
            deviation = max(arm[2] for _, arm in pairs)
            shown = f"{points:.2f} | {deviation:.2f} | {100 * cost:.2f} | {seconds:.0f}"
            print(f"| {name} | {row.label} | {text.count(chr(10))} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
