"""What the Softmax page shows above its tabs: four logits on sliders, and what both layers make of them."""

from __future__ import annotations

import streamlit as st

from core.outputs import OUTPUTS
from core.story import explain
from lab.languages.words import N_, _
from ui import numerals
from ui.charts.story import story_figures, story_tables
from ui.story import latex, sentences, view
from ui.story.reader import Reader

STEPS = {5: 0.1, 50: 1.0, 500: 10.0}
"""How far the sliders reach, and their step."""

LAYER = N_("{layer} layer")
SUMS = {"softmax": sentences.SUM_SOFTMAX, "sigmoid": sentences.SUM_SIGMOID}


def sliders(page: Reader) -> None:
    """Draw the sliders of the four logits. They reach as far as chosen, or as far as the values need."""
    z = page["z"]
    far = next(far for far in STEPS if far >= max(int(page["reach"]), *map(abs, z)))
    for place in range(len(z)):
        name = numerals.index("z", place + 1)
        tied = page.bind("z", place, form="" if far == min(STEPS) else str(far))
        st.slider(name, -float(far), float(far), step=STEPS[far], format="%.1f", **tied)


def reach(page: Reader) -> None:
    """Draw how far the sliders reach, and Reset."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            _("Reach of the sliders"),
            [str(far) for far in STEPS],
            format_func="±{}".format,
            required=True,
            **page.bind("reach"),
        )
        st.button(_("Reset"), key="reset", on_click=page.put, kwargs={"z": explain.LOGITS, "reach": "5"})


def layers(page: Reader) -> None:
    """The same logits through both layers, side by side."""
    z, before = page["z"], page.before("z")
    for arm, (column, (key, words)) in enumerate(zip(st.columns(2), SUMS.items(), strict=True), start=1):
        a = OUTPUTS[key].activations(z)
        with column:
            spec = story_figures.bars(arm, _(LAYER).format(layer=_(OUTPUTS[key].name)))
            view.chart(spec, story_tables.outputs(key, z, before), sentences.neurons(OUTPUTS[key].name, a))
            st.markdown(_(words).format(sum=numerals.exact(round(float(a.sum()), 6))))


def last_move(page: Reader) -> None:
    """What the last move changed, what floating point hides, and one activation in full."""
    z, before = page["z"], page.before("z") or page["z"]
    st.markdown(sentences.moved(before, z))
    a = OUTPUTS["softmax"].activations(z)
    if edge := sentences.at_the_edge(z, a):
        st.info(edge, icon=":material/memory:")
    st.latex(latex.softmax(z, a, 3))
