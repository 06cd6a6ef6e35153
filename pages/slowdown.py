"""Learning slowdown: one neuron's cost as a hill under two losses, the slopes of every pair, and why a - y cures it."""

from collections.abc import Sequence

import streamlit as st

from lab.languages.words import _
from ui.form import presets
from ui.site import frame, visitor
from ui.site.menu import SLOWDOWN
from ui.story import neuron_views, slowdown_tabs
from ui.story.guide import line, prediction
from ui.story.questions import about_slowdown, quiz
from ui.story.questions.quiz import Question
from ui.story.reader import Reader

frame.page(SLOWDOWN, heading=False)

page = Reader(SLOWDOWN.slug, *slowdown_tabs.ENTRIES)


def questions() -> Sequence[Question]:
    """The questions about what is set here."""
    return about_slowdown.ask(neuron_views.of(page))


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
    prediction.draw(page, questions)
    neuron_views.main(page)
    for key, tab in page.tabs("tab", slowdown_tabs.TABS).items():
        if tab.open:
            with tab:
                slowdown_tabs.SHOW[key](page)


with frame.guard():
    visitor.stay()
    line.open_page(SLOWDOWN, page)
    story()
    quiz.draw(SLOWDOWN.slug, prediction.left(page, questions))
    frame.way_on(
        SLOWDOWN,
        presets.PRESETS["slowdown"].experiment,
        _(
            "The same in a whole network: ten sigmoid outputs that start saturated, nine of them wrong, under "
            "both losses."
        ),
    )
    line.offer(SLOWDOWN, page)
