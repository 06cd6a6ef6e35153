"""What every arm answers to one image: ten activations an arm side by side, what they are, and their sum."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.digits.answers import Answers, Pixels, answers
from core.outputs import OUTPUTS
from ui import figures, numerals
from ui.charts.digits import ten
from ui.digits.source import Source

LEAST = 300  # pixels of a chart that stands beside another

SAID = {
    "softmax": "Answers **{answered}** with a probability of {sure:.1f} %. The ten sum to 1.",
    "sigmoid": "Answers **{answered}**. Each output answers for itself, so that the ten sum to {sum}.",
    "linear": "Answers **{answered}**. These are numbers, no probabilities; the ten sum to {sum}.",
}


def draw(source: Source, pixels: Pixels, label: int | None = None, *, key: str) -> None:
    """Draw what the networks of `source` answer to one image, uint8 (784,), of the digit `label` where that is known.

    `key` tells this place from others on the page.
    """
    shown = source.shown
    with st.grid(2, min_column_width=LEAST):
        for place, (name, result) in enumerate(zip(shown.names, source.networks, strict=True)):
            found = answers(result, pixels.reshape(1, -1))
            with st.container(gap=None):
                st.markdown(said(found))
                figure = ten.figure(place + 1, name, OUTPUTS[result.run.output], found.a[0], label)
                figures.draw(figure, key=f"chart.{key}.{place + 1}")


def said(found: Answers) -> str:
    """What a network answers to the one image of `found`, and what its ten activations are."""
    return SAID[found.layer.key].format(
        answered=int(np.argmax(found.z[0])),
        sure=100 * float(found.sureness[0]),
        sum=numerals.text(float(found.sums[0])),
    )
