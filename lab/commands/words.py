"""`python -m lab words`: bring the catalogues of all languages up to date with the sources."""

from __future__ import annotations

import argparse
import sys

from lab.commands.command import Command
from lab.languages import messages
from lab.languages.words import path

LEFT = "{key}: {count:,} messages without words, in {path}"


def words() -> None:
    """Bring the catalogues up to date, and say how many messages have no words yet."""
    for key, count in messages.update().items():
        sys.stdout.write(LEFT.format(key=key, count=count, path=path(key).relative_to(messages.ROOT)) + "\n")


def _add(_: argparse.ArgumentParser) -> None:
    """It has no options."""


COMMAND = Command(
    "words",
    "bring the catalogues of all languages up to date with the sources",
    "Bring the catalogues of all languages up to date with the sources: new messages wait there for their words.",
    _add,
    lambda _: words(),
)
