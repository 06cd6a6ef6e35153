"""The way to a board: its code for whoever joins one, and for a teacher a new one of what is in the form."""

from __future__ import annotations

import streamlit as st

from lab.languages.words import N_, _
from ui import session
from ui.board import question, seat
from ui.form import forms
from ui.markdown import plain
from ui.site import frame
from ui.site.menu import COMPARE

CODE = "board.code"
JOIN, CODE_LABEL, CODE_SHAPE = N_("Join a board"), N_("Code"), "K7WM-2FXQ"
ENTER = N_("Go to the board")
OPEN_ONE = N_("Open one for your class")
OPENING = N_(
    "Your class predicts which of these is ahead, then everybody trains all of them with a seed of their own: "
    "a class of 60 is an experiment of 60 seeds."
)
OPEN = N_("Open a class board")
CHANGE = N_("Change it in Compare")
KEPT = N_("A board ends after a day. What is stored of a student is a nickname, if any, the prediction and the runs.")


def draw(form: forms.Form) -> None:
    """Draw both ways: first the one that the link was for."""
    opens = seat.to_open()
    with st.grid(2, min_column_width=320):
        if opens:
            _new(form, first=True)
        _join(first=not opens)
        if not opens:
            _new(form, first=False)


def _join(*, first: bool) -> None:
    with st.container(border=True, key="board-join"):
        st.subheader(_(JOIN), anchor=False)
        with st.form("board-enter", border=False):
            st.text_input(_(CODE_LABEL), key=CODE, placeholder=CODE_SHAPE, max_chars=20, autocomplete="off")
            st.form_submit_button(_(ENTER), type="primary" if first else "secondary", on_click=_enter)


def _new(form: forms.Form, *, first: bool) -> None:
    nothing = form.experiment is None
    with st.container(border=True, key="board-open"):
        st.subheader(_(OPEN_ONE), anchor=False)
        st.markdown(_(OPENING))
        if form.experiment is None:
            st.error(plain(form.problem), icon=":material/block:")
        else:
            question.draw(form.experiment)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                _(OPEN),
                key="board-new",
                type="primary" if first else "secondary",
                disabled=nothing,
                on_click=_open,
            )
            frame.link(COMPARE, _(CHANGE), COMPARE.carries(form))
        st.caption(_(KEPT))


def _enter() -> None:
    seat.clear()
    seat.enter(str(session.widget(CODE) or ""))


def _open() -> None:
    experiment = forms.read().experiment
    if experiment is not None:
        seat.open_board(experiment)
