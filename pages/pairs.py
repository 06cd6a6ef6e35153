"""Pairs: every output layer with every loss, what its delta is, whether that is so, and which good pair to choose."""

import streamlit as st

from core import explain
from core.outputs import OUTPUTS
from core.pairs import PAIRS
from ui import frame, laboratory, pair_views, quiz, story_questions, story_view
from ui.reader import Reader

frame.page("Pairs", "Which output layer goes with which loss, and which pair should one choose?")

page = Reader("pairs", *pair_views.ENTRIES)


@st.fragment
def matrix() -> None:
    """The matrix, a row an output layer, checked on the reader's own logits."""
    pair_views.setting(page)
    z, label = page["z"], int(page["y"]) - 1
    for key, output in OUTPUTS.items():
        st.subheader(f"{output.name} :small[${output.formula}$]", anchor=False)
        with st.grid(2, min_column_width=300):
            for row in (row for row in PAIRS.values() if row.output.key == key):
                pair_views.card(row, None if row.refused else explain.pair_check(row, z, label))
    quiz.draw("pairs", story_questions.pairs())


with frame.guard():
    laboratory.visitor()
    page.open()
    matrix()
    pair_views.book_question()
    story_view.way_on(
        pair_views.EXPERIMENT,
        "The experiment behind the answer: both good pairs on the same images, with their bands over three seeds.",
    )
