"""What each unit that sees the pixels looks for: its weights as a picture, before and after training."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np
import streamlit as st

from core.digits.units import size, units
from core.experiment import Arm, Experiment
from core.notation import number_text
from core.results import RunResult
from lab.languages.words import N_, _
from lab.saying import listed, together
from ui import numerals
from ui.charts.palette import style
from ui.digits import pictures, place, ten
from ui.digits.source import Source
from ui.site import frame

MOST = 42  # units that are shown of an arm
REACH = 0.998  # the share of the weights within the scale: a few large ones would make all others pale

WORDS = N_(
    "A picture a unit of the first hidden layer, or an output where there is none: orange where a bright pixel raises "
    "it, blue where one lowers it, clear where the weight is zero."
)
ARM = '<p class="arm" style="--light: {light}; --dark: {dark}">{sign} {name}</p>'
ALT = N_("The weights of {count} units of {name}, a picture each")
UNIT = N_("Unit {number}: weights from {low} to {high}")
OUTPUT = N_("Output for {digit}: weights from {low} to {high}")
SIZES = N_(
    "The size of these weights, as root mean square, was {first} before training and is {last} after it; the two are "
    "alike to {likeness} (correlation of all of them: 1 is the same pattern, 0 none of it)."
)
SOME = N_("The first {shown} of {count} units.")
INITS = {
    "scaled": N_("They were drawn with a standard deviation of 1 / √784 = 0.036."),
    "large": N_("They were drawn with a standard deviation of 1, which is large."),
}
NO_L2 = N_(
    "With lambda 0 nothing changes the weights of pixels that are dark in every training image, as in the corners."
)
L2 = N_("Lambda {l2} shrinks the weights of pixels that are dark in every training image to {share} of what they were.")
KEY = N_("weight")
TRY = N_("Train {name} beside itself with {others}")
WITH_INIT = {"scaled": N_("scaled initial weights"), "large": N_("large initial weights")}
WITH_L2 = N_("lambda {l2}")


def draw(source: Source) -> None:
    """Draw the tab."""
    if not source.there:
        ten.say_absent(source)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            _("When"),
            list(place.WHEN),
            format_func={when: _(label) for when, label in place.WHEN.items()}.__getitem__,
            required=True,
            label_visibility="collapsed",
            **place.bind("when"),
        )
        st.caption(_(WORDS), width="stretch")
    ten.say_absent(source)
    with st.grid(2 if len(source.there) > 1 else 1, min_column_width=330):
        for arm, result in source.there.items():
            with st.container(gap=None):
                _arm(arm, source.shown.names[arm], result)
    with st.container(key="beside-itself"):
        frame.see_in_training(*beside_itself(source.shown.experiment, source.shown.names[0]))


def _arm(arm: int, name: str, result: RunResult) -> None:
    """Draw the units of one arm, counted from 0."""
    found = units(result)
    whole = found.last if place.value("when") == "last" else found.first
    shown = whole[:MOST]
    reach = float(np.quantile(np.abs(np.concatenate([found.first, found.last])), REACH))
    template = _(UNIT) if result.run.hidden else _(OUTPUT)
    titles = [
        template.format(number=number + 1, digit=number, low=numerals.text(low), high=numerals.text(high))
        for number, (low, high) in enumerate(zip(shown.min(axis=1).tolist(), shown.max(axis=1).tolist(), strict=True))
    ]
    look = style(arm)
    drawn = (
        ARM.format(light=look.text("light"), dark=look.text("dark"), sign=look.sign, name=escape(name)),
        pictures.units(shown, reach, _(ALT).format(count=len(shown), name=name), titles),
        pictures.key(reach, _(KEY)),
    )
    st.html("".join(drawn))
    first, last = (numerals.text(size(side)) for side in (found.first, found.last))
    said = [
        _(SIZES).format(first=first, last=last, likeness=numerals.text(found.likeness, 2)),
        _(INITS[result.run.init]),
        fading(result),
        *([_(SOME).format(shown=MOST, count=len(whole))] if len(whole) > MOST else []),
    ]
    st.caption(together(said))


def fading(result: RunResult) -> str:
    """What becomes of the weights that no image ever moves: each step multiplies them by 1 - rate lambda / images."""
    run = result.run
    if not run.l2:
        return _(NO_L2)
    steps = result.kept.epoch * -(-run.train // run.batch)  # of a run that diverged, those before
    share = (1 - run.learning_rate * run.l2 / run.train) ** steps
    return _(L2).format(l2=number_text(run.l2), share=numerals.text(share))


def beside_itself(experiment: Experiment, name: str) -> tuple[Experiment, str]:
    """The first arm, of this name, beside itself with the other initial weights, and another lambda; how to say it.

    The other lambda is one that shows, or 0 where the arm has one.
    """
    arm = experiment.arms[0]
    run = experiment.run(arm, experiment.first_seed)
    init = "scaled" if run.init == "large" else "large"
    l2 = 0.0 if run.l2 else max(0.1, round(experiment.train / 1000, 1))
    others: dict[Arm, str] = {
        replace(arm, init=init): _(WITH_INIT[init]),
        replace(arm, l2=l2): _(WITH_L2).format(l2=number_text(l2)),
    }
    told = listed(list(others.values()))
    return replace(experiment, arms=(arm, *others)), _(TRY).format(name=name, others=told)
