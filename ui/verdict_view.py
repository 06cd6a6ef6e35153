"""The verdict, large, with what it leaves unsaid below it; and what it rests on."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from core.verdict import judge, mcnemar_by_seed
from ui import digits, evidence, wording
from ui.shown import Shown

LOST = "A digit is lost, see Digits: {found}."
ONE_LOST = "{name} the {digit} in seed {seed}"
RESTS_ON = "What the verdict rests on"


def draw(shown: Shown) -> None:
    """Draw the verdict, and say which runs diverged and which lost a digit."""
    found = judge(shown.results)
    st.subheader(wording.verdict(found, shown.names), anchor=False)
    for sentence in wording.diverged(found.diverged, found.seeds, shown.names):
        st.warning(sentence, icon=":material/trending_up:")
    lost = [
        ONE_LOST.format(name=shown.names[row.arm], digit=row.digit, seed=row.seed)
        for row in digits.lost(shown.results, mnist().test.labels)
    ]
    if lost:
        st.caption(LOST.format(found=", ".join(lost)))


def rests_on(shown: Shown) -> None:
    """Draw the tests of every pair of arms over the seeds, and within each seed."""
    found = judge(shown.results)
    if not found.comparisons:
        return
    st.markdown(f"**{RESTS_ON}**")
    st.dataframe(evidence.pairs_table(found, shown.names), hide_index=True, key="pairs")
    st.caption(evidence.pairs_note(found))
    tests = mcnemar_by_seed(shown.results, mnist().test.labels)
    st.dataframe(evidence.mcnemar_table(tests, shown.names), hide_index=True, key="mcnemar")
    st.caption(evidence.MCNEMAR_NOTE)
