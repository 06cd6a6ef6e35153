"""`python -m lab gallery`: train the results that come with the program anew, and write their files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lab.commands import options
from lab.commands.command import Command
from lab.commands.options import DestinationError
from lab.gallery.files import FOLDER, LIMIT
from lab.gallery.making import make
from lab.gallery.rows import ROWS

MADE = "{key}: {kilobytes:,.0f} kB"
UNWRITABLE = "the folder of the gallery must be one that can be written, got {folder!r}: {reason}"
IN_ALL = "{kilobytes:,.0f} of at most {limit:,.0f} kB in {folder}"


def gallery(folder: Path) -> None:
    """Train everything that is shipped, write its files into the folder, and say how large they are."""
    written = 0
    try:
        for row, size in make(ROWS.values(), folder, options.trained):
            written += size
            sys.stdout.write(MADE.format(key=row.key, kilobytes=size / 1000) + "\n")
    except OSError as wrong:
        raise DestinationError(UNWRITABLE.format(folder=str(folder), reason=wrong.strerror)) from wrong
    sys.stdout.write(IN_ALL.format(kilobytes=written / 1000, limit=LIMIT / 1000, folder=folder) + "\n")


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="FOLDER", type=Path, default=FOLDER, help="default: %(default)s")


COMMAND = Command(
    "gallery",
    "train the results that come with the program anew, and write their files",
    "Train the results that come with the program anew, and write their files.",
    _add,
    lambda given: gallery(given.to),
)
