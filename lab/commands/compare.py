"""`python -m lab compare`: train arms side by side and print their accuracies."""

from __future__ import annotations

import argparse
import sys

from core.datasets import mnist
from core.experiment import Experiment
from core.losses import LOSSES
from core.outputs import OUTPUTS
from core.settings import OWN, SETTINGS
from lab.commands import options
from lab.commands.command import Command
from lab.export import as_json
from lab.report import report


def compare(experiment: Experiment, destination: str | None) -> None:
    """Train an experiment, write its JSON to `destination` (a file, `-` for standard output, or None), and report.

    The report goes to standard output, or to standard error where the JSON goes to standard output.
    """
    labels = mnist().test.labels
    with options.opened(destination) as write:
        results = options.trained(experiment)
        try:
            write(as_json(experiment, results) + "\n")
        finally:
            stream = sys.stderr if destination == "-" else sys.stdout
            stream.write(report(experiment, results, labels) + "\n")


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arms", nargs="+", metavar="ARM", help="output:loss:learning_rate, one to six times")
    for row in SETTINGS.values():
        options.add_option(parser, row)
    parser.add_argument("--json", metavar="FILE", help="write all records as JSON; - is standard output")


COMMAND = Command(
    "compare",
    "train arms side by side and print their accuracies",
    "Train arms on the same images and with the same mini-batches, from the same initial weights where layers "
    "are the same, and print their accuracies. An arm is OUTPUT:LOSS:LEARNING_RATE, such as "
    "softmax:log_likelihood:0.5, and may have "
    f"settings of its own ({', '.join(OWN)}), such as :hidden=100. Output layers: {', '.join(OUTPUTS)}. "
    f"Losses: {', '.join(LOSSES)}.",
    _add,
    lambda given: compare(options.experiment(given), given.json),
)
