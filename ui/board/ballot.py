"""A student's prediction: which arm will be ahead, and by how many points."""

from __future__ import annotations

import streamlit as st

from lab import wording
from lab.boards.board import Room, Student
from lab.boards.rules import POINTS
from lab.languages.words import N_, _
from lab.saying import together
from ui import session
from ui.board import seat
from ui.markdown import plain

WINNER, BY = "board.winner", "board.points"

WHICH = {
    True: N_("Which of the two will have the higher test accuracy?"),
    False: N_("Which of these will have the highest test accuracy?"),
}
"""What is asked, by whether there are two."""
BY_HOW_MUCH = {True: N_("By how many points?"), False: N_("By how many points more than the next?")}
POINTS_HELP = N_("Percentage points of test accuracy: 95.0 % against 94.5 % is 0.5 points.")
PREDICT, CHANGE = N_("Predict"), N_("Change my prediction")
UNCHOSEN = N_("Choose a pair, and say by how many points it will be ahead.")
SAID = N_("You said: {name}, by {points:.1f} points.")
UNTIL = N_("You may change it until training begins.")
UNSAID = N_("You have not predicted.")
WAIT_TO_TRAIN = N_("Now wait: training begins when your teacher says so.")


def draw(room: Room, student: Student) -> None:
    """Draw the form, and what was said already."""
    names, paused = wording.arm_names(room.board.experiment.arms), room.board.paused
    two = len(names) == 2
    with st.form("board-predicting", border=False):
        st.radio(
            _(WHICH[two]),
            range(len(names)),
            format_func=names.__getitem__,
            key=WINNER,
            index=student.winner,
            disabled=paused,
        )
        st.number_input(
            _(BY_HOW_MUCH[two]),
            min_value=float(POINTS.low),
            max_value=float(POINTS.high),
            value=student.points,
            step=0.1,
            format="%.1f",
            key=BY,
            help=_(POINTS_HELP),
            placeholder="0.5",
            disabled=paused,
        )
        again = student.winner is not None
        st.form_submit_button(
            _(CHANGE if again else PREDICT),
            type="secondary" if again else "primary",
            on_click=_predict,
            disabled=paused,
            width="stretch",
        )
    if again:
        said(room, student)
        st.markdown(together([_(UNTIL), _(WAIT_TO_TRAIN)]))


def said(room: Room, student: Student) -> None:
    """Draw what the student has said, or that it is nothing."""
    if student.winner is None or student.points is None:
        st.markdown(_(UNSAID))
        return
    name = wording.arm_names(room.board.experiment.arms)[student.winner]
    st.markdown(f"**{plain(_(SAID).format(name=name, points=student.points))}**")


def _predict() -> None:
    winner, points, mine = session.widget(WINNER), session.widget(BY), session.current().seat
    if winner is None or points is None:
        mine.problem = UNCHOSEN
        return
    seat.do(lambda key: seat.hall().predict(key, mine.me, winner, points))
