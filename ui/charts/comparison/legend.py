"""The legend of many arms: dash, marker and name of each, on top of the plot or, where it is low and wide, beside it.

Of the chart library's own legends none shows dash and marker together, or a name in its arm's colour.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from lab.languages.words import N_, _
from ui.charts import marks
from ui.charts.comparison.parts import SCREEN, VALIDATION, Plot, fading, marker
from ui.charts.comparison.signals import ENDS
from ui.charts.marks import INK, Spec, only, unit, worked_out
from ui.charts.titles import width

CHARACTER = 0.42  # the width of a character, of the type's size
GAP = 6  # pixels between marker and name, and half of those between a column and the next
LEADING = 5  # pixels between a line of names and the next
LOW, WIDE = 24, 34  # of the type's size: below this height and from this width on it stands beside the plot
SWATCH = 2.8  # the width of the dash with its marker, of the type's size; a narrow plot has the marker alone

ELSEWHERE = "windowSize()[0] > 1000 && windowSize()[1] > 800 && tall <= 560 && grow === 1"
"""Where the arms' chips all stand above the plot, which then needs no legend: it has the room for its curves."""

# NOTE: What stands between output layer and loss in "{output} with {loss}".
WITH = N_(" with ")
DOT = " · "
"""What stands there in short names."""

NONE: list[Spec] = [{"name": "above", "expr": "0"}]
"""The parameter `above` of a plot without a legend."""


def parameters(plot: Plot) -> list[Spec]:
    """What says where the legend stands, and in `above` how many pixels it takes on top of the plot.

    They need those of `signals.parameters`.
    """
    size, names = plot.sizes.type, plot.subject.names
    long, short = (_longest(said) * size * CHARACTER + 3 * GAP for said in (names, _short(names)))
    return [
        {"name": "legend", "expr": f"!({ELSEWHERE})" if plot.sizes == SCREEN else "true"},
        {"name": "roomy", "expr": f"room >= {WIDE * size}"},
        {"name": "aside", "expr": f"roomy && tall < {LOW * size}"},
        {"name": "swatch", "expr": f"roomy ? {SWATCH * size} : {size}"},
        {"name": "across", "expr": f"swatch + (roomy ? {long} : {short})"},
        {"name": "per", "expr": f"clamp(floor(room / across), 1, {len(names)})"},
        {"name": "above", "expr": f"legend && !aside ? {GAP} + {size + LEADING} * ceil({len(names)} / per) : 0"},
    ]


def layers(plot: Plot) -> list[Spec]:
    """Dashes, markers and names, an arm each, from the first row of its curve."""
    size, names = plot.sizes.type, plot.subject.names
    line, place = size + LEADING, "(datum.arm - 1)"
    rows = [
        only(f"{VALIDATION} && datum.before < 0 && legend"),
        worked_out("left", f"aside ? width + {size} * grow : (across * ({place} % per) - {plot.margin}) * grow"),
        worked_out(
            "down", f"(aside ? {line} * ({place} + 0.5) : {line} * (floor({place} / per) + 0.5) - above) * grow"
        ),
    ]
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    down = {"y": {"field": "down", **pixels}}
    coloured = {**down, "color": plot.colour(), "opacity": fading(1.0)}
    ends = [worked_out("right", "datum.left + swatch * grow"), only("roomy")]
    dashes = unit(
        {"type": "rule", "strokeWidth": plot.sizes.line},
        {"x": {"field": "left", **pixels}, "x2": {"field": "right"}, "strokeDash": marks.dash(), **coloured},
        *rows,
        *ends,
    )
    middle = worked_out("middle", "datum.left + swatch / 2 * grow")
    markers = unit(
        marker(plot.sizes), {"x": {"field": "middle", **pixels}, "shape": marks.shape(None), **coloured}, *rows, middle
    )
    long, short = (json.dumps(said, ensure_ascii=False) for said in (names, _short(names)))
    named = [
        worked_out("text", f"(roomy ? {long} : {short})[{place}]"),
        worked_out("ink", f"datum.arm + {INK}"),
        worked_out("begins", f"datum.left + (swatch + {GAP}) * grow"),
    ]
    words = unit(
        {"type": "text", "align": "left", "baseline": "middle", "fontSize": size, "cursor": "pointer"},
        {
            "x": {"field": "begins", **pixels},
            "text": {"field": "text", "type": "nominal"},
            **coloured,
            "color": plot.colour("ink"),
        },
        *rows,
        *named,
        name=ENDS,
    )
    return [dashes, markers, words]


def _longest(names: Sequence[str]) -> float:
    """How many characters the longest of the names has; one of Chinese is as wide as the type is high."""
    return max(width(name, 1 / CHARACTER) for name in names)


def _short(names: Sequence[str]) -> list[str]:
    """The names as chips have them, without a word that can be spared."""
    return [name.replace(_(WITH), DOT) for name in names]
