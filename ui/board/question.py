"""What a class predicts and trains: the pairs, each in its colour, and the settings that are the same for all."""

from __future__ import annotations

import streamlit as st

from core.experiment import Experiment
from lab import wording
from lab.languages.words import N_, _
from ui.board.outcome import arm_name
from ui.form import settings

EACH = N_("{settings}. Each student trains one seed.")
WHICH = {
    True: N_("Which of the two will have the higher test accuracy, and by how many points?"),
    False: N_("Which of these will have the highest test accuracy, and by how many points more than the next?"),
}
"""What is asked, by whether there are two."""


def asked(experiment: Experiment) -> str:
    """The question."""
    return _(WHICH[len(experiment.arms) == 2])


def draw(experiment: Experiment) -> None:
    """Draw the pairs, a line each, and the settings below them."""
    names = wording.arm_names(experiment.arms)
    st.html("".join(f'<p class="board-line">{arm_name(arm, name)}</p>' for arm, name in enumerate(names)))
    st.caption(_(EACH).format(settings=settings.summary(experiment, but=("seeds", "first_seed"))))
