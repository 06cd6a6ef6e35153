"""`python -m lab script`: write an experiment as one Python file."""

from __future__ import annotations

import argparse

from core.experiment import Experiment
from core.settings import SETTINGS
from lab.commands import options
from lab.commands.asked import asked
from lab.commands.command import Command
from lab.scripts.kinds import KINDS
from lab.scripts.script import script as text_of

SCRIPT = "script"


def script(experiment: Experiment, kind: str, destination: str) -> None:
    """Write an experiment as a Python file of this kind to `destination`, a file or `-` for standard output."""
    text = text_of(experiment, kind)
    with options.opened(destination, SCRIPT) as write:
        write(text)


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "arms", nargs="+", metavar="LINK", help="the address of a comparison, or its arms: output:loss:learning_rate"
    )
    kinds = ", ".join(f"{row.key} ({row.label})" for row in KINDS.values())
    parser.add_argument("--kind", metavar="NAME", default="numpy", help=f"{kinds}; default: %(default)s")
    parser.add_argument(
        "--to", metavar="FILE", default="-", help="the file; - is standard output, which is the default"
    )
    for row in SETTINGS.values():
        options.add_option(parser, row)


COMMAND = Command(
    "script",
    "write a comparison as one Python file",
    "Write a comparison as one Python file that needs NumPy alone, or PyTorch, and the files of MNIST: it draws and "
    "trains what the dashboard does, and prints the same table. The comparison is given by its address, as Compare "
    "shares it, or by its arms with the options of compare.",
    _add,
    lambda given: script(asked(given)[0], given.kind, given.to),
)
