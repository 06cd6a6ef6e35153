"""Draw a digit, or bring a photo of one: every arm answers."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from ui.digits import ten
from ui.digits.source import Source


def draw(source: Source) -> None:
    """Draw the tab."""
    st.markdown("What is drawn here will be answered by every arm.")
    ten.draw(source, mnist().test.pixels[0], key="draw")
