"""Inverting softmax: four activations that stay a distribution, the logits behind them, and the way back."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.experiment import Arm, Experiment
from core.limits import Limit
from core.outputs import softmax
from core.story import explain
from core.story.shares import WHOLE, rebalance, to_shares
from ui import numerals
from ui.charts import story_figures, story_tables
from ui.site import frame, menu, visitor
from ui.story import formulae, questions, quiz, reader, sentences, view

frame.page(menu.INVERSE)

START = to_shares(softmax(explain.LOGITS).tolist())
page = reader.Reader("inverse", reader.shares("a", START), reader.number("constant", Limit("constant", -10, 10), 0.0))


def share(place: int) -> tuple[Callable[[tuple[int, ...]], float], Callable[[float], tuple[int, ...]]]:
    """How a slider shows one activation, and how the others make room when it is moved."""
    return lambda a: a[place] / WHOLE, lambda value: rebalance(page["a"], place, round(value * WHOLE))


def sliders() -> None:
    """Four activations that sum to 1, and the constant."""
    for place in range(len(START)):
        show, take = share(place)
        tied = page.bind("a", place, show, take)
        name = numerals.index("a", place + 1)
        st.slider(name, 0.001, 0.997, step=0.001, format="%.3f", **tied)
    st.slider("Constant C", -10.0, 10.0, step=0.5, format="%.1f", **page.bind("constant"))
    st.button("Reset", on_click=page.put, kwargs={"a": START, "constant": 0.0})


def pictures(a: np.ndarray, trip: explain.RoundTrip, before: np.ndarray | None) -> None:
    """From the activations to the logits, and back."""
    given, logits, back = st.columns(3)
    with given:
        view.chart(
            story_figures.bars(1, "1. Activations as set"),
            story_tables.bars(a, before=before),
            sentences.given(a),
        )
    with logits:
        spec = story_figures.bars(3, "2. Logits, z = ln a + C", shares=False)
        view.chart(spec, story_tables.bars(trip.z.round(3), "z"), sentences.logits(trip.z))
    with back:
        words = sentences.neurons("Softmax", trip.back)
        view.chart(story_figures.bars(1, "3. Back through softmax"), story_tables.bars(trip.back), words)


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
    shares, before = page["a"], page.before("a")
    a, trip = np.array(shares) / WHOLE, explain.round_trip(np.array(shares) / WHOLE, page["constant"])
    setting, shown = st.columns([1, 2.8], gap="large")
    with setting:
        sliders()
    with shown:
        pictures(a, trip, None if before is None else np.array(before) / WHOLE)
        returned = f"The same activations return, whatever C is. Largest change: {numerals.error(trip.error)}."
        view.say(
            view.claim("The four stay a distribution: move one, and the others make room.", holds=sum(shares) == WHOLE),
            view.claim(returned, holds=trip.error < 1e-12),
        )
        st.latex(formulae.inverted(a, page["constant"], trip.z, 3))
    with st.expander("All four, step by step"):
        st.markdown(formulae.round_trip(a, explain.round_trip(a, 0.0).z, trip))
        st.latex(formulae.CANCELS)
        st.markdown(
            "So the logits are known up to one constant: softmax remembers differences of logits, "
            "$z_j - z_k = \\ln (a_j / a_k)$, and forgets their level."
        )


with frame.guard():
    visitor.stay()
    page.open()
    story()
    quiz.draw("inverse", lambda: questions.inverse(page["a"], page["constant"]))
    frame.way_on(
        menu.INVERSE,
        Experiment(arms=(Arm("softmax", "log_likelihood", 0.5), Arm("softmax", "quadratic", 3.0))),
        "Two networks with softmax outputs, told apart by nothing but what their loss makes of the same activations.",
    )
