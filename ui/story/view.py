"""How a story page is put on the screen: charts, checks, the way on."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from ui import numerals
from ui.charts.story_tables import Columns

HOLDS = ":material/check: {claim}"
FAILS = ":material/close: {claim}"
OPEN = ":material/question_mark: {claim}"
CHECKED = "{claim} Largest relative error against finite differences: {error}."
UNCHECKED = "{claim} Here finite differences cannot tell."
TOLERANCE = 1e-6


def chart(spec: dict[str, Any], columns: Columns, alt: str) -> None:
    """Draw a chart of `ui.charts.story_figures`. As an Arrow table the data cost a quarter."""
    st.vega_lite_chart(pa.table(columns), spec, alt=alt)


def claim(sentence: str, *, holds: bool) -> str:
    """A claim in Markdown, with the mark of whether it is seen to hold with the present numbers."""
    return (HOLDS if holds else FAILS).format(claim=sentence)


def checked(sentence: str, error: float | None) -> str:
    """A claim about a derivative in Markdown, and how far central differences are from it."""
    if error is None:
        return OPEN.format(claim=UNCHECKED.format(claim=sentence))
    return claim(CHECKED.format(claim=sentence, error=numerals.error(error)), holds=error <= TOLERANCE)


def say(*claims: str) -> None:
    """Draw claims, a line each."""
    st.markdown("  \n".join(claims))
