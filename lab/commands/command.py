"""A command of the command line: a row each, in `lab.commandline.COMMANDS`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """What follows `python -m lab`: its `name`, what it does in a line (`help`) and in full (`about`).

    `add` adds its options to a parser; `do` does what they ask for, and raises `InvalidSetting`, `DataError` or
    `DestinationError` for what cannot be done as asked, `TrainingError` where training failed.
    """

    name: str
    help: str
    about: str
    add: Callable[[argparse.ArgumentParser], None]
    do: Callable[[argparse.Namespace], None]
