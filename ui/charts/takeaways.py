"""What a chart shows, in a sentence: its accessible name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lab.languages.words import N_, _
from lab.saying import COMMA, together
from ui.charts.measures import MEASURES
from ui.charts.tables import Rows, count, is_main, picked

ENDS = N_("{measure}, {when}: {arms}.")
AT_END, AT = N_("at the end"), N_("at epoch {epoch:,}")
SO_FAR = N_("as far as it has come")
AN_ARM_AT = N_("{said} at epoch {epoch:,}")
BRACKETS = N_("{said} In brackets: the 95 % t interval for the mean over the seeds.")
BEFORE = N_("{measure} of these arms is not known yet. Pale, from before: {arms}.")
EARLIER = N_("before: {name}")
"""What the names of pale curves are, at their ends."""

AN_ARM = N_("{name} {value}")
WITH_BAND = N_("{name} {value} ({low} to {high})")
NOTHING = N_("{measure}: no arm has this figure.")
SURE = N_("{name} gives its answers a probability of {sure:.1f} % on average, and {right:.1f} % of them are right.")
SUM = N_(
    "The ten outputs of {name} sum to between {low:.2f} and {high:.2f} for nine of ten images; half of the sums are "
    "below {mid:.2f}."
)
TAKEN = N_("The most frequent mistake of {name}: it answers {answered} to {share:.1f} % of the images of a {true}.")
WORST = N_("{name} knows {digit} worst ({value:.0f} %).")
ALL_RIGHT = N_("{name} answers every image rightly.")
UNREACHED = N_("{name} never reaches {share:.0f} % accuracy.")
REACHES = N_("{name} reaches {share:.0f} % accuracy after {epochs} epochs.")
NO_COST = N_("{name}: no cost of the first epoch is a finite number.")
FALLS = N_("{name}: from {first:.3g} in the first twentieth of the epoch to {last:.3g} in the last.")


def ends(names: Sequence[str], table: Rows, measure: str, epochs: int) -> str:
    """How far every arm's main curve of a measure has come in training of so many `epochs`, and to which figure.

    From a table of `ui.charts.tables.curves`. Where there are no such curves, what pale ones stand in their place.
    """
    row = MEASURES[measure]
    last = _last(picked(table, is_main(table)))
    if not count(last):
        pale = _pale(table)
        return _(BEFORE).format(measure=row.named, arms=pale) if pale else _(NOTHING).format(measure=row.named)
    reached = [int(epoch) for epoch in last["epoch"]]
    together = len(set(reached)) == 1
    arms = []
    for arm, value, low, high, at in zip(last["arm"], last["value"], last["low"], last["high"], reached, strict=True):
        said = _(AN_ARM if np.isnan(low) else WITH_BAND).format(
            name=names[int(arm) - 1], value=f"{value:.3g}", low=f"{low:.3g}", high=f"{high:.3g}"
        )
        arms.append(said if together else _(AN_ARM_AT).format(said=said, epoch=at))
    when = _((AT_END if reached[0] >= epochs else AT) if together else SO_FAR).format(epoch=reached[0])
    said = _(ENDS).format(measure=row.named, when=when, arms=_(COMMA).join(arms))
    return said if np.isnan(last["low"]).all() else _(BRACKETS).format(said=said)


def _last(rows: Rows) -> Rows:
    """The last row of every arm."""
    arms = (np.flatnonzero(rows["arm"] == arm) for arm in np.unique(rows["arm"]))
    return picked(rows, np.array([mine[np.argmax(rows["epoch"][mine])] for mine in arms], dtype=np.intp))


def _pale(table: Rows) -> str:
    """The curves of an earlier result, by name, each with its last figure; '' without any."""
    if "named" not in table:
        return ""
    last = _last(picked(table, table["named"] != None))  # noqa: E711 (each of them)
    return _(COMMA).join(
        _(AN_ARM).format(name=str(name).removeprefix(_(EARLIER).format(name="")), value=f"{value:.3g}")
        for name, value in zip(last["named"], last["value"], strict=True)
    )


def sure(names: Sequence[str], table: pd.DataFrame) -> str:
    """How sure every arm is on average and how often right, from a table of `ui.charts.digits.calibration.diagrams`."""
    said = []
    for arm, name in enumerate(names, start=1):
        rows = table[table["arm"] == arm]
        if len(rows):
            confidence, right = (
                np.average(rows[column], weights=rows["share"]) for column in ("confidence", "accuracy")
            )
            said.append(_(SURE).format(name=name, sure=confidence, right=right))
    return together(said)


def sums(name: str, drawn: NDArray[np.float64]) -> str:
    """What the ten outputs of an arm sum to, from the sum of each image; nothing where none is a number."""
    if not len(drawn):
        return ""
    low, mid, high = np.quantile(drawn, (0.05, 0.5, 0.95)).tolist()
    return _(SUM).format(name=name, low=low, mid=mid, high=high)


def worst(names: Sequence[str], table: pd.DataFrame) -> str:
    """Which digit every arm knows worst, from a table of `ui.charts.digits.recognition.recalls`."""
    rows = table.loc[table.groupby("arm")["value"].idxmin()]
    return together(
        _(WORST).format(name=names[arm - 1], digit=digit, value=value)
        for arm, digit, value in zip(rows["arm"], rows["digit"], rows["value"], strict=True)
    )


def taken(name: str, table: pd.DataFrame) -> str:
    """Which digit an arm takes for which most often, from a table of `ui.charts.digits.confusion.table`."""
    worst = table[table["true"] != table["answered"]].nlargest(1, "share")
    if worst.empty:
        return _(ALL_RIGHT).format(name=name)
    true, answered, share = (worst[column].item() for column in ("true", "answered", "share"))
    return _(TAKEN).format(name=name, true=true, answered=answered, share=share)


def reaches(names: Sequence[str], epochs: Sequence[str | None], share: float) -> str:
    """After how many epochs every arm reaches an accuracy in percent: a number or words each, None for never."""
    return together(
        _(UNREACHED if said is None else REACHES).format(name=name, share=share, epochs=said)
        for name, said in zip(names, epochs, strict=True)
    )


def falls(name: str, costs: Sequence[float]) -> str:
    """How the cost of an arm changes from the first to the last of the pieces of an epoch."""
    return _(FALLS).format(name=name, first=costs[0], last=costs[-1]) if costs else _(NO_COST).format(name=name)
