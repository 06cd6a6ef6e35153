"""The experiment in the form, which Compare and the learning-rate page share: filled, read, checked."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from core.limits import InvalidSetting
from ui import arms, settings

CHOSEN_OWN = "own"


@dataclass(frozen=True, slots=True)
class Form:
    """What the form says: an experiment, or one sentence about why it cannot be trained."""

    experiment: Experiment | None
    problem: str = ""


def fill(experiment: Experiment) -> None:
    """Put an experiment of at most six arms into the form. To be called before the form is drawn."""
    arms.fill(experiment.arms)
    settings.fill(experiment)
    st.session_state[CHOSEN_OWN] = False


def read() -> Form:
    """Read the form from the session, whether it is drawn or not; the default experiment where there is none yet."""
    if arms.COUNT not in st.session_state:
        fill(Experiment())
    try:
        return Form(Experiment(arms=arms.read(), **settings.values()))
    except InvalidSetting as wrong:
        return Form(None, str(wrong))
