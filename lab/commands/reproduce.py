"""`python -m lab reproduce`: train the book's experiments again, and show our figures beside the book's."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from tqdm import tqdm

from core.engine.choice import chosen
from core.experiment import Run
from core.limits import InvalidSetting
from lab.book import files, table
from lab.book.files import DATA, MAKER, Published
from lab.book.making import Extent, full, lacking, make, quick
from lab.book.row import Row
from lab.book.rows import ROWS
from lab.commands.command import Command
from lab.commands.options import DestinationError
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
UNWRITABLE = "the file must be one that can be written, got {path!r}: {reason}"
OTHER = "the page's data must be made by the engine {wanted!r}, got {got!r}"


def reproduce(extent: Extent, rows: Sequence[Row], store: Store, to: Path | None, data: Path | None) -> None:
    """Train what is missing, print the table, and write it as Markdown `to` a file, and the page's `data`, if any."""
    for path in (to, data):
        if path is not None:
            _try(path)
    if store.notice:
        sys.stderr.write(store.notice + "\n")
    if data is not None and chosen().name != MAKER:
        raise InvalidSetting(OTHER.format(wanted=MAKER, got=chosen().name))
    began, new = time.monotonic(), _ahead(extent, rows, store)
    quiet = not sys.stderr.isatty()
    with tqdm(total=sum(map(seconds, new)), bar_format=BAR, file=sys.stderr, disable=quiet, leave=False) as bar:
        try:
            outcomes = make(rows, extent, store, bar.update)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(KEPT if store.lasts else "") from None
    made = files.made_here(default_count(), time.monotonic() - began, len(extent.runs(rows)), len(new))
    left_out = [row for row in rows if row.key not in extent.seeds]
    sys.stdout.write(table.text(outcomes, left_out) + "\n")
    published = Published(made, {outcome.row.key: outcome for outcome in outcomes})
    command = QUICK if left_out else FULL
    for path, content in ((to, table.markdown(published, command)), (data, files.as_json(published))):
        if path is not None:
            _write(path, content)


def _ahead(extent: Extent, rows: Sequence[Row], store: Store) -> list[Run]:
    """Say what will be trained and how long that takes; gives the runs that will be."""
    runs = extent.runs(rows)
    new = lacking(runs, store)
    said = TO_TRAIN if new else FROM_STORE
    time = span(training.forecast(new))
    sys.stderr.write(said.format(runs=len(runs), found=len(runs) - len(new), new=len(new), time=time) + "\n")
    return new


def _try(path: Path) -> None:
    """Raise `DestinationError` where a file cannot be written: nobody should learn at the end that it cannot be."""
    with _explained(path):
        if path.exists():
            path.open("a", encoding="utf-8").close()
        _beside(path).touch()
        _beside(path).unlink()


def _write(path: Path, content: str) -> None:
    """Write a file beside the one that it replaces, and let it take its place when it is whole."""
    with _explained(path):
        _beside(path).write_text(content, encoding="utf-8")
        _beside(path).replace(path)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise DestinationError(UNWRITABLE.format(path=str(path), reason=wrong.strerror)) from wrong


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
