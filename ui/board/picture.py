"""The curves of a class on one chart: a thin line a student's seed, a thick one the mean of all, an arm a colour."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core import settings
from lab.boards.board import Room
from lab.boards.growth import Growth
from lab.languages import words
from ui import figures
from ui.charts.comparison import figures as comparison
from ui.charts.comparison import plots
from ui.charts.comparison.curves import View, usual
from ui.charts.comparison.parts import LECTURE, SCREEN
from ui.charts.figure import Figure
from ui.charts.subject import Subject

MOST_THIN = 60
"""On a projector so many students have a line each; of more the band of their mean is drawn, which is read as well."""


def draw(room: Room, growth: Growth, *, large: bool) -> None:
    """Draw the curves of the class, for a projector where they are `large`."""
    mark = (room.board.key, growth.mark, len(growth.records), room.board.step, words.language(), large)
    with st.container(key="board-plot"):
        figures.draw(_kept(mark, room, growth), key="plot.class")


def draw_own(room: Room, growth: Growth, number: int) -> None:
    """Draw the curves of one student."""
    records = [[run] for run in growth.records.get(number, ((),) * len(room.board.experiment.arms))]
    with st.container(key="board-plot"):
        figures.draw(comparison.accuracy(room.board.of(number), records), key="plot.own")


@st.cache_resource(max_entries=64, show_spinner=False)
def _kept(mark: tuple[object, ...], _room: Room, _growth: Growth) -> Figure:
    """The figure of what has come so far, once for all who look."""
    return figure(_room, _growth, large=bool(mark[-1]))


def figure(room: Room, growth: Growth, *, large: bool) -> Figure:
    """The figure of what has come, its spec constant until somebody else presses Train, or all have finished."""
    numbers = sorted(growth.records)
    records = [[growth.records[number][arm] for number in numbers] for arm in range(len(room.board.experiment.arms))]
    count = max(1, len(numbers))
    how = View(singles=1 < count <= MOST_THIN, band=count > MOST_THIN) if large else usual(count)
    sizes = LECTURE if large else SCREEN
    # An experiment has fewer seeds than a class has students; the words below the title are of all of them.
    experiment = replace(room.board.of(1), seeds=min(count, settings.MOST_SEEDS))
    drawn = comparison.accuracy(experiment, records, how, sizes)
    complete = room.board.step == "discuss" and len(growth.results) == len(growth.records)
    subject = replace(Subject.of(experiment), seeds=count, open=not complete)
    return replace(drawn, spec=plots.accuracy(subject, how, sizes))
