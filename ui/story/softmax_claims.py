"""The claims of the Softmax page, one in each tab, shown and checked with the reader's own logits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.activations import Array
from core.limits import Limit
from core.outputs import OUTPUTS, softmax_with_temperature
from core.story import derivation, explain
from ui import numerals
from ui.charts import story_figures, story_tables
from ui.story import claims, latex, reader, sentences, view
from ui.story.reader import Reader
from ui.story.softmax_views import STEPS

TABS = {
    "sum": "Positive, sum 1",
    "raise": "Raise one",
    "constant": "Add a constant",
    "temperature": "Soft and hard",
    "float": "In floating point",
    "layer": "Where z comes from",
}
OFFSETS = {"0": "z as it is", "700": "z + 700", "1000": "z + 1000", "-1000": "z − 1000"}
ENTRIES = (
    reader.LOGITS,
    reader.key("reach", "reach of the sliders", tuple(map(str, STEPS))),
    reader.key("tab", "tab", tuple(TABS)),
    reader.number("c", Limit("c", -100, 100), 10.0),
    reader.number("t", Limit("t", -2, 2), 0.0),
    reader.key("offset", "offset", tuple(OFFSETS)),
    reader.INPUTS,
    reader.key("neuron", "neuron", reader.CLASSES, "4"),
)

UNMOVED = "Adding C changes no activation. Largest change with these numbers: {change}."
WHOLE = "These powers of e are numbers that 64 bits can hold: from 4.9e-324 to 1.8e308."
BROKEN = (
    "Broken: the powers of e are beyond what 64 bits can hold, from 4.9e-324 to 1.8e308. Infinity divided by infinity, "
    "or 0 by 0, is **nan**, not a number."
)
STABLE = (
    "The largest power is exactly 1, so nothing overflows, and by “Add a constant” the answer is the same. "
    "This project always does it so."
)

SOFTMAX, SIGMOID = OUTPUTS["softmax"], OUTPUTS["sigmoid"]


def summed(page: Reader) -> None:
    """Every activation is positive, and they sum to 1."""
    z = page["z"]
    a, other = SOFTMAX.activations(z), SIGMOID.activations(z)
    left, right = st.columns(2, gap="large")
    with left:
        view.chart(story_figures.sums("Laid end to end"), story_tables.sums(z), sentences.strips(a, other))
        positive, one = bool((a > 0).all()), bool(abs(a.sum() - 1) < explain.ROUNDING)
        claims.draw(
            claims.claim("Every activation is positive, because every power of e is.", holds=positive),
            claims.claim("They sum to 1, because each is divided by the sum of all.", holds=one),
        )
        st.markdown("So a softmax layer's output can be read as a probability distribution; a sigmoid layer's cannot.")
    plain = explain.in_float(z)
    right.markdown(latex.shares(z, plain.exponentials, plain.total, a, float(a.sum())))


def raised(page: Reader) -> None:
    """Raise one logit: softmax is monotonic and non-local."""
    z = page["z"]
    checks = {row: explain.jacobian_check(row, z) for row in (SOFTMAX, SIGMOID)}
    for column, (row, check) in zip(st.columns(2, gap="large"), checks.items(), strict=True):
        words = sentences.jacobian(row.name, check.jacobian.ravel())
        with column:
            spec = story_figures.jacobian(f"{row.name}: what raising a logit does")
            view.chart(spec, story_tables.jacobian(check), words)
    check = checks[SOFTMAX]
    monotonic = "Monotonic: raise a logit, and its own activation rises (the diagonal)."
    claims.draw(
        claims.claim(monotonic, holds=check.monotonic),
        claims.claim("All others fall to make up for it (everything off the diagonal).", holds=check.competitive),
        claims.claim(
            "Non-local: every softmax activation depends on every logit. Sigmoid is local: off its diagonal all is 0.",
            holds=check.non_local and not checks[SIGMOID].non_local,
        ),
        claims.checked("All sixteen derivatives are checked.", check.error),
    )
    st.latex(latex.entries(SOFTMAX.activations(z), check.jacobian))


def shifted(page: Reader) -> None:
    """Add a constant to every logit: nothing changes."""
    z, constant = np.array(page["z"]), page["c"]
    st.slider("Constant C, added to every logit", -100.0, 100.0, step=0.5, format="%.1f", **page.bind("c"))
    before, after = st.columns(2, gap="large")
    a = SOFTMAX.activations(z + constant)
    with before:
        spec = story_figures.bars(3, "Logits z + C: all moved", shares=False, height=260)
        view.chart(spec, story_tables.bars(z + constant, "z", before=z), sentences.logits(z + constant))
    with after:
        spec = story_figures.bars(1, "Activations softmax(z + C): none moved", height=260)
        view.chart(spec, story_tables.bars(a, before=SOFTMAX.activations(z)), sentences.neurons("Softmax", a))
    change = float(np.abs(explain.shifted_change(SOFTMAX, z, constant)).max())
    claims.draw(claims.claim(UNMOVED.format(change=numerals.error(change)), holds=change < explain.ROUNDING))
    st.latex(latex.SHIFT)


def tempered(page: Reader) -> None:
    """Divide the logits by a temperature: from uniform to a hard maximum."""
    now = 10 ** page["t"]
    a = softmax_with_temperature(page["z"], now)
    st.slider("Temperature T, as a power of ten", -2.0, 2.0, step=0.1, format="%.1f", **page.bind("t"))
    spec = story_figures.temperature("softmax(z / T): hard on the left, uniform on the right")
    view.chart(spec, story_tables.temperature(page["z"], now), sentences.temperature(now, a))
    st.latex(latex.tempered(now, a))
    st.markdown(
        "Towards $T = 0$ the largest logit takes all: the maximum, hard. Towards infinity all are equal. In between "
        "every activation has a share, and moving a logit moves it smoothly: hence the name, a soft maximum. "
        "The book writes the same with $c = 1/T$ in front of every logit."
    )


def in_float(page: Reader) -> None:
    """What goes wrong with large logits, and how to avoid it."""
    label = "Add an offset to your logits; mathematically it changes nothing"
    st.segmented_control(label, list(OFFSETS), format_func=OFFSETS.__getitem__, required=True, **page.bind("offset"))
    z = np.array(page["z"]) + float(page["offset"])
    seen = explain.in_float(z)
    naive, stable = st.columns(2, gap="large")
    with naive:
        st.markdown("**As books write it**")
        st.markdown(latex.naive(z, seen))
        claims.draw(claims.claim(BROKEN if seen.broken else WHOLE, holds=not seen.broken))
    with stable:
        st.markdown("**With the largest logit subtracted first**")
        st.markdown(latex.stable(seen))
        claims.draw(claims.claim(STABLE, holds=bool(np.isfinite(seen.stable).all())))


def layer(page: Reader) -> None:
    """Where the logits come from."""
    inputs, place = page["inputs"], int(page["neuron"]) - 1
    z = derivation.layer(inputs)
    drawing, setting = st.columns(2, gap="large")
    with drawing:
        spec = story_figures.drawing("A small layer; orange weights are negative")
        view.chart(spec, story_tables.drawing(inputs, place), sentences.drawn(z))
    with setting:
        for k in range(len(inputs)):
            label = f"{numerals.index('a', k + 1)} of the layer before"
            st.slider(label, 0.0, 1.0, step=0.05, **page.bind("inputs", k))
    st.segmented_control("Follow the weights into neuron", reader.CLASSES, required=True, **page.bind("neuron"))
    st.latex(latex.weighted_sum(derivation.WEIGHTS[place], inputs, derivation.BIASES[place], place, float(z[place])))
    st.button("Put these four logits on the sliders above", on_click=_send, args=(page, z))


def _send(page: Reader, z: Array) -> None:
    page.put(z=tuple(round(value, 6) for value in z.tolist()))


SHOW: dict[str, Callable[[Reader], None]] = {
    "sum": summed,
    "raise": raised,
    "constant": shifted,
    "temperature": tempered,
    "float": in_float,
    "layer": layer,
}
