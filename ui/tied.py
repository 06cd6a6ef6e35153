"""Widgets that show a value which is kept elsewhere, and that change it when the visitor moves them.

The browser sends all its values with every click. A click that it makes before it has heard of a value that the script
gave a widget still carries the old one, and Streamlit takes that for the visitor's wish. So a tied widget has another
key for every value that it did not choose itself, and what the browser still says of an earlier one is not heard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

KEY = "tied"


@dataclass(slots=True)
class Turn:
    """Which widget of a name is the present one, from 1, and the value that it shows."""

    number: int = 0
    shown: Any = None

    def widget(self, name: str) -> str:
        """The key of the present widget."""
        return f"{name} {self.number}"


def to(name: str, value: Any, take: Callable[[Any], None]) -> dict[str, Any]:
    """The `key` and `on_change` for a widget that shows `value`, which is not None; `take` is told of another."""
    turn = _turn(name)
    if turn.shown != value:
        turn.number, turn.shown = turn.number + 1, value
    number, widget = turn.number, turn.widget(name)
    if st.session_state.get(widget) != value:
        st.session_state[widget] = value

    def changed() -> None:
        given = st.session_state.get(widget)
        if turn.number == number and given is not None:
            turn.shown = given
            take(given)

    return {"key": widget, "on_change": changed}


def _turn(name: str) -> Turn:
    turn: Turn = st.session_state.setdefault(KEY, {}).setdefault(name, Turn())
    return turn
