"""What stands around every page: the browser's title, the menu, the heading, the question, and a net under it all."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.experiment import Experiment
from lab import links
from ui import markdown
from ui.form import address, forms, learning_rates
from ui.site import laboratory, lock

ROOT = Path(__file__).resolve().parents[2]
SORRY = "Something went wrong on this page. It is in the server's log. Reload the page, or start again from Home."


plain = markdown.plain


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the menu: the script (its file name is the address), the label, a Material icon, what the page is for.

    `carries` gives, for pages that show the experiment in the form, what their links carry along.
    """

    path: str
    label: str
    icon: str
    about: str = ""
    group: str = ""
    carries: Callable[[], address.Query | None] = lambda: None

    @property
    def exists(self) -> bool:
        """Whether the script is there to be linked to."""
        return (ROOT / self.path).exists()


HOME = Row("streamlit_app.py", "Home", ":material/home:")
COMPARE = Row(
    "pages/compare.py",
    "Compare",
    ":material/stacked_line_chart:",
    "Train output layers and losses side by side and see their curves grow.",
    carries=address.carried,
)
LEARNING_RATE = Row(
    "pages/learning_rate.py",
    "Learning rate",
    ":material/speed:",
    "Find the learning rate that suits each, so that none is judged at another's.",
    carries=lambda: address.carried(learning_rates.pairs()),
)
RECENT = Row("pages/recent.py", "Recent", ":material/history:", "What was trained here lately, a link each.")

UNDERSTAND = "Understand"
MENU: tuple[Row, ...] = (
    HOME,
    COMPARE,
    LEARNING_RATE,
    RECENT,
    Row(
        "pages/softmax.py",
        "Softmax",
        ":material/equalizer:",
        "Move the logits and watch the outputs share out one whole.",
        UNDERSTAND,
    ),
    Row(
        "pages/inverse.py",
        "Inverting softmax",
        ":material/undo:",
        "What the outputs still tell of the logits, and what they forget.",
        UNDERSTAND,
    ),
    Row(
        "pages/likelihood.py",
        "Log-likelihood",
        ":material/trending_down:",
        "Why minus the logarithm of one output is a cost.",
        UNDERSTAND,
    ),
    Row(
        "pages/slowdown.py",
        "Learning slowdown",
        ":material/hourglass_bottom:",
        "Why a neuron that is badly wrong may learn slowly, and what a loss can do about it.",
        UNDERSTAND,
    ),
    Row(
        "pages/pairs.py",
        "Pairs",
        ":material/grid_on:",
        "Which output layer goes with which loss, and why.",
        UNDERSTAND,
    ),
)
"""The pages in the order of the menu. To add a page: write its script and add its row."""


def page(title: str, question: str) -> None:
    """Set the browser's title and a wide layout, draw the menu, then the heading and the one question of the page.

    Every page calls this first. `title` is the heading, and also finds the page's icon in the menu.
    """
    row = next((row for row in MENU if row.label == title), HOME)
    st.set_page_config(page_title=title, page_icon=row.icon, layout="wide")
    with guard():
        forms.turn_to(title)
        laboratory.stay()
        with st.sidebar:
            _menu()
    st.title(title, anchor=False)
    st.markdown(question)


@contextlib.contextmanager
def guard() -> Iterator[None]:
    """Draw when it is this script's turn; show one sentence instead of an error that nobody foresaw, and log the error.

    What Streamlit raises to stop or rerun a script is no `Exception` and passes through.
    """
    try:
        with lock.turn():
            yield
    except Exception:
        logging.getLogger(__name__).exception("a page failed")
        st.error(SORRY, icon=":material/error:")


def see_in_training(experiment: Experiment, label: str = "See it in training") -> None:
    """Draw a link to Compare that opens filled in with `experiment`. Opening it trains nothing."""
    st.page_link(COMPARE.path, label=label, icon=":material/arrow_forward:", query_params=links.to_query(experiment))


def contents(heading: str) -> None:
    """Draw the pages of the group "Understand" as a list of links, each with what it is for."""
    rows = [row for row in MENU if row.group == UNDERSTAND and row.exists]
    if rows:
        st.subheader(heading, anchor=False)
    for row in rows:
        with st.container(gap=None):
            st.page_link(row.path, label=f"**{row.label}**", icon=row.icon)
            st.caption(row.about)


def _menu() -> None:
    group = ""
    for row in MENU:
        if row.exists:
            if row.group != group:
                group = row.group
                st.caption(group)
            st.page_link(row.path, label=row.label, icon=row.icon, width="stretch", query_params=row.carries())
