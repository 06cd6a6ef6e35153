"""How sure each arm is, and whether rightly so: reliability, and what the outputs sum to."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from core.datasets import mnist
from core.experiment import Experiment
from core.outputs import OUTPUTS
from lab.languages.words import N_, _
from lab.saying import together
from ui import figures
from ui.charts.digits import calibration
from ui.charts.digits.calibration import Found
from ui.charts.figure import Figure
from ui.digits.source import Source
from ui.shown import Shown, numbers_toggle

WORDS = N_(
    "Of all answers that a network gives with 80 % confidence, about 80 % should be right. Outputs that need not sum "
    "to one are divided by their sum first."
)
ABSENT = N_(
    "This is worked out from the networks of all seeds, and not all are shipped. Train them on Compare to see it."
)
ALL_SEEDS = N_("This is of all {seeds} seeds together, whichever is chosen above.")
NO_PROBABILITIES = N_("{name}: linear outputs cannot be scaled to probabilities, so it has no reliability diagram.")
LEAST = 330  # pixels of a chart that stands beside another


def draw(source: Source) -> None:
    """Draw the tab."""
    if not source.complete:
        st.markdown(_(ABSENT))
        return
    shown = source.shown
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(together(_words(shown.experiment)), width="stretch")
        numbers = numbers_toggle()
    with st.grid(2, min_column_width=LEAST):
        for key, figure in _figures(shown).items():
            with st.container(gap=None):
                figures.draw(figure, key=f"chart.{key}", numbers=numbers)
    for arm, name in zip(shown.experiment.arms, shown.names, strict=True):
        if not OUTPUTS[arm.output].probabilities:
            st.caption(_(NO_PROBABILITIES).format(name=name))


def _words(experiment: Experiment) -> Iterator[str]:
    """What is to be known of what is drawn: of a diagram where one is, of the seeds where there are several."""
    if any(OUTPUTS[arm.output].probabilities for arm in experiment.arms):
        yield _(WORDS)
    if experiment.seeds > 1:
        yield _(ALL_SEEDS).format(seeds=experiment.seeds)


def _figures(shown: Shown) -> dict[str, Figure]:
    """The reliability diagram of outputs that can be probabilities, and what those sum to that need not sum to one."""
    found = _found(f"{shown.experiment.key} {shown.results[0][0].engine}", shown)
    subject, count = shown.subject(narrow=True), len(mnist().test)
    layers = [OUTPUTS[arm.output] for arm in shown.experiment.arms]
    scaled = tuple(number for number, layer in enumerate(layers, 1) if layer.probabilities)
    free = tuple(number for number, layer in enumerate(layers, 1) if not layer.sums_to_one)
    drawn = {"reliability": calibration.reliability_figure(subject, found, scaled, count)} if scaled else {}
    return drawn | {f"sums.{arm}": calibration.sums_figure(subject, found, arm, count) for arm in free}


@st.cache_resource(max_entries=16, show_spinner=False)
def _found(key: str, _shown: Shown) -> Found:  # noqa: ARG001 (what is cached by)
    return calibration.outputs(_shown.results, mnist().test)
