"""What the command line understands, and what it does about it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from core.datasets import DataError
from core.limits import InvalidSetting
from lab.commands import compare, export, gallery, reproduce, script, sweep, words
from lab.commands.command import Command
from lab.commands.options import DestinationError
from lab.seeds import TrainingError

PROGRAM = "python -m lab"
BAD_INPUT = 2
FAILED = 1

COMMANDS: tuple[Command, ...] = (
    compare.COMMAND,
    sweep.COMMAND,
    export.COMMAND,
    script.COMMAND,
    reproduce.COMMAND,
    gallery.COMMAND,
    words.COMMAND,
)
"""In the order of the help."""


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


def _say(wrong: Exception, status: int) -> int:
    line = " ".join(str(wrong).split())
    sys.stderr.write(f"{PROGRAM}: {line}\n")
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description="Compare output layers and losses on MNIST.", allow_abbrev=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for row in COMMANDS:
        command = commands.add_parser(row.name, allow_abbrev=False, help=row.help, description=row.about)
        row.add(command)
        command.set_defaults(do=row.do)
    return parser
