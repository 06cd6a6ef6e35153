"""A figure as a picture: the screen's specification with its data in it, in a fixed size, as SVG or Altair chart.

Type is set in Source Sans, as on the screen, and Chinese in Noto Sans, whose Latin letters are those of Source Sans.
They lie beside this module, so that a picture is the same on every machine and no letter is missing, such as λ or ₁.
Where an SVG is opened without them, Arial and its like take their place; there is room for their broader letters.
"""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from lab.languages import words
from ui.charts.figure import Figure, Table
from ui.charts.growth import TYPE
from ui.charts.marks import Spec
from ui.charts.palette import THEMES, Theme, categorical
from ui.charts.paper import child, settled, swatches
from ui.charts.paper.swatches import CHARACTER
from ui.charts.titles import divided

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 720, 380
"""Pixels of a picture's width, and of the height of a figure that is as high as what holds it."""

EDGE = 16
"""Pixels around what is drawn."""

ROOM = WIDTH - 2 * EDGE
AXIS = 64
"""Pixels left of the plot, about, which a legend on top of it does not have."""

LEADING = 18
"""Pixels from one line of a note to the next."""

FONT = "Source Sans Pro, Source Sans, Liberation Sans, Arial, Helvetica, sans-serif"
FIRST = {"zh": "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, "}
"""Typefaces that come before it, by language: the renderer takes the first, and another only for what that lacks."""

CLIPS = re.compile(r"clip\d+")


def specification(figure: Figure, theme: Theme = "light", *, live: bool = False) -> Spec:
    """The whole Vega-Lite specification of a figure, with its data, that needs no page around it.

    What a page decides on the screen is decided: the room there is, and that no replay is under way. Above the plot
    stand the title, how it is to be read, and names with dash and marker. A `live` one answers the pointer, too.
    """
    spec, said = figure.spec, _wrapped(figure.note)
    values = _values(figure.table)
    layers = spec["layer"] if live else settled.layers(spec, THEMES[theme].text, clip=_cut(values))
    drawn, key = swatches.named(figure, layers)
    above = key.height(ROOM - AXIS) if key else 0
    height = int(spec.get("height", HEIGHT)) + LEADING * len(said) + above + 2 * EDGE
    return {
        **{name: part for name, part in spec.items() if name not in ("usermeta", "layer")},
        "title": _title(figure, said, theme),
        "width": WIDTH,
        "height": height,
        "padding": EDGE,
        "data": {"name": "source", "values": values},
        "params": [*settled.parameters(spec, ROOM, height, above), *(settled.unbound(spec, drawn) if live else [])],
        "layer": [*drawn, *(key.layers(ROOM - AXIS) if key else [])],
        "config": _config(settled.inked(spec.get("config", {}), THEMES[theme].text), theme),
    }


def svg(figure: Figure, theme: Theme = "light") -> str:
    """The figure as SVG. The renderer holds up whatever else this process does: `press` has a process of its own."""
    return finished(figure, child.svg(specification(figure, theme)))


def chart(figure: Figure, theme: Theme = "light") -> alt.Chart:
    """The figure as an Altair chart, for notebooks: it answers the pointer, and can be changed and combined."""
    import altair as alt  # noqa: PLC0415 - takes up to a second

    return alt.Chart.from_dict(specification(figure, theme, live=True))


def finished(figure: Figure, drawn: str) -> str:
    """What the renderer drew, with the title and what it shows in words for those who do not see it.

    The renderer counts what it draws: the names that it gives would be others the next time, and the same in two
    pictures on one page.
    """
    name = hashlib.sha256(CLIPS.sub("", drawn).encode()).hexdigest()[:8]
    numbers = {clip: f"c{name}-{number}" for number, clip in enumerate(dict.fromkeys(CLIPS.findall(drawn)), start=1)}
    own = CLIPS.sub(lambda clip: numbers[clip[0]], drawn)
    said = f"<title>{escape(figure.title)}</title><desc>{escape(figure.takeaway)}</desc>"
    head, opening, rest = own.partition(">")
    return f'{head} role="img"{opening}{said}{rest}'


def _title(figure: Figure, said: list[str], theme: Theme) -> Spec:
    """The title of a figure, whole where the screen has room for a short one only, with its note below."""
    own = figure.spec["title"]
    text = _wrapped(figure.title, TYPE + 1) if "subtitle" in own else own["text"]
    note = {"subtitle": said, "subtitleColor": THEMES[theme].faded, "subtitleFontSize": TYPE} if said else {}
    plain = {name: part for name, part in own.items() if not name.startswith("subtitle") and name != "color"}
    return {**plain, "text": text, "fontSize": TYPE + 1, "subtitlePadding": 6, "subtitleLineHeight": LEADING, **note}


def _wrapped(text: str, size: int = TYPE) -> list[str]:
    return divided(text, int(ROOM / (size * CHARACTER)), 1 / CHARACTER)


def _values(table: Table) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them: what is no number is null."""
    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(dict(table))
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", double_precision=15))
    return rows


def _cut(values: list[dict[str, Any]]) -> bool:
    """Whether curves may go beyond the axes: not where the first row of the table says that nothing is cut off."""
    return not values or values[0].get("cut") is not False


def _config(own: Spec, theme: Theme) -> Spec:
    """A figure's own configuration, and what Streamlit adds to it on the screen, in the colours of the theme."""
    look = THEMES[theme]
    base: Spec = {
        "background": look.background,
        "font": FIRST.get(words.language(), "") + FONT,
        "title": {"color": look.text, "subtitleColor": look.faded, "anchor": "start"},
        "axis": {
            "labelColor": look.faded,
            "titleColor": look.faded,
            "gridColor": look.grid,
            "domain": False,
            "ticks": False,
        },
        "text": {"color": look.text},
        "range": {"category": categorical(theme)},
        "view": {"stroke": "transparent"},
    }
    both = {name: {**base.get(name, {}), **part} if isinstance(part, dict) else part for name, part in own.items()}
    return {**base, **both}
