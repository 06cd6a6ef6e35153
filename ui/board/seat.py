"""Who the visitor is at a class board: its teacher, one of its students, or somebody with its code.

That is in the address of the page, so that it is found again after a reload, and after a restart of the server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab.boards import codes
from lab.boards.board import Room, Student
from lab.boards.hall import Hall
from lab.boards.refusal import Refusal
from lab.languages.words import N_, _
from lab.saying import sentence
from ui import language, session
from ui.form import address
from ui.site import client, service
from ui.site.menu import NEW_BOARD

CODE, HOST, ME = "code", "host", "me"
NEW = NEW_BOARD[0]  # leads to the door, whatever board the visitor is at

OWN = address.Own((CODE, HOST, ME, NEW), lambda _form: "", list)
"""What an address may hold beside an experiment on this page. At the door none of it is kept."""

AT = N_("Board {code}")
ENDED = N_("This board has ended. What was trained on it is still found by its settings on Compare.")


@dataclass(frozen=True, slots=True)
class Place:
    """A visitor at a board: what is on it, its code, whether they are the teacher, and which student they are."""

    room: Room
    code: str
    host: bool = False
    student: Student | None = None

    @property
    def key(self) -> str:
        """The board's key."""
        return self.room.board.key


def to_open() -> bool:
    """Whether the address leads to a new board."""
    return NEW in dict(address.query())


def hall() -> Hall:
    """All class boards of this server."""
    return service.running().hall


def take() -> Place | None:
    """The visitor's place, as the address says or as it was before; None where they are at no board."""
    mine, given = session.current().seat, dict(address.query())
    if to_open():
        return None
    told = (given.get(CODE, ""), given.get(HOST, ""), given.get(ME, ""))
    if told[0] and told != mine.told:
        mine.told = told
        enter(*told)
    return _place()


def enter(code: str, host: str = "", me: str = "") -> None:
    """Go to the board with this code, as whoever the secrets say."""
    mine = session.current().seat
    try:
        key = hall().enter(code, client.address(), host or me)
    except Refusal as refusal:
        mine.key, mine.problem = "", refusal.sentence
        return
    if key != mine.key:
        mine.host = mine.me = ""
    mine.key, mine.code, mine.problem = key, codes.read(code) or code, ""
    mine.host, mine.me = (host, mine.me) if host else ("" if me else mine.host, me or mine.me)


def open_board(experiment: Experiment) -> None:
    """Open a board as its teacher."""
    mine = session.current().seat
    try:
        opened = hall().open(experiment, client.address())
    except Refusal as refusal:
        mine.problem = refusal.sentence
        return
    clear()
    enter(opened.code, opened.host)


def join(nickname: str, arm: int | None) -> None:
    """Become a student of the board."""
    mine = session.current().seat

    def act(key: str) -> None:
        room = hall().look(key)
        if room is None or hall().student(room, mine.me) is None:  # the second press of two joins nobody
            mine.me = hall().join(key, nickname, arm)

    do(act)


def do(action: Callable[[str], None]) -> None:
    """Do something at the visitor's board, by its key; what is refused is said on the page."""
    mine = session.current().seat
    mine.problem = ""
    try:
        action(mine.key)
    except Refusal as refusal:
        mine.problem = refusal.sentence


def lead(action: Callable[[str, str], None]) -> None:
    """Do something that is the teacher's alone, by the board's key and the teacher's secret."""
    host = session.current().seat.host
    do(lambda key: action(key, host))


def leave(why: str = "") -> None:
    """Go back to the door, where it is said why."""
    session.current().seat = session.Seat(problem=why)
    clear()


def clear() -> None:
    """Leave nothing in the address bar but the language."""
    st.query_params.from_dict(language.in_address())


def problem() -> str:
    """Why the last thing could not be done, in the visitor's language, '' where it could. It is given once."""
    mine = session.current().seat
    why, mine.problem = mine.problem, ""
    return sentence(_(why)) if why else ""


def write(place: Place) -> None:
    """Put the visitor's own link into the address bar."""
    mine = session.current().seat
    secret = {HOST: mine.host} if place.host else {ME: mine.me} if place.student else {}
    wanted = {CODE: place.code, **secret}
    mine.told = (place.code, secret.get(HOST, ""), secret.get(ME, ""))
    if dict(address.query()) != wanted:
        st.query_params.from_dict(wanted | language.in_address())


def _place() -> Place | None:
    mine = session.current().seat
    if not mine.key:
        return None
    room = hall().look(mine.key)
    if room is None:
        session.current().seat = session.Seat(told=mine.told, problem=ENDED)
        return None
    if mine.host and hall().is_host(room, mine.host):
        return Place(room, mine.code, host=True)
    return Place(room, mine.code, student=hall().student(room, mine.me))
