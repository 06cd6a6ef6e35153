"""Labels at the ends of curves: where they stand so that none covers another, worked out in the browser."""

from __future__ import annotations

import json
import math

from ui.charts.growth import SET_ANEW, TYPE
from ui.charts.marks import GREYED, INK, Spec, Y, colour, only, quantity, unit, worked_out
from ui.charts.subject import Subject


def apart(wanted: str, step: int) -> list[Spec]:
    """The transforms that place labels in pixels from the top, each at least `step` below the one above.

    `wanted` is an expression for where a label would stand alone. Once they are pushed down from the top, once up from
    the bottom; each keeps them apart, and so does the mean of the two, which leaves those that touch about where their
    curves end. The place is in the column `place`. The chart has the parameter `GROW`, with which `step` grows.
    """
    order = [{"field": "rank"}]
    return [
        {"calculate": wanted, "as": "wanted"},
        {"window": [{"op": "row_number", "as": "rank"}], "sort": [{"field": "wanted"}]},
        {"calculate": f"datum.wanted - datum.rank * {step} * grow", "as": "free"},
        {"window": [{"op": "max", "field": "free", "as": "down"}], "sort": order, "frame": [None, 0]},
        {"window": [{"op": "min", "field": "free", "as": "up"}], "sort": order, "frame": [0, None]},
        {"calculate": f"(datum.down + datum.up) / 2 + datum.rank * {step} * grow", "as": "place"},
    ]


def names(subject: Subject, *where: Spec) -> list[Spec]:
    """The arms' names at the ends of their curves; none where there is a legend.

    At the right edge, not where a curve has come to: else the plot would change its width while an experiment trains.
    Its chart has the parameters of `edges`.
    """
    if not subject.labelled or subject.arms == 1:
        return []
    lines = json.dumps(["\n".join(label) for label in subject.labels], ensure_ascii=False)
    line, count = TYPE + 2, len(subject.labels[0])
    text = {"type": "text", "align": "left", "baseline": "middle", "dx": 10, "dy": -(count - 1) * line / 2}
    encoding = {
        "x": {"value": "width"},
        "y": {"field": "place", "type": "quantitative", "scale": None},
        "text": {"field": "text", "type": "nominal"},
        "color": colour(None, "ink"),
    }
    ends = [
        {"joinaggregate": [{"op": "max", "field": "rank_along", "as": "furthest"}], "groupby": ["arm"]},
        only("datum.rank_along === datum.furthest"),
    ]
    order = {"window": [{"op": "row_number", "as": "rank_along"}], "groupby": ["arm"]}
    named = [worked_out("text", f"{lines}[datum.arm - 1] + {SET_ANEW}"), worked_out("ink", f"datum.arm + {INK}")]
    end = "max(datum.value, edges[0])"  # of a curve that leaves the plot
    placed = apart(f"height * (edges[1] - {end}) / (edges[1] - edges[0])", count * line + 5)
    mark = {**text, "fontWeight": 600, "lineBreak": "\n", "lineHeight": line}
    return [unit(mark, encoding, *where, order, *ends, *placed, *named)]


def edges(*, bands: bool, span: float = math.inf) -> list[Spec]:
    """The parameters that say where the y axis of curves ends: a little beyond the data, with their `bands` or not.

    It is at most `span` long: what lies lower is cut off.
    """
    far = {
        True: (
            "min(means[0], isValid(lows[0]) ? lows[0] : means[0])",
            "max(means[1], isValid(highs[1]) ? highs[1] : 0)",
        ),
        False: ("means[0]", "means[1]"),
    }
    least, most = far[bands]
    shown = least if math.isinf(span) else f"max({least}, most - {span:g})"
    return [
        {"name": "means", "expr": "extent(pluck(data('source'), 'value'))"},
        {"name": "lows", "expr": "extent(pluck(data('source'), 'low'))"},
        {"name": "highs", "expr": "extent(pluck(data('source'), 'high'))"},
        {"name": "most", "expr": most},
        {"name": "least", "expr": f"isValid(means[0]) ? {shown} : null"},
        {"name": "rim", "expr": "(most - least) / 20 + 1e-9"},
        {"name": "edges", "expr": "isValid(least) ? [least - rim, most + rim] : null"},
    ]


def between_edges(unit: str) -> Y:
    """The y axis of a chart with the parameters of `edges`."""
    scale = {"domainRaw": {"expr": "edges"}, "zero": False, "nice": False}
    return lambda field: quantity(field, unit, scale=scale, axis=GREYED)
