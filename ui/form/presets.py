"""Experiments to begin with, a row each, and the pills that choose among them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab.gallery.rows import ROWS
from lab.languages.words import N_, _
from ui import session, tied
from ui.form import forms

KEY = "preset"
OWN = "own"
OWN_LABEL = N_("My own")
OWN_WORDS = N_("Your own choice: change, add and remove arms above, and the settings that they share.")


@dataclass(frozen=True, slots=True)
class Preset:
    """An experiment with a key, a short label for its pill, the question that it answers, and what it shows."""

    key: str
    label: str
    question: str
    words: str
    experiment: Experiment


_ROWS = (
    Preset(
        "default",
        N_("Softmax or sigmoid?"),
        N_("Does softmax beat sigmoid?"),
        N_("Two output layers, each with its loss, learn the same thousand handwritten digits from the same start."),
        ROWS["default"].experiment,
    ),
    Preset(
        "slowdown",
        N_("The slowdown"),
        N_("Which loss gets out of a bad start sooner?"),
        N_(
            "The learning slowdown: sigmoid with quadratic beside sigmoid with cross-entropy, from a bad start: "
            "all outputs saturated, nine of ten wrong. Each has its usual learning rate: 3 with quadratic, 0.5 with "
            "cross-entropy."
        ),
        ROWS["slowdown"].experiment,
    ),
    Preset(
        "six",
        N_("Six pairs"),
        N_("Which of the six pairs is the most accurate?"),
        N_(
            "The six usual pairs: softmax with log-likelihood, sigmoid with cross-entropy, sigmoid with quadratic, "
            "softmax with quadratic, linear with quadratic, linear with hinge. Each has its usual learning rate."
        ),
        ROWS["six"].experiment,
    ),
    Preset(
        "wrong",
        N_("Wrong pair"),
        N_("What if the pair is wrong?"),
        N_(
            "The log-likelihood with softmax, where it belongs, and with sigmoid, where it pushes up the true output "
            "and nothing holds the others down. The wrong pair ends at by far the lower cost, and no better than "
            "guessing."
        ),
        ROWS["wrong"].experiment,
    ),
    Preset(
        "start",
        N_("Large weights"),
        N_("Do large initial weights hurt?"),
        N_(
            "The same network from two starts: initial weights with a standard deviation of 1/sqrt(inputs), and of 1. "
            "From the large ones it learns more slowly, and ends less accurate."
        ),
        ROWS["start"].experiment,
    ),
    Preset(
        "decay",
        N_("Weight decay"),
        N_("Does weight decay help?"),
        N_(
            "The same network from the same large initial weights, left alone and with weight decay, which pulls every "
            "weight a little towards 0 in each step."
        ),
        ROWS["decay"].experiment,
    ),
)

PRESETS: dict[str, Preset] = {row.key: row for row in _ROWS}
LABELS = {key: row.label for key, row in PRESETS.items()} | {OWN: OWN_LABEL}


def of(experiment: Experiment | None) -> str:
    """The key of the preset that `experiment` is, or that of "My own"."""
    return next((key for key, row in PRESETS.items() if row.experiment == experiment), OWN)


def draw(experiment: Experiment | None, *, disabled: bool) -> None:
    """Draw the pills, the one of `experiment` chosen. Choosing one fills the form."""
    st.pills(
        _("What to compare"),
        list(LABELS),
        format_func={key: _(label) for key, label in LABELS.items()}.__getitem__,
        required=True,
        disabled=disabled,
        label_visibility="collapsed",
        wrap=False,
        **tied.to(KEY, _chosen(experiment), _fill),
    )


def say(experiment: Experiment | None) -> None:
    """Say what "My own" asks for, where it has been chosen and nothing has been changed yet."""
    if session.current().form.own and of(experiment) in PRESETS:
        st.caption(_(OWN_WORDS))


def turn(experiment: Experiment | None, by: int) -> None:
    """Fill the form with the preset that is `by` places on from `experiment`."""
    keys, now = list(PRESETS), of(experiment)
    place = keys.index(now) + by if now in PRESETS else 0
    forms.fill(PRESETS[keys[place % len(keys)]].experiment)


def _chosen(experiment: Experiment | None) -> str:
    return OWN if session.current().form.own else of(experiment)


def _fill(chosen: str) -> None:
    """Fill the form with the preset just chosen; "My own" leaves it as it is, to be changed by hand."""
    if chosen in PRESETS:
        forms.fill(PRESETS[chosen].experiment)
    else:
        session.current().form.own = True
