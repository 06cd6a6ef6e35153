"""A student's view of a board, for a phone: join, predict, wait for the teacher, train, see what the class found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from lab import wording
from lab.boards.board import Room, Step, Student
from lab.boards.growth import Growth
from lab.boards.rules import LONGEST_NAME
from lab.languages.words import N_, _
from lab.saying import together
from ui import language, session
from ui.board import ballot, outcome, picture, pulse, question, seat, steps
from ui.board.seat import Place
from ui.markdown import plain
from ui.site import announce, replay

NAME, ARM = "board.name", "board.arm"

NICKNAME, NO_NAME = N_("Nickname"), N_("none")
NICKNAME_HELP = N_("Shown to the class, unless your teacher hides the names. You need none.")
STAND_FOR, DEAL = N_("The pair that you stand for"), N_("Deal me one")
JOIN = N_("Join")
JOINING: dict[Step, str] = {
    "predict": N_(
        "Join this board: you predict which pair will be ahead, then train all of them with a seed of your own."
    ),
    "train": N_("The class has predicted already. Join it now, and you train all pairs with a seed of your own."),
}

YOU, YOU_NAMED = N_("You are number {number}"), N_("You are {name}, number {number}")
WITH_SEED = N_("You stand for this pair, and train all of them with seed {seed}.")
TRAIN = N_("Train")
TRAINING = N_("You train all pairs with your seed: the same images in the same order for each.")
QUEUED = N_("Your networks wait for their turn")
AT = N_("Epoch {epoch} of {epochs}")
DONE = N_("Your networks have learned.")
DONE_WITH_YOURS = N_("**Your networks have learned.** With your seed, on all 10,000 test images:")
MINE = N_("{name}: {accuracy:.2f} %")
WAIT_TO_DISCUSS = N_("Now wait for the others: the class's result comes when your teacher says so.")
OVER = N_("The class had finished before you trained.")
NOTHING = N_("Nobody in the class has finished.")
PAUSED = N_("Your teacher has paused the board. Please wait.")
LEAVE = N_("Leave this board")
STEPS_OF_LEARNING = 8  # times that a student's page follows its own networks, which 60 pages do at once
STEPS_OF_FINISHING = 8  # times that it follows a class that is still finishing


def draw(place: Place) -> None:
    """Draw the board for a student, or for somebody who may become one."""
    room, student = place.room, place.student
    sight = partial(_sight, number=student.number if student else 0)
    seen = sight(room)
    steps.draw(room.board)
    if said := seat.problem():
        st.warning(plain(said), icon=":material/block:")
    if room.board.paused:
        st.info(_(PAUSED), icon=":material/pause:")
    with replay.linked():
        if student is not None:
            SCENES[room.board.step](room, student)
        elif room.board.step == "discuss":
            _found(room)
        else:
            _join(room)
    st.button(_(LEAVE), key="board-leave", type="tertiary", on_click=seat.leave)
    pulse.draw(place.key, sight, seen, pulse.EAGER if student and _learns(room, student) else pulse.STUDENT)


def _sight(room: Room | None, number: int) -> object:
    if room is None:
        return None
    student = next((student for student in room.students if student.number == number), None)
    return room.board.step, room.board.paused, student, SIGHTS[room.board.step](room, student)


def _learns(room: Room, student: Student) -> bool:
    """Whether the student's networks are being trained, or wait for it."""
    return student.trains and student.number not in seat.hall().growth(room).results


def _join(room: Room) -> None:
    names = wording.arm_names(room.board.experiment.arms)
    question.draw(room.board.experiment)
    with st.form("board-joining", border=False):
        st.markdown(_(JOINING[room.board.step]))
        st.text_input(
            _(NICKNAME),
            key=NAME,
            max_chars=LONGEST_NAME,
            placeholder=_(NO_NAME),
            help=_(NICKNAME_HELP),
            autocomplete="off",
        )
        picked = language.keyed(ARM)
        st.selectbox(_(STAND_FOR), [_(DEAL), *names], key=picked)
        st.form_submit_button(_(JOIN), type="primary", on_click=_joined, args=(picked, names), width="stretch")


