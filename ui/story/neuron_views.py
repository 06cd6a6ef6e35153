"""What the Learning slowdown page shows above its tabs: a neuron's cost as a hill with a ball, and its curves."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.limits import Limit
from core.outputs import OUTPUTS
from core.pairs import pair
from core.story import explain
from core.story.neuron import EPOCHS, INPUT, NEURON_LOSSES, RATES, STARTS, TARGET, Neuron, descend, slope
from lab.languages.words import N_, _
from ui import entries, figures, numerals, session
from ui.cache import remembered
from ui.charts.story import story_neuron
from ui.site import replay
from ui.story import latex, sentences
from ui.story.reader import Reader

ENTRIES = (
    entries.number("w", Limit("w", -5, 5), STARTS["bad"].weight),
    entries.number("b", Limit("b", -5, 5), STARTS["bad"].bias),
    entries.key("rates", N_("learning rates"), tuple(RATES)),
)
RATE_NAMES = {
    "same": N_("0.15 for both"),
    "book": N_("As in the book: 0.15 for quadratic, 0.005 for cross-entropy"),
}
BOOK = N_(
    "The book takes a rate thirty times smaller for cross-entropy, so that both curves can be seen to bend: compare "
    "their shapes, not how far they come."
)
ROLL = N_(
    "Its cost depends on z = w + b alone: a hill, and learning is a ball that rolls down, leaving a dot every 25 "
    "epochs. Press play, or click on a hill to set the ball down there."
)
PLATEAU = N_(
    "Far to the right the quadratic hill is a **plateau**: there the ball hardly moves, however wrong the output. "
    "That is the learning slowdown. Slope at the start: **{here}**; the steepest there is: {most}."
)
CURE = N_(
    "The cross-entropy hill never levels off on the wrong side: the more wrong the output, the **steeper** it is. "
    "That is the cure. Slope at the start: **{here}**; far to the right it nears 1."
)
HILLS = {"quadratic": PLATEAU, "cross_entropy": CURE}
STEEPEST = 4 / 27  # of the quadratic hill: a^2 (1 - a) is largest at a = 2/3
FIRST = N_("Its first step is this steep:")


@remembered
def learned(weight: float, bias: float, rates: str) -> dict[str, Neuron]:
    """The neuron trained under each loss. Kept: it takes milliseconds, and sliders often return to earlier values."""
    return {loss: descend(weight, bias, RATES[rates][loss], loss) for loss in NEURON_LOSSES}


def of(page: Reader) -> dict[str, Neuron]:
    """The neuron as the reader has set it."""
    return learned(page["w"], page["b"], page["rates"])


def setting(page: Reader) -> None:
    """Where the neuron starts, and how fast it learns."""
    with st.container(horizontal=True):
        for key, start in STARTS.items():
            st.button(_(start.name), key=f"start-{key}", on_click=page.put, kwargs={"w": start.weight, "b": start.bias})
    st.slider(_("Weight w at the start"), -5.0, 5.0, step=0.1, format="%.1f", **page.bind("w"))
    st.slider(_("Bias b at the start"), -5.0, 5.0, step=0.1, format="%.1f", **page.bind("b"))
    st.radio(_("Learning rates"), list(RATE_NAMES), format_func=_rates, **page.bind("rates"))
    if page["rates"] == "book":
        st.markdown(_(BOOK))


def _rates(key: str) -> str:
    return _(RATE_NAMES[key])


def main(page: Reader) -> None:
    """The hills with their balls and the replay, the settings beside them, then output and cost over the epochs.

    The picture stands first, so that it does on a phone too.
    """
    neurons = of(page)
    with replay.linked():
        shown, beside = st.columns([2.4, 1], gap="large")
        with shown:
            st.markdown(_(ROLL))
            for column, (loss, neuron) in zip(st.columns(2), neurons.items(), strict=True):
                with column:
                    _hill(page, loss, neuron)
            state = f"{page['w']} {page['b']} {page['rates']}"
            replay.bar(EPOCHS, state, start=True, plays=session.current().story.rolls)
        with beside:
            setting(page)
        figures.draw(story_neuron.output(neurons), key="neuron.output")
        for column, (loss, neuron) in zip(st.columns(2, gap="medium"), neurons.items(), strict=True):
            with column:
                _learned(page, loss, neuron)


def _learned(page: Reader, loss: str, neuron: Neuron) -> None:
    """What one hill does to learning, the cost over the epochs, and the first step."""
    here = numerals.text(float(slope(neuron.z[:1], loss)[0]))
    st.markdown(_(HILLS[loss]).format(here=here, most=numerals.text(STEEPEST)))
    figures.draw(story_neuron.cost(loss, neuron), key=f"neuron.cost.{loss}")
    st.markdown(sentences.learned(neuron.output, explain.steepest(neuron.cost)))
    st.markdown(_(FIRST))
    st.latex(_first_slope(page, loss))


def _hill(page: Reader, loss: str, neuron: Neuron) -> None:
    key = f"neuron.hill.{loss}"
    figure = story_neuron.hill(loss, neuron)
    figures.draw(figure, key=key, on_select=lambda: _put(page, key))


def _put(page: Reader, key: str) -> None:
    """Set the ball down where the hill was clicked: weight and bias share z between them."""
    chosen = (session.widget(key) or {}).get("selection", {}).get(story_neuron.PUT) or []
    if chosen:
        half = round(float(chosen[0]["z"]) / 2, 1)
        page.put(w=half, b=half)


def _first_slope(page: Reader, loss: str) -> str:
    """The first slope under a loss, in LaTeX: it says whether learning starts slowly or fast."""
    z = np.array([page["w"] * INPUT + page["b"]])
    steep = float(pair("sigmoid", loss).delta_of(z, np.array([TARGET]))[0])
    return latex.first_slope(loss, float(OUTPUTS["sigmoid"].activations(z)[0]), steep)
