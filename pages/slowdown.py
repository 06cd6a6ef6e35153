"""Learning slowdown: one neuron under two losses, the slopes of every pair, and why a - y cures it."""

import streamlit as st

from ui.form import presets
from ui.site import frame, visitor
from ui.site.menu import SLOWDOWN
from ui.story import neuron_views
from ui.story.questions import about_slowdown, quiz
from ui.story.reader import Reader

frame.page(SLOWDOWN)

page = Reader(SLOWDOWN.slug, *neuron_views.ENTRIES)


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
    setting, shown = st.columns([1, 2.4], gap="large")
    with setting:
        neuron_views.setting(page)
    with shown:
        neuron_views.curves(page)
    for key, tab in page.tabs("tab", neuron_views.TABS).items():
        if tab.open:
            with tab:
                neuron_views.SHOW[key](page)


with frame.guard():
    visitor.stay()
    page.open()
    story()
    quiz.draw(SLOWDOWN.slug, lambda: about_slowdown.ask(neuron_views.of(page)))
    frame.way_on(
        SLOWDOWN,
        presets.PRESETS["slowdown"].experiment,
        "The same in a whole network: ten sigmoid outputs that start saturated, nine of them wrong, under both losses.",
    )