def _joined(picked: str, names: tuple[str, ...]) -> None:
    chosen = session.widget(picked)
    seat.join(str(session.widget(NAME) or ""), names.index(chosen) if chosen in names else None)


def _card(room: Room, student: Student) -> None:
    names = wording.arm_names(room.board.experiment.arms)
    you = _(YOU_NAMED if student.nickname else YOU).format(name=student.nickname, number=student.number)
    seed = _(WITH_SEED).format(seed=room.board.of(student.number).first_seed)
    st.html(
        f'<div class="board-card"><p class="board-you">{escape(you)}</p>'
        f'<p class="board-mine">{outcome.arm_name(student.arm, names[student.arm])}</p><p>{escape(seed)}</p></div>'
    )


def _predicting(room: Room, student: Student) -> None:
    _card(room, student)
    ballot.draw(room, student)


def _training(room: Room, student: Student) -> None:
    _card(room, student)
    ballot.said(room, student)
    if not student.trains:
        st.markdown(_(TRAINING))
        st.button(
            _(TRAIN),
            key="train",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_train,
            disabled=room.board.paused,
            width="stretch",
        )
        return
    growth = seat.hall().growth(room)
    _own(room, growth, student.number)
    if student.number in growth.results:
        st.markdown(_(WAIT_TO_DISCUSS))


def _train() -> None:
    mine = session.current().seat
    seat.do(lambda key: seat.hall().train(key, mine.me))


def _own(room: Room, growth: Growth, number: int) -> None:
    """The student's own progress, results and curves."""
    epochs, reached = room.board.experiment.epochs, growth.reached(number)
    if runs := growth.results.get(number):
        names = wording.arm_names(room.board.experiment.arms)
        st.markdown(_(DONE_WITH_YOURS))
        lines = (
            _(MINE).format(name=name, accuracy=100 * run.test_accuracy) for name, run in zip(names, runs, strict=True)
        )
        st.html("".join(f'<p class="board-line">{outcome.arm_name(arm, said)}</p>' for arm, said in enumerate(lines)))
        announce.state("finished", _(DONE))
    else:
        said = _(AT).format(epoch=reached, epochs=epochs) if reached else _(QUEUED)
        st.progress(min(1.0, reached / epochs), said)
    if growth.records.get(number):
        picture.draw_own(room, growth, number)


def _discussing(room: Room, student: Student) -> None:
    _found(room)
    _card(room, student)
    ballot.said(room, student)
    if not student.trains:
        st.caption(_(OVER))


def _found(room: Room) -> None:
    """What the class found, for everybody who has its code."""
    growth = seat.hall().growth(room)
    found = outcome.found(room, growth)
    if found is None:
        st.header(_(NOTHING), anchor=False)
    else:
        with st.container(key="word"):
            st.header(plain(found.headline), anchor=False)
            st.markdown(plain(found.foreseen))
            st.caption(together([outcome.seeds(growth), plain(found.detail)]))
        announce.state("finished", found.headline)
    if growth.records:
        picture.draw(room, growth, large=False)
    outcome.table(room, found)


SCENES: dict[Step, Callable[[Room, Student], None]] = {
    "predict": _predicting,
    "train": _training,
    "discuss": _discussing,
}
"""What is drawn at each step."""


def _own_sight(room: Room, student: Student | None) -> object:
    if student is None or not student.trains:
        return None
    seat.hall().keep_training(room, student.number)
    growth = seat.hall().growth(room)
    reached = STEPS_OF_LEARNING * growth.reached(student.number) // room.board.experiment.epochs
    return reached, student.number in growth.results, student.number in growth.lost


def _class_sight(room: Room, student: Student | None) -> object:
    """How many have finished, not each for itself: that would have every phone drawn anew whenever one has."""
    if student is not None and student.trains:
        seat.hall().keep_training(room, student.number)
    growth = seat.hall().growth(room)
    finished, all_of_them = len(growth.results), len(growth.records)
    return finished if finished == all_of_them else STEPS_OF_FINISHING * finished // all_of_them


SIGHTS: dict[Step, Callable[[Room, Student | None], object]] = {
    "predict": lambda _room, _student: None,
    "train": _own_sight,
    "discuss": _class_sight,
}
"""What a student sees change within each step."""
