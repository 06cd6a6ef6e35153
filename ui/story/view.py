"""How a chart of the story is put on the screen."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import streamlit as st

from ui.charts.story_tables import Columns


def chart(spec: dict[str, Any], columns: Columns, alt: str) -> None:
    """Draw a chart of `ui.charts.story_figures`. As an Arrow table the data cost a quarter."""
    st.vega_lite_chart(pa.table(columns), spec, alt=alt)
