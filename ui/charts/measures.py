"""What can be drawn over the epochs, a row a measure: its words, its unit, and where a record keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core import limits
from core.results import Record
from lab.languages.words import N_, _


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a record.

    `of` gives it, or None where it does not exist. `title` says what is measured and on what; it is a template with
    the fields of `Subject` (`{training}`, `{validation}`, `{watched}` images). `name` and `title` have a field for the
    `layer`, counted from 1, where it is of one. `unit` names the axis. All of these are said in English. Figures are
    multiplied by `factor` (100: a share becomes a percentage) and lie between `low` and `high`, which a band is cut
    off at. `on` is the set of images it is taken on, "validation" or "watched" (the first training images); `training`
    is the same figure on the training images, drawn thin beside it. `format` is a d3 format.
    """

    key: str
    name: str
    title: str
    unit: str
    of: Callable[[Record], float | None]
    factor: float = 1.0
    low: float | None = 0.0
    high: float | None = None
    training: Callable[[Record], float | None] | None = None
    format: str = ".3~r"
    note: str = ""
    on: str = "validation"
    layer: int = 0

    @property
    def named(self) -> str:
        """Its name in the reader's language."""
        return _(self.name).format(layer=self.layer)

    @property
    def written(self) -> str:
        """Python's format of the figure in tables: two decimals of a percentage, else three digits."""
        return ".2f" if self.format.endswith("f") else "#.3g"


LAYERS = int(limits.HIDDEN_LAYERS.high) + 1
"""Layers of weights that a network can have: one into each hidden layer, and one into the output layer."""


def _gradient(layer: int) -> Measure:
    """The row of the norm of the gradient of one layer, counted from 1; none where there are fewer layers."""

    def of(record: Record) -> float | None:
        gradients = record.slowdown.gradients
        return gradients[layer - 1] if layer <= len(gradients) else None

    return Measure(
        f"gradient_{layer}",
        N_("Gradient of layer {layer}"),
        N_("Gradient of layer {layer}, weights and biases, on {watched:,} training images"),
        N_("norm"),
        of,
        note=N_("Layers are counted from the images on; the last is the output layer."),
        on="watched",
        layer=layer,
    )


_ROWS = (
    Measure(
        "accuracy",
        N_("Accuracy"),
        N_("Accuracy on {validation:,} validation images"),
        N_("% of images"),
        lambda record: record.validation_accuracy,
        factor=100,
        high=100,
        training=lambda record: record.training_accuracy,
        format=".1f",
        note=N_("Thin: on {training:,} training images. The axis starts where the data do."),
    ),
    Measure(
        "cost",
        N_("Cost"),
        N_("Cost on {validation:,} validation images"),
        N_("its own unit per image"),
        lambda record: record.validation_cost,
        training=lambda record: record.training_cost,
        note=N_("Thin: on {training:,} training images."),
    ),
    Measure(
        "error",
        N_("Error rate"),
        N_("Error rate on {validation:,} validation images"),
        N_("% of images"),
        lambda record: 1 - record.validation_accuracy,
        factor=100,
        high=100,
        format=".1f",
        note=N_("The share of images answered wrongly. Lower is better."),
    ),
    Measure(
        "nll",
        N_("Negative log-likelihood"),
        N_("Negative log-likelihood on {validation:,} validation images"),
        N_("nats per image"),
        lambda record: record.yardsticks.nll,
        note=N_("Outputs are scaled to sum to one first. Lower is better; ten equal outputs give 2.30."),
    ),
    Measure(
        "brier",
        N_("Brier score"),
        N_("Brier score on {validation:,} validation images"),
        N_("squared distance"),
        lambda record: record.yardsticks.brier,
        high=2,
        note=N_("Squared distance of the scaled outputs from the label. Lower is better; ten equal outputs give 0.90."),
    ),
    Measure(
        "ece",
        N_("Expected calibration error"),
        N_("Expected calibration error on {validation:,} validation images"),
        N_("percentage points"),
        lambda record: record.yardsticks.ece,
        factor=100,
        high=100,
        format=".1f",
        note=N_("How far confidence is from accuracy, on average. Lower is better."),
    ),
    Measure(
        "delta",
        N_("Size of the output delta"),
        N_("Size of the output delta dC/dz on {watched:,} training images"),
        N_("mean norm per image"),
        lambda record: record.slowdown.delta,
        note=N_("How hard the cost pushes on the output layer."),
        on="watched",
    ),
    Measure(
        "derivative",
        N_("Derivative of the outputs"),
        N_("Derivative of the outputs, |da/dz|, on {watched:,} training images"),
        N_("mean per output"),
        lambda record: record.slowdown.derivative,
        note=N_("Near 0 the outputs are saturated: a change of the logits hardly moves them."),
        on="watched",
    ),
    Measure(
        "stuck",
        N_("Outputs saturated and wrong"),
        N_("Outputs that are saturated and wrong, on {watched:,} training images"),
        N_("% of outputs"),
        lambda record: record.slowdown.stuck,
        factor=100,
        high=100,
        note=N_("Derivative below 0.01 and more than 0.5 away from the label."),
        on="watched",
    ),
    *(_gradient(layer) for layer in range(1, LAYERS + 1)),
)

MEASURES: dict[str, Measure] = {row.key: row for row in _ROWS}
YARDSTICKS = ("error", "nll", "brier", "ece")
SLOWDOWN = ("delta", "derivative", "stuck")
GRADIENTS = tuple(f"gradient_{layer}" for layer in range(1, LAYERS + 1))
