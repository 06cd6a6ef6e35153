"""What a chart shows, in a sentence: its accessible name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ui.charts.measures import MEASURES
from ui.charts.tables import means

ENDS = "{measure}, at the end: {arms}."
AN_ARM = "{name} {value}"
WITH_BAND = "{name} {value} ({low} to {high})"
NOTHING = "{measure}: no arm has this figure."
SURE = "{name} gives its answers a probability of {sure:.1f} % on average, and {right:.1f} % of them are right."
SUM = (
    "The ten outputs of {name} sum to between {low:.2f} and {high:.2f} for nine of ten images; half of the sums are "
    "below {mid:.2f}."
)
TAKEN = "The most frequent mistake of {name}: it answers {answered} to {share:.1f} % of the images of a {true}."
WORST = "{name} knows {digit} worst ({value:.0f} %)."
ALL_RIGHT = "{name} answers every image rightly."
UNREACHED = "{name} never reaches {share:.0f} % accuracy."
REACHES = "{name} reaches {share:.0f} % accuracy after {epochs} epochs."
NO_COST = "{name}: no cost of the first epoch is a finite number."
FALLS = "{name}: from {first:.3g} in the first twentieth of the epoch to {last:.3g} in the last."


def ends(names: Sequence[str], table: pd.DataFrame, measure: str) -> str:
    """Where every arm's main curve of a measure ends, from a table of `ui.charts.tables.curves`."""
    row = MEASURES[measure]
    main = means(table)
    last = main.loc[main.groupby("arm")["epoch"].idxmax()]
    arms = ", ".join(
        (AN_ARM if pd.isna(low) else WITH_BAND).format(
            name=names[int(arm) - 1], value=f"{value:.3g}", low=f"{low:.3g}", high=f"{high:.3g}"
        )
        for arm, value, low, high in zip(last["arm"], last["value"], last["low"], last["high"], strict=True)
    )
    return (ENDS if arms else NOTHING).format(measure=row.name, arms=arms)


def sure(names: Sequence[str], table: pd.DataFrame) -> str:
    """How sure every arm is on average and how often right, from a table of `ui.charts.digits.calibration.diagrams`."""
    said = []
    for arm, name in enumerate(names, start=1):
        rows = table[table["arm"] == arm]
        if len(rows):
            confidence, right = (
                np.average(rows[column], weights=rows["share"]) for column in ("confidence", "accuracy")
            )
            said.append(SURE.format(name=name, sure=confidence, right=right))
    return " ".join(said)


def sums(name: str, drawn: NDArray[np.float64]) -> str:
    """What the ten outputs of an arm sum to, from the sum of each image; nothing where none is a number."""
    if not len(drawn):
        return ""
    low, mid, high = np.quantile(drawn, (0.05, 0.5, 0.95)).tolist()
    return SUM.format(name=name, low=low, mid=mid, high=high)


def worst(names: Sequence[str], table: pd.DataFrame) -> str:
    """Which digit every arm knows worst, from a table of `ui.charts.digits.recognition.recalls`."""
    rows = table.loc[table.groupby("arm")["value"].idxmin()]
    return " ".join(
        WORST.format(name=names[arm - 1], digit=digit, value=value)
        for arm, digit, value in zip(rows["arm"], rows["digit"], rows["value"], strict=True)
    )


def taken(name: str, table: pd.DataFrame) -> str:
    """Which digit an arm takes for which most often, from a table of `ui.charts.digits.confusion.table`."""
    worst = table[table["true"] != table["answered"]].nlargest(1, "share")
    if worst.empty:
        return ALL_RIGHT.format(name=name)
    true, answered, share = (worst[column].item() for column in ("true", "answered", "share"))
    return TAKEN.format(name=name, true=true, answered=answered, share=share)


def reaches(names: Sequence[str], epochs: Sequence[str | None], share: float) -> str:
    """After how many epochs every arm reaches an accuracy in percent: a number or words each, None for never."""
    return " ".join(
        (UNREACHED if said is None else REACHES).format(name=name, share=share, epochs=said)
        for name, said in zip(names, epochs, strict=True)
    )


def falls(name: str, costs: Sequence[float]) -> str:
    """How the cost of an arm changes from the first to the last of the pieces of an epoch."""
    return FALLS.format(name=name, first=costs[0], last=costs[-1]) if costs else NO_COST.format(name=name)
