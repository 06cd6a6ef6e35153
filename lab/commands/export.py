"""`python -m lab export`: everything about a comparison as files, taken from the store or trained."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from core.experiment import Experiment
from core.results import RunResult
from core.settings import SETTINGS
from lab.commands import options
from lab.commands.asked import asked
from lab.commands.command import Command
from lab.commands.options import DestinationError
from lab.drawing import DrawingError
from lab.export import folder
from lab.export.folder import ExportError
from lab.gallery.shipped import Shipped
from lab.seeds import TrainingError
from lab.storage.store import Store

WRITTEN = "{count} files in {destination}"
FOUND = "taken from the results that are stored"
TRAINED = "trained"


def export(experiment: Experiment, address: str, destination: Path) -> None:
    """Write everything about an experiment into a folder or a zip, and say how many files there are and whence.

    Raises `DestinationError`, `core.datasets.DataError` and `TrainingError`.
    """
    try:
        with folder.opened(destination) as write:
            results, whence = _results(experiment)
            files = folder.files(experiment, results, address)
            write(files)
    except ExportError as wrong:
        raise DestinationError(str(wrong)) from wrong
    except DrawingError as wrong:
        raise TrainingError(str(wrong)) from wrong
    sys.stdout.write(WRITTEN.format(count=len(files), destination=destination) + f" ({whence})\n")


def _results(experiment: Experiment) -> tuple[Sequence[Sequence[RunResult]], str]:
    """The results of an experiment, [arm][seed], and whence they come: what is trained is stored for the next time."""
    store = Store(shipped=Shipped())
    try:
        runs = [[experiment.run(arm, seed).key for seed in experiment.seed_range] for arm in experiment.arms]
        found = store.get_runs(key for row in runs for key in row)
        if all(key in found for row in runs for key in row):
            return [[found[key] for key in row] for row in runs], FOUND
        results = options.trained(experiment)
        store.put_runs(run for row in results for run in row)
        return results, TRAINED
    finally:
        store.close()


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "arms", nargs="+", metavar="LINK", help="the address of a comparison, or its arms: output:loss:learning_rate"
    )
    parser.add_argument("--to", metavar="DIR", type=Path, required=True, help="a folder, or a file that ends in .zip")
    for row in SETTINGS.values():
        options.add_option(parser, row)


COMMAND = Command(
    "export",
    "write everything about a comparison into a folder",
    "Write everything about a comparison into a folder or a zip file: all runs as CSV and JSON, every figure as SVG "
    "and PNG, the networks as npz, scripts with NumPy and with PyTorch, and a report in one HTML file. It is given by "
    "its address, as Compare shares it, or by its arms with the options of compare. What is stored or comes with the "
    "program is not trained again.",
    _add,
    lambda given: export(*asked(given), given.to),
)
