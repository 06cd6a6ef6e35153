"""Training what is shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from core.engine.choice import MAKER, chosen
from core.experiment import Experiment
from core.limits import InvalidSetting
from core.results import RunResult
from lab.gallery import files
from lab.gallery.rows import Row

OTHER = "the gallery must be made by the engine {wanted!r}, got {got!r}"

Trainer = Callable[[Experiment], list[list[RunResult]]]


def make(rows: Iterable[Row], folder: Path, train: Trainer) -> Iterator[tuple[Row, int]]:
    """Train row after row and write its file; gives each row with the bytes of its file.

    Raises `InvalidSetting` where another engine trains here, and whatever `train` raises.
    """
    if chosen().name != MAKER:
        raise InvalidSetting(OTHER.format(wanted=MAKER, got=chosen().name))
    rows = tuple(rows)
    holders = files.holders(rows)
    for row in rows:
        results = {result.run: result for runs in train(row.experiment) for result in runs}
        mine = [results[run] for run, holder in holders.items() if holder is row]
        yield row, files.write(folder, row, mine)
