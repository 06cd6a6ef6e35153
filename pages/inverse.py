"""Inverting softmax: four activations that stay a distribution, the logits behind them, and the way back."""

from collections.abc import Sequence

import streamlit as st

from core.experiment import Arm, Experiment
from lab.languages.words import _
from ui.site import frame, visitor
from ui.site.menu import INVERSE
from ui.story import inverse_views, view
from ui.story.guide import line, prediction
from ui.story.questions import about_inverse, quiz
from ui.story.questions.quiz import Question
from ui.story.reader import Reader

frame.page(INVERSE, heading=False)

page = Reader(INVERSE.slug, *inverse_views.ENTRIES)


def questions() -> Sequence[Question]:
    """The questions about what is set here."""
    return about_inverse.ask(page["a"], page["constant"])


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
    prediction.draw(page, questions)
    with view.stage():
        with view.controls():
            inverse_views.setting(page)
        with view.pictures():
            inverse_views.pictures(page)
            inverse_views.checks(page)
    inverse_views.reset(page)
    with st.expander(_("All four, step by step")):
        inverse_views.steps(page)


with frame.guard():
    visitor.stay()
    line.open_page(INVERSE, page)
    story()
    quiz.draw(INVERSE.slug, prediction.left(page, questions))
    frame.way_on(
        INVERSE,
        Experiment(arms=(Arm("softmax", "log_likelihood", 0.5), Arm("softmax", "quadratic", 3.0))),
        _(
            "Two networks with softmax outputs: one learns with the log-likelihood, the other with the quadratic loss "
            "and a larger rate."
        ),
    )
    line.offer(INVERSE, page)
