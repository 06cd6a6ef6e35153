"""The verdict, large, with what it covers small below it; and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

import streamlit as st

from core.datasets import mnist
from core.engine.choice import chosen
from core.experiment import Arm
from core.limits import LEARNING_RATE
from core.notation import number_text
from core.verdict import Verdict, judge, mcnemar_by_seed
from lab import answers, verdicts, wording
from lab.gallery.rows import USUAL
from lab.languages.words import N_, _
from lab.saying import COMMA, together
from ui.charts.digits import recognition
from ui.compare import evidence
from ui.markdown import plain
from ui.shown import Shown
from ui.site import announce

LOST = {
    "lost": N_("{name} has lost digits, see the tab Digits: {seeds}."),
    "nearly": N_("{name} has nearly lost digits, see the tab Digits: {seeds}."),
    "lost before": N_("{name} had lost digits one epoch before it diverged, see the tab Digits: {seeds}."),
    "nearly before": N_("{name} had nearly lost digits one epoch before it diverged, see the tab Digits: {seeds}."),
}
UNTRAINED = N_("{name} diverged in its first epoch in seed {seeds}: what is judged there is the untrained network.")
SEED_LOST = N_("{digits} in seed {seed}")
RESTS_ON = N_("What the verdict rests on")
DIVERGED = N_(":material/trending_up: {said} First at epoch {epoch:,}.")
TRY = N_("A learning rate of {rate} may do.")
SMALLER = 10  # times smaller is the rate that is to be tried, unless the usual one of the pair is smaller still
USUAL_RATES = {(arm.output, arm.loss): arm.learning_rate for arm in USUAL}
NEXT = N_("; ")
SAID = N_("{headline}. {detail}")


def draw(shown: Shown) -> None:
    """Draw the answer to what is asked here, what it covers, and which runs diverged."""
    labels = mnist().test.labels
    said = answers.answer(shown.experiment, shown.results, labels)
    st.header(plain(said.headline), anchor=False)
    st.caption(plain(said.detail))
    for sentence in _diverged(shown, judge(shown.results, labels)):
        st.caption(sentence)
    announce.state("finished", _(SAID).format(headline=said.headline, detail=said.detail))


def notes(shown: Shown) -> None:
    """Draw what the interval of several arms covers, which other engine made the result, and which digits are lost."""
    if answers.asks(shown.experiment) == "accuracy":
        for said in answers.covers(shown.experiment, judge(shown.results, mnist().test.labels)):
            st.caption(plain(said))
    if maker := wording.made_by((run.engine for runs in shown.results for run in runs), chosen().identity):
        st.caption(maker)
    for said in losses(recognition.lost(shown.results, mnist().test.labels), shown.names):
        st.caption(plain(said))


def _diverged(shown: Shown, found: Verdict) -> list[str]:
    """A sentence for every arm that diverged: when, and what may do."""
    said = []
    for arm, runs in enumerate(shown.results):
        epochs = [run.diverged for run in runs if run.diverged is not None]
        if epochs:
            counts = [count if place == arm else 0 for place, count in enumerate(found.diverged)]
            (sentence,) = verdicts.diverged(counts, found.seeds, shown.names)
            said.append(_(DIVERGED).format(said=plain(sentence), epoch=min(epochs)))
            if (rate := smaller(shown.experiment.arms[arm])) is not None:
                said[-1] = together([said[-1], _(TRY).format(rate=number_text(rate))])
    return said


def smaller(arm: Arm) -> float | None:
    """A learning rate to try where the arm's diverged; None where the form has none that is so much smaller.

    >>> smaller(Arm("linear", "quadratic", 100)), smaller(Arm("softmax", "quadratic", 0.0005))
    (0.1, None)
    """
    tenth = float(f"{arm.learning_rate / SMALLER:.3g}")
    rate = min(tenth, USUAL_RATES.get((arm.output, arm.loss), tenth))
    return rate if rate >= LEARNING_RATE.low else None


def losses(found: Sequence[recognition.Lost], names: Sequence[str]) -> list[str]:
    """Which arms have lost digits or nearly so, and in which seeds; of an untrained network only that it is one."""
    said = []
    for arm, rows in groupby(found, attrgetter("arm")):
        mine = list(rows)
        for kind, template in LOST.items():
            if seeds := [_(SEED_LOST).format(seed=seed, digits=_digits(part)) for seed, part in _by_seed(mine, kind)]:
                said.append(_(template).format(name=names[arm], seeds=_(NEXT).join(seeds)))
        if untrained := dict.fromkeys(str(row.seed) for row in mine if row.diverged == 1):
            said.append(_(UNTRAINED).format(name=names[arm], seeds=_(COMMA).join(untrained)))
    return said


def _by_seed(rows: Iterable[recognition.Lost], kind: str) -> Iterator[tuple[int, Iterator[recognition.Lost]]]:
    return groupby((row for row in rows if _kind(row) == kind), attrgetter("seed"))


def _kind(row: recognition.Lost) -> str:
    """The row of `LOST` that says it; '' of a network that is untrained."""
    if row.diverged == 1:
        return ""
    return ("nearly" if row.nearly else "lost") + (" before" if row.diverged else "")


def _digits(rows: Iterable[recognition.Lost]) -> str:
    return _(COMMA).join(str(row.digit) for row in rows)


def rests_on(shown: Shown) -> None:
    """Draw where the uncertainty comes from, and the tests of every pair over the seeds, and within each seed."""
    labels = mnist().test.labels
    found = judge(shown.results, labels)
    if not found.comparisons:
        return
    st.markdown(f"**{_(RESTS_ON)}**")
    for sentence in answers.grounds(shown.experiment, found):
        st.markdown(plain(sentence))
    st.dataframe(evidence.pairs_table(found, shown.names), hide_index=True, key="pairs")
    st.caption(evidence.pairs_note(found))
    tests = mcnemar_by_seed(shown.results, labels)
    st.dataframe(evidence.mcnemar_table(tests, shown.names), hide_index=True, key="mcnemar")
    st.caption(_(evidence.MCNEMAR_NOTE))
