"""What the command line understands, and what it does about it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TextIO

from tqdm import tqdm

from core import limits
from core.datasets import DataError, mnist
from core.experiment import Arm, Experiment
from core.kinds import Choice, Flag, Layers, Real, SettingKind, Whole
from core.limits import InvalidSetting
from core.losses import LOSSES
from core.outputs import OUTPUTS
from core.results import RunResult
from core.settings import OWN, SETTINGS, Setting
from lab.export import as_json
from lab.gallery.files import FOLDER, LIMIT
from lab.gallery.making import make
from lab.gallery.rows import ROWS
from lab.report import report
from lab.seeds import TrainingError, train

PROGRAM = "python -m lab"
BAD_INPUT = 2
FAILED = 1
MADE = "{key}: {kilobytes:,.0f} kB"
UNWRITABLE = "the folder of the gallery must be one that can be written, got {folder!r}: {reason}"
IN_ALL = "{kilobytes:,.0f} of at most {limit:,.0f} kB in {folder}"


class DestinationError(Exception):
    """A file that cannot be written."""


METAVARS: dict[type[SettingKind], str] = {Whole: "N", Real: "NUMBER", Choice: "NAME", Layers: "UNITS"}
"""What stands for a value in the help, by the kind of setting."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{PROGRAM}: {message}; see {self.prog} --help\n")


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for and give back the exit status. What is wrong is said in one line."""
    options = _parser().parse_args(arguments)
    try:
        options.do(options)
    except (InvalidSetting, DataError, DestinationError) as wrong:
        return _say(wrong, BAD_INPUT)
    except TrainingError as wrong:
        return _say(wrong, FAILED)
    return 0


def compare(experiment: Experiment, destination: str | None) -> None:
    """Train an experiment, write its JSON to `destination` (a file, `-` for standard output, or None), and report.

    The report goes to standard output, or to standard error where the JSON goes to standard output.
    """
    labels = mnist().test.labels
    with _opened(destination) as write:
        results = _trained(experiment)
        try:
            write(as_json(experiment, results) + "\n")
        finally:
            stream = sys.stderr if destination == "-" else sys.stdout
            stream.write(report(experiment, results, labels) + "\n")


def gallery(folder: Path) -> None:
    """Train everything that is shipped, write its files into the folder, and say how large they are."""
    written = 0
    try:
        for row, size in make(ROWS.values(), folder, _trained):
            written += size
            sys.stdout.write(MADE.format(key=row.key, kilobytes=size / 1000) + "\n")
    except OSError as wrong:
        raise DestinationError(UNWRITABLE.format(folder=str(folder), reason=wrong.strerror)) from wrong
    sys.stdout.write(IN_ALL.format(kilobytes=written / 1000, limit=LIMIT / 1000, folder=folder) + "\n")


def _trained(experiment: Experiment) -> list[list[RunResult]]:
    """The results of an experiment, with a bar on a terminal while it is trained."""
    rounds, quiet = experiment.epochs * experiment.seeds, not sys.stderr.isatty()
    with tqdm(total=rounds, unit=" epochs", file=sys.stderr, disable=quiet, leave=False) as bar:
        return train(experiment, bar.update)


def _say(wrong: Exception, status: int) -> int:
    line = " ".join(str(wrong).split())
    sys.stderr.write(f"{PROGRAM}: {line}\n")
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Compare output layers and losses on MNIST.", allow_abbrev=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    command = commands.add_parser(
        "compare",
        allow_abbrev=False,
        help="train arms side by side and print their accuracies",
        description=(
            "Train arms on the same images and with the same mini-batches, from the same initial weights where layers "
            "are the same, and print their accuracies. An arm is OUTPUT:LOSS:LEARNING_RATE, such as "
            "softmax:log_likelihood:0.5, and may have "
            f"settings of its own ({', '.join(OWN)}), such as :hidden=100. Output layers: {', '.join(OUTPUTS)}. "
            f"Losses: {', '.join(LOSSES)}."
        ),
    )
    command.add_argument("arms", nargs="+", metavar="ARM", help="output:loss:learning_rate, one to six times")
    for row in SETTINGS.values():
        _add_option(command, row)
    command.add_argument("--json", metavar="FILE", help="write all records as JSON; - is standard output")
    command.set_defaults(do=lambda options: compare(_experiment(options), options.json))
    shipped = commands.add_parser(
        "gallery",
        allow_abbrev=False,
        help="train the results that come with the program anew, and write their files",
        description="Train the results that come with the program anew, and write their files.",
    )
    shipped.add_argument("--to", metavar="FOLDER", type=Path, default=FOLDER, help="default: %(default)s")
    shipped.set_defaults(do=lambda options: gallery(options.to))
    return parser


def flag(row: Setting) -> str:
    """The option of a setting: `--first-seed`."""
    return "--" + row.name.replace("_", "-")


def _add_option(command: argparse.ArgumentParser, row: Setting) -> None:
    """Add the option of a setting; where it is not given, the experiment has its default."""
    how: dict[str, Any] = {"dest": row.name, "default": argparse.SUPPRESS}
    words = row.help.replace("%", "%%")  # argparse fills in what follows a lone one
    if isinstance(row.kind, Flag):
        command.add_argument(flag(row), action="store_true", help=words, **how)
    else:
        words += f" ({row.kind.values}; default: {row.kind.write(row.default)})"
        command.add_argument(flag(row), metavar=METAVARS[type(row.kind)], help=words, **how)


def _experiment(options: argparse.Namespace) -> Experiment:
    """The experiment that the options describe. Raises `InvalidSetting`."""
    limits.SHOWN_ARMS.check(len(options.arms))
    given = {name: value for name, value in vars(options).items() if name in SETTINGS}
    return Experiment(tuple(map(Arm.parse, options.arms)), **given)


@contextmanager
def _opened(destination: str | None) -> Iterator[Callable[[str], object]]:
    """What writes the JSON. A file is opened before training begins: nobody should learn at the end that it cannot be.

    It is written beside the one that it replaces, and takes its place when it is whole: a full disk or Ctrl-C leaves
    what was there before. A pipe holds nothing that could be replaced.
    """
    if destination is None or destination == "-":
        yield sys.stdout.write if destination else _nowhere
        return
    path = Path(destination).resolve()  # the file itself, where a link is named
    with _explained(destination):
        beside = path if path.exists() and not path.is_file() else path.with_name(f".{path.name}.{os.getpid()}")
        if path.exists():
            path.open("a", encoding="utf-8").close()
        file = beside.open("w", encoding="utf-8")
    try:
        with file:
            yield partial(_write, destination, file)
        if beside != path and beside.stat().st_size:
            with _explained(destination):
                if path.exists():
                    shutil.copymode(path, beside)
                beside.replace(path)
    finally:
        if beside != path:
            beside.unlink(missing_ok=True)


def _nowhere(_: str) -> None:
    return


def _write(destination: str, file: TextIO, text: str) -> None:
    with _explained(destination):
        file.write(text)
        file.flush()
        if file.seekable():
            os.fsync(file.fileno())


@contextmanager
def _explained(destination: str) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        sentence = f"the JSON file must be one that can be written, got {destination!r}: {wrong.strerror}"
        raise DestinationError(sentence) from wrong
