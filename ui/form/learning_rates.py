"""The learning rates of a sweep: half decades from one end to the other, kept in the session and in the address."""

from __future__ import annotations

import streamlit as st

from core.limits import InvalidSetting, choice
from core.notation import number_text
from lab.gallery.rows import GRID
from lab.languages.words import N_, _, said
from ui.form import folds

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
DEFAULT = {"from": GRID[0], "to": GRID[-1]}
NAMES = tuple(DEFAULT)
LABELS = {"from": N_("Learning rates from"), "to": N_("to")}
LINE = N_("{count} learning rates from {low} to {high}")
IN_LINK = N_("{name} in this link")
QUOTED = 40  # characters of what an address says that are repeated

_TEXTS = {number_text(rate): rate for rate in RATES}


def keys() -> list[str]:
    """Where the session keeps the ends."""
    return [_key(name) for name in NAMES]


def rates() -> tuple[float, ...]:
    """The rates of the grid, ascending."""
    low, high = _ends()
    return tuple(rate for rate in RATES if low <= rate <= high)


def fill(given: dict[str, str]) -> str:
    """Take the ends that an address gives, by name, or the default ones; one sentence where one cannot be used."""
    problem = ""
    for name, default in DEFAULT.items():
        try:
            text = given.get(name, number_text(default))[:QUOTED]
            st.session_state[_key(name)] = _TEXTS[choice(said(IN_LINK, name=repr(name)), text, _TEXTS)]
        except InvalidSetting as wrong:
            problem = wrong.sentence
            st.session_state[_key(name)] = default
    return problem


def pairs() -> list[tuple[str, str]]:
    """The ends for the address, where they are not the default ones."""
    ends = _ends()
    return [] if ends == tuple(DEFAULT.values()) else list(zip(NAMES, map(number_text, ends), strict=True))


def draw(*, disabled: bool) -> None:
    """Draw the grid as a line that opens a field for either end."""
    low, high = map(number_text, _ends())
    line = _(LINE).format(count=len(rates()), low=low, high=high)
    folds.draw(line, folds.GRID, _fields, type="tertiary", disabled=disabled)


def _fields() -> None:
    for name, label in LABELS.items():
        st.selectbox(_(label), RATES, format_func=number_text, key=_key(name), persist_state="session")


def _ends() -> tuple[float, float]:
    low, high = (st.session_state.setdefault(_key(name), default) for name, default in DEFAULT.items())
    return min(low, high), max(low, high)


def _key(name: str) -> str:
    return f"grid.{name}"
