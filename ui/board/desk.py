"""The teacher's view of a board, for a projector: code, class and steps, then curves, verdict and predictions."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from lab.boards.board import Room, Step, Student
from lab.boards.growth import Growth
from lab.languages.words import N_, _
from ui import session
from ui.board import outcome, picture, pulse, question, seat, steps, ticket
from ui.board.seat import Place
from ui.board.steps import Stage
from ui.markdown import plain
from ui.site import announce, frame, replay
from ui.site.menu import BOARD, COMPARE

STYLE = Path(__file__).with_name("board.css")

PAUSE, GO_ON = N_("Pause"), N_("Go on")
HIDE, SHOW = N_("Hide names"), N_("Show names")
BACK = N_("Back to Train")
MORE = N_("More")
YOURS = N_(
    "The address of this page is yours as the teacher: with it you find your board again. Do not share it, and show "
    "the board in full screen (F11), where the address is not seen."
)
SURE = N_("Delete this board for the whole class")
SURE_HELP = N_("With it goes all that is stored of its students. The trained networks stay, without names.")
END = N_("End this board")
OUT = N_("To Compare")
MOST_BESIDE = 3  # arms whose predictions have room beside the curves, above the names

JOINED = N_("{count} joined, {said} of them have predicted")
NOBODY = N_("Nobody has joined yet. Students open the link, or type the code on the page Class board.")
TRAINED = N_("{finished} of {all} have finished, {training} are training")
WAITING = N_("Press Train on your own screen. Each student's curves are drawn here while the networks learn.")
NO_CURVES = N_("Nobody has trained.")
SO_FAR = N_("No verdict: nobody has finished yet.")
STUDENTS, DONE = N_("Students"), N_("done")
NAMES = '<ul class="board-names" tabindex="0" aria-label="{label}">{items}</ul>'
CHIP = "<li>{number} {name}{check}</li>"
CHECK = ' <span class="board-done" role="img" aria-label="{label}">✓</span>'
PAUSED = N_("Paused: students can look and do nothing else.")


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
            with st.popover(_(MORE), key="board-more", icon=":material/more_horiz:"):
                _more(place)
            _next(steps.STAGES[room.board.step])


def _more(place: Place) -> None:
    ticket.draw_link(place)
    st.markdown(_(YOURS))
    frame.link(COMPARE, _(OUT))
    sure = st.checkbox(_(SURE), key="board-sure", help=_(SURE_HELP))
    st.button(_(END), key="board-end", icon=":material/delete:", disabled=not sure, on_click=_end)


def _next(stage: Stage) -> None:
    """Draw the one button that leads the class on, or from the end back to those who have not trained.

    Each is a button of its own: the second press of two on one is no press on the next.
    """
    if stage.leads:
        on = ":material/arrow_forward:"
        st.button(_(stage.leads), key=f"board-to-{stage.to}", type="primary", icon=on, on_click=_lead, args=(stage.to,))
    else:
        st.button(_(BACK), key="board-back", icon=":material/arrow_back:", on_click=_lead, args=("train",))


def _switch(
    turn_on: str, turn_off: str, on: bool, icon_on: str, icon_off: str, act: Callable[[str, str, bool], None]
) -> None:
    st.button(
        _(turn_off if on else turn_on),
        key=f"board-{icon_on}",
        icon=f":material/{icon_off if on else icon_on}:",
        on_click=seat.lead,
        args=(lambda key, host: act(key, host, not on),),
    )


def _lead(step: Step) -> None:
    seat.lead(lambda key, host: seat.hall().lead(key, host, step))


def _end() -> None:
    seat.lead(seat.hall().end)
    if not session.current().seat.problem:
        seat.leave(seat.ENDED)


def _predicting(place: Place, _growth: Growth) -> None:
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
        st.info(_(PAUSED), icon=":material/pause:")


def _joined(room: Room) -> None:
    """Who has joined: names where they may be seen, and how many have predicted."""
    if not room.students:
        st.markdown(_(NOBODY))
        return
    predicted = sum(student.winner is not None for student in room.students)
    said = _(JOINED).format(count=len(room.students), said=predicted)
    with st.container(key="board-count"):
        st.markdown(f"**{said}**")
    _names(room.students, hidden=room.board.names_hidden, done=lambda student: student.winner is not None)
    announce.state("idle", said)


def _names(students: tuple[Student, ...], *, hidden: bool, done: Callable[[Student], bool]) -> None:
    items = (_chip(student, hidden=hidden, done=done(student)) for student in students)
    st.html(NAMES.format(label=_(STUDENTS), items="".join(items)))


def _chip(student: Student, *, hidden: bool, done: bool) -> str:
    name = "" if hidden else escape(student.nickname)
    number = outcome.arm_name(student.arm, str(student.number))
    return CHIP.format(number=number, name=name, check=CHECK.format(label=_(DONE)) if done else "")


def _training(place: Place, growth: Growth) -> None:
    room = place.room
    with st.container(key="board-live"):
        with st.container(key="board-main"):
            _curves(room, growth, _(WAITING))
        with st.container(key="board-side"):
            ticket.draw(place, large=False)
            _paused(room)
            finished = len(growth.results)
            training = len(growth.records) - finished
            said = _(TRAINED).format(finished=finished, all=len(room.students), training=training)
            st.markdown(f"**{said}**")
            if len(room.board.experiment.arms) <= MOST_BESIDE:
                outcome.table(room, None)
            _names(room.students, hidden=room.board.names_hidden, done=lambda student: student.number in growth.results)
            announce.state("idle", said)


def _discussing(place: Place, growth: Growth) -> None:
    room = place.room
    found = outcome.found(room, growth)
    headline = found.headline if found else _(SO_FAR)
    with st.container(key="word"):
        st.header(plain(headline), anchor=False)
        if found:
            st.markdown(plain(found.foreseen))
            st.caption(plain(found.detail))
    with st.container(key="board-live"):
        with st.container(key="board-main"):
            _curves(room, growth, _(NO_CURVES))
        with st.container(key="board-side"):
            _paused(room)
            st.markdown(f"**{outcome.seeds(growth)}**")
            outcome.table(room, found)
    announce.state("finished", headline)


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
