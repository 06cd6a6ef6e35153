"""What is on the screen of an experiment: its records and results, how curves are drawn, and plots of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.experiment import Experiment
from core.results import Record, RunResult
from lab import wording
from lab.serving.pool import Snapshot
from ui import figures
from ui.charts import over_epochs
from ui.charts.comparison import table
from ui.charts.comparison.curves import View, usual
from ui.charts.figure import Figure
from ui.charts.palette import style
from ui.charts.subject import Subject
from ui.site import browser

AXIS_NAMES = {"epoch": "Epochs", "images": "Images seen", "seconds": "Seconds"}
BAND = (
    "A 95 % t interval for the mean over the seeds, at each epoch by itself; at the pointer told as (low to high). "
    "Of few seeds it is only as good as the bell curve that it takes their figures to follow."
)
GONE = (
    "Some seeds diverged. From then on they are missing from the means and bands of what is no longer finite, such as "
    "their cost."
)
LEAST = 340  # pixels of a chart that stands beside another
SKIPPED = 6  # without the beginning: a sixth of the epochs is left out, and at least what was before training


@dataclass(frozen=True)
class Shown:
    """A finished experiment: `records[arm][seed][epoch]` and `results[arm][seed]`."""

    experiment: Experiment
    records: tuple[tuple[tuple[Record, ...], ...], ...]
    results: tuple[tuple[RunResult, ...], ...]

    @classmethod
    def of(cls, experiment: Experiment, snapshot: Snapshot) -> Shown:
        """Take what is finished from a snapshot."""
        results = tuple(tuple(result for result in runs if result is not None) for runs in snapshot.results)
        return cls(experiment, tuple(tuple(run.records for run in runs) for runs in results), results)

    @property
    def names(self) -> tuple[str, ...]:
        """The arms' names, each different."""
        return wording.arm_names(self.experiment.arms)

    @property
    def signed(self) -> list[str]:
        """The arms' names with their markers, for tables."""
        return [f"{style(arm).sign} {name}" for arm, name in enumerate(self.names)]

    def subject(self, *, narrow: bool = False) -> Subject:
        """What its charts are of, on a screen of this width, or in a narrow column of it."""
        return Subject.of(self.experiment, narrow=narrow or not browser.wide())

    def figure(self, measure: str, chosen: Options) -> Figure:
        """The figure of a measure over the epochs."""
        since = max(1, self.experiment.epochs // SKIPPED) if chosen.late else 0
        rows = _rows(self.experiment.key, measure, chosen.view, since, self)
        return over_epochs.figure(self.subject(), rows, measure, chosen.view)


@st.cache_data(max_entries=64, show_spinner=False)
def _rows(
    key: str,  # noqa: ARG001 (what is cached by)
    measure: str,
    view: View,
    since: int,
    _shown: Shown,
) -> pd.DataFrame:
    return table.measured(_shown.experiment, _shown.records, measure, view, since)


@dataclass(frozen=True, slots=True)
class Options:
    """How curves are drawn, `late` without their beginning, and whether numbers stand below each chart."""

    view: View
    late: bool
    numbers: bool


def options(seeds: int, *, log_label: str = "Logarithmic") -> Options:
    """Draw the switches above the charts of so many seeds."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        axis = st.segmented_control(
            "Drawn over",
            list(AXIS_NAMES),
            format_func=AXIS_NAMES.__getitem__,
            default="epoch",
            required=True,
            key="view.axis",
            label_visibility="collapsed",
            persist_state="session",
        )
        log = st.toggle(log_label, key="view.log", persist_state="session")
        band = st.toggle("Bands over the seeds", key="view.band", help=BAND, persist_state="session")
        late = st.toggle("Without the beginning", key="view.late", persist_state="session")
        numbers = numbers_toggle()
    return Options(usual(seeds, axis or "epoch", log=log, band=band), late, numbers)


def gone(shown: Shown) -> None:
    """Say that means and bands lack the seeds that diverged, where some did."""
    if any(run.diverged is not None for runs in shown.results for run in runs):
        st.caption(GONE)


def numbers_toggle() -> bool:
    """Draw the switch that puts the numbers of every chart beneath it."""
    return bool(st.toggle("Numbers", key="view.numbers", persist_state="session"))


def plots(shown: Shown, measures: Sequence[str], chosen: Options) -> None:
    """Draw a chart a measure, for those that some arm has, two beside each other."""
    gone(shown)
    found = ((measure, shown.figure(measure, chosen)) for measure in measures)
    with st.grid(2, min_column_width=LEAST):
        for measure, figure in found:
            if len(figure.rows):
                with st.container():
                    figures.draw(figure, key=f"chart.{measure}", numbers=chosen.numbers)
