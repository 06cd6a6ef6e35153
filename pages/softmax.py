"""Softmax: four logits on sliders, what a softmax and a sigmoid layer make of them, and a tab for each thing to see."""

import streamlit as st

from core.experiment import Experiment
from lab.languages.words import _
from ui.site import frame, visitor
from ui.site.menu import SOFTMAX
from ui.story import softmax_tabs, softmax_views, view
from ui.story.questions import about_softmax, quiz
from ui.story.reader import Reader

frame.page(SOFTMAX)

page = Reader(SOFTMAX.slug, *softmax_tabs.ENTRIES)


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
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
    page.open()
    story()
    quiz.draw(SOFTMAX.slug, lambda: about_softmax.ask(page["z"]))
    frame.way_on(
        SOFTMAX,
        Experiment(),
        _("Ten digits instead of four neurons: a softmax layer and a sigmoid layer learn the same images."),
    )
