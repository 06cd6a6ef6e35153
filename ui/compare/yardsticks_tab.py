"""Every arm by measures that are the same for all, whatever their loss."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from core.outputs import OUTPUTS
from core.results import RunResult
from ui import figures
from ui.charts.digits import calibration
from ui.charts.measures import YARDSTICKS
from ui.shown import Shown, options, plots

WORDS = (
    "Costs of different losses measure different things, also where two are both in nats, so they cannot be compared. "
    "These measures can."
)
CHANCE = (
    "A calibration error is never quite 0 on so few images: by chance alone, perfectly calibrated networks as sure as "
    "these would score on the {images:,} validation images: {scores}."
)
SCORE = "{name} {points:.1f} points"
NO_PROBABILITIES = "{name}: linear outputs cannot be scaled to probabilities, so most of these figures do not exist."
NOT_SHIPPED = "This result was shipped without its networks, which this needs. Train makes them."
SURE = "Does being sure mean being right, and what do the outputs sum to?"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(WORDS)
    chosen = options(shown.experiment.seeds)
    plots(shown, YARDSTICKS, chosen)
    for arm, name in zip(shown.experiment.arms, shown.names, strict=True):
        if not OUTPUTS[arm.output].probabilities:
            st.caption(NO_PROBABILITIES.format(name=name))
    _chance(shown)
    more = st.expander(SURE, icon=":material/verified:", key="calibration", on_change="rerun")
    if more.open:
        with more:
            if all(run.weights for runs in shown.results for run in runs):
                _calibration(shown, numbers=chosen.numbers)
            else:
                st.markdown(NOT_SHIPPED)


def _calibration(shown: Shown, *, numbers: bool) -> None:
    """The reliability diagram of outputs that can be probabilities, and what those sum to that need not sum to one."""
    test = mnist().test
    found = calibration.outputs(shown.results, test)
    subject, count = shown.subject(narrow=True), len(test)
    layers = [OUTPUTS[arm.output] for arm in shown.experiment.arms]
    scaled = tuple(number for number, layer in enumerate(layers, 1) if layer.probabilities)
    free = tuple(number for number, layer in enumerate(layers, 1) if not layer.sums_to_one)
    drawn = {f"sums.{arm}": calibration.sums_figure(subject, found, arm, count) for arm in free}
    if scaled:
        drawn = {"reliability": calibration.reliability_figure(subject, found, scaled, count), **drawn}
    columns = st.columns(2)
    for place, (key, figure) in enumerate(drawn.items()):
        with columns[place % 2]:
            figures.draw(figure, key=f"chart.{key}", numbers=numbers)


def _chance(shown: Shown) -> None:
    """Say what calibration error chance alone gives, from the first seed of every arm, where its network is there."""
    scores = (
        (name, _chance_of(runs[0].run.key, runs[0])) for name, runs in zip(shown.names, shown.results, strict=True)
    )
    said = [SCORE.format(name=name, points=100 * score) for name, score in scores if score is not None]
    if said:
        st.caption(CHANCE.format(images=shown.experiment.validation, scores=", ".join(said)))


@st.cache_data(max_entries=256, show_spinner=False)
def _chance_of(key: str, _result: RunResult) -> float | None:  # noqa: ARG001 (what is cached by)
    return calibration.chance(_result, mnist().validation)
