"""Softmax: four logits on sliders, what a softmax and a sigmoid layer make of them, and a tab for each thing to see."""

from collections.abc import Sequence

import streamlit as st

from core.experiment import Experiment
from lab.languages.words import _
from ui.site import frame, visitor
from ui.site.menu import SOFTMAX
from ui.story import softmax_tabs, softmax_views, view
from ui.story.guide import line, prediction
from ui.story.questions import about_softmax, quiz
from ui.story.questions.quiz import Question
from ui.story.reader import Reader

frame.page(SOFTMAX, heading=False)

page = Reader(SOFTMAX.slug, *softmax_tabs.ENTRIES)


def questions() -> Sequence[Question]:
    """The questions about what is set here."""
    return about_softmax.ask(page["z"])


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
    prediction.draw(page, questions)
    with view.stage():
        with view.controls():
            softmax_views.sliders(page)
        with view.pictures():
            softmax_views.layers(page)
            softmax_views.last_move(page)
    softmax_views.reach(page)
    for key, tab in page.tabs("tab", softmax_tabs.TABS).items():
        if tab.open:
            with tab:
                softmax_tabs.SHOW[key](page)


with frame.guard():
    visitor.stay()
    line.open_page(SOFTMAX, page)
    story()
    quiz.draw(SOFTMAX.slug, prediction.left(page, questions))
    frame.way_on(
        SOFTMAX,
        Experiment(),
        _("Ten digits instead of four neurons: a softmax layer and a sigmoid layer learn the same images."),
    )
    line.offer(SOFTMAX, page)
