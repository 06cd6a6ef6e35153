"""What a chart shows, in a sentence: its accessible name."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ui.measures import MEASURES

ENDS = "{measure}, at the end: {arms}."
AN_ARM = "{name} {value}"
WITH_BAND = "{name} {value} ({low} to {high})"
NOTHING = "{measure}: no arm has this figure."


def ends(names: Sequence[str], table: pd.DataFrame, measure: str) -> str:
    """Where every arm's main curve of a measure ends, from a table of `ui.tables.curves`."""
    row = MEASURES[measure]
    main = table[(table["measure"] == measure) & (table["kind"] == "mean") & (table["set"] != "training")]
    last = main.loc[main.groupby("arm")["epoch"].idxmax()]
    arms = ", ".join(
        (AN_ARM if pd.isna(low) else WITH_BAND).format(
            name=names[int(arm) - 1], value=f"{value:.3g}", low=f"{low:.3g}", high=f"{high:.3g}"
        )
        for arm, value, low, high in zip(last["arm"], last["value"], last["low"], last["high"], strict=True)
    )
    return (ENDS if arms else NOTHING).format(measure=row.name, arms=arms)
