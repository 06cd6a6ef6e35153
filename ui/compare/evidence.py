"""The tables behind the verdict: every pair of arms over the seeds, and McNemar's test within each seed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.evidence.statistics import LEVEL
from core.verdict import MATTERS, Comparison, SeedTest, Verdict
from lab.languages.words import N_, _

PAIR = N_("{first} minus {second}")
POINTS = "{difference:+.2f} ± {half:.2f}"
ALONE = "{difference:+.2f}"
SOURCES = "± {seeds:.2f}, ± {images:.2f}"
RECORD = N_("{wins} won, {ties} tied, {losses} lost")
ODDS = N_("{times:.0f} % ({low:.0f} to {high:.0f})")
TOLD = {True: N_("told apart"), False: N_("too close")}
BELOW = N_("below {least}")
LEAST = 0.001  # of probabilities that are written out

LITTLE = N_("told apart, by too little to matter")
UNTESTED = N_("not tested: one seed")

ONE_PAIR_NOTE = N_(
    "Points: the difference in test accuracy after the last epoch, in percentage points. ± is half of an interval of "
    "95 % that covers other seeds and other images of the same kind. Beside it, what the seeds alone and the images "
    "alone would leave of it: the interval is the wider of two tests, so these do not add up to it. Ahead, trained "
    "once: how often the first of the two would be ahead of the second on other images if each were trained once, from "
    "the same seed, and roughly its interval, at the same level. Less than {matters} points is too little to matter."
)
PAIRS_NOTE = N_(
    "Points: the difference in test accuracy after the last epoch, in percentage points. ± is half of an interval that "
    "covers other seeds and other images of the same kind, wider than one of 95 % by Holm's correction for {pairs} "
    "pairs: two arms are told apart where it leaves out 0, and in at least 95 of 100 such experiments no two are that "
    "truly tie. Beside it, what the seeds alone and the images alone would leave of it: the interval is the wider of "
    "two tests, so these do not add up to it. Ahead, trained once: how often the first of the two would be ahead of "
    "the second on other images if each were trained once, from the same seed, and roughly its interval, at the same "
    "level. Less than {matters} points is too little to matter."
)
MCNEMAR_NOTE = N_(
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
    return _(BELOW).format(least=LEAST) if p < LEAST else f"{p:.3f}"


def pairs_table(verdict: Verdict, names: Sequence[str]) -> pd.DataFrame:
    """Every pair of arms: difference with its interval, what either source alone would leave, seeds won and lost, how
    often the first would be ahead, corrected p, and whether told apart.
    """
    rows = [
        {_(OF): _(PAIR).format(first=names[row.first], second=names[row.second]), **_said(row)}
        for row in verdict.comparisons
    ]
    return pd.DataFrame(rows, columns=[_(heading) for heading in (OF, *HEADINGS)])


OF, P = N_("pair"), N_("p, corrected")
HEADINGS = (
    N_("points"),
    N_("seeds alone, images alone"),
    N_("seeds"),
    N_("ahead, trained once"),
    P,
    N_("verdict"),
)
TESTS = (N_("seed"), OF, N_("only the first right"), N_("only the second right"), P, N_("networks"))


def _said(row: Comparison) -> dict[str, str]:
    odds, between = row.odds(), row.between
    tested = row.half_width is not None
    cells = (
        (POINTS if tested else ALONE).format(difference=row.difference, half=row.half_width),
        SOURCES.format(seeds=row.seeds_alone, images=row.images_alone) if tested else "",
        _(RECORD).format(wins=between.wins, ties=between.ties, losses=between.losses),
        _(ODDS).format(times=100 * odds.estimate, low=100 * odds.low, high=100 * odds.high) if odds else "",
        p_text(row.p_adjusted),
        _(LITTLE if row.little else TOLD[row.told_apart] if tested else UNTESTED),
    )
    return dict(zip(map(_, HEADINGS), cells, strict=True))


def pairs_note(verdict: Verdict) -> str:
    """What stands below the table of pairs."""
    pairs = len(verdict.comparisons)
    return _(ONE_PAIR_NOTE if pairs == 1 else PAIRS_NOTE).format(pairs=pairs, matters=MATTERS)


def mcnemar_table(tests: Sequence[SeedTest], names: Sequence[str]) -> pd.DataFrame:
    """McNemar's test of every pair in every seed: images that only one of the two answers rightly, and p."""
    rows = [
        (
            row.seed,
            _(PAIR).format(first=names[row.first], second=names[row.second]),
            row.test.only_first,
            row.test.only_second,
            p_text(row.p_adjusted),
            _(TOLD[row.p_adjusted < 1 - LEVEL]),
        )
        for row in tests
    ]
    return pd.DataFrame(rows, columns=[_(heading) for heading in TESTS])
