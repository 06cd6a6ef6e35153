"""The teacher's view of a board, for a projector: code, class and steps, then curves, verdict and predictions."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from lab import wording
from lab.boards.board import Room, Step, Student
from lab.boards.growth import Growth
from ui.board import outcome, picture, pulse, seat, steps, ticket
from ui.board.seat import Place
from ui.board.steps import Stage
from ui.markdown import plain
from ui.site import announce, frame
from ui.site.menu import BOARD, COMPARE

STYLE = Path(__file__).with_name("board.css")

PAUSE, GO_ON = "Pause", "Go on"
HIDE, SHOW = "Hide names", "Show names"
BACK = "Back to Train"
MORE = "More"
YOURS = "The address of this page is yours as the teacher: with it you find your board again. Do not share it."
END = "End this board"
END_HELP = "Deletes the board, and all that is stored of its students. The trained networks stay, without names."
OUT = "To Compare"

QUESTION = "Which of these will have the higher test accuracy, and by how many points?"
JOINED = "{count} joined"
PREDICTED = "{count} of {all} have predicted"
NOBODY = "Nobody has joined yet. Students open the link, or type the code on the page Class board."
TRAINED = "{finished} of {all} have finished, {training} are training"
WAITING = "Press Train on your own screen. Each student's curves are drawn here while the networks learn."
NO_CURVES = "Nobody has trained."
SO_FAR = "The verdict comes when somebody has finished."
PAUSED = "Paused: students can look and do nothing else."


def draw(place: Place) -> None:
    """Draw the board."""
    room, seen = place.room, _sight(place.room)
    growth = seat.hall().growth(room)
    with st.container(key="board-desk"):
        _head(room)
        if said := seat.problem():
            st.warning(plain(said), icon=":material/block:")
        if room.board.paused:
            st.info(PAUSED, icon=":material/pause:")
        SCENES[room.board.step](place, growth)
    pulse.draw(place.key, _sight, seen, pulse.TEACHER)


def _sight(room: Room | None) -> object:
    if room is None:
        return None
    return room.version, None if room.board.step == "predict" else seat.hall().growth(room).mark


def _head(room: Room) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="board-head", gap="small"):
        frame.title(BOARD)
        steps.draw(room.board)
        ways = st.container(
            horizontal=True, vertical_alignment="center", key="board-ways", gap="xsmall", width="content"
        )
        with ways:
            _switch(HIDE, SHOW, room.board.names_hidden, "visibility_off", "visibility", seat.hall().hide)
            _switch(PAUSE, GO_ON, room.board.paused, "pause", "play_arrow", seat.hall().pause)
            with st.popover(MORE, key="board-more", icon=":material/more_horiz:"):
                st.markdown(YOURS)
                frame.link(COMPARE, OUT)
                st.button(END, key="board-end", icon=":material/delete:", help=END_HELP, on_click=_end)
            _next(steps.STAGES[room.board.step])


def _next(stage: Stage) -> None:
    """Draw the one button that leads the class on, or from the end back to those who have not trained."""
    if stage.leads:
        on = ":material/arrow_forward:"
        st.button(stage.leads, key="board-next", type="primary", icon=on, on_click=_lead, args=(stage.to,))
    else:
        st.button(BACK, key="board-next", icon=":material/arrow_back:", on_click=_lead, args=("train",))


def _switch(
    turn_on: str, turn_off: str, on: bool, icon_on: str, icon_off: str, act: Callable[[str, bool], None]
) -> None:
    st.button(
        turn_off if on else turn_on,
        key=f"board-{icon_on}",
        icon=f":material/{icon_off if on else icon_on}:",
        on_click=seat.do,
        args=(lambda key: act(key, not on),),
    )


def _lead(step: Step) -> None:
    seat.do(lambda key: seat.hall().lead(key, step))


def _end() -> None:
    seat.do(seat.hall().end)
    seat.leave()


def _predicting(place: Place, _: Growth) -> None:
    room = place.room
    with st.container(key="board-predict"):
        with st.container(key="board-entry"):
            ticket.draw(place, large=True)
        with st.container(key="board-class"):
            st.header(QUESTION, anchor=False)
            names = wording.arm_names(room.board.experiment.arms)
            lines = (f'<p class="board-line">{outcome.arm_name(arm, name)}</p>' for arm, name in enumerate(names))
            st.html("".join(lines))
            _joined(room)
            announce.state("idle", JOINED.format(count=len(room.students)))


def _joined(room: Room) -> None:
    """Who has joined: names where they may be seen, and how many have predicted."""
    if not room.students:
        st.markdown(NOBODY)
        return
    said = sum(student.winner is not None for student in room.students)
    count = len(room.students)
    st.markdown(f"**{JOINED.format(count=count)}** · {PREDICTED.format(count=said, all=count)}")
    _names(room.students, hidden=room.board.names_hidden, done=lambda student: student.winner is not None)


def _names(students: tuple[Student, ...], *, hidden: bool, done: Callable[[Student], bool]) -> None:
    items = (_chip(student, hidden=hidden, done=done(student)) for student in students)
    st.html(f'<ul class="board-names" tabindex="0" aria-label="Students">{"".join(items)}</ul>')


def _chip(student: Student, *, hidden: bool, done: bool) -> str:
    name = "" if hidden else escape(student.nickname)
    check = ' <span class="board-done" role="img" aria-label="done">✓</span>' if done else ""
    return f"<li>{outcome.arm_name(student.arm, str(student.number))} {name}{check}</li>"


def _training(place: Place, growth: Growth) -> None:
    room = place.room
    with st.container(key="board-live"):
        with st.container(key="board-main"):
            _curves(room, growth, WAITING)
        with st.container(key="board-side"):
            ticket.draw(place, large=False)
            finished = len(growth.results)
            said = TRAINED.format(finished=finished, all=len(room.students), training=len(growth.records) - finished)
            st.markdown(f"**{said}**")
            outcome.table(room, None)
            _names(room.students, hidden=room.board.names_hidden, done=lambda student: student.number in growth.results)
            announce.state("idle", said)


def _discussing(place: Place, growth: Growth) -> None:
    room = place.room
    found = outcome.found(room, growth)
    with st.container(key="word"):
        st.header(plain(found.headline if found else SO_FAR), anchor=False)
        if found:
            st.caption(plain(" ".join(filter(None, [found.named, found.detail]))))
    with st.container(key="board-live"):
        with st.container(key="board-main"):
            _curves(room, growth, NO_CURVES)
        with st.container(key="board-side"):
            st.markdown(f"**{outcome.seeds(growth)}**")
            outcome.table(room, found)
            ticket.draw(place, large=False)
    announce.state("finished", found.headline if found else SO_FAR)


def _curves(room: Room, growth: Growth, otherwise: str) -> None:
    if any(run for runs in growth.records.values() for run in runs):
        picture.draw(room, growth, large=True)
    else:
        st.markdown(otherwise)


SCENES: dict[Step, Callable[[Place, Growth], None]] = {
    "predict": _predicting,
    "train": _training,
    "discuss": _discussing,
}
"""What is drawn at each step."""
