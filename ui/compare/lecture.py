"""The lecture view: verdict and chart fill the window, nothing else but a way out. It is in the address."""

from __future__ import annotations

import streamlit as st

from lab.languages.words import N_, _
from ui import session
from ui.form import address
from ui.session import Query

NAME, VALUE = "view", "lecture"
ENTER = N_("Lecture")
LEAVE = N_("Leave (Esc)")
HELP = N_("Verdict and chart fill the screen. Space plays, the arrow keys change the comparison, Esc leaves.")


def _fill(given: dict[str, str]) -> str:
    session.current().comparing.lecture = given.get(NAME) == VALUE
    return ""


def _pairs() -> Query:
    return [(NAME, VALUE)] if session.current().comparing.lecture else []


VIEW = address.Own((NAME,), _fill, _pairs)


def on() -> bool:
    """Whether the page is in its lecture view: as the address says where it is new, else as it was before."""
    return (NAME, VALUE) in address.query() if address.is_new() else session.current().comparing.lecture


def enter_button() -> None:
    """Draw what leads into the lecture view."""
    st.button(_(ENTER), icon=":material/co_present:", key="enter-lecture", help=_(HELP), on_click=turn, args=(True,))


def leave_button() -> None:
    """Draw what leads out of it."""
    st.button(_(LEAVE), icon=":material/close:", type="tertiary", key="leave-lecture", on_click=turn, args=(False,))


def turn(wanted: bool) -> None:
    """Enter or leave the lecture view."""
    session.current().comparing.lecture = wanted
