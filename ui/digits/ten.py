"""What every arm answers to one image: ten activations an arm side by side, what they are, and their sum."""

from __future__ import annotations

import streamlit as st

from core.digits.answers import Answers, Pixels, answers
from lab.languages.words import N_, _
from lab.saying import COMMA, together
from ui import figures, numerals
from ui.charts.digits import ten
from ui.digits.source import Source

LEAST = 230  # pixels of a chart that stands beside another
BESIDE = {1: 1, 2: 2, 4: 2}
"""How many charts stand beside each other, at most, by the number of arms; else three."""

ABSENT = N_(
    "The networks of this seed are not shipped with the program, only their answers. Train them on Compare to see more."
)
PARTLY = N_(
    "Not shown: {names}. Of this seed only the answers of these are shipped. Train them on Compare to see more."
)
"""What is said of the arms without networks where others have theirs."""

UNSURE = 0.5
"""An answer below it is said to be unsure: the network gives the digit less than even odds."""

# NOTE: what may follow the value in "Answers **{answered}** at {value}{low}."
LOW = N_(", which is unsure")

SAID = N_("Answers **{answered}** at {value}{low}.")


def draw(source: Source, pixels: Pixels, label: int | None = None, *, key: str) -> None:
    """Draw what the networks of `source` answer to one image, uint8 (784,), of the digit `label` where that is known.

    `key` tells this place from others on the page.
    """
    shown = source.shown
    say_absent(source)
    if not source.there:
        return
    with st.grid(BESIDE.get(len(source.there), 3), min_column_width=LEAST):
        for place, result in source.there.items():
            found = answers(result, pixels.reshape(1, -1))
            with st.container(gap=None):
                st.markdown(said(found))
                figure = ten.figure(place + 1, shown.names[place], found, label)
                figures.draw(figure, key=f"chart.{key}.{place + 1}")


def say_absent(source: Source) -> None:
    """Say which arms have only their answers here, where there are such."""
    if not source.there:
        st.markdown(_(ABSENT))
    elif not source.whole:
        names = (name for arm, name in enumerate(source.shown.signed) if arm not in source.there)
        st.caption(_(PARTLY).format(names=_(COMMA).join(names)))


def said(found: Answers) -> str:
    """What a network answers to the one image of `found`, and what its ten activations are."""
    answered = int(found.answered[0])
    value, total = numerals.text(float(found.a[0, answered])), numerals.text(float(found.sums[0]))
    said = _(SAID).format(answered=answered, value=value, low=_(LOW) if unsure(found) else "")
    return together([said, _(ten.kind_of(found.layer).told).format(sum=total)])


def unsure(found: Answers) -> bool:
    """Whether the answer to the one image of `found` is below even odds, where outputs can be probabilities."""
    return found.layer.probabilities and not float(found.a[0].max()) >= UNSURE
