"""The learning rates of a sweep: half decades from one end to the other, chosen on a slider and kept in the address."""

from __future__ import annotations

import streamlit as st

from core.experiment import number_text
from core.limits import InvalidSetting, choice

RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
DEFAULT = (0.01, 30.0)
KEY = "grid"
NAMES = ("from", "to")

_TEXTS = {number_text(rate): rate for rate in RATES}


def rates() -> tuple[float, ...]:
    """The rates of the grid, ascending."""
    low, high = st.session_state.setdefault(KEY, DEFAULT)
    return tuple(rate for rate in RATES if low <= rate <= high)


def fill(given: dict[str, str]) -> str:
    """Take the ends that an address gives, by name, or the default ones; one sentence where one cannot be used."""
    problem = ""
    ends = []
    for name, default in zip(NAMES, DEFAULT, strict=True):
        try:
            ends.append(_TEXTS[choice(f"{name} of the grid", given.get(name, number_text(default))[:40], _TEXTS)])
        except InvalidSetting as wrong:
            problem = str(wrong)
            ends.append(default)
    st.session_state[KEY] = (min(ends), max(ends))
    return problem


def pairs() -> list[tuple[str, str]]:
    """The ends for the address, where they are not the default ones."""
    ends = st.session_state.get(KEY, DEFAULT)
    return [] if tuple(ends) == DEFAULT else list(zip(NAMES, map(number_text, ends), strict=True))


def draw(*, disabled: bool) -> None:
    """Draw the slider."""
    rates()
    st.select_slider(
        "Learning rates, from and to",
        RATES,
        format_func=number_text,
        key=KEY,
        disabled=disabled,
        persist_state="session",
    )
