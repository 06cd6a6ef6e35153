"""What the Pairs page shows: a card for each pair with its check, and a measured answer to the book's question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.datasets import mnist
from core.experiment import DEFAULT_ARMS, Arm, Experiment
from core.outputs import OUTPUTS
from core.pairs import PAIRS, Pair
from core.story import explain
from core.verdict import judge
from lab import verdicts, wording
from lab.serving.snapshot import Snapshot
from ui import numerals
from ui.form import arms
from ui.markdown import plain
from ui.site import frame, live, visitor
from ui.story import claims, latex, questions, quiz, reader, sentences
from ui.story.reader import Reader

Checks = Mapping[tuple[str, str], explain.PairCheck | None]

EXPERIMENT = Experiment()
"""The two good pairs, as the book has them, on the default settings."""

RATES = {(arm.output, arm.loss): arm.learning_rate for arm in arms.USUAL}
RATE = 0.5  # of all other pairs
ENTRIES = (
    reader.LOGITS,
    reader.LABEL,
    reader.key("layer", "output layer", tuple(OUTPUTS)),
)
LAYERS = {key: output.name for key, output in OUTPUTS.items()}
BADGES = {
    "valid": ":green-badge[:material/check: Valid]",
    "caution": ":orange-badge[:material/info: With a caution]",
    "refused": ":gray-badge[:material/block: Refused]",
}
MARKS = {"valid": ":green[:material/check:]", "caution": ":orange[:material/info:]", "refused": ":material/block:"}
LEGEND = (
    ":material/check: valid, :material/info: with a caution, :material/block: refused. The number is the largest error "
    "of the pair's delta against finite differences of its cost, relative to the largest delta, or to 1."
)
CHECK = "The slope of the cost is this delta."
CORNER = "At a corner of the cost: its slope differs from side to side, and delta takes 0 between them."
SETTING = "Every delta is checked against differences of its cost, at your logits z = ({z}) with the true class {y}."
ANSWER = "The book leaves it open which of the two good pairs to choose, and says that both work well. Measured here:"

UNMEASURED = "Not measured on this server yet. Training both takes a few seconds."


def comparison(row: Pair) -> Experiment:
    """A comparison of a pair with a default pair, another than itself."""
    mine = Arm(*row.key, RATES.get(row.key, RATE))
    other = next(arm for arm in DEFAULT_ARMS if (arm.output, arm.loss) != row.key)
    return Experiment(arms=(mine, other))


def setting(page: Reader) -> None:
    """Draw the choice of the true class and of the logits at which deltas are checked."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control("True class y", reader.CLASSES, required=True, **page.bind("y"))
        st.button("Other logits", icon=":material/casino:", on_click=_draw, args=(page,))
    st.markdown(SETTING.format(z=sentences.listed(page["z"]), y=page["y"]))


def _draw(page: Reader) -> None:
    drawn = np.random.default_rng().normal(scale=2.5, size=len(explain.LOGITS)).round(2)
    page.put(z=tuple(drawn.tolist()))


def checked(page: Reader) -> Checks:
    """The check of every pair at the reader's logits, by its keys; None for a pair that is refused."""
    z, label = page["z"], int(page["y"]) - 1
    return {key: None if row.refused else explain.pair_check(row, z, label) for key, row in PAIRS.items()}


def overview(checks: Checks) -> None:
    """Draw the matrix: every pair's verdict, and the error of its delta against differences of its cost."""
    st.markdown(latex.matrix_of_pairs({key: _cell(PAIRS[key], check) for key, check in checks.items()}))
    st.caption(LEGEND)


def _cell(row: Pair, check: explain.PairCheck | None) -> str:
    if check is None:
        return MARKS[row.verdict]
    error = "corner" if check.corner else numerals.error(check.error)
    return f"{MARKS[row.verdict]} {error}"


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
        st.markdown(f"**{row.loss.name}** {BADGES[row.verdict]}")
        if check is None:
            st.markdown(row.note)
            return
        st.latex(latex.fitted(row.formula))
        if check.corner:
            st.markdown(CORNER)
        else:
            claims.draw(claims.checked(CHECK, check.error))
        if row.note:
            st.caption(row.note)
        frame.see_in_training(comparison(row), "Compare this pair")


def book_question() -> None:
    """Draw which of the two good pairs is better, measured: the stored experiment, or a button that trains it."""
    st.divider()
    st.subheader("Which of the two good pairs?", anchor=False)
    st.markdown(ANSWER)
    snapshot = visitor.look(EXPERIMENT)
    if snapshot.state == "finished":
        _answer(snapshot)
    elif snapshot.state in visitor.UNDER_WAY:
        live.wait(EXPERIMENT, lambda now: st.progress(live.fraction(now), live.progress(now)))
    else:
        st.markdown(UNMEASURED)
        st.button("Train both", type="primary", icon=":material/play_arrow:", on_click=visitor.ask, args=(EXPERIMENT,))
        if said := visitor.refusal() or snapshot.message:
            st.warning(plain(said), icon=":material/hourglass_disabled:")


@st.fragment
@frame.guard()
def _answer(snapshot: Snapshot) -> None:
    results = [[result for result in runs if result is not None] for runs in snapshot.results]
    found = judge(results, mnist().test.labels)
    quiz.draw("measured", lambda: questions.which_wins(found))
    with st.expander("What was measured"):
        names = wording.arm_names(EXPERIMENT.arms)
        st.markdown(f"**{verdicts.headline(found, names)}.** {verdicts.detail(found, names)}")
        accuracies = [[result.test_accuracy for result in runs] for runs in results]
        st.markdown(sentences.accuracies(names, list(EXPERIMENT.seed_range), accuracies))
        st.caption(sentences.MEASURED.format(images=EXPERIMENT.train, epochs=EXPERIMENT.epochs, seeds=EXPERIMENT.seeds))
