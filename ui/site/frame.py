"""What is around every page: the browser's title, the menu, the heading, the question, and the way on."""

from __future__ import annotations

import contextlib
import logging
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import streamlit as st

from core.datasets import DataError
from core.experiment import Experiment
from lab import links
from lab.languages.words import N_, _
from lab.saying import sentence
from ui import language
from ui.form import address, forms
from ui.session import Query
from ui.site import lock, popover, visitor
from ui.site.menu import BOARD, BY_SLUG, COMPARE, MENU, NEW_BOARD, UNDERSTAND, Page
from ui.site.share import button

SORRY = N_("Something went wrong on this page. It is in the server's log. Reload the page, or start again from Home.")
ICON = "data:image/svg+xml;base64," + b64encode(Path(__file__).with_name("icon.svg").read_bytes()).decode()
BACK, NEXT = N_("Back: {name}"), N_("Next: {name}")
SEE = N_("See it in training")
IN_COMPARE = N_("Open in Compare")
TO_CLASS = N_("Open a class board")
STYLE = Path(__file__).with_suffix(".css")
MENU_WIDTH = 224  # pixels


def page(row: Page, *, heading: bool = True, menu: bool = True) -> None:
    """Set the browser's title and a wide layout, draw the menu, then the page's heading and its question.

    Every page calls this first. Without the `heading` the page draws its title itself; without a
    `menu` it has the whole window.
    """
    language.settle()
    # Shut, not only empty: the place of an emptied menu is given up a run later.
    st.set_page_config(
        page_title=_(row.title),
        page_icon=ICON,
        layout="wide",
        initial_sidebar_state=MENU_WIDTH if menu else "collapsed",
    )
    with guard():
        forms.turn_to(row.slug)
        st.html(STYLE)
        visitor.stay()
        if menu:
            with st.sidebar:
                _menu()
        else:
            with st.container(key="document"):
                language.document()
    if heading:
        headed(row)


def headed(row: Page, text: str = "", words: str = "", beside: Callable[[], None] | None = None) -> None:
    """Draw the heading of the first level and Share, at the very top of the window, and the words that go with it.

    Without `text` these are the page's title and its question. `beside` draws between title and Share, and takes the
    place of the words.
    """
    with st.container(key="heading"):
        with st.container(horizontal=True, vertical_alignment="top", key="heading-line", wrap=False):
            st.title(text or _(row.title), anchor=False)
            if beside is not None:
                beside()
            share(row)
        if beside is None:
            st.markdown(words or _(row.question))


def share(row: Page) -> None:
    """Draw the button that shows the page's link. Opening it runs nothing else of the page."""
    popover.lead()
    _share(row)


def title(row: Page) -> None:
    """Draw the page's title, the one heading of the first level."""
    st.title(_(row.title), anchor=False)


@contextlib.contextmanager
def guard() -> Iterator[None]:
    """Draw while no other script draws; where an error occurs that nobody foresaw, log it and show one sentence.

    What Streamlit raises to stop or rerun a script is no `Exception` and passes through.
    """
    try:
        with lock.drawing(visitor.who()):
            yield
    except DataError as wrong:
        logging.getLogger(__name__).exception("a page has no data")
        st.error(sentence(_(wrong.sentence)), icon=":material/error:")
    except Exception:
        logging.getLogger(__name__).exception("a page failed")
        apologise()


def apologise() -> None:
    """Draw the sentence for an error that nobody foresaw."""
    st.error(_(SORRY), icon=":material/error:")


def link(row: Page, label: str = "", query: list[tuple[str, str]] | None = None) -> None:
    """Draw a link to a page, by default with the page's name."""
    st.page_link(row.path, label=label or _(row.name), icon=row.icon, query_params=_in_language(query))


def see_in_training(experiment: Experiment, label: str = "") -> None:
    """Draw a link to Compare that opens filled in with `experiment`. Opening it trains nothing."""
    st.page_link(
        COMPARE.path,
        label=label or _(SEE),
        icon=":material/arrow_forward:",
        query_params=_in_language(links.to_query(experiment)),
    )


def _in_language(query: Query | None) -> Query | None:
    """What a link carries, with the language: it may be opened in a window of its own."""
    return language.added(query or []) or query


def to_class(experiment: Experiment) -> None:
    """Draw a link that leads to a new class board of `experiment`."""
    query = [*links.to_query(experiment), NEW_BOARD]
    st.page_link(BOARD.path, label=_(TO_CLASS), icon=BOARD.icon, query_params=language.added(query))


def way_on(row: Page, experiment: Experiment, words: str) -> None:
    """Draw the end of a page: the link into Compare, what will be seen there, and the pages before and after it."""
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center"):
        see_in_training(experiment)
        for before in (other for other in MENU if other.next and other.next == row.slug):
            link(before, _(BACK).format(name=_(before.name)))
        if row.next:
            following = BY_SLUG[row.next]
            link(following, _(NEXT).format(name=_(following.name)))
    st.caption(words)


def contents(heading: str) -> None:
    """Draw the pages of the group "Understand" as a list of links, each with what it is for."""
    st.subheader(heading, anchor=False)
    for row in MENU:
        if row.group == UNDERSTAND:
            with st.container(gap=None):
                link(row, f"**{_(row.name)}**")
                st.caption(_(row.about))


@st.fragment
@guard()
def _share(row: Page) -> None:
    button.draw(row)


def _menu() -> None:
    group, form = "", address.held()
    for row in MENU:
        if row.group != group:
            group = row.group
            st.caption(_(group))
        st.page_link(
            row.path, label=_(row.name), icon=row.icon, width="stretch", query_params=_in_language(row.carries(form))
        )
    language.switch()
