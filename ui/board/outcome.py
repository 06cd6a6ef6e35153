"""What came of a class's experiment, and what the class had predicted, in words and numbers."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.datasets import mnist
from lab import wording
from lab.boards import verdict
from lab.boards.board import Room
from lab.boards.growth import Growth
from lab.boards.verdict import Outcome, Predicted
from lab.languages import words
from lab.languages.words import N_, _
from ui.charts.palette import style

NOBODY = N_("Nobody has finished yet.")
SEEDS = N_("{count} students finished, a seed each.")
TWO_SEEDS = N_("2 students finished, a seed each: few to judge by.")
ONE_SEED = N_("One student finished, and one seed tells nothing of others.")
TABLE = (
    '<table class="board-table"><caption>{caption}</caption><thead><tr><td></td>{heads}</tr></thead>'
    "<tbody>{rows}</tbody></table>"
)
ROW = '<tr><th scope="row">{name}</th>{cells}</tr>'
NAME = '<span class="board-arm" style="--light: {light}; --dark: {dark}">{sign} {name}</span>'
PREDICTED, CAME = N_("predicted by"), N_("test accuracy, %")
PREDICTED_ALONE = N_("predicted by (points: the median)")
CAPTION = N_("Predicted, and what came of it")
CAPTION_BEFORE = N_("What the class predicted")
NONE = N_("nobody")
BY = N_("{count}, by {points:.1f} points")
MEAN = "{mean:.2f}"
MEAN_AND_SPREAD = "{mean:.2f} ± {deviation:.2f}"
NOTE = N_("Points: the median of what they said. In the table, ± is the standard deviation over the seeds.")
FINISHED = {0: NOBODY, 1: ONE_SEED, 2: TWO_SEEDS}
"""What is said of so few; of more `SEEDS` is."""


def found(room: Room, growth: Growth) -> Outcome | None:
    """What came of the runs that are finished; None where none is."""
    return _found((room.board.key, growth.mark, room.version, words.language()), room, growth)


@st.cache_resource(max_entries=64, show_spinner=False)
def _found(mark: tuple[object, ...], _room: Room, _growth: Growth) -> Outcome | None:  # noqa: ARG001 (kept by)
    return verdict.outcome(_room, _growth.results, mnist().test.labels)


def arm_name(arm: int, name: str) -> str:
    """An arm's name in its colour, with its marker, as HTML."""
    look = style(arm)
    return NAME.format(light=look.text("light"), dark=look.text("dark"), sign=look.sign, name=escape(name))


def table(room: Room, outcome: Outcome | None) -> None:
    """Draw what was predicted of each arm and, once there is an `outcome`, what came of it."""
    said, names = verdict.predictions(room), wording.arm_names(room.board.experiment.arms)
    came = outcome.spreads if outcome else ()
    rows = []
    for arm, name in enumerate(names):
        cells = [_predicted(said[arm])]
        if came:
            spread = came[arm]
            template = MEAN if spread.deviation is None else MEAN_AND_SPREAD
            cells.append(template.format(mean=spread.mean, deviation=spread.deviation))
        rows.append(ROW.format(name=arm_name(arm, name), cells="".join(f"<td>{escape(cell)}</td>" for cell in cells)))
    heads = "".join(f'<th scope="col">{_(head)}</th>' for head in ((PREDICTED, CAME) if came else (PREDICTED_ALONE,)))
    st.html(TABLE.format(caption=_(CAPTION if came else CAPTION_BEFORE), heads=heads, rows="".join(rows)))
    if came:
        st.caption(_(NOTE))


def seeds(growth: Growth) -> str:
    """How many have finished, in a sentence."""
    count = len(growth.results)
    return _(FINISHED.get(count, SEEDS)).format(count=count)


def _predicted(row: Predicted) -> str:
    return _(BY).format(count=row.count, points=row.points) if row.count else _(NONE)
