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

import numpy as np
from numpy.typing import NDArray

from core.experiment import Experiment
from ui.charts import tables
from ui.charts.comparison.curves import AXES, PLAIN, View
from ui.charts.tables import Records, Rows, below, count, is_main, picked

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
    ghost: Rows | None = None,
) -> Rows:
    """The rows of `plots.accuracy`: validation accuracy of all arms, and of each seed where the view asks for it.

    The axis ends where arms differ late in training, unless the `whole` is asked for. `ghost` is such a table of an
    earlier result, drawn behind; its column `named` says what stands at the ends of its curves. It may raise the top
    of the axis, no more: what can be seen of these arms is the same with and without it.
    """
    mine = _linked(tables.curves(experiment, records, ("accuracy",), singles=view.singles, training=False), view)
    span = accuracy_span(mine, whole=whole)
    if ghost is None:
        return _framed(mine, experiment, view, span)
    behind = as_ghost(ghost)
    above = accuracy_span(behind, whole=whole)
    span = replace(span, high=max(span.high, above.high)) if count(mine) else above
    return _framed(below(mine, behind), experiment, view, span)


Behind = Sequence[Rows | None]
"""Such tables of an earlier result, one for each arm that is drawn now, None where it has nothing to draw there."""


def costs(experiment: Experiment, records: Records, view: View = PLAIN, ghosts: Behind | None = None) -> list[Rows]:
    """The rows of `plots.cost`, a table an arm: on validation and on training images, before its ghost's, if any.

    The ghost of an arm does not change its axis: what lies outside of it is not drawn.
    """
    rows = _linked(_drawn(tables.curves(experiment, records, ("cost",), singles=view.singles), view), view)
    apart = [picked(rows, rows["arm"] == arm) for arm in range(1, len(experiment.arms) + 1)]
    return [
        _with_ghost(mine, ghost, experiment, view)
        for mine, ghost in zip(apart, ghosts or [None] * len(apart), strict=True)
    ]


def _drawn(rows: Rows, view: View) -> Rows:
    """The rows that the view's axis has a place for."""
    return picked(rows, rows["value"] > 0) if view.log else rows


def _with_ghost(mine: Rows, ghost: Rows | None, experiment: Experiment, view: View) -> Rows:
    behind = picked(mine, slice(0)) if ghost is None else as_ghost(ghost)
    seen = mine if count(mine) else behind
    both = below(mine, behind) if count(behind) else mine
    return _framed(both, experiment, view, cost_span(seen["value"], log=view.log))


def measured(experiment: Experiment, records: Records, measure: str, view: View = PLAIN, since: int = 0) -> Rows:
    """The rows of `over_epochs.figure` for a measure of `MEASURES`, from the epoch `since` on."""
    curves = tables.curves(experiment, records, (measure,), singles=view.singles, since=since)
    rows = _linked(_drawn(curves, view), view)
    drawn = np.concatenate([rows[name] for name in (("value", "low", "high") if view.band else ("value",))])
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


def as_ghost(table: Rows) -> Rows:
    """The main curves of a table, as those of an earlier result."""
    rows = picked(table, is_main(table))
    return rows | {"kind": np.full(count(rows), BEFORE), "marked": np.zeros(count(rows), dtype=bool)}


def accuracy_span(rows: Rows, *, whole: bool = False) -> Span:
    """The ends of an axis on which arms can be told apart: the late figures, and about as much again below them.

    >>> rows = {"epoch": np.arange(4), "value": np.array([10.0, 80.0, 88.0, 90.0])}
    >>> accuracy_span(rows)
    Span(low=85.6, high=90.264, cut=True)
    """
    values = rows["value"]
    if not len(values):
        return Span(0.0, 100.0)
    least, most = float(values.min()), float(values.max())
    late = values[rows["epoch"] >= LATE * float(rows["epoch"].max())]
    low = round(most - CONTEXT * max(most - float(late.min()), LEAST), 3)
    if whole or most - low >= WORTH * (most - least):
        margin = HEADROOM * max(most - least, LEAST)
        return Span(least - margin, min(most + margin, 100.0 + margin))
    return Span(low, round(most + HEADROOM * (most - low), 3), cut=True)


def cost_span(drawn: Floats, *, log: bool = False) -> Span:
    """The ends of an axis for costs: from zero, or from the least one where it is logarithmic."""
    if not len(drawn):
        return Span(0.1, 1.0)
    least, most = float(drawn.min()), float(drawn.max())
    if log:
        return Span(least / 1.1, most * 1.1)
    low = min(0.0, least)
    return Span(low, most + HEADROOM * (most - low or 1.0))


def _linked(rows: Rows, view: View) -> Rows:
    along = rows[AXES[view.axis].field].astype(np.float64)
    first = _begins(rows)
    return rows | {
        "along": along,
        "before": _shifted(rows["epoch"].astype(np.float64), first, -1.0),
        "from_along": _shifted(along, first, np.nan),
        "from_value": _shifted(rows["value"], first, np.nan),
        "last": np.append(first[1:], True)[: count(rows)],
        **dict.fromkeys(FRAME, np.zeros(count(rows), dtype=bool)),
    }


def _begins(rows: Rows) -> NDArray[np.bool_]:
    """Whether a curve begins at each row."""
    begins = np.zeros(count(rows), dtype=bool)
    begins[:1] = True
    for name in CURVE:
        column = np.nan_to_num(rows[name], nan=-1) if name == "seed" else rows[name]
        begins[1:] |= column[1:] != column[:-1]
    return begins


def _shifted(values: Floats, first: NDArray[np.bool_], fill: float) -> Floats:
    """The value before each on its curve, `fill` for a curve's first."""
    before = np.empty_like(values)
    before[1:] = values[:-1]
    before[first] = fill
    return before


def _framed(rows: Rows, experiment: Experiment, view: View, span: Span) -> Rows:
    known = {"epoch": experiment.epochs, "images": experiment.epochs * experiment.train}
    end = float(known.get(view.axis, rows["along"].max() if count(rows) else 1))
    frame = {
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
    return below({name: np.array([value]) for name, value in frame.items()}, rows)


def is_free(rows: Rows, span: Span, end: float) -> bool:
    """Whether the lower right corner has room for a small picture of the curves: none passes there, whatever stands
    behind.
    """
    mine = rows["kind"] != BEFORE
    late = rows["value"][mine & (rows["along"] >= CORNER[0] * end)]
    return bool(mine.any()) and bool((late >= span.low + CORNER[1] * (span.high - span.low)).all())


def is_so_far(rows: Rows, seeds: int) -> bool:
    """Whether the mean of some arm is of fewer seeds than there will be."""
    mean = rows["kind"] == "mean"
    return any(rows["seeds"][mean & (rows["arm"] == arm)].max() < seeds for arm in np.unique(rows["arm"][mean]))
