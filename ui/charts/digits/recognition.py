"""Digit by digit: recall and lost digits, on the test images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.evidence.measures import lost_digits, nearly_lost_digits, recall
from core.results import RunResult
from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import marks, takeaways
from ui.charts.figure import Column, Figure
from ui.charts.marks import GREYED, HEIGHT, Spec, only, quantity, unit
from ui.charts.subject import Subject

Labels = NDArray[np.integer[Any]]

TITLE = N_("Recall of each digit on {images:,} test images")
NOTE = N_("Marks are means over {seeds} seeds, lines reach from the lowest seed to the highest.")
NOTE_ONE = N_("One seed.")

TOLD = {
    "arm": Column(N_("arm")),
    "digit": Column(N_("true digit"), "d"),
    "value": Column(N_("recall, %"), ".1f"),
    "low": Column(N_("lowest seed, %"), ".1f"),
    "high": Column(N_("highest seed, %"), ".1f"),
    "lost": Column(N_("seeds that lost it"), "d"),
}


@dataclass(frozen=True, slots=True)
class Lost:
    """A digit that a run has lost, or `nearly`: the arm's index from 0, the recall (a share), how often it is answered.

    `diverged` is the epoch in which the run diverged; what is judged is then its network of the epoch before.
    """

    arm: int
    seed: int
    digit: int
    recall: float
    answered: int
    nearly: bool
    diverged: int | None


def lost(results: Sequence[Sequence[RunResult]], labels: Labels) -> tuple[Lost, ...]:
    """Every digit of `results` [arm][seed] that is lost or nearly lost; `labels` are those of the test images."""
    return tuple(
        Lost(
            arm,
            run.run.seed,
            digit,
            float(recall(run.predictions, labels)[digit]),
            int(np.count_nonzero(run.predictions == digit)),
            nearly,
            run.diverged,
        )
        for arm, runs in enumerate(results)
        for run in runs
        for nearly, found in ((False, lost_digits), (True, nearly_lost_digits))
        for digit in found(run.predictions, labels)
    )


def recalls(results: Sequence[Sequence[RunResult]], labels: Labels) -> pd.DataFrame:
    """Recall in percent, a row an arm and digit: columns `arm` counted from 1, `digit`, `value`, `low` and `high`
    (mean, lowest and highest over the seeds) and `lost`, in how many seeds.
    """
    rows = []
    for arm, runs in enumerate(results, start=1):
        seeds = np.array([100 * recall(run.predictions, labels) for run in runs])
        gone = [digit for run in runs for digit in lost_digits(run.predictions, labels)]
        for digit, values in enumerate(seeds.T):
            low, high = float(values.min()), float(values.max())
            row = {"arm": arm, "digit": digit, "value": float(values.mean()), "low": low, "high": high}
            rows.append({**row, "lost": gone.count(digit)})
    return pd.DataFrame(rows)


def recall_figure(subject: Subject, results: Sequence[Sequence[RunResult]], labels: Labels) -> Figure:
    """How many of each digit every arm answers rightly; `labels` are those of the test images."""
    rows = recalls(results, labels)
    return Figure(
        title=_(TITLE).format(images=len(labels)),
        table=rows,
        spec=recall_chart(subject, len(labels)),
        takeaway=takeaways.worst(subject.names, rows),
        columns=TOLD,
        note=_(NOTE if subject.seeds > 1 else NOTE_ONE).format(seeds=subject.seeds),
        names=subject.names,
    )


@remembered
def recall_chart(subject: Subject, images: int = 10_000) -> Spec:
    """The constant spec for `recalls`: a digit a column, an arm a mark."""
    subject = subject.with_legend()
    key = marks.legend(subject)
    place = {
        "x": digit_axis("digit", _("true digit"), scale={"paddingInner": 0.3}),
        "xOffset": {"field": "arm", "type": "ordinal", "scale": {"domain": marks.NUMBERS[: subject.arms]}},
        "color": marks.colour(key),
    }

    def y(field: str) -> Spec:
        scale = {"zero": False, "nice": False, "padding": 8}
        return quantity(field, _("% answered rightly"), scale=scale, axis=GREYED)

    tooltip = [
        digit_axis("digit", _("digit")),
        quantity("value", _("recall, mean, %"), format=".1f"),
        quantity("low", _("lowest seed, %"), format=".1f"),
        quantity("high", _("highest seed, %"), format=".1f"),
        quantity("lost", _("seeds that lost it")),
    ]
    word = {"type": "text", "text": _("lost"), "align": "left", "dx": 3, "dy": -6, "fontWeight": 600}
    point = {**place, "y": y("value"), "shape": marks.shape(key), "tooltip": tooltip}
    drawn = [
        unit({"type": "rule", "strokeWidth": 1.5, "opacity": 0.6}, {**place, "y": y("low"), "y2": {"field": "high"}}),
        unit({"type": "point", "filled": True, "size": 60, "opacity": 1}, point),
        unit(word, {**place, "y": y("low")}, only("datum.lost > 0")),
    ]
    return marks.finished(_(TITLE).format(images=images), {"layer": drawn}, height=marks.beside_legend(subject, HEIGHT))


def digit_axis(field: str, title: str, **more: Any) -> Spec:
    """The encoding of a digit, along an axis where it has a scale, else in a tooltip."""
    axis = {"axis": {"labelAngle": 0, "labelOverlap": False, "grid": False, **GREYED}} if "scale" in more else {}
    return {"field": field, "type": "ordinal", "title": title, **axis, **more}
