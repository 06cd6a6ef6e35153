"""How a figure, and a table of numbers, come on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from lab.languages.words import N_, _
from ui.charts import sheet
from ui.charts.figure import Figure
from ui.charts.growth import sent
from ui.charts.palette import THEMES, style
from ui.charts.sheet import Cell, Sheet

STYLE = f"<style>{Path(__file__).with_suffix('.css').read_text(encoding='utf-8')}</style>"
NOTE = '<p class="figure-note">{said}</p>'
TAKEAWAY = '<p class="figure-takeaway">{said}</p>'
CAPTION = '<p class="sheet-caption" style="{colours}">{caption}</p>'
HOLDER = '<div class="sheet" role="region" tabindex="0" aria-label="{caption}" style="{colours}">{table}</div>'
TABLE = '<table aria-label="{caption}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
SPREAD = N_("± is half of the 95 % t interval for the mean over the seeds.")
BOTH_THEMES = "light-dark({light}, {dark})"


def draw(
    figure: Figure, *, key: str | None = None, numbers: bool = False, on_select: Callable[[], None] | None = None
) -> None:
    """Draw a figure and, where asked for, its numbers below it. `on_select` is called when something in it is chosen.

    Streamlit puts `alt` before the name of every button of the chart's toolbar, and builds a chart anew when it
    changes. So that is the title; the takeaway follows it, read but not seen.
    """
    with st.container(gap=None, height=figure.height):
        drawn = partial(
            st.vega_lite_chart, figure.columnar, sent(figure.spec), key=key, alt=figure.title, width=figure.width
        )
        if on_select is None:
            drawn(height=figure.height)
        else:
            drawn(height=figure.height, on_select=on_select)
        words = [(NOTE, figure.note), (TAKEAWAY, figure.takeaway)]
        st.html(STYLE + "".join(template.format(said=escape(said)) for template, said in words if said))
    if numbers:
        draw_numbers(figure)


def draw_numbers(figure: Figure) -> None:
    """Draw the numbers of a figure, for a place that is not right below it."""
    draw_sheet(sheet.of_figure(figure))
    rows = figure.rows
    if "low" in rows and rows["low"].notna().any() and any(column.band for column in figure.columns.values()):
        st.caption(_(SPREAD))


def draw_sheet(shown: Sheet, *, caption: bool = True) -> None:
    """Draw a table of numbers, at most about ten rows of it at once. Its `caption` may be left to what stands above."""
    st.html(STYLE + html(shown, caption=caption))


def html(shown: Sheet, *, caption: bool = True) -> str:
    """A sheet as HTML, which `ui/figures.css` sets."""
    head = "".join(_cell(cell, "th scope=col", place < shown.words) for place, cell in enumerate(shown.headings))
    body = "".join(
        "<tr>" + "".join(_row_cell(shown, cell, place) for place, cell in enumerate(row)) + "</tr>"
        for row in shown.rows
    )
    said, colours = escape(shown.caption), _colours()
    above = CAPTION.format(caption=said, colours=colours) if caption else ""
    return above + HOLDER.format(caption=said, colours=colours, table=TABLE.format(caption=said, head=head, body=body))


def _row_cell(shown: Sheet, cell: Cell, place: int) -> str:
    return _cell(cell, "th scope=row" if place == 0 and shown.words else "td", place < shown.words)


def _cell(cell: Cell, tag: str, words: bool) -> str:
    """A cell; an arm's name in its colour, with its marker before it."""
    said = escape(cell.text)
    if cell.arm is not None:
        row = style(cell.arm)
        colour = BOTH_THEMES.format(light=row.text("light"), dark=row.text("dark"))
        said = f'<span style="color: {colour}">{row.sign} {said}</span>'
    name = tag.split(maxsplit=1)[0]
    kind = ' class="words"' if words else ""
    return f"<{tag}{kind}>{said}</{name}>"


def _colours() -> str:
    """The theme's colours as custom properties, for both themes: the browser knows which one is shown."""
    light, dark = THEMES["light"], THEMES["dark"]
    named = (("paper", "background"), ("quiet", "faded"), ("rule", "grid"))
    return "; ".join(
        f"--{name}: {BOTH_THEMES.format(light=getattr(light, row), dark=getattr(dark, row))}" for name, row in named
    )
