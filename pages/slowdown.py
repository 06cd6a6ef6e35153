"""Learning slowdown: one neuron's cost as a hill under two losses, the slopes of every pair, and why a - y cures it."""

import streamlit as st

from lab.languages.words import _
from ui.form import presets
from ui.site import frame, visitor
from ui.site.menu import SLOWDOWN
from ui.story import neuron_views, slowdown_tabs
from ui.story.questions import about_slowdown, quiz
from ui.story.reader import Reader

frame.page(SLOWDOWN)

page = Reader(SLOWDOWN.slug, *slowdown_tabs.ENTRIES)


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
    neuron_views.main(page)
    for key, tab in page.tabs("tab", slowdown_tabs.TABS).items():
        if tab.open:
            with tab:
                slowdown_tabs.SHOW[key](page)


with frame.guard():
    visitor.stay()
    page.open()
    story()
    quiz.draw(SLOWDOWN.slug, lambda: about_slowdown.ask(neuron_views.of(page)))
    frame.way_on(
        SLOWDOWN,
        presets.PRESETS["slowdown"].experiment,
        _(
            "The same in a whole network: ten sigmoid outputs that start saturated, nine of them wrong, under "
            "both losses."
        ),
    )
