"""From records to the long tables that charts draw: for each measure, arm, set of images and epoch a row.

Records come as the pool's snapshot holds them, `records[arm][seed]`, a tuple of records a seed, which has as many as
that seed has been trained for. While an experiment trains, seeds have different numbers of epochs: every mean and
band is then over the seeds that are there, and the column `seeds` says how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.experiment import Experiment
from core.results import Record
from core.statistics import band
from ui.ends import spread_apart
from ui.measures import MEASURES, Measure
from ui.wording import arm_labels

Floats = NDArray[np.float64]
Records = Sequence[Sequence[Sequence[Record]]]  # [arm][seed][epoch]

POINTS = 200
"""Epochs that a curve is drawn through, at most; of a longer training every so many epochs are taken."""

MARKERS = 6
"""Markers along a whole curve, about."""

FIGURES = ("value", "low", "high")


def curves(
    experiment: Experiment, records: Records, measures: Sequence[str], *, singles: bool = False, since: int = 0
) -> pd.DataFrame:
    """The curves of `measures` (keys of `MEASURES`) over the epochs from `since` on.

    Columns: `measure`, `kind` ("mean", or "seed" for a single seed's curve where `singles` asks for them), `arm`
    counted from 1, `set` ("validation", or "training" of measures drawn on both; "watched" else), `seed` (of a single
    seed), `epoch`, `images` seen, `seconds` (mean over seeds), `value`, `low` and `high` (the t band of 95 %, nan for
    one seed), `seeds` (how many), `marked` (a marker stands here) and `label` (where the arm's label stands, on the
    last row of the measure's main curve). A figure that does not exist or is not finite has no row.
    """
    epochs = _epochs(experiment, since)
    tables = [_measure(MEASURES[key], experiment, records, epochs, singles) for key in measures]
    return pd.concat(tables, ignore_index=True)


def minibatch_costs(records: Records, epochs: int = 1) -> pd.DataFrame:
    """The running cost of the mini-batches of the first `epochs` epochs, a row a twentieth of an epoch.

    Columns `arm`, `epoch` (where the piece ends), `value`, `low`, `high`, `seeds`. Each piece is a mean over its
    mini-batches, each taken before its update; a piece is a mini-batch where an epoch has fewer than twenty.
    """
    tables = []
    for arm, runs in enumerate(records, start=1):
        rows = [[cost for record in run[1 : epochs + 1] for cost in record.minibatch_costs] for run in runs]
        pieces = next((len(record.minibatch_costs) for run in runs for record in run[1:2]), 1)
        longest = max(map(len, rows), default=0)
        values = np.array([row + [np.nan] * (longest - len(row)) for row in rows], dtype=np.float64)
        if longest:
            tables.append(_banded(values, 0.0, None).assign(arm=arm, epoch=np.arange(1, longest + 1) / pieces))
    columns = ["arm", "epoch", *FIGURES, "seeds"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def singles(experiment: Experiment, records: Records, measure: str) -> pd.DataFrame:
    """A measure seed by seed, nothing averaged: columns `arm`, `seed`, `set`, `epoch`, `value`."""
    table = curves(experiment, records, [measure], singles=True)
    return table.loc[table["kind"] == "seed", ["arm", "seed", "set", "epoch", "value"]].reset_index(drop=True)


def values(
    records: Sequence[Sequence[Record]], epochs: NDArray[np.intp], of: Callable[[Record], float | None]
) -> Floats:
    """One figure of one arm, (seeds, epochs); nan where a seed has not come so far or the figure does not exist."""
    table = np.full((len(records), len(epochs)), np.nan)
    for row, run in zip(table, records, strict=True):
        there = epochs[epochs < len(run)]
        row[: len(there)] = [np.nan if (value := of(run[epoch])) is None else value for epoch in there.tolist()]
    return table


def _epochs(experiment: Experiment, since: int) -> NDArray[np.intp]:
    """The epochs to draw: the same ones while an experiment trains, so that no point moves."""
    wanted = min(POINTS, experiment.epochs - since) + 1
    return np.unique(np.linspace(since, experiment.epochs, wanted).round().astype(np.intp))


def _measure(
    measure: Measure, experiment: Experiment, records: Records, epochs: NDArray[np.intp], singles: bool
) -> pd.DataFrame:
    blocks = [
        block
        for arm, runs in enumerate(records, start=1)
        for block in _arm(measure, experiment, runs, epochs, singles, arm)
    ]
    if not blocks:
        return pd.DataFrame(columns=["measure", "kind", "arm", "set", "seed", "epoch", *FIGURES])
    table = pd.concat(blocks, ignore_index=True)
    table.insert(0, "measure", measure.key)
    table["label"] = _labels(table, len(arm_labels(experiment.arms)[0]))
    return table


def _arm(
    measure: Measure,
    experiment: Experiment,
    runs: Sequence[Sequence[Record]],
    epochs: NDArray[np.intp],
    singles: bool,
    arm: int,
) -> Iterator[pd.DataFrame]:
    """The mean curves of one arm, then its single seeds' where asked for."""
    seconds = values(runs, epochs, lambda record: record.seconds)
    marked = np.isin(epochs, _markers(epochs, arm))
    axis: dict[str, Any] = {"arm": arm, "epoch": epochs, "images": epochs * experiment.train}
    for which, of in ((measure.on, measure.of), ("training", measure.training)):
        if of is None:
            continue
        figures = values(runs, epochs, of) * measure.factor
        means = _banded(figures, measure.low, measure.high)
        table = means.assign(**axis, kind="mean", set=which, seed=np.nan, seconds=band(seconds).mean, marked=marked)
        yield table[table["seeds"] > 0]
        for seed, row, clock in zip(experiment.seed_range, figures, seconds, strict=False) if singles else ():
            single = pd.DataFrame({**axis, "value": row, "seconds": clock})
            single = single.assign(kind="seed", set=which, seed=seed, low=np.nan, high=np.nan, seeds=1, marked=False)
            yield single[np.isfinite(row)]


def _banded(figures: Floats, low: float | None, high: float | None) -> pd.DataFrame:
    """Mean and band over seeds of `figures` (seeds, epochs), the band cut off at what the figure cannot leave."""
    over_seeds = band(figures)
    bounds: dict[str, Any] = {"low": over_seeds.low, "high": over_seeds.high}
    cut = {name: np.clip(edge, low, high) for name, edge in bounds.items()}
    return pd.DataFrame({"value": over_seeds.mean, **cut, "seeds": over_seeds.counts})


def _markers(epochs: NDArray[np.intp], arm: int) -> NDArray[np.intp]:
    """The epochs at which an arm has its markers: evenly spaced, each arm's a little further on than the one before."""
    step = max(1, len(epochs) // MARKERS)
    return epochs[(arm - 1) * max(1, step // MARKERS) % step :: step]


def _labels(table: pd.DataFrame, lines: int) -> pd.Series[float]:
    """Where each arm's label stands: at its main curve's end, moved up or down where two would overlap."""
    labels = pd.Series(np.nan, index=table.index)
    main = table[(table["kind"] == "mean") & (table["set"] != "training")]
    ends = main.groupby("arm")["epoch"].idxmax()
    figures = table[list(FIGURES)].to_numpy(dtype=np.float64)
    if len(ends) and np.nanmax(figures) > np.nanmin(figures):
        ends_at = table.loc[ends, "value"].to_numpy(dtype=np.float64)
        labels[ends] = spread_apart(ends_at, float(np.nanmin(figures)), float(np.nanmax(figures)), lines)
    return labels
