"""Which pixels speak for an output, arm by arm, over the digit; and a check that the gradient is one."""

from __future__ import annotations

from html import escape

import numpy as np
import streamlit as st

from core.datasets import mnist
from core.digits.answers import answers
from core.digits.saliency import STEP, Saliency, saliency
from lab.languages.words import N_, _
from ui import numerals
from ui.charts.palette import style
from ui.digits import outcomes, pictures, place, ten
from ui.digits.source import Source

WORDS = N_(
    "Orange pixels raise the logit of the output with more ink, blue ones lower it. This is the gradient of that "
    "logit by each pixel, exact for this network and this image."
)
ARM = '<p class="arm" style="--light: {light}; --dark: {dark}">{sign} {said}</p>'
SPEAKS = N_("{name}: what speaks for {output}")
ALT = N_("The gradient of the logit of {output} by each pixel, over test image {number:,}")
CHECKED = N_(
    "Small, for a check: the same by finite differences, each pixel raised and lowered by {step}. The largest "
    "difference between the two is {error} of the largest slope."
)
FLAT = N_("All slopes are 0: no pixel moves this logit, neither here nor by finite differences.")
KEY = N_("slope of the logit, per pixel from no ink to full ink")
ANSWERED = N_("each arm's answer")


def draw(source: Source) -> None:
    """Draw the tab."""
    if not source.there:
        ten.say_absent(source)
        return
    image = outcomes.image(source)
    test = mnist().test
    pixels = test.pixels[image]
    said = {place.ANSWER: _(ANSWERED), **{digit: digit for digit in place.DIGITS}}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            _("Test image"),
            1,
            len(test),
            width=150,
            **place.bind("image", show=lambda _: image + 1, take=lambda number: number - 1),
        )
        st.selectbox(_("Output"), list(said), format_func=said.__getitem__, width=180, **place.bind("output"))
        st.caption(_(WORDS), width="stretch")
    ten.say_absent(source)
    with st.grid(2 if len(source.there) > 1 else 1, min_column_width=330):
        for arm, result in source.there.items():
            chosen = place.value("output")
            output = int(answers(result, pixels[None]).answered[0]) if chosen == place.ANSWER else int(chosen)
            found = saliency(result.weights, result.run.hidden_activation, pixels, output)
            reach = float(np.abs(found.gradient).max())
            alt = _(ALT).format(output=output, number=image + 1)
            look = style(arm)
            speaks = _(SPEAKS).format(name=source.shown.names[arm], output=output)
            drawn = (
                ARM.format(light=look.text("light"), dark=look.text("dark"), sign=look.sign, said=escape(speaks)),
                '<div class="side-by-side">',
                pictures.overlay(pixels, found.gradient, reach, alt, 220),
                pictures.overlay(pixels, found.differences, reach, alt, 110),
                "</div>",
                pictures.key(reach, _(KEY)),
            )
            with st.container(gap=None):
                st.html("".join(drawn))
                st.caption(checked(found))


def checked(found: Saliency) -> str:
    """How well the gradient and its check agree."""
    if not found.gradient.any() and not found.error:
        return _(FLAT)
    return _(CHECKED).format(step=numerals.text(STEP), error=numerals.error(found.error))
