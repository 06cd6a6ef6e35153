"""What several commands have in common: the options of an experiment, its training, and the file that is written."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from tqdm import tqdm

from core import limits
from core.experiment import Arm, Experiment
from core.kinds import Choice, Flag, Layers, Real, SettingKind, Whole
from core.results import RunResult
from core.settings import SETTINGS, Setting
from lab.seeds import train


class DestinationError(Exception):
    """A file that cannot be written."""


JSON = "JSON file"
UNWRITABLE = "the {noun} must be one that can be written, got {file!r}: {reason}"

METAVARS: dict[type[SettingKind], str] = {Whole: "N", Real: "NUMBER", Choice: "NAME", Layers: "UNITS"}
"""What stands for a value in the help, by the kind of setting."""


def flag(row: Setting) -> str:
    """The option of a setting: `--first-seed`."""
    return "--" + row.name.replace("_", "-")


def add_option(command: argparse.ArgumentParser, row: Setting, **how: Any) -> None:
    """Add the option of a setting; where it is not given, the experiment has its default. `how` is for the parser."""
    how |= {"dest": row.name, "default": argparse.SUPPRESS}
    words = row.help.replace("%", "%%")  # argparse fills in what follows a lone one
    if isinstance(row.kind, Flag):
        command.add_argument(flag(row), action="store_true", help=words, **how)
    else:
        words += f" ({row.kind.values}; default: {row.kind.write(row.default)})"
        command.add_argument(flag(row), metavar=METAVARS[type(row.kind)], help=words, **how)


def experiment(options: argparse.Namespace) -> Experiment:
    """The experiment that the options describe. Raises `InvalidSetting`."""
    limits.SHOWN_ARMS.check(len(options.arms))
    given = {name: value for name, value in vars(options).items() if name in SETTINGS}
    return Experiment(tuple(map(Arm.parse, options.arms)), **given)


def trained(experiment: Experiment) -> list[list[RunResult]]:
    """The results of an experiment, with a bar on a terminal while it is trained."""
    rounds, quiet = experiment.epochs * experiment.seeds, not sys.stderr.isatty()
    with tqdm(total=rounds, unit=" epochs", file=sys.stderr, disable=quiet, leave=False) as bar:
        return train(experiment, bar.update)


@contextmanager
def opened(destination: str | None, noun: str = JSON) -> Iterator[Callable[[str | bytes], object]]:
    """What writes a file, which a refusal calls by its `noun`. It is opened before training begins: nobody should learn
    at the end that it cannot be.

    It is written beside the one that it replaces, and takes its place when it is whole: a full disk or Ctrl-C leaves
    what was there before. A pipe holds nothing that could be replaced.
    """
    if destination is None or destination == "-":
        yield _print if destination else _nowhere
        return
    with _explained(noun, destination):
        path = Path(destination).resolve()  # the file itself, where a link is named
        beside = path if path.exists() and not path.is_file() else path.with_name(f".{path.name}.{os.getpid()}")
        if path.exists():
            path.open("a", encoding="utf-8").close()
        file = beside.open("wb")
    try:
        with file:
            yield partial(_write, noun, destination, file)
        if beside != path and beside.stat().st_size:
            with _explained(noun, destination):
                if path.exists():
                    shutil.copymode(path, beside)
                beside.replace(path)
    finally:
        if beside != path:
            beside.unlink(missing_ok=True)


def _print(content: str | bytes) -> None:
    sys.stdout.write(content.decode() if isinstance(content, bytes) else content)


def _nowhere(_: str | bytes) -> None:
    return


def _write(noun: str, destination: str, file: BinaryIO, content: str | bytes) -> None:
    with _explained(noun, destination):
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        if file.seekable():
            os.fsync(file.fileno())


@contextmanager
def _explained(noun: str, destination: str) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as wrong:  # the second where links lead in a circle
        reason = getattr(wrong, "strerror", None) or wrong
        sentence = UNWRITABLE.format(noun=noun, file=destination, reason=reason)
        raise DestinationError(sentence) from wrong
