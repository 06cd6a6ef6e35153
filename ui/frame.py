"""What stands around every page: the browser's title, the menu, the heading, the question, and a net under it all."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from core.experiment import Experiment

ROOT = Path(__file__).resolve().parent.parent
SORRY = "Something went wrong on this page, and it has been written to the server's log. Reload it, or start again from Home."


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the menu: the script (its file name is the address), the label, a Material icon and the group."""

    path: str
    label: str
    icon: str
    group: str = ""

    @property
    def exists(self) -> bool:
        """Whether the script is there to be linked to."""
        return (ROOT / self.path).exists()


HOME = Row("streamlit_app.py", "Home", ":material/home:")
COMPARE = Row("pages/compare.py", "Compare", ":material/stacked_line_chart:")
LEARNING_RATE = Row("pages/learning_rate.py", "Learning rate", ":material/speed:")
RECENT = Row("pages/recent.py", "Recent", ":material/history:")

MENU: tuple[Row, ...] = (
    HOME,
    COMPARE,
    LEARNING_RATE,
    RECENT,
    Row("pages/softmax.py", "Softmax", ":material/equalizer:", "Understand"),
    Row("pages/inverse.py", "Inverting softmax", ":material/undo:", "Understand"),
    Row("pages/likelihood.py", "Log-likelihood", ":material/trending_down:", "Understand"),
    Row("pages/slowdown.py", "Learning slowdown", ":material/hourglass_bottom:", "Understand"),
    Row("pages/pairs.py", "Pairs", ":material/grid_on:", "Understand"),
)
"""The pages in the order of the menu. To add a page: write its script and add its row."""


def page(title: str, question: str) -> None:
    """Set the browser's title and a wide layout, draw the menu, then the heading and the one question of the page.

    Every page calls this first. `title` is the heading, and also finds the page's icon in the menu.
    """
    row = next((row for row in MENU if row.label == title), HOME)
    st.set_page_config(page_title=title, page_icon=row.icon, layout="wide")
    with st.sidebar:
        _menu()
    st.title(title, anchor=False)
    st.markdown(question)


@contextlib.contextmanager
def guard() -> Iterator[None]:
    """Show one sentence instead of an error that nobody foresaw, and write the error to the log.

    What Streamlit raises to stop or rerun a script is no `Exception` and passes through.
    """
    try:
        yield
    except Exception:
        logging.getLogger(__name__).exception("a page failed")
        st.error(SORRY, icon=":material/error:")


def see_in_training(experiment: Experiment, label: str = "See it in training") -> None:
    """Draw a link to Compare that opens filled in with `experiment`. Opening it trains nothing."""
    from lab import links  # noqa: PLC0415

    st.page_link(COMPARE.path, label=label, icon=":material/arrow_forward:", query_params=links.to_query(experiment))


def _menu() -> None:
    group = ""
    for row in MENU:
        if row.exists:
            if row.group != group:
                group = row.group
                st.caption(group)
            st.page_link(row.path, label=row.label, icon=row.icon, width="stretch")
