"""Pairs: every output layer with every loss, what its delta is, whether that is so, and which good pair to choose."""

import streamlit as st

from lab.languages.words import _
from ui.site import frame, visitor
from ui.site.menu import PAIRS
from ui.story import pair_views
from ui.story.guide import line, prediction
from ui.story.questions import about_pairs, quiz
from ui.story.reader import Reader

frame.page(PAIRS, heading=False)

page = Reader(PAIRS.slug, *pair_views.ENTRIES)


@st.fragment
@frame.guard()
def matrix() -> None:
    """The matrix, checked on the reader's own logits, and the pairs of one output layer in full."""
    prediction.draw(page, about_pairs.ask)
    checks = pair_views.checked(page)
    with st.container(key="look"):
        pair_views.setting(page)
        pair_views.overview(checks)
    for layer, tab in page.tabs("layer", pair_views.LAYERS).items():
        if tab.open:
            with tab:
                pair_views.cards(layer, checks)


with frame.guard():
    visitor.enter()
    line.open_page(PAIRS, page)
    matrix()
    quiz.draw(PAIRS.slug, prediction.left(page, about_pairs.ask))
    pair_views.book_question()
    frame.way_on(
        PAIRS,
        pair_views.EXPERIMENT,
        _("The experiment behind the answer: both good pairs on the same images, over three seeds."),
    )
    line.offer(PAIRS, page)
