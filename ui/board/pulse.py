"""The page is drawn again when something has changed that can be seen on it, and only then.

A class polls: 60 phones every three seconds. What runs then draws nothing and compares a few numbers.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lab.boards.board import Room
from ui.board import seat
from ui.site import frame, visitor

TEACHER, STUDENT, EAGER = 1.5, 3.0, 1.0
"""Seconds between two looks, about: of the teacher, of a student, and of one whose networks are being trained."""


Sight = Callable[[Room | None], object]
"""What of a room, None where it has ended, can be seen on a page: it differs where the page is to be drawn anew."""


def draw(key: str, sight: Sight, seen: object, seconds: float) -> None:
    """Look again and again, about every so many `seconds`, whether the board of this key looks as it was `seen`.

    That was before the page was drawn: what changed while it was is not missed.
    """

    @st.fragment(run_every=seconds * visitor.poll_seconds())
    @frame.guard()
    def beat() -> None:
        if sight(seat.hall().look(key)) != seen:
            st.rerun()

    with st.container(key="board-pulse"):
        beat()
