"""What the Learning slowdown page shows: a neuron that learns, the slopes of every pair, and the derivation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.limits import Limit
from core.losses import LOSSES
from core.outputs import OUTPUTS
from core.pairs import pair
from core.story import derivation, explain
from core.story.neuron import BOOK_RATES, INPUT, NEURON_LOSSES, STARTS, TARGET, Neuron, descend
from ui import numerals
from ui.cache import remembered
from ui.charts import story_figures, story_tables
from ui.story import claims, derivation_steps, latex, reader, sentences, view
from ui.story.reader import Reader

TABS = {"slopes": "Why: the slopes of every pair", "derivation": "Why a − y: step by step"}
ENTRIES = (
    reader.number("w", Limit("w", -5, 5), STARTS["bad"].weight),
    reader.number("b", Limit("b", -5, 5), STARTS["bad"].bias),
    reader.key("rates", "learning rates", tuple(sentences.RATES)),
    reader.key("tab", "tab", tuple(TABS)),
    reader.LOGITS,
    reader.LABEL,
)
FIRST = "Its first step is this steep:"
NAMES = tuple(LOSSES[key].name for key in NEURON_LOSSES)


@remembered
def learned(weight: float, bias: float, rates: str) -> dict[str, Neuron]:
    """The neuron trained under each loss. Kept: it takes milliseconds, and sliders often return to earlier values."""
    chosen = BOOK_RATES if rates == "book" else dict.fromkeys(NEURON_LOSSES, BOOK_RATES["quadratic"])
    return {loss: descend(weight, bias, chosen[loss], loss) for loss in NEURON_LOSSES}


def of(page: Reader) -> dict[str, Neuron]:
    """The neuron as the reader has set it."""
    return learned(page["w"], page["b"], page["rates"])


def setting(page: Reader) -> None:
    """Where the neuron starts, and how fast it learns."""
    with st.container(horizontal=True):
        for start in STARTS.values():
            st.button(start.name, on_click=page.put, kwargs={"w": start.weight, "b": start.bias})
    st.slider("Weight w at the start", -5.0, 5.0, step=0.1, format="%.1f", **page.bind("w"))
    st.slider("Bias b at the start", -5.0, 5.0, step=0.1, format="%.1f", **page.bind("b"))
    st.radio("Learning rates", list(sentences.RATES), format_func=sentences.RATES.__getitem__, **page.bind("rates"))


def curves(page: Reader) -> None:
    """Output and cost over the epochs."""
    neurons = of(page)
    columns = story_tables.learning(neurons)
    spec = story_figures.learning("Output of the neuron; the target is 0", "output", "", NAMES)
    view.chart(spec, columns, sentences.outputs({key: one.output for key, one in neurons.items()}))
    for arm, (column, (key, neuron)) in enumerate(zip(st.columns(2), neurons.items(), strict=True), start=1):
        with column:
            title = f"{LOSSES[key].name} cost"
            spec = story_figures.learning(title, "cost", LOSSES[key].units, NAMES, arm, 210)
            view.chart(spec, columns, sentences.costs(LOSSES[key].name, neuron.cost))
            st.markdown(sentences.learned(neuron.output, explain.steepest(neuron.cost)))
            st.markdown(FIRST)
            st.latex(_first_slope(page, key))
    if page["rates"] == "book":
        st.caption(sentences.SHAPES)


def _first_slope(page: Reader, loss: str) -> str:
    """The first slope under a loss, in LaTeX: it says whether learning starts slowly or fast."""
    z = np.array([page["w"] * INPUT + page["b"]])
    slope = float(pair("sigmoid", loss).delta_of(z, np.array([TARGET]))[0])
    return latex.first_slope(loss, float(OUTPUTS["sigmoid"].activations(z)[0]), slope)


def slopes(page: Reader) -> None:  # noqa: ARG001 (views share a signature)
    """|dC/dz| of the true class for every pair that may be trained."""
    names = tuple(loss.name for loss in LOSSES.values())
    ends = {key: story_tables.slope_ends(key) for key in OUTPUTS}
    for column, (key, output) in zip(st.columns(3), OUTPUTS.items(), strict=True):
        with column:
            spec = story_figures.slopes(f"{output.name}: |dC/dz|", names)
            view.chart(spec, story_tables.slopes(key), sentences.slopes(output.name, ends[key]))
    st.markdown(
        "The true class's logit moves from −10, badly wrong, to 10; the other three stay at 0. Where a curve lies on "
        "the floor at the **left** end, the output is wrong and hardly anything pushes it: the learning slowdown."
    )
    st.markdown(latex.slope_table(ends))


def derived(page: Reader) -> None:
    """The derivation on the reader's own logits."""
    z, label = page["z"], int(page["y"]) - 1
    reach = max(5.0, *(abs(value) for value in z))
    for place, column in enumerate(st.columns(4)):
        name = numerals.index("z", place + 1)
        column.slider(name, -reach, reach, step=0.1, format="%.1f", **page.bind("z", place))
    st.segmented_control("True class y", reader.CLASSES, required=True, **page.bind("y"))
    previous = derivation.PREVIOUS
    found = derivation.derive(z, label, previous)
    for number, shown in enumerate(derivation_steps.steps(found, label, previous), start=1):
        st.markdown(f"**{number}.** {shown.words}")
        st.latex(shown.formula)
        if shown.step is not None:
            claims.draw(claims.checked("Checked.", shown.step.error))
    if found.chained.error is None:
        st.info(sentences.UNCHAINED, icon=":material/memory:")


SHOW: dict[str, Callable[[Reader], None]] = {"slopes": slopes, "derivation": derived}
