"""What the Pairs page shows: a card for each pair with its check, and a measured answer to the book's question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import streamlit as st

from core.datasets import mnist
from core.experiment import DEFAULT_ARMS, Arm, Experiment
from core.outputs import OUTPUTS
from core.pairs import PAIRS, Pair
from core.story import explain
from core.verdict import judge
from lab import verdicts, wording
from lab.gallery.rows import USUAL
from lab.languages.words import N_, _
from lab.serving.snapshot import Snapshot
from ui import entries
from ui.markdown import plain
from ui.site import frame, live, visitor
from ui.story import claims, latex, reader, sentences
from ui.story.claims import Claim, Finding
from ui.story.questions import about_pairs, quiz
from ui.story.reader import Reader

Checks = Mapping[tuple[str, str], explain.PairCheck | None]

EXPERIMENT = Experiment()
"""The two good pairs, as the book has them, on the default settings."""

RATES = {(arm.output, arm.loss): arm.learning_rate for arm in USUAL}
RATE = 0.5  # of all other pairs
ENTRIES = (
    reader.LOGITS,
    reader.LABEL,
    entries.key("layer", N_("output layer"), tuple(OUTPUTS)),
)
LAYERS = {key: output.name for key, output in OUTPUTS.items()}
BADGES = {
    "valid": N_(":green-badge[:material/check: Valid]"),
    "caution": N_(":orange-badge[:material/info: With a caution]"),
    "refused": N_(":gray-badge[:material/block: Refused]"),
}
MARKS = {"valid": ":green[:material/check:]", "caution": ":orange[:material/info:]", "refused": ":material/block:"}
LEGEND = N_(
    ":material/check: valid, :material/info: with a caution, :material/block: refused; the tabs below say why. $n$ is "
    "the number of classes."
)
STYLE = f"<style>{Path(__file__).with_name('pairs.css').read_text(encoding='utf-8')}</style>"
DELTA = N_(
    "$\\delta_j = \\partial C / \\partial z_j$ says how the cost $C$ of one image answers to the logit $z_j$. It is "
    "all that an output layer learns from, and with it every layer below."
)
SETTING = N_("Your logits are z = ({z}), and the true class is {y}.")
CHECK: Claim[explain.PairCheck] = Claim(
    N_("The slope of the cost is this delta. Largest relative error against finite differences: {error}."),
    lambda check: claims.differences(check.error),
    untold=N_(
        "Here the cost has a corner: its slope on one side is not that on the other, so finite differences cannot "
        "check delta. Delta counts a margin of exactly 0 as one that is kept."
    ),
)


def _all(checks: Checks) -> Finding:
    found = [check for check in checks.values() if check is not None]
    errors = [check.error for check in found if check.error is not None]
    worst = claims.differences(max(errors) if len(errors) == len(found) else None)
    return Finding(worst.holds, {**worst.numbers, "count": str(len(found))})


ALL: Claim[Checks] = Claim(
    N_(
        "At your logits, the delta of each of the {count} pairs agrees with finite differences of its cost. Largest "
        "relative error: {error}."
    ),
    _all,
    untold=N_(
        "At your logits, the cost of a pair has a corner, where finite differences cannot check its delta. The "
        "others are checked below."
    ),
)
ANSWER = N_(
    "Softmax with log-likelihood and sigmoid with cross-entropy are close relatives: both have the delta $a_j - y_j$, "
    "and neither slows down where it is badly wrong. The book finds that both work well, and advises softmax with "
    "log-likelihood where outputs are to be read as probabilities. Which is the more accurate? Measured here:"
)

UNMEASURED = N_("Not measured on this server yet. Training both takes a few seconds.")
FOUND = N_("**{headline}.** {detail}")


def comparison(row: Pair) -> Experiment:
    """A comparison of a pair with a default pair, another than itself."""
    mine = Arm(*row.key, RATES.get(row.key, RATE))
    other = next(arm for arm in DEFAULT_ARMS if (arm.output, arm.loss) != row.key)
    return Experiment(arms=(mine, other))


def setting(page: Reader) -> None:
    """Draw the choice of the true class and of the logits at which deltas are checked."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="setting"):
        st.segmented_control(_("True class y"), reader.CLASSES, required=True, **page.bind("y"))
        st.button(_("Other logits"), key="other-logits", icon=":material/casino:", on_click=_draw, args=(page,))
        st.markdown(_(SETTING).format(z=sentences.listed(page["z"]), y=page["y"]))


