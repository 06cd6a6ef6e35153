"""Our figures against the book's, a row an experiment: its band a bar, our runs dots, our mean a tick, its a diamond.

What lies along the chart is by how many points a figure is above or below the book's, so that rows of 82 % and of 98 %
stand beside each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lab.book import table as told
from lab.book.outcome import Outcome, Seen
from lab.languages.words import N_, _
from lab.saying import SEMICOLON, together
from ui.cache import remembered
from ui.charts import marks
from ui.charts.figure import Column, Figure, Table
from ui.charts.growth import TYPE
from ui.charts.marks import GREYED, Spec, only, quantity, unit, worked_out

TITLE = N_("Our figures against the book's, of each experiment")
AXIS = N_("points above (+) or below (−) the book's figure")
NOTE = N_(
    "Bar: the band, set before these seeds were trained. Dots: our runs, hollow where the network has lost a digit or "
    "nearly. Tick: our mean. Diamond: the book. A bar that is moved to the right is of images easier than the book's."
)
NAME = N_("Ch. {chapter}: {name}")
ALL_WITHIN = N_("All {all} of our figures lie within their bands.")
SOME_WITHIN = N_("{inside} of {all} of our figures lie within their bands; outside: {outside}.")
FURTHER = N_("{count} of {all} runs lower, to {lowest:+.1f}")
ONE_FURTHER = N_("1 of {all} runs lower, at {lowest:+.1f}")
BOTH = N_("outside; {further}")
WITHIN, OUTSIDE = N_("within"), N_("outside")
OURS, BOOK = 1, 2  # the theme's colours, by their numbers

FAR = 2.5  # points below the book's figure from which a run is not drawn but told: it would squeeze all others
RIM = 0.15  # points between the outermost mark and the edge
ROW = 36  # pixels of an experiment: its name stands above its bar, so that a phone has room for both
AROUND = 92  # pixels of title and axis

COLUMNS = {
    "name": Column(N_("experiment")),
    "figure": Column(N_("the book, %"), ".2f"),
    "ours": Column(N_("ours, %"), ".2f"),
    "lowest": Column(N_("lowest run, %"), ".2f"),
    "highest": Column(N_("highest run, %"), ".2f"),
    "from": Column(N_("band from, %"), ".2f"),
    "to": Column(N_("band to, %"), ".2f"),
    "verdict": Column(N_("our figure is")),
}


def named(outcome: Outcome) -> str:
    """What a row is called in the chart."""
    return _(NAME).format(chapter=outcome.row.chapter, name=_(outcome.row.name))


def table(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """The rows of the chart: `kind` is "band", "run", "mean", "book" or "words", `value` or `low` to `high` are points
    above the book's figure. Rows of the kind "mean" have all that is told in numbers.
    """
    return pd.DataFrame([row for outcome in outcomes for row in _rows(outcome)])


def _rows(outcome: Outcome) -> list[dict[str, Any]]:
    figure, band = outcome.row.figure, outcome.band
    at = {"name": named(outcome)}
    near = [run for run in outcome.seen if run.value - figure >= -FAR]
    told = {
        "figure": figure,
        "ours": outcome.ours,
        "lowest": outcome.lowest,
        "highest": outcome.highest,
        "from": band.low,
        "to": band.high,
        "verdict": _(WITHIN if outcome.inside else OUTSIDE),
    }
    rows = [
        {**at, "kind": "band", "low": band.low - figure, "high": band.high - figure},
        *({**at, "kind": "run", **_run(run, figure)} for run in near),
        {**at, "kind": "mean", "value": outcome.ours - figure, **told},
        {**at, "kind": "book", "value": 0.0},
    ]
    said = _words(outcome, len(outcome.seen) - len(near))
    return [*rows, {**at, "kind": "words", "text": said, "outside": not outcome.inside}] if said else rows


def _run(run: Seen, figure: float) -> dict[str, Any]:
    return {"value": run.value - figure, "seed": run.seed, "percent": run.value, "whole": run.whole}


def _words(outcome: Outcome, further: int) -> str:
    """What is said beside a row: that its figure lies outside, and that so many runs are too far away to be drawn."""
    if not further:
        return "" if outcome.inside else _(OUTSIDE)
    template, lowest = ONE_FURTHER if further == 1 else FURTHER, outcome.lowest - outcome.row.figure
    said = _(template).format(count=further, all=len(outcome.seen), lowest=lowest).replace("-", "−")
    return said if outcome.inside else _(BOTH).format(further=said)


def figure(outcomes: Sequence[Outcome]) -> Figure:
    """The figure of these outcomes."""
    rows = table(outcomes)
    drawn = rows[["value", "low", "high"]]
    least, most = float(drawn.min().min()), float(drawn.max().max())
    edges = (math.floor(10 * (least - RIM)) / 10, math.ceil(10 * (most + RIM)) / 10)
    return Figure(
        title=_(TITLE),
        table=rows,
        spec=chart(edges, len(outcomes)),
        takeaway=summary(outcomes),
        columns=COLUMNS,
        note=_(NOTE),
        told=_means,
    )


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many figures lie within their bands, and which of them only on a condition."""
    outside = [_(outcome.row.name) for outcome in outcomes if not outcome.inside]
    template = SOME_WITHIN if outside else ALL_WITHIN
    inside = len(outcomes) - len(outside)
    said = _(template).format(inside=inside, all=len(outcomes), outside=_(SEMICOLON).join(outside))
    return together([said, told.condition(outcomes)])


