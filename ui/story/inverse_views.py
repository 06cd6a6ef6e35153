"""What the Inverting softmax page shows: activations that stay a distribution, the logits behind them, the way back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.limits import Limit
from core.outputs import softmax
from core.story import explain
from core.story.shares import WHOLE, rebalance, to_shares
from lab.languages.words import N_, _
from ui import entries, numerals
from ui.charts.story import story_figures, story_tables
from ui.story import claims, latex, sentences, view
from ui.story.claims import Claim, Finding
from ui.story.reader import Reader

START = to_shares(softmax(explain.LOGITS).tolist())
ENTRIES = (entries.shares("a", START), entries.number("constant", Limit(N_("constant"), -10, 10), 0.0))
Trip = tuple[explain.RoundTrip, float]

DISTRIBUTION: Claim[tuple[int, ...]] = Claim(
    N_("The four stay a distribution: move one, and the others make room."),
    lambda shares: Finding(sum(shares) == WHOLE and min(shares) > 0),
)
RETURNED: Claim[Trip] = Claim(
    N_("The same activations return, whatever C is. Largest change: {error}."),
    lambda seen: Finding(seen[0].error < explain.ROUNDING, {"error": numerals.error(seen[0].error)}),
)
LOST: Claim[Trip] = Claim(
    N_("What softmax forgets is one number, $C = \\ln \\sum_k e^{{z_k}}$: of these logits it is {constant}."),
    lambda seen: _lost(*seen),
)
CONSTANT = N_("Softmax itself takes such a constant away, the logarithm of the sum that it divides by:")
DIFFERENCES = N_(
    "So the logits are known up to one constant: softmax remembers differences of logits, "
    "$z_j - z_k = \\ln (a_j / a_k)$, and forgets their level."
)


def setting(page: Reader) -> None:
    """Four sliders for activations that sum to 1, and the constant."""
    for place in range(len(START)):
        show, take = _share(page, place)
        tied = page.bind("a", place, show, take)
        name = numerals.index("a", place + 1)
        st.slider(name, 0.001, 0.997, step=0.001, format="%.3f", **tied)
    st.slider(_("Constant C"), -10.0, 10.0, step=0.5, format="%.1f", **page.bind("constant"))


def reset(page: Reader) -> None:
    """Draw what goes back to the beginning."""
    st.button(_("Reset"), key="reset", on_click=page.put, kwargs={"a": START, "constant": 0.0})


def _share(page: Reader, place: int) -> tuple[Callable[[tuple[int, ...]], float], Callable[[float], tuple[int, ...]]]:
    """How a slider shows one activation, and how the others make room when it is moved."""
    return lambda a: a[place] / WHOLE, lambda value: rebalance(page["a"], place, round(value * WHOLE))


def pictures(page: Reader) -> None:
    """Draw the activations, the logits behind them, and the activations that softmax returns."""
    a, trip = _trip(page)
    before = page.before("a")
    given, logits, back = st.columns(3)
    with given:
        columns = story_tables.bars(a, before=None if before is None else np.array(before) / WHOLE)
        view.chart(story_figures.bars(1, _("1. Activations as set")), columns, sentences.given(a))
    with logits:
        spec = story_figures.bars(6, _("2. Logits, z = ln a + C"), shares=False)
        view.chart(spec, story_tables.bars(trip.z.round(3), "z"), sentences.logits(trip.z))
    with back:
        words = sentences.neurons("Softmax", trip.back)
        view.chart(story_figures.bars(1, _("3. Back through softmax")), story_tables.bars(trip.back), words)


def checks(page: Reader) -> None:
    """Draw what holds for these activations, and one logit in full."""
    a, trip = _trip(page)
    shares, seen = page["a"], (trip, page["constant"])
    claims.draw(DISTRIBUTION.said(shares), RETURNED.said(seen), LOST.said(seen))
    st.latex(latex.inverted(a, page["constant"], trip.z, 3))


def _lost(trip: explain.RoundTrip, constant: float) -> Finding:
    found = explain.lost_constant(trip.z)
    return Finding(abs(found - constant) < explain.ROUNDING, {"constant": numerals.exact(round(found, 9) + 0.0)})


def steps(page: Reader) -> None:
    """All four activations, there and back, and why the constant cancels."""
    a, trip = _trip(page)
    st.markdown(latex.round_trip(a, explain.round_trip(a, 0.0).z, trip))
    st.latex(latex.CANCELS)
    st.markdown(_(CONSTANT))
    st.latex(latex.LOST)
    st.markdown(_(DIFFERENCES))


def _trip(page: Reader) -> tuple[np.ndarray, explain.RoundTrip]:
    """The activations as set, and the logits behind them."""
    a = np.array(page["a"]) / WHOLE
    return a, explain.round_trip(a, page["constant"])
