"""Every arm by measures that are the same for all, whatever their loss."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from core.outputs import OUTPUTS
from ui import calibration, charts
from ui.calibration import diagrams, reliability_chart, sums, sums_chart
from ui.measures import YARDSTICKS
from ui.shown import Shown, options, plot

WORDS = "Costs of different losses have different units and cannot be compared. These measures can."
NO_PROBABILITIES = "{name}: linear outputs cannot be scaled to probabilities, so most of these figures do not exist."
SURE = "Does being sure mean being right?"
RELIABILITY = "Reliability of {names}: how often answers given with some confidence are right"
SUMS = "Histogram of the sum of the ten outputs of {names}"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(WORDS)
    chosen = options()
    table = shown.curves(YARDSTICKS, chosen)
    columns = st.columns(2)
    for place, key in enumerate(YARDSTICKS):
        with columns[place % 2]:
            spec = charts.over_epochs(shown.subject(narrow=True), key, chosen.view)
            plot(shown, table, spec, [key], numbers=chosen.numbers)
    for arm, name in zip(shown.experiment.arms, shown.names, strict=True):
        if not OUTPUTS[arm.output].probabilities:
            st.caption(NO_PROBABILITIES.format(name=name))
    more = st.expander(SURE, icon=":material/verified:", key="calibration", on_change="rerun")
    if more.open:
        with more:
            _calibration(shown)


def _calibration(shown: Shown) -> None:
    """The reliability diagram and, for output layers that do not hold to a sum of one, what their outputs sum to."""
    test = mnist().test
    found = calibration.outputs(shown.results, test)
    subject, count = shown.subject(narrow=True), len(test)
    left, right = st.columns(2)
    with left:
        alt = RELIABILITY.format(names=", ".join(shown.names))
        st.vega_lite_chart(diagrams(found), reliability_chart(subject, count), key="chart.reliability", alt=alt)
    free = [number for number, arm in enumerate(shown.experiment.arms, 1) if not OUTPUTS[arm.output].sums_to_one]
    if free:
        with right:
            alt = SUMS.format(names=", ".join(shown.names[number - 1] for number in free))
            st.vega_lite_chart(sums(found, free), sums_chart(subject, count), key="chart.sums", alt=alt)
