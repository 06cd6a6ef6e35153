"""The questions of the Learning slowdown page. Each computes its answer from the neuron as the reader has set it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.story import explain
from core.story.neuron import EPOCHS, Neuron
from lab.languages.words import N_, _, said
from ui.story.questions.quiz import Question, Showing, Solution

FIRST = N_("From where the sliders stand: which neuron is the first to bring its output below 0.5?")
QUADRATIC = N_("Learning starts where the sliders stand. When does the **quadratic** cost fall fastest?")
CROSS_ENTROPY = N_("And the **cross-entropy** cost?")
FIRST_DOWN = {
    "quadratic": N_("The quadratic one"),
    "cross_entropy": N_("The cross-entropy one"),
    "both": N_("Both at the same time"),
    "neither": said("Neither in {epochs} epochs", epochs=EPOCHS),
}
FIRST_BECAUSE = {
    "quadratic": N_(
        "The quadratic one. Epochs until the output is below a half: quadratic {quadratic}, cross-entropy "
        "{cross_entropy}."
    ),
    "cross_entropy": N_(
        "The cross-entropy one. Epochs until the output is below a half: quadratic {quadratic}, "
        "cross-entropy {cross_entropy}."
    ),
    "both": N_(
        "Both at the same time. Epochs until the output is below a half: quadratic {quadratic}, cross-entropy "
        "{cross_entropy}."
    ),
    "neither": N_("Neither: after {epochs} epochs both outputs are still at a half or above."),
}
NEVER = said("more than {epochs}", epochs=EPOCHS)
WHEN = {"start": N_("At the very start"), "later": N_("Later")}
WHEN_BECAUSE = {
    "start": N_("At the very start: it falls fastest in epoch {epoch} of {epochs}."),
    "later": N_("Later: it falls fastest in epoch {epoch} of {epochs}."),
}


ROLLING = Showing(rolls=True)


def ask(neurons: Mapping[str, Neuron]) -> tuple[Question, ...]:
    """The questions about the neuron trained under each loss."""
    return (
        Question("quadratic", QUADRATIC, WHEN, lambda: _steepest(neurons["quadratic"]), shows=lambda: ROLLING),
        Question("entropy", CROSS_ENTROPY, WHEN, lambda: _steepest(neurons["cross_entropy"])),
        Question("first", FIRST, FIRST_DOWN, lambda: _first_down(neurons)),
    )


def _first_down(neurons: Mapping[str, Neuron]) -> Solution:
    below = {key: np.flatnonzero(neuron.output < 0.5) for key, neuron in neurons.items()}
    epochs = {key: int(found[0]) for key, found in below.items() if found.size}
    soonest = [key for key, epoch in epochs.items() if epoch == min(epochs.values())]
    right = "neither" if not soonest else soonest[0] if len(soonest) == 1 else "both"
    numbers = {key: epochs.get(key, _(NEVER)) for key in neurons}
    return Solution(frozenset({right}), _(FIRST_BECAUSE[right]).format(epochs=EPOCHS, **numbers))


def _steepest(neuron: Neuron) -> Solution:
    epoch = explain.steepest(neuron.cost)
    key = "start" if epoch == 1 else "later"
    return Solution(frozenset({key}), _(WHEN_BECAUSE[key]).format(epoch=epoch, epochs=EPOCHS))
