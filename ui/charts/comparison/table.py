"""The tables of a comparison's plots: curves that can be drawn up to any moment, and where their axes end.

On top stands a row of the kind "frame": in its columns `low` and `high` the ends of the y axis, in `along` the end of
the x axis, whether anything of these arms has `begun`, whether something is `cut` off below the axis, whether the lower
right corner is `free`, and whether means are of the seeds `so_far`, fewer than there will be. The rows of
`tables.curves` follow. They have more columns: `along` (where they lie on the x axis), `before`, `from_along` and
`from_value` (epoch, place and value of the row before it on the same curve; epoch -1 where there is none) and `last`
(the curve's last row).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.experiment import Experiment
from ui.charts import tables
from ui.charts.comparison.curves import AXES, PLAIN, View
from ui.charts.tables import Records, means

Floats = NDArray[np.float64]

LATE = 0.5
"""The part of the training after which every figure is inside the axis."""

CONTEXT = 2.2
"""How many times as much of the axis is shown as the late figures take."""

LEAST = 2.0
"""What late figures take at least, in percentage points: less would blow up what is chance."""

WORTH = 0.55
"""Nothing is cut off where so much of the whole would be shown anyway."""

CORNER = (0.62, 0.42)
"""The lower right corner, for a small picture: where it begins along the x axis, and how far up it reaches."""

HEADROOM = 0.06
"""The part of the axis left free above what is drawn."""

CURVE = ["kind", "arm", "set", "seed"]
FRAME = ("begun", "cut", "free", "so_far")
BEFORE = "ghost"
"""The kind of the rows of an earlier result."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where an axis begins and ends, and whether something lies below it."""

    low: float
    high: float
    cut: bool = False


