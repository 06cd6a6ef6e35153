"""The tables behind the verdict: every pair of arms over the seeds, and McNemar's test within each seed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.statistics import LEVEL
from core.verdict import SeedTest, Verdict

PAIR = "{first} minus {second}"
POINTS = "{difference:+.2f} ± {half:.2f}"
ALONE = "{difference:+.2f}"
RECORD = "{wins} won, {ties} tied, {losses} lost"
TOLD = {True: "told apart", False: "too close"}
UNTESTED = "not tested: one seed"

PAIRS_NOTE = (
    "Paired by seed: test accuracy after the last epoch, in percentage points, with the interval at which Holm's "
    "correction for {pairs} pairs tests it. Two arms are told apart where the interval leaves out 0."
)
ONE_PAIR_NOTE = "Paired by seed: test accuracy after the last epoch, in percentage points, with its interval of 95 %."
MCNEMAR_NOTE = (
    "McNemar's exact test asks, within one seed, whether two trained networks differ on the same test images. "
    "It decides nothing here: another seed would give other networks."
)


def p_text(p: float | None) -> str:
    """A probability as statistics writes it.

    >>> p_text(0.0312), p_text(0.00001), p_text(1.0), p_text(None)
    ('0.031', 'below 0.001', '1.000', '')
    """
    if p is None:
        return ""
    return "below 0.001" if p < 0.001 else f"{p:.3f}"


def pairs_table(verdict: Verdict, names: Sequence[str]) -> pd.DataFrame:
    """Every pair of arms: difference with its interval, seeds won and lost, corrected p, and whether told apart."""
    rows = [
        {
            "pair": PAIR.format(first=names[row.first], second=names[row.second]),
            "points": ALONE.format(difference=row.difference)
            if row.half_width is None
            else POINTS.format(difference=row.difference, half=row.half_width),
            "seeds": RECORD.format(wins=row.between.wins, ties=row.between.ties, losses=row.between.losses),
            "p, corrected": p_text(row.p_adjusted),
            "verdict": UNTESTED if row.p_adjusted is None else TOLD[row.told_apart],
        }
        for row in verdict.comparisons
    ]
    return pd.DataFrame(rows, columns=["pair", "points", "seeds", "p, corrected", "verdict"])


def pairs_note(verdict: Verdict) -> str:
    """What stands below the table of pairs."""
    pairs = len(verdict.comparisons)
    return ONE_PAIR_NOTE if pairs == 1 else PAIRS_NOTE.format(pairs=pairs)


def mcnemar_table(tests: Sequence[SeedTest], names: Sequence[str]) -> pd.DataFrame:
    """McNemar's test of every pair in every seed: images that only one of the two answers rightly, and p."""
    rows = [
        {
            "seed": row.seed,
            "pair": PAIR.format(first=names[row.first], second=names[row.second]),
            "only the first right": row.test.only_first,
            "only the second right": row.test.only_second,
            "p, corrected": p_text(row.p_adjusted),
            "networks": TOLD[row.p_adjusted < 1 - LEVEL],
        }
        for row in tests
    ]
    columns = ["seed", "pair", "only the first right", "only the second right", "p, corrected", "networks"]
    return pd.DataFrame(rows, columns=columns)
