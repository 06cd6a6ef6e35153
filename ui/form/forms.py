"""The experiment in the form, which Compare and the learning-rate page share: filled, read, checked."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from core.limits import InvalidSetting
from lab.languages import words
from ui import session
from ui.form import arms, fields, learning_rates, settings


@dataclass(frozen=True, slots=True)
class Form:
    """What the form says: an experiment, or one sentence about why it cannot be trained."""

    experiment: Experiment | None
    problem: str = ""


def fill(experiment: Experiment) -> None:
    """Put an experiment of at most six arms into the form. To be called before the form is drawn."""
    arms.fill(experiment.arms)
    settings.fill(experiment)
    mine = session.current().form
    mine.own = False
    comparing = session.current().comparing
    comparing.current = comparing.behind = None  # another experiment, not a change of the one before
    mine.kept.update({key: st.session_state[key] for key in (*arms.keys(), *settings.keys())})


def read() -> Form:
    """Read the form from the session, whether it is drawn or not; the default experiment where there is none yet."""
    if arms.COUNT not in st.session_state:
        fill(Experiment())
    try:
        return Form(Experiment(arms=arms.read(), **settings.values()))
    except InvalidSetting as wrong:
        return Form(None, wrong.sentence)


def holds(experiment: Experiment) -> bool:
    """Whether there is a form already, and it says just this experiment."""
    return arms.COUNT in st.session_state and read().experiment == experiment


def turn_to(page: str) -> None:
    """A page begins to be drawn. To be called before anything of it is."""
    mine = session.current().form
    if mine.settled != page:
        mine.settled = None
    mine.page = page
    if arms.COUNT in st.session_state:
        if mine.language != words.language():
            fields.renew((*arms.names(), *settings.names()))
        _restore()
    mine.language = words.language()


def settled() -> None:
    """The page has been drawn to its end: from now on the browser knows what its fields hold."""
    mine = session.current().form
    mine.settled = mine.page


def hold() -> None:
    """Keep what the fields hold. To be called before they are drawn disabled.

    What is typed comes with the press of Train where the two are a moment apart. Streamlit then forgets the value of a
    field that the press disables, unless it is set again.
    """
    for key in _keys():
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _keys() -> tuple[str, ...]:
    return (*arms.keys(), *settings.keys(), *learning_rates.keys())


def _restore() -> None:
    """Hold on to what the fields had where the browser tells them as empty, or where they are drawn anew.

    A change of page may overtake a page that is still being drawn. Streamlit then gives fields of the same key on the
    next page no value, unless it is set again.
    """
    mine = session.current().form
    kept, anew = mine.kept, mine.settled is None
    for key in _keys():
        value = st.session_state.get(key)
        if value is not None:
            kept[key] = value
        if (value is None or anew) and key in kept:
            st.session_state[key] = kept[key]
