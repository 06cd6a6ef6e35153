"""The verdict, large, with what it covers small below it; and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

import streamlit as st

from core.datasets import mnist
from core.engine.choice import chosen
from core.notation import number_text
from core.verdict import Verdict, judge, mcnemar_by_seed
from lab import answers, verdicts, wording
from ui.charts import digits
from ui.compare import evidence
from ui.markdown import plain
from ui.shown import Shown
from ui.site import announce

LOST = "Digits are lost, see the tab Digits. {found}."
ARM_LOST = "{name}: {seeds}"
SEED_LOST = "{digits} in seed {seed}"
RESTS_ON = "What the verdict rests on"
DIVERGED = ":material/trending_up: {said} First at epoch {epoch:,}; a learning rate of {rate} may do."
SMALLER = 10  # times smaller is the rate that is to be tried
SAID = "{headline}. {detail}"


def draw(shown: Shown) -> None:
    """Draw the answer to what is asked here, what it covers, and which runs diverged."""
    labels = mnist().test.labels
    said = answers.answer(shown.experiment, shown.results, labels)
    st.header(plain(said.headline), anchor=False)
    st.caption(plain(said.detail))
    for sentence in _diverged(shown, judge(shown.results, labels)):
        st.caption(sentence)
    announce.state("finished", SAID.format(headline=said.headline, detail=said.detail))


def notes(shown: Shown) -> None:
    """Draw what is to be known besides: which engine made the result, and which runs lost a digit."""
    if maker := wording.made_by((run.engine for runs in shown.results for run in runs), chosen().identity):
        st.caption(maker)
    lost = digits.lost(shown.results, mnist().test.labels)
    if lost:
        st.caption(LOST.format(found=". ".join(_lost(rows, shown.names[arm]) for arm, rows in groupby(lost, _arm))))


def _diverged(shown: Shown, found: Verdict) -> list[str]:
    """A sentence for every arm that diverged: when, and what may do."""
    said = []
    for arm, runs in enumerate(shown.results):
        epochs = [run.diverged for run in runs if run.diverged is not None]
        if epochs:
            counts = [count if place == arm else 0 for place, count in enumerate(found.diverged)]
            (sentence,) = verdicts.diverged(counts, found.seeds, shown.names)
            rate = number_text(float(f"{shown.experiment.arms[arm].learning_rate / SMALLER:.3g}"))
            said.append(DIVERGED.format(said=plain(sentence), epoch=min(epochs), rate=rate))
    return said


def _lost(rows: Iterable[digits.Lost], name: str) -> str:
    """The digits that an arm has lost, seed by seed."""
    seeds = (
        SEED_LOST.format(seed=seed, digits=", ".join(str(row.digit) for row in mine))
        for seed, mine in groupby(rows, _seed)
    )
    return ARM_LOST.format(name=name, seeds="; ".join(seeds))


_arm, _seed = attrgetter("arm"), attrgetter("seed")


def rests_on(shown: Shown) -> None:
    """Draw where the uncertainty comes from, and the tests of every pair over the seeds, and within each seed."""
    labels = mnist().test.labels
    found = judge(shown.results, labels)
    if not found.comparisons:
        return
    st.markdown(f"**{RESTS_ON}**")
    for sentence in answers.grounds(shown.experiment, found):
        st.markdown(plain(sentence))
    st.dataframe(evidence.pairs_table(found, shown.names), hide_index=True, key="pairs")
    st.caption(evidence.pairs_note(found))
    tests = mcnemar_by_seed(shown.results, labels)
    st.dataframe(evidence.mcnemar_table(tests, shown.names), hide_index=True, key="mcnemar")
    st.caption(evidence.MCNEMAR_NOTE)
