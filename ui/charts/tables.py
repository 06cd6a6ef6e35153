"""From records to the long tables that charts draw: for each measure, arm, set of images and epoch a row.

Records come as the pool's snapshot holds them, `records[arm][seed]`, a tuple of records a seed, which has as many as
that seed has been trained for. While an experiment trains, seeds have different numbers of epochs: every mean and
band of a curve is then over the same seeds from its beginning to its end, and the column `seeds` says how many.

Rows are kept as columns of arrays: pandas takes four times as long for these few hundred, and a page draws them often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evidence.statistics import band
from core.experiment import Experiment
from core.results import Record
from ui.charts.figure import Table
from ui.charts.measures import MEASURES, Measure

Floats = NDArray[np.float64]
Epochs = NDArray[np.intp]
Block = dict[str, Any]  # columns of some rows: arrays of one length, or a value that all of them share
Rows = dict[str, NDArray[Any]]
"""Rows as columns, by name: arrays of one length."""

Records = Sequence[Sequence[Sequence[Record]]]  # [arm][seed][epoch]

POINTS = 200
"""Epochs that a curve is drawn through, at most; of a longer training every so many epochs are taken."""

MARKERS = 6
"""Markers along a whole curve, about."""


def curves(
    experiment: Experiment,
    records: Records,
    measures: Sequence[str],
    *,
    singles: bool = False,
    training: bool = True,
    since: int = 0,
) -> Rows:
    """The curves of `measures` (keys of `MEASURES`) over the epochs from `since` on.

    Columns: `measure`, `kind` ("mean", or "seed" for a single seed's curve where `singles` asks for them), `arm`
    counted from 1, `set` ("validation", or "training" of measures drawn on both; "watched" else), `seed` (of a single
    seed), `epoch`, `images` seen, `seconds` (mean over seeds), `value`, `low` and `high` (the t band of 95 %, nan for
    one seed), `seeds` (how many) and `marked` (a marker stands here). A figure that does not exist or is not finite has
    no row; nor have those on the training images without `training`.
    """
    epochs = _epochs(experiment, since)
    clock = figures(records, epochs, lambda record: record.seconds)
    counts = counted(records, experiment.epochs, epochs)
    blocks = []
    for key in measures:
        measure = MEASURES[key]
        blocks += [
            {**block, "measure": key, "set": which}
            for which, of in ((measure.on, measure.of), ("training", measure.training if training else None))
            if of is not None
            for block in _curves(
                experiment, figures(records, epochs, of) * measure.factor, clock, counts, epochs, measure, singles
            )
        ]
    return stacked(blocks, COLUMNS)


FIGURES = ("value", "low", "high", "seeds")
COLUMNS = ("measure", "kind", "arm", "set", "seed", "epoch", "images", "seconds", *FIGURES, "marked")


def is_main(rows: Table) -> NDArray[np.bool_]:
    """Which rows are of the main curves: means over the seeds, not those on the training images."""
    mean: NDArray[np.bool_] = np.asarray(rows["kind"]) == "mean"
    return mean & (np.asarray(rows["set"]) != "training") if "set" in rows else mean


def minibatch_costs(records: Records, epochs: int = 1) -> Rows:
    """The running cost of the mini-batches of the first `epochs` epochs, a row a twentieth of an epoch.

    Columns `arm`, `epoch` (where the piece ends), `value`, `low`, `high`, `seeds`, `marked`. Each piece is a mean over
    its mini-batches, each taken before its update; a piece is a mini-batch where an epoch has fewer than twenty.
    """
    blocks = []
    for arm, runs in enumerate(records, start=1):
        rows = [[cost for record in run[1 : epochs + 1] for cost in record.minibatch_costs] for run in runs]
        pieces = next((len(record.minibatch_costs) for run in runs for record in run[1:2]), 1)
        longest = max(map(len, rows), default=0)
        values = np.array([row + [np.nan] * (longest - len(row)) for row in rows], dtype=np.float64)
        blocks.append({**banded(values.reshape(len(rows), longest), 0.0, None), "arm": arm})
        ends = np.arange(1, longest + 1)
        blocks[-1] |= {"epoch": ends / pieces, "marked": ends % 5 == 0}
    return stacked([kept(block) for block in blocks], ("arm", "epoch", *FIGURES, "marked"))


def figures(records: Records, epochs: Epochs, of: Callable[[Record], float | None]) -> Floats:
    """One figure of all runs, (arms, seeds, epochs); nan where a run has not come so far or has no such figure."""
    table = np.full((len(records), max(map(len, records), default=0), len(epochs)), np.nan)
    for arm, runs in zip(table, records, strict=True):
        for row, run in zip(arm, runs, strict=False):
            there = epochs[: np.searchsorted(epochs, len(run))]
            row[: len(there)] = [np.nan if (value := of(run[epoch])) is None else value for epoch in there.tolist()]
    return table


def counted(records: Records, last: int, epochs: Epochs) -> NDArray[np.bool_]:
    """Which records the means are of, (arms, seeds, epochs): as `figures`, for trainings up to the epoch `last`.

    An arm's mean is of its seeds that are finished, or before one is, of those that have begun, as far as all of them
    have come: else it would jump wherever one of them ends.
    """
    lengths = np.zeros((len(records), max(map(len, records), default=0)))
    for row, runs in zip(lengths, records, strict=True):
        row[: len(runs)] = [len(run) for run in runs]
    whole = lengths > last
    taken = np.where(whole.any(axis=1, keepdims=True), whole, lengths > 0)
    shared = np.where(taken, lengths, np.inf).min(axis=1, initial=np.inf)
    reached: NDArray[np.bool_] = epochs < shared[:, None, None]
    return taken[:, :, None] & reached


def _epochs(experiment: Experiment, since: int) -> Epochs:
    """The epochs to draw: the same ones while an experiment trains, so that no point moves."""
    wanted = min(POINTS, experiment.epochs - since) + 1
    return np.unique(np.linspace(since, experiment.epochs, wanted).round().astype(np.intp))


def _curves(
    experiment: Experiment,
    values: Floats,
    clock: Floats,
    counts: NDArray[np.bool_],
    epochs: Epochs,
    measure: Measure,
    singles: bool,
) -> Iterator[Block]:
    """The mean curves of all arms, then every single seed's where asked for; `values` is (arms, seeds, epochs)."""
    arms, seeds, count = values.shape
    over = {"epoch": epochs, "images": epochs * experiment.train}
    everywhere = {name: np.tile(column, arms) for name, column in over.items()}
    marked = np.concatenate([np.isin(epochs, _markers(epochs, arm)) for arm in range(arms)] or [np.empty(0, bool)])
    alike = (np.where(counts, table, np.nan) for table in (values, clock))
    flat = (table.transpose(1, 0, 2).reshape(seeds, arms * count) for table in alike)
    means = banded(next(flat), measure.low, measure.high)
    shared = {"kind": "mean", "seed": np.nan, "seconds": band(next(flat)).mean, "marked": marked}
    yield kept({**means, **everywhere, **shared, "arm": np.repeat(np.arange(1, arms + 1), count)})
    for arm, seed in np.ndindex(arms, seeds) if singles else ():
        alone = {"kind": "seed", "seed": experiment.first_seed + seed, "seeds": 1, "marked": False}
        none = dict.fromkeys(("low", "high"), np.nan)
        yield kept({**over, **alone, **none, "value": values[arm, seed], "seconds": clock[arm, seed], "arm": arm + 1})


def banded(values: Floats, low: float | None, high: float | None) -> Block:
    """Mean and band over seeds of `values` (seeds, points), the band cut off at what the figure cannot leave."""
    over_seeds = band(values)
    edges = {"low": np.clip(over_seeds.low, low, high), "high": np.clip(over_seeds.high, low, high)}
    return {"value": over_seeds.mean, **edges, "seeds": over_seeds.counts}


def _markers(epochs: Epochs, arm: int) -> Epochs:
    """The epochs at which an arm has its markers: evenly spaced, each arm's a little further on than the one before."""
    step = max(1, len(epochs) // MARKERS)
    return epochs[arm * max(1, step // MARKERS) % step :: step]


def kept(block: Block) -> Block:
    """The rows of a block that have a value."""
    there = np.isfinite(block["value"])
    return {name: column[there] if np.ndim(column) else column for name, column in block.items()}


def stacked(blocks: Sequence[Block], columns: Sequence[str]) -> Rows:
    """The blocks one below another."""
    if not blocks:
        return {name: np.empty(0) for name in columns}
    lengths = [len(block["value"]) for block in blocks]
    return {name: _joined([block[name] for block in blocks], lengths) for name in columns}


def _joined(parts: Sequence[Any], lengths: Sequence[int]) -> NDArray[Any]:
    """One array of parts of these lengths, each an array, or a value that it consists of."""
    arrays = [np.ndim(part) > 0 for part in parts]
    if not any(arrays):
        return np.repeat(np.array(parts), lengths)
    return np.concatenate(
        [part if whole else np.full(rows, part) for part, whole, rows in zip(parts, arrays, lengths, strict=True)]
    )


def count(rows: Rows) -> int:
    """How many rows there are."""
    return len(next(iter(rows.values())))


def picked(rows: Rows, those: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Rows:
    """Those of the rows: where it is true, at these places, or a piece of them."""
    return {name: column[those] for name, column in rows.items()}


def below(*parts: Rows) -> Rows:
    """The rows of the parts, one below another.

    A part may lack columns of numbers or of objects that another has: it has nan or None there.
    """
    columns = {name: column for part in reversed(parts) for name, column in part.items()}
    return {name: np.concatenate([_of(part, name, like) for part in parts]) for name, like in columns.items()}


def _of(part: Rows, name: str, like: NDArray[Any]) -> NDArray[Any]:
    return part[name] if name in part else np.full(count(part), None if like.dtype == object else np.nan)
