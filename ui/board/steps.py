"""The steps of a class, as the teacher and the students see them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lab.boards.board import Board, Step
from lab.languages.words import N_, _


@dataclass(frozen=True, slots=True)
class Stage:
    """A step: its name, and what leads on from it, '' at the end, and to which step."""

    name: str
    leads: str = ""
    to: Step = "discuss"


STAGES: dict[Step, Stage] = {
    "predict": Stage(N_("Predict"), N_("Next step: Train"), "train"),
    "train": Stage(N_("Train"), N_("Next step: Discuss"), "discuss"),
    "discuss": Stage(N_("Discuss")),
}
"""In their order."""

LABEL = N_("Steps")
LIST = '<ol class="board-steps" aria-label="{label}">{items}</ol>'
ITEM = '<li{now}><span aria-hidden="true">{number}</span> {name}</li>'
NOW = ' aria-current="step"'


def draw(board: Board) -> None:
    """Draw all steps, the one that the class is at standing out."""
    items = (
        ITEM.format(now=NOW if step == board.step else "", number=number, name=_(stage.name))
        for number, (step, stage) in enumerate(STAGES.items(), start=1)
    )
    st.html(LIST.format(label=_(LABEL), items="".join(items)))
