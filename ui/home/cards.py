"""The other comparisons, a card each: the question, a sketch of its result, the verdict, the way in; and the story."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lab.languages.words import N_, _
from lab.saying import COMMA
from ui.form.presets import Preset
from ui.home.exhibit import Exhibit
from ui.site import frame, sketch
from ui.site.menu import GUIDE, GUIDE_ME, SOFTMAX

SKETCH = N_("Accuracy over {epochs} epochs: {names}.")
STORY = N_("The story, in order")
OVER = N_("Accuracy over {epochs} epochs, from {low:.0f} % at the lower edge to {high:.0f} % at the upper")


def draw(presets: Sequence[Preset]) -> None:
    """Draw the cards, as many beside each other as have room."""
    st.html(sketch.STYLE)
    with st.container(key="cards"):
        for preset in presets:
            with st.container(border=True, key=f"card-{preset.key}"):
                _card(preset)
        with st.container(border=True, key="card-story"):
            frame.contents(_(STORY))
            frame.link(SOFTMAX, _(GUIDE_ME), GUIDE)


def _card(preset: Preset) -> None:
    st.subheader(_(preset.label), anchor=False)
    st.markdown(_(preset.question))
    shown = Exhibit.of(preset)
    if shown is not None:
        epochs = preset.experiment.epochs
        label = _(SKETCH).format(epochs=epochs, names=_(COMMA).join(shown.names))
        curves = sketch.means(shown.records)
        low, high = sketch.ends(curves)
        st.html(sketch.html(curves, label) + sketch.legend(shown.names))
        st.caption(_(OVER).format(epochs=epochs, low=100 * low, high=100 * high))
        st.markdown(shown.answer.headline)
    frame.see_in_training(preset.experiment, _(frame.IN_COMPARE))
