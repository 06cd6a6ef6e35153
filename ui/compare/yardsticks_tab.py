"""Every arm by measures that are the same for all, whatever their loss."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from core.outputs import OUTPUTS
from ui.charts import calibration, takeaways
from ui.charts.calibration import diagrams, finite_sums, reliability_chart, sums, sums_chart
from ui.charts.measures import YARDSTICKS
from ui.compare.shown import Shown, options, plots, rows_below

WORDS = "Costs of different losses have different units and cannot be compared. These measures can."
NO_PROBABILITIES = "{name}: linear outputs cannot be scaled to probabilities, so most of these figures do not exist."
SURE = "Does being sure mean being right?"
RELIABILITY_COLUMNS = {
    "arm": "arm",
    "confidence": "confidence, %",
    "accuracy": "answered rightly, %",
    "images": "images",
}
SUMS_COLUMNS = {"arm": "arm", "low": "sum from", "high": "to", "share": "% of images"}


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(WORDS)
    chosen = options()
    plots(shown, YARDSTICKS, chosen, key="yardsticks")
    for arm, name in zip(shown.experiment.arms, shown.names, strict=True):
        if not OUTPUTS[arm.output].probabilities:
            st.caption(NO_PROBABILITIES.format(name=name))
    more = st.expander(SURE, icon=":material/verified:", key="calibration", on_change="rerun")
    if more.open:
        with more:
            _calibration(shown, numbers=chosen.numbers)


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
            table = diagrams(found)
            alt = takeaways.sure(shown.names, table)
            st.vega_lite_chart(table, reliability_chart(subject, scaled, count), key="chart.reliability", alt=alt)
            if numbers:
                rows_below(shown.names, table, RELIABILITY_COLUMNS, key="reliability")
    if free:
        with next(columns):
            table = sums(found, free)
            alt = takeaways.sums(shown.names, finite_sums(found, free))
            st.vega_lite_chart(table, sums_chart(subject, free, count), key="chart.sums", alt=alt)
            if numbers:
                rows_below(shown.names, table, SUMS_COLUMNS, key="sums")
