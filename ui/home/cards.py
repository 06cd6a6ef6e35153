"""The other comparisons, a card each: the question, a sketch of its result, the verdict, the way in; and the story."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.form.presets import Preset
from ui.home.exhibit import Exhibit
from ui.site import frame, sketch

SKETCH = "Accuracy over {epochs} epochs: {names}."
STORY = "The story, in order"
OVER = "Accuracy over {epochs} epochs, from {low:.0f} % at the lower edge to {high:.0f} % at the upper"


def draw(presets: Sequence[Preset]) -> None:
    """Draw the cards, as many beside each other as have room."""
    st.html(sketch.STYLE)
    with st.container(key="cards"):
        for preset in presets:
            with st.container(border=True, key=f"card-{preset.key}"):
                _card(preset)
        with st.container(border=True, key="card-story"):
            frame.contents(STORY)


def _card(preset: Preset) -> None:
    st.subheader(preset.label, anchor=False)
    st.markdown(preset.question)
    shown = Exhibit.of(preset)
    if shown is not None:
        epochs = preset.experiment.epochs
        label = SKETCH.format(epochs=epochs, names=", ".join(shown.names))
        curves = sketch.means(shown.records)
        low, high = sketch.ends(curves)
        st.html(sketch.html(curves, label) + sketch.legend(shown.names))
        st.caption(OVER.format(epochs=epochs, low=100 * low, high=100 * high))
        st.markdown(shown.answer.headline)
    frame.see_in_training(preset.experiment, frame.IN_COMPARE)
