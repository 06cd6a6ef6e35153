"""All figures, a row a kind: how one is made from a finished comparison or from what a page of the story starts with.

The tests run over it, and so can whatever draws, exports or lists figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from core.datasets import Images
from core.digits.answers import Answers
from core.experiment import Experiment
from core.losses import LOSSES
from core.outputs import OUTPUTS
from core.results import RunResult
from core.story import derivation, explain
from core.story.neuron import NEURON_LOSSES, Neuron, descend
from lab.book import files
from lab.book.rows import ROWS
from lab.book.sizes import MORE_IMAGES
from lab.languages.words import _
from ui.charts import (
    close_up,
    learning_rate,
    over_epochs,
    tables,
)
from ui.charts.book import against, growing
from ui.charts.comparison import figures as comparison
from ui.charts.comparison import table
from ui.charts.comparison.curves import PLAIN, View
from ui.charts.digits import calibration, confusion, recognition, ten
from ui.charts.digits.calibration import Found
from ui.charts.figure import Figure
from ui.charts.measures import MEASURES
from ui.charts.story import story_figures, story_neuron, story_tables
from ui.charts.subject import Subject
from ui.charts.tables import Records

TRUE = 3
"""The digit of the story's samples."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A finished comparison to draw: `results[arm][seed]`, the test images, and how it is drawn."""

    experiment: Experiment
    results: tuple[tuple[RunResult, ...], ...]
    images: Images
    view: View = PLAIN
    narrow: bool = False

    @cached_property
    def subject(self) -> Subject:
        """What the charts are of."""
        return Subject.of(self.experiment, narrow=self.narrow)

    @cached_property
    def records(self) -> Records:
        """The records [arm][seed][epoch]."""
        return [[run.records for run in runs] for runs in self.results]

    @cached_property
    def found(self) -> Found:
        """The outputs of every trained network for the test images."""
        return calibration.outputs(self.results, self.images)


def _measure(key: str, of: Sample) -> Figure:
    rows = table.measured(of.experiment, of.records, key, of.view)
    return over_epochs.figure(of.subject, rows, key, of.view)


def _minibatches(of: Sample) -> Figure:
    return over_epochs.minibatches(of.subject, 1, tables.minibatch_costs(of.records), log=of.view.log)


def _sweep(of: Sample) -> Figure:
    rates = (0.1, 1.0)
    swept = [runs for runs in of.results for _rate in rates]
    return learning_rate.figure(of.subject, rates, learning_rate.finished(rates, swept), "Best rates.")


def _ten_of_an_arm(of: Sample) -> Figure:
    layer, z = OUTPUTS[of.experiment.arms[0].output], _ten()[None]
    return ten.figure(1, of.subject.names[0], Answers(layer, z, np.asarray(layer.activations(z))), TRUE)


def _scaled(of: Sample) -> tuple[int, ...]:
    layers = enumerate((OUTPUTS[arm.output] for arm in of.experiment.arms), start=1)
    return tuple(number for number, layer in layers if layer.probabilities)


def _free(of: Sample) -> tuple[int, ...]:
    layers = enumerate((OUTPUTS[arm.output] for arm in of.experiment.arms), start=1)
    return tuple(number for number, layer in layers if not layer.sums_to_one)


COMPARISON: dict[str, Callable[[Sample], Figure]] = {
    "accuracy": lambda of: comparison.accuracy(of.experiment, of.records, of.view),
    "cost": lambda of: comparison.costs(of.experiment, of.records, of.view)[0],
    **{key: partial(_measure, key) for key in MEASURES if key != "cost"},
    "mini-batches": _minibatches,
    "close-up": lambda of: close_up.figure(of.subject, close_up.table(of.records), "First moments.", of.view),
    "reliability": lambda of: calibration.reliability_figure(of.subject, of.found, _scaled(of), len(of.images)),
    "sums of outputs": lambda of: calibration.sums_figure(of.subject, of.found, (_free(of) or (1,))[0], len(of.images)),
    "recall": lambda of: recognition.recall_figure(of.subject, of.results, of.images.labels),
    "confusion": lambda of: confusion.figure(of.subject, of.results[0], of.images.labels, 1),
    "ten": _ten_of_an_arm,
    "sweep": _sweep,
}
"""The figures of a comparison or a sweep."""


def _neurons() -> dict[str, Neuron]:
    return {loss: descend(2.0, 2.0, 0.15, loss, 300) for loss in NEURON_LOSSES}


def _ten() -> np.ndarray:
    return np.linspace(0.01, 0.19, 10)


Z = explain.LOGITS
STORY: dict[str, Callable[[], Figure]] = {
    "bars": lambda: story_figures.bars(1, "Softmax layer").of(story_tables.outputs("softmax", Z, Z), "Four bars."),
    "logits": lambda: story_figures.bars(3, "Logits", shares=False).of(story_tables.bars(Z, "z"), "Four logits."),
    "digits": lambda: story_figures.bars(1, "Ten activations").of(story_tables.digits(_ten(), TRUE), "Ten bars."),
    "laid end to end": lambda: story_figures.sums("Laid end to end").of(story_tables.sums(Z), "Two sums."),
    "jacobian": lambda: story_figures.jacobian("What raising a logit does").of(
        story_tables.jacobian(explain.jacobian_check(OUTPUTS["softmax"], Z)), "Sixteen slopes."
    ),
    "temperature": lambda: story_figures.temperature("softmax(z / T)").of(
        story_tables.temperature(Z, 0.5), "Four curves."
    ),
    "drawing": lambda: story_figures.drawing("A small layer").of(
        story_tables.drawing(derivation.PREVIOUS, 2), "Three inputs, four neurons."
    ),
    "likelihood": lambda: story_figures.likelihood("Only the true digit's counts").of(
        story_tables.likelihood({"3": (0.9, 0.105)}), "A curve with a point."
    ),
    "hill": lambda: story_neuron.hill("quadratic", _neurons()["quadratic"]),
    "neuron": lambda: story_neuron.output(_neurons()),
    "neuron's cost": lambda: story_neuron.cost("quadratic", _neurons()["quadratic"]),
    "deltas": lambda: story_figures.drawing("Deltas go from right to left").of(
        story_tables.deltas(explain.LOGITS, derivation.PREVIOUS, 1), "Seven deltas."
    ),
    "slopes": lambda: story_figures.slopes("|dC/dz|", tuple(_(loss.name) for loss in LOSSES.values())).of(
        story_tables.slopes("softmax"), "Four curves."
    ),
}
"""The figures of the story, from what its pages start with."""


def _against() -> Figure:
    outcomes = files.read(files.DATA, ROWS).outcomes
    return against.figure([outcomes[row.key] for row in ROWS if row not in MORE_IMAGES.values()])


def _growing() -> Figure:
    outcomes = files.read(files.DATA, ROWS).outcomes
    return growing.figure({images: outcomes[row.key] for images, row in MORE_IMAGES.items()})


BOOK: dict[str, Callable[[], Figure]] = {"against the book": _against, "more images": _growing}
"""The figures of the page about the book, from what it shows."""
