"""What training gives back: a `Record` before training and after each epoch, and one `RunResult` a run at its end."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.experiment import Run
from core.measures import Slowdown, Yardsticks


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
    """One finished run.

    `weights` holds one float32 array (units, inputs + 1) a layer, the bias in the last column, the first layer with
    all 784 pixels; `predictions` the digit, uint8 (10,000,), that the final network answers for each test image.
    `validation_accuracy` and `test_accuracy` are fractions of all 10,000 validation and all 10,000 test images.
    Arrays take no part in comparison by `==`; `same` compares every bit.
    """

    run: Run
    records: tuple[Record, ...]
    validation_accuracy: float
    test_accuracy: float
    weights: tuple[NDArray[np.float32], ...] = field(compare=False, repr=False)
    predictions: NDArray[np.uint8] = field(compare=False, repr=False)

    @cached_property
    def diverged(self) -> int | None:
        """The first epoch at which a cost was no longer a finite number, or None."""
        return next((record.epoch for record in self.records if not record.finite), None)

    def same(self, other: RunResult) -> bool:
        """Whether two results agree in every bit but `seconds`; NaN equals NaN here."""
        return self._bits() == other._bits()

    def _bits(self) -> list[bytes]:
        plain = [{**asdict(record), "seconds": 0.0} for record in self.records]
        text = repr([self.run, plain, self.validation_accuracy, self.test_accuracy])  # in which nan equals nan
        return [text.encode(), self.predictions.tobytes(), *(layer.tobytes() for layer in self.weights)]
