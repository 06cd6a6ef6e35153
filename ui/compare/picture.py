"""The picture of a comparison: accuracy of all arms, the cost of each beside it, and the bar that replays them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.experiment import Experiment
from ui import figures
from ui.charts.comparison import figures as comparison
from ui.charts.comparison.curves import View
from ui.charts.comparison.parts import LECTURE, SCREEN
from ui.charts.tables import Records
from ui.markdown import plain
from ui.site import replay

COMING = "The cost of {name} will be drawn here."


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: records of an experiment, the curves of an earlier one behind them, and how.

    `whole`: the axis of accuracy shows all of it. `lecture`: large, and accuracy alone. `of` names what is replayed:
    where it changes, the bar goes to the end; '' while curves grow, which cannot be replayed yet.
    """

    experiment: Experiment
    records: Records
    view: View
    whole: bool = False
    ghost: pd.DataFrame | None = None
    cost_ghosts: Sequence[pd.DataFrame | None] | None = None
    lecture: bool = False
    of: str = ""

    @property
    def reached(self) -> int:
        """The last epoch that is drawn."""
        return max((len(run) - 1 for runs in self.records for run in runs if run), default=0)


def draw(picture: Picture, beside: Callable[[], None] | None = None) -> replay.Asked:
    """Draw the picture, and what stands `beside` its bar. Returns what was asked for by a key in the lecture view."""
    sizes = LECTURE if picture.lecture else SCREEN
    with st.container(key="picture"):
        with st.container(key="main-plot"):
            accuracy = comparison.accuracy(
                picture.experiment, picture.records, picture.view, sizes, whole=picture.whole, ghost=picture.ghost
            )
            figures.draw(accuracy, key="plot.accuracy")
        if not picture.lecture:
            with st.container(key="costs"):
                _costs(picture)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
            asked = replay.Asked()
            if picture.of and picture.reached:
                asked = replay.bar(picture.reached, picture.of, lecture=picture.lecture)
            if beside is not None:
                beside()
    return asked


def _costs(picture: Picture) -> None:
    costs = comparison.costs(picture.experiment, picture.records, picture.view, picture.cost_ghosts)
    for arm, cost in enumerate(costs, start=1):
        with st.container(key=f"cost-{arm}"):
            if len(cost.table) > 1:  # more than its frame
                figures.draw(cost, key=f"plot.cost.{arm}")
            else:
                st.caption(COMING.format(name=plain(cost.names[arm - 1])))
