"""What is on the screen of an experiment: its records and results, how curves are drawn, and plots of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.experiment import Experiment
from core.results import Record, RunResult
from lab import wording
from lab.serving.pool import Snapshot
from ui.charts import over_epochs, tables, takeaways
from ui.charts.curves import View
from ui.charts.labels import HEIGHT, LOW
from ui.charts.measures import MEASURES
from ui.charts.palette import style
from ui.charts.subject import Subject
from ui.site import browser

AXIS_NAMES = {"epoch": "Epochs", "images": "Images seen", "seconds": "Seconds"}
OF_BOTH = "{value} ± {half}"
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

    def curves(self, measures: Sequence[str], chosen: Options, height: int = HEIGHT) -> pd.DataFrame:
        """The table of curves of these measures, their labels placed for plots of this height."""
        since = max(1, self.experiment.epochs // SKIPPED) if chosen.late else 0
        return _curves(self.experiment.key, tuple(measures), chosen.view.singles, since, height, self)


@st.cache_data(max_entries=64, show_spinner=False)
def _curves(
    key: str,  # noqa: ARG001 (what is cached by)
    measures: tuple[str, ...],
    singles: bool,
    since: int,
    height: int,
    _shown: Shown,
) -> pd.DataFrame:
    return tables.curves(_shown.experiment, _shown.records, measures, singles=singles, since=since, height=height)


@dataclass(frozen=True, slots=True)
class Options:
    """How curves are drawn, `late` without their beginning, and whether numbers stand below each chart."""

    view: View
    late: bool
    numbers: bool


def options(*, log_label: str = "Logarithmic") -> Options:
    """Draw the switches above the charts."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
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
        singles = st.toggle("Every seed", key="view.singles", persist_state="session")
        late = st.toggle("Without the beginning", key="view.late", persist_state="session")
        numbers = numbers_toggle()
    return Options(View(axis or "epoch", log=log, singles=singles), late, numbers)


def numbers_toggle() -> bool:
    """Draw the switch that puts the numbers of every chart beneath it."""
    return bool(st.toggle("Numbers", key="view.numbers", persist_state="session"))


def rows_below(names: Sequence[str], table: pd.DataFrame, columns: Mapping[str, str], *, key: str) -> None:
    """Draw the rows of a chart's table beneath it: these columns by these names, arms, counted from 1, by theirs."""
    said = table[list(columns)].assign(
        **{"arm": [names[int(arm) - 1] for arm in table["arm"]]} if "arm" in columns else {}
    )
    st.dataframe(said.round(3).rename(columns=dict(columns)), key=f"numbers.{key}", height=250, hide_index=True)


def plots(shown: Shown, measures: Sequence[str], chosen: Options, *, key: str) -> None:
    """Draw a chart a measure, for those that some arm has: in one grid where the page's width is known to allow it."""
    width = browser.width() if browser.wide() else None
    table = shown.curves(measures, chosen, HEIGHT if width is None else LOW)
    there = [measure for measure in measures if measure in set(table["measure"])]
    said = {measure: takeaways.ends(shown.names, table, measure) for measure in there}
    if width is not None and there:
        spec = over_epochs.grid(shown.subject(), tuple(there), width, chosen.view)
        st.vega_lite_chart(table, spec, key=f"chart.{key}", width="content", alt=" ".join(said.values()))
    columns = st.columns(2)
    for place, measure in enumerate(there):
        with columns[place % 2]:
            if width is None:
                spec = over_epochs.over_epochs(shown.subject(narrow=True), measure, chosen.view)
                st.vega_lite_chart(table, spec, key=f"chart.{measure}", alt=said[measure])
            if chosen.numbers:
                numbers_below(shown, table, measure)


def numbers_below(shown: Shown, table: pd.DataFrame, measure: str) -> None:
    """Draw the numbers of a chart: an epoch a row, an arm a column, with half the width of the band."""
    row = MEASURES[measure]
    mine = table[(table["measure"] == measure) & (table["kind"] == "mean") & (table["set"] != "training")]
    half = (mine["high"] - mine["low"]) / 2
    said = [
        f"{value:.4g}" if pd.isna(spread) else OF_BOTH.format(value=f"{value:.4g}", half=f"{spread:.2g}")
        for value, spread in zip(mine["value"], half, strict=True)
    ]
    wide = mine.assign(said=said).pivot_table(index="epoch", columns="arm", values="said", aggfunc="first")
    wide.columns = [shown.signed[int(arm) - 1] for arm in wide.columns]
    st.caption(f"{row.name}, {row.unit}" if measure != "cost" else row.name)
    st.dataframe(wide, key=f"numbers.{measure}", height=250)
