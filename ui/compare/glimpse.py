"""Live sample predictions: a few validation images, and what each arm answers to them after every epoch."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from core.datasets import mnist
from core.digits.glimpse import NOTHING, looked_at
from core.experiment import Experiment
from lab import wording
from lab.languages.words import N_, _
from lab.serving.snapshot import Snapshot
from ui import sprite
from ui.cache import remembered
from ui.charts.palette import style

STYLE = f"<style>{Path(__file__).with_suffix('.css').read_text(encoding='utf-8')}</style>"
CAPTION = N_(
    "Ten validation images, always the same, and what each arm of seed {seed} answers by now; crossed out where wrong, "
    "– where an arm has diverged."
)
TABLE = (
    '<table class="glimpse" aria-label="{caption}" style="--ink: url(\'{ink}\')"><tr><td></td>{digits}</tr>'
    "{arms}</table>"
)
DIGIT = '<td><i role="img" aria-label="{digit}" style="--place: {place}"></i></td>'
ARM = '<tr><th scope="row" style="--light: {light}; --dark: {dark}">{sign} <span>{name}</span></th>{answers}</tr>'
RIGHT, WRONG = "<td>{digit}</td>", "<td><s>{digit}</s></td>"
NONE = '<td><span role="img" aria-label="{said}">–</span></td>'
NO_ANSWER = N_("no answer")


def draw(experiment: Experiment, snapshot: Snapshot) -> None:
    """Draw what the first seed of every arm answers, as soon as it has begun."""
    answered = [runs[0] for runs in snapshot.glimpses]
    if not any(answered):
        return
    labels, ink = _images()
    rows = (
        ARM.format(
            light=style(arm).text("light"),
            dark=style(arm).text("dark"),
            sign=style(arm).sign,
            name=escape(name),
            answers="".join(_cell(digit, label) for digit, label in zip(digits, labels, strict=False)),
        )
        for arm, (name, digits) in enumerate(zip(wording.arm_names(experiment.arms), answered, strict=True))
    )
    caption = _(CAPTION).format(seed=experiment.first_seed)
    digits = "".join(DIGIT.format(digit=label, place=place) for place, label in enumerate(labels))
    with st.container(key="glimpse", gap=None):
        st.html(STYLE + TABLE.format(caption=caption, ink=ink, digits=digits, arms="".join(rows)))
        st.caption(caption)


def _cell(digit: int, label: int) -> str:
    """The cell of what is answered to an image of the digit `label`."""
    return (
        NONE.format(said=_(NO_ANSWER)) if digit == NOTHING else (RIGHT if digit == label else WRONG).format(digit=digit)
    )


@remembered
def _images() -> tuple[tuple[int, ...], str]:
    """The digits of the images that are looked at, and their picture."""
    validation = mnist().validation
    chosen = validation[looked_at(validation)]
    return tuple(chosen.labels.tolist()), sprite.ink(chosen.pixels)
