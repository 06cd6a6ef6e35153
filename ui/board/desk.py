"""The teacher's view of a board, for a projector: code, class and steps, then curves, verdict and predictions."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from lab.boards.board import Room, Step, Student
from lab.boards.growth import Growth
from ui.board import outcome, picture, pulse, question, seat, steps, ticket
from ui.board.seat import Place
from ui.board.steps import Stage
from ui.markdown import plain
from ui.site import announce, frame, replay
from ui.site.menu import BOARD, COMPARE

STYLE = Path(__file__).with_name("board.css")

PAUSE, GO_ON = "Pause", "Go on"
HIDE, SHOW = "Hide names", "Show names"
BACK = "Back to Train"
MORE = "More"
YOURS = (
    "The address of this page is yours as the teacher: with it you find your board again. Do not share it, and show "
    "the board in full screen (F11), where the address is not seen."
)
SURE = "Delete this board for the whole class"
SURE_HELP = "With it goes all that is stored of its students. The trained networks stay, without names."
END = "End this board"
OUT = "To Compare"
MOST_BESIDE = 3  # arms whose predictions have room beside the curves, above the names

JOINED = "{count} joined, {said} of them have predicted"
NOBODY = "Nobody has joined yet. Students open the link, or type the code on the page Class board."
TRAINED = "{finished} of {all} have finished, {training} are training"
WAITING = "Press Train on your own screen. Each student's curves are drawn here while the networks learn."
NO_CURVES = "Nobody has trained."
SO_FAR = "No verdict: nobody has finished yet."
STUDENTS, DONE = "Students", "done"
NAMES = '<ul class="board-names" tabindex="0" aria-label="{label}">{items}</ul>'
CHIP = "<li>{number} {name}{check}</li>"
CHECK = ' <span class="board-done" role="img" aria-label="{label}">✓</span>'
PAUSED = "Paused: students can look and do nothing else."


def draw(place: Place) -> None:
    """Draw the board."""
    room, seen = place.room, _sight(place.room)
    growth = seat.hall().growth(room)
    with replay.linked(), st.container(key="board-desk"):
        _head(place)
        if said := seat.problem():
            st.warning(plain(said), icon=":material/block:")
        SCENES[room.board.step](place, growth)
    pulse.draw(place.key, _sight, seen, pulse.TEACHER)


def _sight(room: Room | None) -> object:
    if room is None:
        return None
    return room.version, None if room.board.step == "predict" else seat.hall().growth(room).mark


def _head(place: Place) -> None:
    room = place.room
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
                _more(place)
            _next(steps.STAGES[room.board.step])


def _more(place: Place) -> None:
    ticket.draw_link(place)
    st.markdown(YOURS)
    frame.link(COMPARE, OUT)
    sure = st.checkbox(SURE, key="board-sure", help=SURE_HELP)
    st.button(END, key="board-end", icon=":material/delete:", disabled=not sure, on_click=_end)


def _next(stage: Stage) -> None:
    """Draw the one button that leads the class on, or from the end back to those who have not trained.

    Each is a button of its own: the second press of two on one is no press on the next.
    """
    if stage.leads:
        on = ":material/arrow_forward:"
        st.button(stage.leads, key=f"board-to-{stage.to}", type="primary", icon=on, on_click=_lead, args=(stage.to,))
    else:
        st.button(BACK, key="board-back", icon=":material/arrow_back:", on_click=_lead, args=("train",))


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
    seat.leave(seat.ENDED)


def _predicting(place: Place, _: Growth) -> None:
    room = place.room
    with st.container(key="board-predict"):
        with st.container(key="board-entry"):
            ticket.draw(place, large=True)
        with st.container(key="board-class"):
            st.header(question.asked(room.board.experiment), anchor=False)
            question.draw(room.board.experiment)
            _paused(room)
            _joined(room)


def _paused(room: Room) -> None:
    if room.board.paused:
        st.info(PAUSED, icon=":material/pause:")


def _joined(room: Room) -> None:
    """Who has joined: names where they may be seen, and how many have predicted."""
    if not room.students:
        st.markdown(NOBODY)
        return
    said, count = sum(student.winner is not None for student in room.students), len(room.students)
    with st.container(key="board-count"):
        st.markdown(f"**{JOINED.format(count=count, said=said)}**")
    _names(room.students, hidden=room.board.names_hidden, done=lambda student: student.winner is not None)
    announce.state("idle", JOINED.format(count=count, said=said))


def _names(students: tuple[Student, ...], *, hidden: bool, done: Callable[[Student], bool]) -> None:
    items = (_chip(student, hidden=hidden, done=done(student)) for student in students)
    st.html(NAMES.format(label=STUDENTS, items="".join(items)))


def _chip(student: Student, *, hidden: bool, done: bool) -> str:
    name = "" if hidden else escape(student.nickname)
    number = outcome.arm_name(student.arm, str(student.number))
    return CHIP.format(number=number, name=name, check=CHECK.format(label=DONE) if done else "")


def _training(place: Place, growth: Growth) -> None:
    room = place.room
    with st.container(key="board-live"):
        with st.container(key="board-main"):
            _curves(room, growth, WAITING)
        with st.container(key="board-side"):
            ticket.draw(place, large=False)
            _paused(room)
            finished = len(growth.results)
            said = TRAINED.format(finished=finished, all=len(room.students), training=len(growth.records) - finished)
            st.markdown(f"**{said}**")
            if len(room.board.experiment.arms) <= MOST_BESIDE:
                outcome.table(room, None)
            _names(room.students, hidden=room.board.names_hidden, done=lambda student: student.number in growth.results)
            announce.state("idle", said)


def _discussing(place: Place, growth: Growth) -> None:
    room = place.room
    found = outcome.found(room, growth)
    with st.container(key="word"):
        st.header(plain(found.headline if found else SO_FAR), anchor=False)
        if found:
            st.markdown(plain(found.foreseen))
            st.caption(plain(found.detail))
    with st.container(key="board-live"):
        with st.container(key="board-main"):
            _curves(room, growth, NO_CURVES)
        with st.container(key="board-side"):
            _paused(room)
            st.markdown(f"**{outcome.seeds(growth)}**")
            outcome.table(room, found)
    announce.state("finished", found.headline if found else SO_FAR)


def _curves(room: Room, growth: Growth, otherwise: str) -> None:
    if any(run for runs in growth.records.values() for run in runs):
        picture.draw(room, growth, large=True)
    else:
        with st.container(key="board-waiting"):
            st.markdown(otherwise)


SCENES: dict[Step, Callable[[Place, Growth], None]] = {
    "predict": _predicting,
    "train": _training,
    "discuss": _discussing,
}
"""What is drawn at each step."""
