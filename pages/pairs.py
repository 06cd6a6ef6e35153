"""Pairs: every output layer with every loss, what its delta is, whether that is so, and which good pair to choose."""

import streamlit as st

from core.outputs import OUTPUTS
from core.pairs import PAIRS
from core.story import explain
from ui.site import frame, menu, visitor
from ui.story import pair_views, questions, quiz
from ui.story.reader import Reader

frame.page(menu.PAIRS)

page = Reader("pairs", *pair_views.ENTRIES)


@st.fragment
@frame.guard()
def matrix() -> None:
    """The matrix, checked on the reader's own logits, and the pairs of one output layer in full."""
    pair_views.setting(page)
    z, label = page["z"], int(page["y"]) - 1
    checks = {key: None if row.refused else explain.pair_check(row, z, label) for key, row in PAIRS.items()}
    pair_views.overview(checks)
    names = {key: output.name for key, output in OUTPUTS.items()}
    for layer, tab in page.tabs("layer", names).items():
        if tab.open:
            tab.latex(OUTPUTS[layer].formula)
            with tab, st.grid(2, min_column_width=300):
                for key, check in checks.items():
                    if key[0] == layer:
                        pair_views.card(PAIRS[key], check)


with frame.guard():
    visitor.enter()
    page.open()
    matrix()
    quiz.draw("pairs", questions.pairs)
    pair_views.book_question()
    frame.way_on(
        menu.PAIRS,
        pair_views.EXPERIMENT,
        "The experiment behind the answer: both good pairs on the same images, with their bands over three seeds.",
    )
