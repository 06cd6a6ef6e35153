"""A figure on paper: the specification of the screen with its data in it, in a fixed size, as SVG, PNG or Altair chart.

Type is set in Liberation Sans, which the renderer brings along: a picture is the same on every machine. It is as wide,
letter for letter, as Arial and Helvetica, so that an SVG keeps its set where it is opened.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ui.charts.figure import Figure, Table
from ui.charts.growth import STILL
from ui.charts.marks import Spec
from ui.charts.palette import THEMES, Theme, categorical

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 720, 420
"""Pixels of a picture; the height of those that have none of their own."""

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def specification(figure: Figure, theme: Theme = "light") -> Spec:
    """The whole Vega-Lite specification of a figure, its data in it, that needs no page around it.

    What only a page gives has its place taken by what it is on paper: the room there is, and no replay under way.
    """
    spec, height = figure.spec, int(figure.spec.get("height", HEIGHT))
    return {
        **spec,
        "width": WIDTH,
        "height": height,
        "data": {"name": "source", "values": _values(figure.table)},
        "params": [_still(row, height) for row in spec.get("params", ())],
        "config": _config(spec.get("config", {}), theme),
    }


def svg(figure: Figure, theme: Theme = "light") -> str:
    """The figure as SVG, with its title and what it shows in words for those who do not see it."""
    import vl_convert  # noqa: PLC0415 - 30 MB, only where something leaves the page

    drawn: str = vl_convert.vegalite_to_svg(specification(figure, theme))
    said = f"<title>{escape(figure.title)}</title><desc>{escape(figure.takeaway)}</desc>"
    head, opening, rest = drawn.partition(">")
    return f"{head}{opening}{said}{rest}"


def png(figure: Figure, scale: float = 2, theme: Theme = "light") -> bytes:
    """The figure as PNG, `scale` times as many pixels wide as `WIDTH`."""
    import vl_convert  # noqa: PLC0415 - see above

    drawn: bytes = vl_convert.vegalite_to_png(specification(figure, theme), scale=scale)
    return drawn


def chart(figure: Figure, theme: Theme = "light") -> alt.Chart:
    """The figure as an Altair chart, for notebooks: it can be changed and combined further."""
    import altair as alt  # noqa: PLC0415 - takes up to a second

    return alt.Chart.from_dict(specification(figure, theme))


def _values(table: Table) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them: what is no number is null."""
    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(dict(table))
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", double_precision=15))
    return rows


def _still(row: Spec, height: int) -> Spec:
    """A parameter of the screen as it is on paper."""
    fixed = {"room": str(WIDTH), "tall": str(height), "legend": "true", **{part["name"]: "1" for part in STILL}}
    if row["name"] in fixed:
        return {"name": row["name"], "expr": fixed[row["name"]]}
    bound = {"value": None} if "bind" in row and "select" not in row else {}
    return {name: part for name, part in row.items() if name != "bind"} | bound


def _config(own: Spec, theme: Theme) -> Spec:
    """A figure's own configuration, and what Streamlit adds to it on the screen, in the colours of the theme."""
    look = THEMES[theme]
    base: Spec = {
        "background": look.background,
        "font": FONT,
        "title": {"color": look.text, "subtitleColor": look.faded, "anchor": "start"},
        "axis": {
            "labelColor": look.faded,
            "titleColor": look.faded,
            "gridColor": look.grid,
            "domain": False,
            "ticks": False,
        },
        "header": {"labelColor": look.text, "titleColor": look.faded},
        "legend": {"labelColor": look.text, "titleColor": look.faded},
        "text": {"color": look.text},
        "range": {"category": categorical(theme)},
        "view": {"stroke": "transparent"},
    }
    both = {name: {**base.get(name, {}), **part} if isinstance(part, dict) else part for name, part in own.items()}
    return {**base, **both}
