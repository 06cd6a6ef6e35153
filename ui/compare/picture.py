"""The picture of a comparison: accuracy of all arms, the cost of each beside it, and the bar that replays them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab import wording
from lab.languages import words
from lab.languages.words import N_, _
from ui import figures
from ui.charts.comparison import figures as comparison
from ui.charts.comparison.curves import View
from ui.charts.comparison.parts import LECTURE, SCREEN
from ui.charts.figure import Figure
from ui.charts.tables import Records
from ui.compare import ghosts
from ui.markdown import plain
from ui.site import replay

COMING = N_("The cost of {name} will be drawn here.")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: records of an experiment, the curves of an `earlier` one behind them, and how.

    `whole`: the axis of accuracy shows all of it. `lecture`: large, and accuracy alone. `of` names what is replayed:
    where it changes, the bar goes to the end; '' while curves grow, which cannot be replayed yet.
    """

    experiment: Experiment
    records: Records
    view: View
    whole: bool = False
    earlier: Experiment | None = None
    lecture: bool = False
    of: str = ""

    @property
    def reached(self) -> int:
        """The last epoch that is drawn."""
        return max((len(run) - 1 for runs in self.records for run in runs if run), default=0)


def draw(picture: Picture, beside: Callable[[], None] | None = None) -> replay.Asked:
    """Draw the picture, and what stands `beside` its bar. Returns what was asked for by a key in the lecture view."""
    lasts = picture.of or not picture.reached  # no curve grows
    drawn = _kept(_key(picture), picture) if lasts else _figures(picture)
    with st.container(key="picture"):
        with st.container(key="main-plot"):
            figures.draw(drawn.accuracy, key="plot.accuracy")
        if not picture.lecture:
            with st.container(key="costs"):
                _costs(drawn.costs)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
            asked = replay.Asked()
            if picture.of and picture.reached:
                asked = replay.bar(picture.reached, picture.of, lecture=picture.lecture)
            if beside is not None:
                beside()
    return asked


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figure of accuracy, and that of each cost; none in the lecture view."""

    accuracy: Figure
    costs: tuple[Figure, ...]


def _figures(picture: Picture) -> _Figures:
    experiment, records, view, behind = picture.experiment, picture.records, picture.view, picture.earlier
    sizes, ghost = LECTURE if picture.lecture else SCREEN, ghosts.curves(behind, view)
    accuracy = comparison.accuracy(experiment, records, view, sizes, whole=picture.whole, ghost=ghost)
    if picture.lecture:
        return _Figures(accuracy, ())
    return _Figures(
        accuracy, tuple(comparison.costs(experiment, records, view, ghosts.costs(behind, experiment, view)))
    )


def _key(picture: Picture) -> tuple[object, ...]:
    """What tells a picture from every other. Seconds tell one training from another of the same experiment."""
    runs = tuple((len(run), run[-1].seconds) for runs in picture.records for run in runs if run)
    how = (picture.view.axis, picture.view.log, picture.view.singles, picture.view.band)
    earlier = picture.earlier.key if picture.earlier else ""
    of = (picture.experiment.key,) if runs else _frame(picture.experiment)
    return of, runs, how, picture.whole, earlier, picture.lecture, words.language()


def _frame(of: Experiment) -> tuple[object, ...]:
    """What is drawn of an experiment without records: names and axes, whatever its learning rates and seeds are."""
    pairs = tuple((arm.output, arm.loss) for arm in of.arms)
    return wording.arm_names(of.arms), pairs, of.train, of.validation, of.epochs, of.seeds


@st.cache_resource(max_entries=128, show_spinner=False)
def _kept(key: tuple[object, ...], _picture: Picture) -> _Figures:  # noqa: ARG001 (what is kept by)
    """The figures of what is no longer trained: every run of the page draws the same ones, whatever was changed."""
    return _figures(_picture)


def _costs(costs: tuple[Figure, ...]) -> None:
    for arm, cost in enumerate(costs, start=1):
        with st.container(key=f"cost-{arm}"):
            if cost.columnar.num_rows > 1:  # more than its frame
                figures.draw(cost, key=f"plot.cost.{arm}")
            else:
                st.caption(_(COMING).format(name=plain(cost.names[arm - 1])))
