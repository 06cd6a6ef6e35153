"""What is on the screen of an experiment: its records and results, how curves are drawn, and plots of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from core.results import Record, RunResult
from lab import wording
from lab.languages.words import N_, _
from lab.serving.pool import Snapshot
from ui import figures, session
from ui.charts import over_epochs
from ui.charts.comparison import table
from ui.charts.comparison.curves import View, usual
from ui.charts.figure import Figure
from ui.charts.palette import style
from ui.charts.subject import Subject
from ui.charts.tables import Rows
from ui.site import browser

TOGGLES = {
    "view.log": N_("Logarithmic"),
    "view.band": N_("Bands over the seeds"),
    "view.late": N_("Without the beginning"),
}
AXIS_NAMES = {"epoch": N_("Epochs"), "images": N_("Images seen"), "seconds": N_("Seconds")}
BAND = N_(
    "A 95 % t interval for the mean over the seeds, at each epoch by itself; at the pointer told as (low to high). "
    "Of few seeds it is only as good as the bell curve that it takes their figures to follow."
)
HELP = {"view.band": BAND}
GONE = N_(
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


@st.cache_resource(max_entries=64, show_spinner=False)
def _rows(
    key: str,  # noqa: ARG001 (what is cached by)
    measure: str,
    view: View,
    since: int,
    _shown: Shown,
) -> Rows:
    return table.measured(_shown.experiment, _shown.records, measure, view, since)


@dataclass(frozen=True, slots=True)
class Options:
    """How curves are drawn, `late` without their beginning, and whether numbers stand below each chart."""

    view: View
    late: bool
    numbers: bool


def switches(toggles: Mapping[str, str]) -> bool:
    """Draw what curves are drawn over, the `toggles` (labels by key), and the one for numbers, which is returned."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            _("Drawn over"),
            list(AXIS_NAMES),
            format_func=lambda axis: _(AXIS_NAMES[axis]),
            default="epoch",
            required=True,
            key="view.axis",
            label_visibility="collapsed",
            persist_state="session",
        )
        for key, label in toggles.items():
            st.toggle(_(label), key=key, help=_(HELP.get(key, "")) or None, persist_state="session")
        return numbers_toggle()


def view(seeds: int) -> View:
    """How curves of so many seeds are drawn, as the switches say, wherever they stand on the page."""
    return usual(
        seeds,
        session.widget("view.axis") or "epoch",
        log=bool(session.widget("view.log")),
        band=bool(session.widget("view.band")),
    )


def options(seeds: int) -> Options:
    """Draw the switches above the charts of so many seeds."""
    numbers = switches(TOGGLES)
    return Options(view(seeds), bool(session.widget("view.late")), numbers)


def gone(shown: Shown) -> None:
    """Say that means and bands lack the seeds that diverged, where some did."""
    if any(run.diverged is not None for runs in shown.results for run in runs):
        st.caption(_(GONE))


def numbers_toggle() -> bool:
    """Draw the switch that puts the numbers of every chart beneath it."""
    return bool(st.toggle(_("Numbers"), key="view.numbers", persist_state="session"))


def plots(shown: Shown, measures: Sequence[str], chosen: Options) -> None:
    """Draw a chart a measure, for those that some arm has, two beside each other."""
    gone(shown)
    found = ((measure, shown.figure(measure, chosen)) for measure in measures)
    with st.grid(2, min_column_width=LEAST):
        for measure, figure in found:
            if figure.tells:
                with st.container():
                    figures.draw(figure, key=f"chart.{measure}", numbers=chosen.numbers)
