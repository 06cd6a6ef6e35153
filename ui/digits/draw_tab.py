"""Draw a digit, bring a photo of one, or take a sample: every arm answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.datasets import DIGITS, mnist
from core.digits.answers import Pixels, answers
from core.digits.form import SIDE, figures, to_form
from lab.languages.words import N_, _
from ui import session, tied
from ui.charts.palette import style
from ui.digits import canvas, pictures, ten, upload
from ui.digits.source import Source

ORIGINS = {"canvas": N_("Draw"), "photo": N_("Photo or scan"), "sample": N_("Sample")}
LABEL = N_("Where the digit comes from")
ASKED = {
    "canvas": N_(
        "Draw a digit from 0 to 9, as large as the canvas. The answers come when you lift the pen. With the keyboard, "
        "take a sample instead."
    ),
    "photo": N_("Bring a picture, and the answers stand here."),
    "sample": "",
}
"""What stands in the place of the answers while there is no digit."""

ALL = N_("Every arm answers {digit}")
SHOWN = N_("Every arm shown answers {digit}")
ONE = N_("The network answers {digit}")
DIFFER = N_("The arms disagree: {answers}")
UNSURE = N_("{said} (unsure: {arms})")
ALL_UNSURE = N_("{said}, but unsure")
SEVERAL = N_(
    "There are {count} figures beside each other. The networks know one digit at a time and take them all for one."
)
SEEN = N_(
    "Your digit as the networks see it: 28 by 28 pixels, at most 20 of them wide and high, its weight in the middle"
)
TAKEN = N_("Test image {number:,}, as the networks see it")
FORM = N_(
    "The digit as the networks see it: 28 × 28 grey levels, fitted into 20 × 20 and put with its centre of mass in the "
    "middle, as the images are that they have learnt from."
)
KEPT = N_("Nothing that you draw or bring is stored: it is gone two minutes after you close this page, at the latest.")
SAMPLE = N_("Digit")
ANOTHER = N_("Another one")


def draw(source: Source) -> None:
    """Draw the tab."""
    if not source.there:
        ten.say_absent(source)
        return
    with st.container(key="drawn"):
        given, answered = st.columns([2, 3], gap="medium")
    with given, st.container(gap="xsmall"):
        drawing = session.current().drawing
        st.segmented_control(
            _(LABEL),
            list(ORIGINS),
            format_func={origin: _(label) for origin, label in ORIGINS.items()}.__getitem__,
            required=True,
            label_visibility="collapsed",
            **tied.to("draw origin", drawing.origin, _choose_origin),
        )
        origin = drawing.origin
        pixels = WAYS[origin]()
    with answered:
        if pixels is None:
            st.markdown(_(ASKED[origin]))
        else:
            _answers(source, pixels, _seen(origin))
            if origin != "sample":
                st.caption(_(FORM))
    if origin != "sample":
        st.caption(_(KEPT))


def _seen(origin: str) -> str:
    """What the picture of the digit is."""
    return _(TAKEN).format(number=_sampled() + 1) if origin == "sample" else _(SEEN)


def _answers(source: Source, pixels: Pixels, seen: str) -> None:
    """Draw what every arm answers, in a line and then at length; `seen` is what the picture of the digit is."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(pictures.digit(pixels, seen), width="content")
        st.subheader(_said(source, pixels), anchor=False)
    count = figures(pixels.reshape(SIDE, SIDE))
    if count > 1:
        st.warning(_(SEVERAL).format(count=count), icon=":material/looks_two:")
    ten.draw(source, pixels, key="draw")


def _said(source: Source, pixels: Pixels) -> str:
    """What the arms answer, in one line."""
    found = {arm: answers(result, pixels.reshape(1, -1)) for arm, result in source.there.items()}
    digits = {arm: int(one.answered[0]) for arm, one in found.items()}
    if len(set(digits.values())) > 1:
        told = _(DIFFER).format(answers="  ".join(f"{style(arm).sign}\u2009{digit}" for arm, digit in digits.items()))
    else:
        said = ONE if len(digits) == 1 else ALL if source.whole else SHOWN
        told = _(said).format(digit=next(iter(digits.values())))
    unsure = [style(arm).sign for arm, one in found.items() if ten.unsure(one)]
    if not unsure:
        return told
    if len(unsure) == len(found):
        return _(ALL_UNSURE).format(said=told)
    return _(UNSURE).format(said=told, arms=" ".join(unsure))


def _canvas() -> Pixels | None:
    levels = canvas.draw()
    form = None if levels is None else to_form(levels)
    return None if form is None else form.reshape(-1)


def _sample() -> Pixels:
    """Draw the choice of a test image, for those who cannot draw or do not want to."""
    drawing, test = session.current().drawing, mnist().test
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(_(SAMPLE), range(DIGITS), width=110, **tied.to("draw sample", drawing.sample, _choose_sample))
        st.button(_(ANOTHER), on_click=_turn, key="another")
    return np.asarray(test.pixels[_sampled()])


def _sampled() -> int:
    """The position of the test image that is the sample."""
    drawing = session.current().drawing
    such = np.flatnonzero(mnist().test.labels == drawing.sample)
    return int(such[drawing.turn % len(such)])


WAYS: dict[str, Callable[[], Pixels | None]] = {"canvas": _canvas, "photo": upload.draw, "sample": _sample}


def _choose_origin(origin: str) -> None:
    session.current().drawing.origin = origin


def _choose_sample(digit: int) -> None:
    session.current().drawing.sample = digit


def _turn() -> None:
    session.current().drawing.turn += 1
