"""`python -m lab sweep`: train a grid of settings, each combination once, and write one table."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from typing import Any

from tqdm import tqdm

from core.experiment import Run
from core.kinds import Flag, Layers
from core.losses import LOSSES
from core.results import RunResult
from core.settings import SETTINGS, Setting
from lab.commands import options
from lab.commands.command import Command
from lab.gallery.shipped import Shipped
from lab.serving.advice import span
from lab.serving.pace import seconds
from lab.storage.store import Store
from lab.sweeps import training
from lab.sweeps.columns import Cells, cells
from lab.sweeps.formats import format_of
from lab.sweeps.grid import Grid, grid
from lab.sweeps.stored import stored

ONCE = ("seeds", "first_seed")
"""The settings that have one value: together they say which seeds there are."""

NOUN = "file of a sweep"
BAR = "{percentage:3.0f}% |{bar}| {desc} [{elapsed}<{remaining}]"

LEFT_OUT = "left out: {reason}"
THERE = "runs: {count:,}, all of them there already"
TO_TRAIN = "runs: {count:,}; there already: {there:,}; to be trained: {missing:,}, which takes about {span}"
DONE = "{done:,} of {count:,} runs"
KEPT = "{kept:,} of {count:,} runs are kept: the same command goes on from there"
WRITTEN = "written: {destination}"


def sweep(wanted: Grid, destination: str) -> None:
    """Train what is not there already of a grid, and write a row a run to `destination`, a file or `-`.

    Every run is in the store as soon as it is finished. What is said on the way goes to standard error.
    """
    table = format_of(destination)
    for reason in wanted.left_out:
        _say(LEFT_OUT.format(reason=reason))
    with options.opened(destination, NOUN) as write, closing(Store(shipped=Shipped())) as store:
        rows = {result.run: cells(result) for result in stored(store, wanted.runs)}
        try:
            _train(wanted, rows, store)
        except KeyboardInterrupt:
            if not store.lasts:
                raise
            raise KeyboardInterrupt(KEPT.format(kept=len(rows), count=len(wanted.runs))) from None
        finally:
            if store.notice:
                _say(store.notice)
        write(table([rows[run] for run in wanted.runs]))
    if destination != "-":
        _say(WRITTEN.format(destination=destination))


def _train(wanted: Grid, rows: dict[Run, Cells], store: Store) -> None:
    """Train what has no row yet, and give it one."""
    missing, count, there = [run for run in wanted.runs if run not in rows], len(wanted.runs), len(rows)
    if not missing:
        _say(THERE.format(count=count))
        return
    takes = span(training.forecast(missing))
    _say(TO_TRAIN.format(count=count, there=there, missing=len(missing), span=takes))
    quiet = not sys.stderr.isatty()
    with tqdm(total=sum(map(seconds, missing)), bar_format=BAR, file=sys.stderr, disable=quiet, leave=False) as bar:

        def keep(result: RunResult) -> None:
            store.put_runs([result])
            rows[result.run] = cells(result)
            bar.set_description_str(DONE.format(done=len(rows) - there, count=len(missing)), refresh=False)

        training.train(missing, keep, bar.update)


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arms", nargs="+", metavar="ARM", help="output:loss:learning_rate, once or more often")
    parser.add_argument("--rates", metavar="NUMBERS", default="", help="learning rates, in place of the arms' own")
    parser.add_argument("--losses", metavar="NAMES", default="", help="losses, in place of the arms' own")
    for row in SETTINGS.values():
        if isinstance(row.kind, Flag) or row.name in ONCE:
            options.add_option(parser, row)
        else:
            options.add_option(parser, row, action="append")
    parser.add_argument(
        "--to", metavar="FILE", default="-", help="a .csv or a .parquet file; - is standard output (default)"
    )


def _grid(given: argparse.Namespace) -> Grid:
    settings: dict[str, list[Any]] = {
        name: _values(SETTINGS[name], value) for name, value in vars(given).items() if name in SETTINGS
    }
    return grid(given.arms, _several(given.losses), _several(given.rates), settings)


def _values(row: Setting, given: Any) -> list[Any]:
    """The values given for a setting: a comma stands between two, or between the layers of one."""
    if not isinstance(given, list):
        return [given]
    return given if isinstance(row.kind, Layers) else [value for text in given for value in text.split(",")]


def _several(text: str) -> list[str]:
    return text.split(",") if text else []


COMMAND = Command(
    "sweep",
    "train a grid of settings and write one table",
    "Train every arm with every combination of the values given, each with every seed, and write a table of a row a "
    "run. Several values are separated by commas; --hidden, where a comma separates layers, is given several times. "
    f"With --losses ({', '.join(LOSSES)}) and --rates an arm needs no loss and no learning rate of its own, such as "
    "softmax or softmax:quadratic; a setting of its own, such as :hidden=100, stands. Pairs that are refused and "
    "settings that do not go together are left out, which is said. What the store has is not trained again: Ctrl-C "
    "loses the runs that are being trained, and the same command goes on from there.",
    _add,
    lambda given: sweep(_grid(given), given.to),
)
