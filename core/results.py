"""What training gives back: a `Record` before training and after each epoch, and one `RunResult` a run at its end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.experiment import Run


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """How good the outputs are as probabilities, and what they sum to; means over images.

    `nll`: the negative natural logarithm, in nats, of the label's output after the outputs are scaled to sum to one.
    `brier`: the squared distance of the scaled outputs from the one-hot label, summed over classes, from 0 to 2
    (Brier 1950). `ece`: the expected calibration error of `measures.Reliability`. The three are None where outputs
    cannot be scaled to probabilities (linear). `output_sum`: the sum of the outputs as they are.
    """

    nll: float | None
    brier: float | None
    ece: float | None
    output_sum: float


@dataclass(frozen=True, slots=True)
class Slowdown:
    """What makes learning slow or fast at one moment.

    `delta`: the Euclidean norm of dC/dz of the output layer, mean over images. `derivative`: |da_j/dz_j|, mean over
    images and outputs. `stuck`: the share of all outputs that are saturated and wrong: derivative below
    `measures.SATURATED` and further than `measures.WRONG` from the label. `gradients`: the Euclidean norm of the mean
    gradient of each layer's weights, first layer first.
    """

    delta: float
    derivative: float
    stuck: float
    gradients: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The state of one run after `epoch` epochs (0: before training).

    Costs are means over images in the run's own loss, in its own units, and leave the L2 term out. Accuracies are
    fractions of 1. The training figures are taken on all training images or, above `training.EVALUATED` images, on
    the first that many of them. `minibatch_costs` are the running costs of the mini-batches of the epoch just
    trained, each before its update, averaged in pieces of a twentieth of an epoch (a piece a mini-batch where there
    are fewer); `close_up` is the validation accuracy after each of these pieces in the first epochs that the
    experiment follows closely, else empty. `yardsticks` are taken on the validation images, `slowdown` on the first
    training images. `test_accuracy` is None unless asked for. `seconds` since training began stands outside the result.
    """

    epoch: int
    training_cost: float
    validation_cost: float
    training_accuracy: float
    validation_accuracy: float
    test_accuracy: float | None
    minibatch_costs: tuple[float, ...]
    close_up: tuple[float, ...]
    yardsticks: Yardsticks
    slowdown: Slowdown
    seconds: float = field(compare=False)

    @property
    def finite(self) -> bool:
        """Whether both costs are still numbers: where one is not, the run has diverged."""
        return math.isfinite(self.training_cost) and math.isfinite(self.validation_cost)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Record:
        """Read back what `dataclasses.asdict` wrote, tuples having become lists on the way through JSON."""
        return cls(
            **{
                **values,
                "minibatch_costs": tuple(values["minibatch_costs"]),
                "close_up": tuple(values["close_up"]),
                "yardsticks": Yardsticks(**values["yardsticks"]),
                "slowdown": Slowdown(**{**values["slowdown"], "gradients": tuple(values["slowdown"]["gradients"])}),
            }
        )


@dataclass(frozen=True)
class RunResult:
    """One finished run. `engine` is the identity of what trained it, such as `compiled 1`.

    `weights` holds one float32 array (units, inputs + 1) a layer, the bias in the last column, the first layer with
    all 784 pixels; `predictions` the digit, uint8 (10,000,), that the final network answers for each test image.
    `validation_accuracy` and `test_accuracy` are fractions of all 10,000 validation and all 10,000 test images.
    Arrays take no part in comparison by `==`; `same` compares every bit.
    """

    run: Run
    engine: str
    records: tuple[Record, ...]
    validation_accuracy: float
    test_accuracy: float
    weights: tuple[NDArray[np.float32], ...] = field(compare=False, repr=False)
    predictions: NDArray[np.uint8] = field(compare=False, repr=False)

    @property
    def key(self) -> str:
        """The result's name in a store: that of its run by the engine that trained it."""
        return self.run.key_by(self.engine)

    @cached_property
    def diverged(self) -> int | None:
        """The first epoch at which a cost was no longer a finite number, or None."""
        return next((record.epoch for record in self.records if not record.finite), None)

    @property
    def sound(self) -> tuple[Record, ...]:
        """The records before a cost was no longer a finite number; the first alone where none was."""
        return self.records if self.diverged is None else self.records[: max(1, self.diverged)]

    @property
    def kept(self) -> Record:
        """The record of the network that `weights` and `predictions` are of: the last that is `sound`."""
        return self.sound[-1]

    @property
    def best(self) -> Record:
        """The `sound` record with the highest validation accuracy, the first among equals."""
        return max(self.sound, key=lambda record: record.validation_accuracy)

    def same(self, other: RunResult) -> bool:
        """Whether two results agree in every bit but `seconds`; NaN equals NaN here."""
        return self._bits() == other._bits()

    def _bits(self) -> list[bytes]:
        plain = [{**asdict(record), "seconds": 0.0} for record in self.records]
        text = repr([self.run, plain, self.validation_accuracy, self.test_accuracy])  # in which nan equals nan
        return [text.encode(), self.predictions.tobytes(), *(layer.tobytes() for layer in self.weights)]


def epochs_until(records: Sequence[Record], share: float) -> float | None:
    """The epochs until validation accuracy first was at least `share` of what it is at the end.

    Counted in twentieths of an epoch where the records hold a close-up, in whole epochs else, not interpolated.
    None where the run has diverged: what it ends with was not learnt.
    """
    if not records or not records[-1].finite:
        return None
    return epochs_to_reach(records, share * records[-1].validation_accuracy)


def epochs_to_reach(records: Sequence[Record], accuracy: float) -> float | None:
    """The epochs until validation accuracy first was at least `accuracy`, a fraction of 1; None where it never was.

    Counted as in `epochs_until`.
    """
    enough = accuracy - 1e-12  # a share of an accuracy may round up; accuracies differ by at least 1 in 10,000
    return next((epoch for epoch, reached in _validation_curve(records) if reached >= enough), None)


def _validation_curve(records: Sequence[Record]) -> Iterator[tuple[float, float]]:
    """Every (epoch, validation accuracy) that was measured, in order."""
    for record in records:
        pieces = len(record.close_up)
        for piece, reached in enumerate(record.close_up, start=1):
            yield record.epoch - 1 + piece / pieces, reached
        yield float(record.epoch), record.validation_accuracy