def _draw(page: Reader) -> None:
    drawn = np.random.default_rng().normal(scale=2.5, size=len(explain.LOGITS)).round(2)
    page.put(z=tuple(drawn.tolist()))


def checked(page: Reader) -> Checks:
    """The check of every pair at the reader's logits, by its keys; None for a pair that is refused."""
    z, label = page["z"], int(page["y"]) - 1
    return {key: None if row.refused else explain.pair_check(row, z, label) for key, row in PAIRS.items()}


def overview(checks: Checks) -> None:
    """Draw every pair with its verdict and its delta, a table an output layer, and whether all deltas are right."""
    st.markdown(_(DELTA))
    of_layer = {_(name): [row for row in PAIRS.values() if row.output.key == key] for key, name in LAYERS.items()}
    st.html(STYLE)
    with st.container(key="pairs-matrix"):
        st.markdown(latex.matrix_of_pairs({name: [_cell(row) for row in rows] for name, rows in of_layer.items()}))
    with st.container(key="pairs-tables"), st.grid(2, min_column_width=340):
        for name, rows in of_layer.items():
            with st.container():
                st.markdown(f"**{name}**")
                cells = [(row, *_cell(row)) for row in rows]
                st.markdown(latex.table_of_pairs([(f"{mark} {_(row.loss.name)}", delta) for row, mark, delta in cells]))
    st.caption(_(LEGEND))
    claims.draw(ALL.said(checks))


def _cell(row: Pair) -> tuple[str, str]:
    """The mark of a pair's verdict, and its delta."""
    return MARKS[row.verdict], _(latex.REFUSED) if row.refused else latex.short(row.formula)


def cards(layer: str, checks: Checks) -> None:
    """The formula of an output layer, and a card for each of its pairs."""
    st.latex(OUTPUTS[layer].formula)
    with st.grid(2, min_column_width=300):
        for key, check in checks.items():
            if key[0] == layer:
                card(PAIRS[key], check)


def card(row: Pair, check: explain.PairCheck | None) -> None:
    """A pair: its verdict, the formula of its delta, the check, and the way to compare it."""
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{_(row.loss.name)}** {_(BADGES[row.verdict])}")
        if check is None:
            st.markdown(_(row.note))
            return
        st.latex(latex.fitted(row.formula))
        claims.draw(CHECK.said(check))
        if row.note:
            st.caption(_(row.note))
        frame.see_in_training(comparison(row), _("Compare this pair"))


def book_question() -> None:
    """Draw which of the two good pairs is better, measured: the stored experiment, or a button that trains it."""
    st.divider()
    st.header(_("Which of the two good pairs?"), anchor=False)
    st.markdown(_(ANSWER))
    snapshot = visitor.look(EXPERIMENT)
    if snapshot.state == "finished":
        _answer(snapshot)
    elif snapshot.state in visitor.UNDER_WAY:
        live.wait(EXPERIMENT, lambda now: st.progress(live.fraction(now), live.progress(now)))
    else:
        st.markdown(_(UNMEASURED))
        train, icon = _("Train both"), ":material/play_arrow:"
        st.button(train, key="train-both", type="primary", icon=icon, on_click=visitor.ask, args=(EXPERIMENT,))
        if why := visitor.refusal() or snapshot.message:
            st.warning(plain(_(why)), icon=":material/hourglass_disabled:")


@st.fragment
@frame.guard()
def _answer(snapshot: Snapshot) -> None:
    results = [[result for result in runs if result is not None] for runs in snapshot.results]
    found = judge(results, mnist().test.labels)
    quiz.draw("measured", lambda: about_pairs.which_wins(found))
    with st.expander(_("What was measured")):
        names = wording.arm_names(EXPERIMENT.arms)
        st.markdown(_(FOUND).format(headline=verdicts.headline(found, names), detail=verdicts.detail(found, names)))
        accuracies = [[result.test_accuracy for result in runs] for runs in results]
        st.markdown(sentences.accuracies(names, list(EXPERIMENT.seed_range), accuracies))
        size = {"images": EXPERIMENT.train, "epochs": EXPERIMENT.epochs, "seeds": EXPERIMENT.seeds}
        st.caption(_(sentences.MEASURED).format(**size))