def accuracy(
    experiment: Experiment,
    records: Records,
    view: View = PLAIN,
    *,
    whole: bool = False,
    ghost: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The rows of `plots.accuracy`: validation accuracy of all arms, and of each seed where the view asks for it.

    The axis ends where arms differ late in training, unless the `whole` is asked for. `ghost` is such a table of an
    earlier result, drawn behind; its column `named` says what stands at the ends of its curves. It may raise the top
    of the axis, no more: what can be seen of these arms is the same with and without it.
    """
    rows = tables.curves(experiment, records, ("accuracy",), singles=view.singles)
    mine = _linked(rows[rows["set"] != "training"], view)
    span = accuracy_span(mine, whole=whole)
    if ghost is None:
        return _framed(mine, experiment, view, span)
    behind = as_ghost(ghost[ghost["kind"] == "mean"])
    above = accuracy_span(behind, whole=whole)
    span = replace(span, high=max(span.high, above.high)) if len(mine) else above
    return _framed(pd.concat([mine, behind], ignore_index=True), experiment, view, span)


Behind = Sequence[pd.DataFrame | None]
"""Such tables of an earlier result, one for each arm that is drawn now, None where it has nothing to draw there."""


def costs(
    experiment: Experiment, records: Records, view: View = PLAIN, ghosts: Behind | None = None
) -> list[pd.DataFrame]:
    """The rows of `plots.cost`, a table an arm: on validation and on training images, before its ghost's, if any.

    The ghost of an arm does not change its axis: what lies outside of it is not drawn.
    """
    rows = tables.curves(experiment, records, ("cost",), singles=view.singles)
    rows = _linked(rows[rows["value"] > 0] if view.log else rows, view)
    apart = [rows[rows["arm"] == arm] for arm in range(1, len(experiment.arms) + 1)]
    return [
        _with_ghost(mine, ghost, experiment, view)
        for mine, ghost in zip(apart, ghosts or [None] * len(apart), strict=True)
    ]


def _with_ghost(mine: pd.DataFrame, ghost: pd.DataFrame | None, experiment: Experiment, view: View) -> pd.DataFrame:
    behind = mine[:0] if ghost is None else as_ghost(means(ghost))
    seen = mine if len(mine) else behind
    both = pd.concat([mine, behind], ignore_index=True) if len(behind) else mine
    return _framed(both, experiment, view, cost_span(seen["value"], log=view.log))


def measured(
    experiment: Experiment, records: Records, measure: str, view: View = PLAIN, since: int = 0
) -> pd.DataFrame:
    """The rows of `over_epochs.figure` for a measure of `MEASURES`, from the epoch `since` on."""
    rows = tables.curves(experiment, records, (measure,), singles=view.singles, since=since)
    rows = _linked(rows[rows["value"] > 0] if view.log else rows, view)
    drawn = rows[["value", "low", "high"] if view.band else ["value"]].to_numpy(dtype=np.float64)
    return _framed(rows, experiment, view, measure_span(drawn[np.isfinite(drawn)], log=view.log))


def measure_span(drawn: Floats, *, log: bool = False) -> Span:
    """The ends of an axis for a measure: where the data begin and end, and a little further."""
    if not len(drawn):
        return Span(0.1, 1.0)
    least, most = float(drawn.min()), float(drawn.max())
    if log:
        return Span(least / 1.1, most * 1.1)
    margin = HEADROOM * (most - least or 1.0)
    return Span(least - margin, most + margin)


def as_ghost(table: pd.DataFrame) -> pd.DataFrame:
    """The mean curves of a table, as those of an earlier result."""
    return table[table["kind"] == "mean"].drop(columns=list(FRAME)).assign(kind=BEFORE, marked=False)


def accuracy_span(rows: pd.DataFrame, *, whole: bool = False) -> Span:
    """The ends of an axis on which arms can be told apart: the late figures, and about as much again below them.

    >>> rows = pd.DataFrame({"epoch": [0, 1, 2, 3], "value": [10.0, 80.0, 88.0, 90.0]})
    >>> accuracy_span(rows)
    Span(low=85.6, high=90.264, cut=True)
    """
    values = rows["value"].to_numpy(dtype=np.float64)
    if not len(values):
        return Span(0.0, 100.0)
    least, most = float(values.min()), float(values.max())
    late = values[rows["epoch"].to_numpy() >= LATE * float(rows["epoch"].max())]
    low = round(most - CONTEXT * max(most - float(late.min()), LEAST), 3)
    if whole or most - low >= WORTH * (most - least):
        margin = HEADROOM * max(most - least, LEAST)
        return Span(least - margin, min(most + margin, 100.0 + margin))
    return Span(low, round(most + HEADROOM * (most - low), 3), cut=True)


def cost_span(values: pd.Series[float], *, log: bool = False) -> Span:
    """The ends of an axis for costs: from zero, or from the least one where it is logarithmic."""
    drawn = values.to_numpy(dtype=np.float64)
    if not len(drawn):
        return Span(0.1, 1.0)
    least, most = float(drawn.min()), float(drawn.max())
    if log:
        return Span(least / 1.1, most * 1.1)
    low = min(0.0, least)
    return Span(low, most + HEADROOM * (most - low or 1.0))


def _linked(rows: pd.DataFrame, view: View) -> pd.DataFrame:
    along = rows[AXES[view.axis].field].to_numpy(dtype=np.float64)
    first = _begins(rows)
    added = {
        "along": along,
        "before": _shifted(rows["epoch"].to_numpy(dtype=np.float64), first, -1.0),
        "from_along": _shifted(along, first, np.nan),
        "from_value": _shifted(rows["value"].to_numpy(dtype=np.float64), first, np.nan),
        "last": np.append(first[1:], True)[: len(rows)],
        **dict.fromkeys(FRAME, np.zeros(len(rows), dtype=bool)),
    }
    return pd.DataFrame({name: rows[name].to_numpy() for name in rows} | added)


def _begins(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a curve begins at each row."""
    begins = np.zeros(len(rows), dtype=bool)
    begins[:1] = True
    for name in CURVE:
        column = rows[name].fillna(-1).to_numpy() if name == "seed" else rows[name].to_numpy()
        begins[1:] |= column[1:] != column[:-1]
    return begins


def _shifted(values: Floats, first: NDArray[np.bool_], fill: float) -> Floats:
    """The value before each on its curve, `fill` for a curve's first."""
    before = np.empty_like(values)
    before[1:] = values[:-1]
    before[first] = fill
    return before


def _framed(rows: pd.DataFrame, experiment: Experiment, view: View, span: Span) -> pd.DataFrame:
    known = {"epoch": experiment.epochs, "images": experiment.epochs * experiment.train}
    end = float(known.get(view.axis, rows["along"].max() if len(rows) else 1))
    frame: dict[str, Any] = {
        "kind": "frame",
        "low": span.low,
        "high": span.high,
        "begun": bool((rows["kind"] != BEFORE).any()),
        "cut": span.cut,
        "free": is_free(rows, span, end),
        "so_far": is_so_far(rows, experiment.seeds),
        "along": end,
        "before": -1.0,
        "marked": False,
        "last": False,
        "measure": "",
        "set": "",
    }
    columns = {str(name): rows[name].to_numpy() for name in rows}
    return pd.DataFrame({name: np.append([frame.get(name, np.nan)], column) for name, column in columns.items()})


def is_free(rows: pd.DataFrame, span: Span, end: float) -> bool:
    """Whether the lower right corner has room for a small picture of the curves: none passes there, whatever stands
    behind.
    """
    mine = rows[rows["kind"] != BEFORE]
    late = mine["value"][mine["along"] >= CORNER[0] * end]
    return bool(len(mine)) and bool((late >= span.low + CORNER[1] * (span.high - span.low)).all())


def is_so_far(rows: pd.DataFrame, seeds: int) -> bool:
    """Whether the mean of some arm is of fewer seeds than there will be."""
    means = rows[rows["kind"] == "mean"]
    return bool((means.groupby("arm")["seeds"].max() < seeds).any())
