"""The picture of a comparison: accuracy of all arms, the cost of each beside it, and the bar that replays them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.experiment import Experiment
from ui.charts.comparison import plots, table
from ui.charts.comparison.parts import LECTURE, SCREEN
from ui.charts.curves import View
from ui.charts.subject import Subject
from ui.charts.tables import Records
from ui.charts.takeaways import ends
from ui.site import replay

FEW = 5
"""So many seeds are drawn as a line each; more as a band."""

COST = "Cost of {name}. {all}"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: records of an experiment, those of an earlier one behind them, and how.

    `of` names what is replayed: where it changes, the bar goes to the end.
    """

    experiment: Experiment
    records: Records
    view: View
    whole: bool = False
    ghost: pd.DataFrame | None = None
    lecture: bool = False
    of: str = ""

    @property
    def subject(self) -> Subject:
        """What its plots are of."""
        return Subject.of(self.experiment)


def usual(experiment: Experiment, *, axis: str = "epoch", log: bool = False, band: bool = False) -> View:
    """The view of an experiment: thin lines for few seeds, bands for many or where asked for."""
    few = 1 < experiment.seeds <= FEW
    return View(axis, log=log, singles=few, band=band or not few)


def draw(picture: Picture) -> replay.Asked:
    """Draw the picture. Returns what was asked for by a key in the lecture view."""
    subject, sizes = picture.subject, LECTURE if picture.lecture else SCREEN
    accuracies = table.accuracy(
        picture.experiment, picture.records, picture.view, whole=picture.whole, ghost=picture.ghost
    )
    costs = table.costs(picture.experiment, picture.records, picture.view)
    said = ends(subject.names, accuracies, "accuracy")
    with st.container(key="picture"):
        with st.container(key="main-plot", height="stretch"):
            st.vega_lite_chart(
                accuracies,
                plots.accuracy(subject, picture.view, sizes),
                height="stretch",
                key="plot.accuracy",
                alt=said,
            )
        if not picture.lecture:
            with st.container(key="costs", height="stretch"):
                for arm, (name, rows) in enumerate(zip(subject.names, costs, strict=True), start=1):
                    st.vega_lite_chart(
                        rows,
                        plots.cost(subject, arm, picture.view),
                        height="stretch",
                        key=f"plot.cost.{arm}",
                        alt=COST.format(name=name, all=ends(subject.names, rows, "cost")),
                    )
        with st.container(key="bar"):
            return replay.bar(picture.experiment.epochs, picture.of, lecture=picture.lecture)
