"""`python -m lab reproduce`: train the book's experiments again, and show our figures beside the book's."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tqdm import tqdm

from core.engine.choice import MAKER, chosen
from core.experiment import Run
from core.limits import InvalidSetting
from lab.book import files, table
from lab.book.files import DATA, Published
from lab.book.making import Extent, full, lacking, make, quick
from lab.book.row import Row
from lab.book.rows import ROWS
from lab.commands import options
from lab.commands.command import Command
from lab.gallery.shipped import Shipped
from lab.serving.advice import span
from lab.serving.pace import seconds
from lab.storage.store import Store
from lab.sweeps import training
from lab.workers.local import default_count

FULL, QUICK = "python -m lab reproduce", "python -m lab reproduce --quick"
BAR = "{percentage:3.0f}% |{bar}| [{elapsed}<{remaining}]"
TABLE = Path(__file__).parents[2] / "benchmarks" / "book.md"
TO_TRAIN = (
    "{runs} runs, of which {found} are in the store; the other {new} take about {time}. What is finished is kept: "
    "after Ctrl-C the same command goes on from there."
)
KEPT = "what is finished is kept: the same command goes on from there"
FROM_STORE = "{runs} runs, all of them in the store."
FILE = "file"  # what a refusal calls either of the two
OTHER = "the page's data must be made by the engine {wanted!r}, got {got!r}"


def reproduce(extent: Extent, rows: Sequence[Row], store: Store, to: Path | None, data: Path | None) -> None:
    """Train what is missing, print the table, and write it as Markdown `to` a file, and the page's `data`, if any."""
    if data is not None and chosen().name != MAKER:
        raise InvalidSetting(OTHER.format(wanted=MAKER, got=chosen().name))
    with options.opened(_place(to), FILE) as write_table, options.opened(_place(data), FILE) as write_data:
        if store.notice:
            sys.stderr.write(store.notice + "\n")
        published, left_out = _made(extent, rows, store)
        sys.stdout.write(table.text(list(published.outcomes.values()), left_out) + "\n")
        write_table(table.markdown(published, QUICK if left_out else FULL))
        write_data(files.as_json(published))


def _place(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _made(extent: Extent, rows: Sequence[Row], store: Store) -> tuple[Published, list[Row]]:
    """Train what is missing: the outcomes, with when and by what they were made, and the rows that are left out."""
    began, new = time.monotonic(), _ahead(extent, rows, store)
    quiet = not sys.stderr.isatty()
    with tqdm(total=sum(map(seconds, new)), bar_format=BAR, file=sys.stderr, disable=quiet, leave=False) as bar:
        try:
            outcomes = make(rows, extent, store, bar.update)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(KEPT if store.lasts else "") from None
    made = files.made_here(default_count(), time.monotonic() - began, len(extent.runs(rows)), len(new))
    published = Published(made, {outcome.row.key: outcome for outcome in outcomes})
    return published, [row for row in rows if row.key not in extent.seeds]


def _ahead(extent: Extent, rows: Sequence[Row], store: Store) -> list[Run]:
    """Say what will be trained and how long that takes; gives the runs that will be."""
    runs = extent.runs(rows)
    new = lacking(runs, store)
    said = TO_TRAIN if new else FROM_STORE
    time = span(training.forecast(new))
    sys.stderr.write(said.format(runs=len(runs), found=len(runs) - len(new), new=len(new), time=time) + "\n")
    return new


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="fewer seeds, in at most three minutes on two cores")
    parser.add_argument(
        "--to",
        metavar="FILE",
        type=Path,
        help=f"where the table goes as Markdown (default: {TABLE.parent.name}/{TABLE.name}; none with --quick)",
    )
    parser.add_argument(
        "--data",
        metavar="FILE",
        type=Path,
        help="where the data of the page go (default: those shipped, which the page shows; none with --quick)",
    )


def _do(given: argparse.Namespace) -> None:
    with closing(Store(shipped=Shipped())) as store:
        if given.quick:
            reproduce(quick(ROWS), ROWS, store, given.to, given.data)
        else:
            reproduce(full(ROWS), ROWS, store, given.to or TABLE, given.data or DATA)


COMMAND = Command(
    "reproduce",
    "train the experiments of the book again, and show our figures beside its own",
    "Train the experiments of Michael Nielsen's Neural Networks and Deep Learning again that are about output layer, "
    "loss, initial weights and weight decay, and show our figures beside the book's: whether each lies within a band "
    "that was set before.",
    _add,
    _do,
)
