"""What stands in the tabs of the Learning slowdown page: the slopes of every pair, why a - y, and one layer down."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.losses import LOSSES
from core.outputs import OUTPUTS
from core.story import derivation
from core.story.derivation import Below, Step
from lab.languages.words import N_, _
from ui import entries, numerals
from ui.charts.story import story_figures, story_tables
from ui.story import claims, derivation_steps, latex, neuron_views, reader, sentences, view
from ui.story.claims import Claim
from ui.story.reader import Reader

TABS = {
    "slopes": N_("Why: the slopes of every pair"),
    "derivation": N_("Why a − y: step by step"),
    "below": N_("One layer down"),
}
REACH = 5.0  # of the sliders, at least
HIDDEN = ("1", "2", "3")
ENTRIES = (
    *neuron_views.ENTRIES,
    entries.key("tab", N_("tab"), tuple(TABS)),
    reader.LOGITS,
    reader.LABEL,
    reader.INPUTS,
    entries.key("hidden", N_("neuron of the layer before"), HIDDEN),
)
CHECKED: Claim[Step] = Claim(
    N_("Agrees with finite differences. Largest relative error: {error}."),
    lambda step: claims.differences(step.error),
    untold=N_("Here finite differences cannot tell."),
)
PASSED: Claim[Below] = Claim(
    N_("These are the slopes dC/dz of the layer before. Largest relative error against finite differences: {error}."),
    lambda found: claims.differences(found.delta.error),
    untold=N_("An activation of exactly 0 or 1 has no finite logit, so finite differences cannot tell here."),
)
SLOPES = N_("{output}: |dC/dz|")
FLOOR = N_(
    "The true class's logit moves from −10, badly wrong, to 10; the other three stay at 0. Where a curve lies on "
    "the floor at the **left** end, the output is wrong and hardly anything pushes it: the learning slowdown."
)
UNCHAINED = N_(
    "With these logits the true activation is 0 in 64 bits: one factor of the chain is infinite, the other is 0, and "
    "that cannot be multiplied. The closed form a − y still has all its digits: training takes it straight from the "
    "logits."
)
ORDINARY = N_(
    "Only the last layer is new. Its delta, $\\delta_j = a_j - y_j$, goes down by **ordinary backpropagation**: a "
    "neuron of the layer before collects every delta times the weight that leads to it, and multiplies by its own "
    "slope, here that of a sigmoid, $a_k (1 - a_k)$."
)


def slopes(page: Reader) -> None:  # noqa: ARG001 (views share a signature)
    """|dC/dz| of the true class for every pair that may be trained."""
    names = tuple(_(loss.name) for loss in LOSSES.values())
    ends = {key: story_tables.slope_ends(key) for key in OUTPUTS}
    st.markdown(_(FLOOR))
    for column, (key, output) in zip(st.columns(3), OUTPUTS.items(), strict=True):
        with column:
            spec = story_figures.slopes(_(SLOPES).format(output=_(output.name)), names)
            view.chart(spec, story_tables.slopes(key), sentences.slopes(output.name, ends[key]))
    st.markdown(latex.slope_table(ends))


def derived(page: Reader) -> None:
    """The derivation on the reader's own logits."""
    z, label = _logits(page)
    previous = derivation.PREVIOUS
    found = derivation.derive(z, label, previous)
    for number, shown in enumerate(derivation_steps.steps(found, label, previous), start=1):
        st.markdown(f"**{number}.** {shown.words}")
        st.latex(shown.formula)
        if shown.step is not None:
            claims.draw(CHECKED.said(shown.step))
    if found.chained.error is None:
        st.info(_(UNCHAINED), icon=":material/memory:")


def below(page: Reader) -> None:
    """Delta passed on to the layer before, on a small network whose numbers can be followed."""
    st.markdown(_(ORDINARY))
    z, label = _logits(page)
    previous = page["inputs"]
    found = derivation.below(z, label, previous)
    delta = derivation.derive(z, label, previous).delta.value
    place = int(page["hidden"]) - 1
    drawing, told = st.columns(2, gap="large")
    with drawing:
        spec = story_figures.drawing(_("Deltas go from right to left"))
        columns = story_tables.deltas(delta, found.delta.value, place)
        view.chart(spec, columns, sentences.passed(delta, found.delta.value))
    with told:
        for k, column in enumerate(st.columns(len(previous))):
            column.slider(numerals.index("a", k + 1), 0.0, 1.0, step=0.05, **page.bind("inputs", k))
        label_of = _("Follow delta into neuron")
        st.segmented_control(label_of, HIDDEN, required=True, **page.bind("hidden"))
        st.latex(latex.passed_on(delta, found, previous, place))
        claims.draw(PASSED.said(found))


def _logits(page: Reader) -> tuple[tuple[float, ...], int]:
    """Draw the sliders of the logits and the choice of the true class; both, the class as an index."""
    z = page["z"]
    reach = max(REACH, *(abs(value) for value in z))
    form = "" if reach == REACH else numerals.exact(reach)
    for place, column in enumerate(st.columns(len(z))):
        name = numerals.index("z", place + 1)
        tied = page.bind("z", place, form=form)
        column.slider(name, -reach, reach, step=0.1, format="%.1f", **tied)
    st.segmented_control(_("True class y"), reader.CLASSES, required=True, **page.bind("y"))
    return z, int(page["y"]) - 1


SHOW: dict[str, Callable[[Reader], None]] = {"slopes": slopes, "derivation": derived, "below": below}
