"""Log-likelihood: what a trained network makes of a digit, and what that costs."""

import streamlit as st

from lab.languages.words import _
from ui.site import frame, visitor
from ui.site.menu import LIKELIHOOD
from ui.story import digit_views, networks
from ui.story.guide import line, prediction
from ui.story.networks import TrainedNetwork
from ui.story.questions import about_likelihood, quiz
from ui.story.reader import Reader

frame.page(LIKELIHOOD, heading=False)

page = Reader(LIKELIHOOD.slug, *digit_views.ENTRIES)


@st.fragment
@frame.guard()
def story(softmax: TrainedNetwork, sigmoid: TrainedNetwork) -> None:
    """Everything that choosing an image changes."""
    prediction.draw(page, lambda: about_likelihood.ask(softmax))
    with st.container(key="look"):
        digit_views.choose(page, softmax.images.labels)
        digit_views.main(page, softmax)
    digit_views.in_full(page, softmax)
    for key, tab in page.tabs("tab", digit_views.TABS).items():
        if tab.open:
            with tab:
                digit_views.SHOW[key](softmax, sigmoid, page["image"])


with frame.guard():
    visitor.enter()
    line.open_page(LIKELIHOOD, page)
    trained = networks.both()
    if trained:
        story(*trained)
        quiz.draw(LIKELIHOOD.slug, prediction.left(page, lambda: about_likelihood.ask(trained[0])))
    frame.way_on(
        LIKELIHOOD,
        networks.EXPERIMENT,
        _("The two networks of this page, as they learned: see their costs fall, each on an axis of its own."),
    )
    line.offer(LIKELIHOOD, page)
