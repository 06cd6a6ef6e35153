"""Every arm by measures that are the same for all, whatever their loss."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from core.outputs import OUTPUTS
from ui import figures
from ui.charts import calibration
from ui.charts.measures import YARDSTICKS
from ui.compare.shown import Shown, options, plots

WORDS = "Costs of different losses have different units and cannot be compared. These measures can."
NO_PROBABILITIES = "{name}: linear outputs cannot be scaled to probabilities, so most of these figures do not exist."
NOT_SHIPPED = "This result was shipped without its networks, which this needs. Train makes them."
SURE = "Does being sure mean being right?"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(WORDS)
    chosen = options(shown.experiment.seeds)
    plots(shown, YARDSTICKS, chosen)
    for arm, name in zip(shown.experiment.arms, shown.names, strict=True):
        if not OUTPUTS[arm.output].probabilities:
            st.caption(NO_PROBABILITIES.format(name=name))
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
    columns = iter(st.columns(2))
    if scaled:
        with next(columns):
            figure = calibration.reliability_figure(subject, found, scaled, count)
            figures.draw(figure, key="chart.reliability", numbers=numbers)
    if free:
        with next(columns):
            figures.draw(calibration.sums_figure(subject, found, free, count), key="chart.sums", numbers=numbers)
