"""What stands in the tabs of the Softmax page: one thing to see in each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.activations import Array
from core.limits import Limit
from core.outputs import OUTPUTS, softmax_with_temperature
from core.story import derivation, explain
from lab.languages.words import N_, _
from ui import entries, numerals
from ui.charts.story import story_figures, story_tables
from ui.story import claims, latex, reader, sentences, softmax_claims, view
from ui.story.reader import Reader
from ui.story.softmax_views import STEPS

TABS = {
    "sum": N_("Amplify, then share out"),
    "raise": N_("Raise one"),
    "constant": N_("Add a constant"),
    "temperature": N_("Soft and hard"),
    "float": N_("In floating point"),
    "layer": N_("Where z comes from"),
}
OFFSETS = {"0": N_("z as it is"), "700": "z + 700", "1000": "z + 1000", "-1000": "z − 1000"}
ENTRIES = (
    reader.LOGITS,
    entries.key("reach", N_("reach of the sliders"), tuple(map(str, STEPS))),
    entries.key("tab", N_("tab"), tuple(TABS)),
    entries.number("c", Limit("c", -100, 100), 10.0),
    entries.number("t", Limit("t", -2, 2), 0.0),
    entries.key("offset", N_("offset"), tuple(OFFSETS)),
    reader.INPUTS,
    entries.key("neuron", N_("neuron"), reader.CLASSES, "4"),
)

LEAST = 250  # pixels of a column of three
DISTRIBUTION = N_("So what a softmax layer gives can be read as a probability distribution.")
SIGNS = N_(
    "Why these signs: every activation lies between 0 and 1, so $a_j (1 - a_j)$ is positive, "
    "and a product of two activations with a minus before it is negative. There is no other way to move."
)
TEMPERED = N_(
    "Towards $T = 0$ the largest logit takes all, and equal largest ones share: the maximum, hard. Towards infinity "
    "all become equal. In between every activation has a share, and moving a logit moves it smoothly: hence the name, "
    "a soft maximum. The book writes the same with $c = 1/T$ in front of every logit."
)
RAISING = N_("{layer}: what raising a logit does")
BEFORE = N_("{name} of the layer before")
AS_WRITTEN = N_("**As books write it**")
SHIFTED = N_("**With the largest logit subtracted first**")

SOFTMAX, SIGMOID = OUTPUTS["softmax"], OUTPUTS["sigmoid"]


def summed(page: Reader) -> None:
    """Powers of e amplify differences; dividing by their sum makes a distribution."""
    z = page["z"]
    a, other = SOFTMAX.activations(z), SIGMOID.activations(z)
    plain = explain.in_float(z)
    with st.grid(3, min_column_width=LEAST):
        _amplified(plain)
        _shared(z, a, other)
        st.markdown(latex.shares(z, plain.exponentials, plain.total, a, float(a.sum())))


def _amplified(plain: explain.InFloat) -> None:
    with st.container():
        spec = story_figures.bars(6, _("Amplified: powers of e"), shares=False, what=_("power of e"), height=280)
        columns = story_tables.bars(plain.exponentials, labels=story_tables.powers(len(plain.exponentials)))
        view.chart(spec, columns, sentences.powers(plain.exponentials))


def _shared(z: tuple[float, ...], a: Array, other: Array) -> None:
    with st.container():
        view.chart(story_figures.sums(_("Laid end to end")), story_tables.sums(z), sentences.strips(a, other))
        claims.draw(softmax_claims.AMPLIFIED.said(z), softmax_claims.POSITIVE.said(z), softmax_claims.SUMMED.said(z))
        st.markdown(_(DISTRIBUTION))


def raised(page: Reader) -> None:
    """Raise one logit: softmax is monotonic and non-local."""
    z = page["z"]
    checks = {row: explain.jacobian_check(row, z) for row in (SOFTMAX, SIGMOID)}
    for column, (row, check) in zip(st.columns(2, gap="large"), checks.items(), strict=True):
        words = sentences.jacobian(row.name, check.jacobian.ravel())
        with column:
            spec = story_figures.jacobian(_(RAISING).format(layer=_(row.name)))
            view.chart(spec, story_tables.jacobian(check), words)
    check = checks[SOFTMAX]
    claims.draw(
        softmax_claims.MONOTONIC.said(check),
        softmax_claims.COMPETITIVE.said(check),
        softmax_claims.NON_LOCAL.said(check),
        softmax_claims.LOCAL.said(checks[SIGMOID]),
        softmax_claims.SIXTEEN.said(check),
    )
    st.markdown(_(SIGNS))
    st.latex(latex.entries(SOFTMAX.activations(z), check.jacobian))


def shifted(page: Reader) -> None:
    """Add a constant to every logit: nothing changes."""
    z, constant = np.array(page["z"]), page["c"]
    st.slider(_("Constant C, added to every logit"), -100.0, 100.0, step=0.5, format="%.1f", **page.bind("c"))
    before, after = st.columns(2, gap="large")
    a = SOFTMAX.activations(z + constant)
    with before:
        spec = story_figures.bars(6, _("Logits z + C: all moved"), shares=False, height=260)
        view.chart(spec, story_tables.bars(z + constant, "z", before=z), sentences.logits(z + constant))
    with after:
        spec = story_figures.bars(1, _("Activations softmax(z + C): none moved"), height=260)
        view.chart(spec, story_tables.bars(a, before=SOFTMAX.activations(z)), sentences.neurons("Softmax", a))
    claims.draw(softmax_claims.UNMOVED.said((page["z"], constant)))
    st.latex(latex.SHIFT)


def tempered(page: Reader) -> None:
    """Divide the logits by a temperature: from uniform to a hard maximum."""
    now = 10 ** page["t"]
    a = softmax_with_temperature(page["z"], now)
    st.slider(_("Temperature T, as a power of ten"), -2.0, 2.0, step=0.1, format="%.1f", **page.bind("t"))
    spec = story_figures.temperature(_("softmax(z / T): harder to the left, softer to the right"))
    view.chart(spec, story_tables.temperature(page["z"], now), sentences.temperature(now, a))
    st.latex(latex.tempered(now, a))
    st.markdown(_(TEMPERED))


def in_float(page: Reader) -> None:
    """What goes wrong with large logits, and how to avoid it."""
    label = _("Add an offset to your logits; mathematically it changes nothing")
    st.segmented_control(label, list(OFFSETS), format_func=_offset, required=True, **page.bind("offset"))
    z = np.array(page["z"]) + float(page["offset"])
    seen = explain.in_float(z)
    naive, stable = st.columns(2, gap="large")
    with naive:
        st.markdown(_(AS_WRITTEN))
        st.markdown(latex.naive(z, seen))
        claims.draw(softmax_claims.as_written(seen).said(seen))
        if seen.lost and not seen.broken:
            st.markdown(sentences.lost_powers(seen.lost))
    with stable:
        st.markdown(_(SHIFTED))
        st.markdown(latex.stable(seen))
        claims.draw(softmax_claims.STABLE.said(seen))


def _offset(key: str) -> str:
    return _(OFFSETS[key])


def layer(page: Reader) -> None:
    """Where the logits come from."""
    inputs, place = page["inputs"], int(page["neuron"]) - 1
    z = derivation.layer(inputs)
    drawing, setting = st.columns(2, gap="large")
    with drawing:
        spec = story_figures.drawing(_("A small layer; orange weights are negative"))
        view.chart(spec, story_tables.drawing(inputs, place), sentences.drawn(z))
    with setting:
        for k in range(len(inputs)):
            label = _(BEFORE).format(name=numerals.index("a", k + 1))
            st.slider(label, 0.0, 1.0, step=0.05, **page.bind("inputs", k))
    label = _("Follow the weights into neuron")
    st.segmented_control(label, reader.CLASSES, required=True, **page.bind("neuron"))
    st.latex(latex.weighted_sum(derivation.WEIGHTS[place], inputs, derivation.BIASES[place], place, float(z[place])))
    st.button(_("Put these four logits on the sliders above"), key="send", on_click=_send, args=(page, z))


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
