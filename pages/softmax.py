"""Softmax: four logits on sliders, what a softmax and a sigmoid layer make of them, and six claims to be touched."""

import streamlit as st

from core.experiment import Experiment
from core.outputs import OUTPUTS
from core.story import explain
from ui import numerals
from ui.charts import story_figures, story_tables
from ui.site import frame, menu, visitor
from ui.story import formulae, questions, quiz, sentences, softmax_claims, view
from ui.story.reader import Reader

frame.page(menu.SOFTMAX)

STEPS = {5: 0.1, 50: 1.0, 500: 10.0}
page = Reader("softmax", *softmax_claims.ENTRIES)


def sliders() -> None:
    """The four logits; the sliders reach as far as asked for, and as far as the address needs."""
    z = page["z"]
    far = next(far for far in STEPS if far >= max(int(page["reach"]), *map(abs, z)))
    for place in range(len(z)):
        name = numerals.index("z", place + 1)
        st.slider(name, -float(far), float(far), step=STEPS[far], format="%.1f", **page.bind("z", place))


def reach() -> None:
    """How far the sliders go, and back to where the page began."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reaches = ["5", "50", "500"]
        st.segmented_control(
            "Reach of the sliders", reaches, format_func="±{}".format, required=True, **page.bind("reach")
        )
        st.button("Reset", on_click=page.put, kwargs={"z": explain.LOGITS, "reach": "5"})


def layers() -> None:
    """The same logits through both layers, side by side."""
    z, before = page["z"], page.before("z")
    sums = {"softmax": sentences.SUM_SOFTMAX, "sigmoid": sentences.SUM_SIGMOID}
    for arm, (column, (key, words)) in enumerate(zip(st.columns(2), sums.items(), strict=True), start=1):
        a = OUTPUTS[key].activations(z)
        with column:
            spec = story_figures.bars(arm, f"{OUTPUTS[key].name} layer")
            view.chart(spec, story_tables.outputs(key, z, before), sentences.neurons(OUTPUTS[key].name, a))
            st.markdown(words.format(sum=numerals.exact(round(float(a.sum()), 6))))


@st.fragment
@frame.guard()
def story() -> None:
    """Everything that a slider changes."""
    setting, shown = st.columns([1, 2.4], gap="large")
    with setting:
        sliders()
    z, before = page["z"], page.before("z") or page["z"]
    with shown:
        layers()
        changes = [OUTPUTS[key].activations(z) - OUTPUTS[key].activations(before) for key in ("softmax", "sigmoid")]
        st.markdown(sentences.moved(before, z, *changes))
        a = OUTPUTS["softmax"].activations(z)
        if edge := sentences.at_the_edge(z, a):
            st.info(edge, icon=":material/memory:")
        st.latex(formulae.softmax(z, a, 3))
    reach()
    for key, tab in page.tabs("tab", softmax_claims.TABS).items():
        if tab.open:
            with tab:
                softmax_claims.SHOW[key](page)


with frame.guard():
    visitor.stay()
    page.open()
    story()
    quiz.draw("softmax", lambda: questions.softmax(page["z"]))
    frame.way_on(
        menu.SOFTMAX,
        Experiment(),
        "Ten digits instead of four neurons: a softmax layer and a sigmoid layer learn the same images.",
    )