def _means(rows: Table) -> NDArray[np.bool_]:
    means: NDArray[np.bool_] = np.asarray(rows["kind"]) == "mean"
    return means


def of_kind(kind: str, more: str = "") -> Spec:
    """The transform that keeps the rows of a kind."""
    return only(f"datum.kind === '{kind}'{more}")


def inked(number: int) -> Spec:
    """The transform that gives rows one of the theme's colours, by its number, for `INK`."""
    return worked_out("number", str(number))


INK = marks.colour(None, "number")
"""The colour that `inked` gives."""


@remembered
def chart(edges: tuple[float, float], count: int) -> Spec:
    """The constant spec for `table`, between these edges, of so many experiments."""
    bare = {"labels": False, "ticks": False, "domain": False, "grid": False}  # names stand in the plot
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": bare}
    scale = {"domain": list(edges), "nice": False}
    signed = "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(abs(datum.value), '.2~f')"
    along = {"labelExpr": signed, "grid": True, "tickCount": 6, **GREYED}
    above, low = -10, 9  # pixels from the middle of a row: its name, and its bar

    def x(field: str) -> Spec:
        return quantity(field, _(AXIS), scale=scale, axis=along)

    dot = {"y": y, "x": x("value"), "color": INK}
    run = [quantity("seed", _("seed")), quantity("percent", _("our run, %"), format=".2f")]
    mean = [quantity(name, _(column.heading), format=column.form) for name, column in COLUMNS.items() if column.form]
    point = {"type": "point", "size": 46, "yOffset": low, "strokeWidth": 1.5, "opacity": 0.75}
    tick = {"type": "tick", "orient": "vertical", "size": 18, "thickness": 3.5, "opacity": 1, "yOffset": low}
    bar = {"type": "bar", "size": 14, "opacity": 0.22, "yOffset": low, "cornerRadius": 2}
    word = {"type": "text", "align": "right", "baseline": "middle", "dx": -2, "yOffset": above}
    beside = {"y": y, "x": {"value": "width"}, "text": {"field": "text", "type": "nominal"}}
    name = {"type": "text", "align": "left", "baseline": "middle", "dx": 2, "yOffset": above, "fontSize": TYPE}
    names = {"y": y, "x": {"value": 0}, "text": {"field": "name", "type": "nominal"}}
    layers = [
        unit({**name, "color": marks.grey()}, names, of_kind("band")),
        unit(bar, {"y": y, "x": x("low"), "x2": {"field": "high"}, "color": INK}, of_kind("band"), inked(OURS)),
        unit({**point, "filled": True}, {**dot, "tooltip": run}, of_kind("run", " && datum.whole"), inked(OURS)),
        unit({**point, "filled": False}, {**dot, "tooltip": run}, of_kind("run", " && !datum.whole"), inked(OURS)),
        unit(tick, {**dot, "tooltip": mean}, of_kind("mean"), inked(OURS + marks.INK)),
        unit(
            {"type": "point", "shape": "diamond", "filled": True, "size": 130, "opacity": 1, "yOffset": low},
            dot,
            of_kind("book"),
            inked(BOOK),
        ),
        unit({**word, "color": marks.grey()}, beside, of_kind("words", " && !datum.outside")),
        unit(
            {**word, "fontWeight": 600},
            {**beside, "color": INK},
            of_kind("words", " && datum.outside"),
            inked(BOOK + marks.INK),
        ),
    ]
    return marks.finished(_(TITLE), {"layer": layers}, height=count * ROW + AROUND)
