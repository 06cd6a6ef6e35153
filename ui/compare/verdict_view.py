"""The verdict, large, with what it leaves unsaid below it; and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

import streamlit as st

from core.datasets import mnist
from core.verdict import judge, mcnemar_by_seed
from lab import verdicts
from ui.charts import digits
from ui.compare import evidence
from ui.compare.shown import Shown

LOST = "Digits are lost, see the tab Digits. {found}."
ARM_LOST = "{name}: {seeds}"
SEED_LOST = "{digits} in seed {seed}"
RESTS_ON = "What the verdict rests on"


def draw(shown: Shown) -> None:
    """Draw the verdict, and say which runs diverged and which lost a digit."""
    found = judge(shown.results, mnist().test.labels)
    st.subheader(verdicts.headline(found, shown.names), anchor=False)
    st.caption(" ".join([verdicts.detail(found, shown.names), *verdicts.further(found, shown.names)]))
    for sentence in verdicts.diverged(found.diverged, found.seeds, shown.names):
        st.warning(sentence, icon=":material/trending_up:")
    lost = digits.lost(shown.results, mnist().test.labels)
    if lost:
        st.caption(LOST.format(found=". ".join(_lost(rows, shown.names[arm]) for arm, rows in groupby(lost, _arm))))


def _lost(rows: Iterable[digits.Lost], name: str) -> str:
    """The digits that an arm has lost, seed by seed."""
    seeds = (
        SEED_LOST.format(seed=seed, digits=", ".join(str(row.digit) for row in mine))
        for seed, mine in groupby(rows, _seed)
    )
    return ARM_LOST.format(name=name, seeds="; ".join(seeds))


_arm, _seed = attrgetter("arm"), attrgetter("seed")


def rests_on(shown: Shown) -> None:
    """Draw the tests of every pair of arms over the seeds, and within each seed."""
    found = judge(shown.results, mnist().test.labels)
    if not found.comparisons:
        return
    st.markdown(f"**{RESTS_ON}**")
    st.dataframe(evidence.pairs_table(found, shown.names), hide_index=True, key="pairs")
    st.caption(evidence.pairs_note(found))
    tests = mcnemar_by_seed(shown.results, mnist().test.labels)
    st.dataframe(evidence.mcnemar_table(tests, shown.names), hide_index=True, key="mcnemar")
    st.caption(evidence.MCNEMAR_NOTE)
