"""A sketch of a comparison: the mean accuracy of every arm over its training, small, without axes or numbers.

It is HTML that follows the theme: a layer an arm in the arm's colour, cut out by a drawn line. A list shows twenty of
them for what one chart costs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from ui.charts.comparison.table import CONTEXT, LATE, WORTH
from ui.charts.palette import style
from ui.charts.tables import Records

STYLE = Path(__file__).with_suffix(".css")
POINTS = 60  # of a line, at most
WIDE, HIGH = 100, 40  # the drawing's own units, stretched to the size on the page
EDGE = 2  # left free above and below, so that no line is cut
SPAN = 0.05  # the least range of accuracies that fills the height: less would blow up what is chance

NAMES = '<p class="sketch-names">{names}</p>'
NAME = '<span style="--light: {light}; --dark: {dark}">{sign} {name}</span>'
HOLDER = '<div class="sketch" role="img" aria-label="{label}">{layers}</div>'
LAYER = "<i style=\"--light: {light}; --dark: {dark}; --line: url('data:image/svg+xml,{line}')\"></i>"
LINE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" preserveAspectRatio="none">'
    '<polyline points="{points}" fill="none" stroke="black" stroke-width="2" stroke-linejoin="round"'
    ' stroke-dasharray="{dash}" vector-effect="non-scaling-stroke"/></svg>'
)

Curve = NDArray[np.float64]


def means(records: Records) -> list[Curve]:
    """The mean validation accuracy of every arm over its seeds, an entry an epoch."""
    accuracies = ([[record.validation_accuracy for record in run] for run in runs] for runs in records)
    return [np.mean(np.array(arm, dtype=np.float64), axis=0) for arm in accuracies]


def html(curves: Sequence[Curve], label: str) -> str:
    """The sketch of an arm's curve each, read to those who do not see it as `label`."""
    low, high = ends(curves)
    layers = []
    for arm, curve in enumerate(curves):
        look = style(arm)
        drawing = LINE.format(
            wide=WIDE, high=HIGH, points=_points(curve, low, high), dash=" ".join(map(str, look.dash)) or "none"
        )
        layers.append(LAYER.format(light=look.light, dark=look.dark, line=quote(drawing, safe=" =:/,.")))
    return HOLDER.format(label=escape(label), layers="".join(layers))


def ends(curves: Sequence[Curve]) -> tuple[float, float]:
    """The accuracies at the lower and the upper edge of the sketch, shares of 1.

    As in the large picture the beginning is cut off below where the arms would hardly be told apart otherwise.
    """
    low, high = min(float(curve.min()) for curve in curves), max(float(curve.max()) for curve in curves)
    late = min(float(curve[math.ceil(LATE * (len(curve) - 1)) :].min()) for curve in curves)
    near = high - CONTEXT * max(high - late, SPAN)
    return (near if high - near < WORTH * (high - low) else min(low, high - SPAN)), high


def legend(names: Sequence[str]) -> str:
    """The arms' names, each in its colour with its marker."""
    rows = ((style(arm), name) for arm, name in enumerate(names))
    said = (
        NAME.format(light=row.text("light"), dark=row.text("dark"), sign=row.sign, name=escape(name))
        for row, name in rows
    )
    return NAMES.format(names=" ".join(said))


def _points(curve: Curve, low: float, high: float) -> str:
    """The curve in the drawing's units, of a long one every so many epochs."""
    taken = np.unique(np.linspace(0, len(curve) - 1, min(POINTS, len(curve))).round().astype(np.intp))
    across = WIDE * taken / max(1, len(curve) - 1)
    down = EDGE + (HIGH - 2 * EDGE) * (high - curve[taken]) / (high - low)
    return " ".join(f"{x:.4g},{y:.4g}" for x, y in zip(across, down, strict=True))
