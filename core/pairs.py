"""An output layer with a loss: the twelve pairs, which of them make sense, and their cost and delta from the logits.

To add an output layer or a loss: write its functions in `core.formulas`, and a row here for each pair it makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn, Protocol

import numpy as np
from numpy.typing import ArrayLike

from core import formulas
from core.activations import Array
from core.limits import InvalidSetting, choice
from core.losses import LOSSES, Loss, one_hot
from core.outputs import OUTPUTS, OutputLayer, floats
from core.words import N_, said

NAME = N_("{output} with {loss}")

Formula = Callable[[Array, Array], Array]
"""A cost or delta of logits z and one-hot y, as `core.formulas` describes them."""


class Delta(Protocol):
    """A delta of logits z and one-hot y, as `core.formulas` describes them, written to `out` where it is given."""

    def __call__(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """The delta, of z's shape and dtype."""
        ...


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the registry: an output layer with a loss.

    `verdict` and, where it is not "valid", `note` say in words whether the pair makes sense; `formula` is the LaTeX of
    delta_j = dC/dz_j, in closed form where there is one. `cost_of(z, y)` and `delta_of(z, y)` are the engine's, for
    one-hot y of z's shape and dtype. A refused pair has no formulas: they raise `InvalidSetting` with the note; `why`
    says it in a few words.
    """

    output: OutputLayer
    loss: Loss
    verdict: Literal["valid", "caution", "refused"]
    note: str
    formula: str
    cost_of: Formula
    delta_of: Delta
    why: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The keys of the output layer and of the loss."""
        return self.output.key, self.loss.key

    @property
    def name(self) -> str:
        """The pair in words: `Softmax with log-likelihood`."""
        return said(NAME, output=self.output.name, loss=self.loss.inside)

    @property
    def refused(self) -> bool:
        """Whether the pair cannot be trained."""
        return self.verdict == "refused"

    @property
    def caution(self) -> bool:
        """Whether the pair can be trained but `note` says what will be seen."""
        return self.verdict == "caution"

    def cost(self, logits: ArrayLike, labels: ArrayLike) -> Array:
        """The cost of each image (...), in the loss's units, from logits (..., classes) and integer labels (...).

        Raises ValueError where shapes do not agree or a label is out of range, `InvalidSetting` for a refused pair.
        """
        return self.cost_of(*_arguments(logits, labels))

    def delta(self, logits: ArrayLike, labels: ArrayLike) -> Array:
        """dC/dz for each image (..., classes), from logits (..., classes) and integer labels (...); 0 at a kink.

        Raises ValueError where shapes do not agree or a label is out of range, `InvalidSetting` for a refused pair.
        """
        return self.delta_of(*_arguments(logits, labels))


def _arguments(logits: ArrayLike, labels: ArrayLike) -> tuple[Array, Array]:
    z = floats(logits)
    labels = np.asarray(labels)
    if z.ndim == 0 or z.shape[:-1] != labels.shape:
        raise ValueError(f"labels must have the logits' shape without its last axis, got {labels.shape} for {z.shape}")
    return z, one_hot(labels, z.shape[-1], z.dtype)


def _refusal(note: str) -> Callable[..., NoReturn]:
    def refuse(*_: Array | None) -> NoReturn:
        raise InvalidSetting(note)

    return refuse


def _row(output: str, loss: str, formula: str, cost_of: Formula, delta_of: Delta, *, caution: str = "") -> Pair:
    return Pair(
        output=OUTPUTS[output],
        loss=LOSSES[loss],
        verdict="caution" if caution else "valid",
        note=caution,
        formula=formula,
        cost_of=cost_of,
        delta_of=delta_of,
    )


def _refused(output: str, loss: str, why: str, note: str) -> Pair:
    return Pair(OUTPUTS[output], LOSSES[loss], "refused", note, "", _refusal(note), _refusal(note), why)


PAIRS: dict[tuple[str, str], Pair] = {
    row.key: row
    for row in (
        _row(
            "softmax",
            "log_likelihood",
            r"\delta_j = a_j - y_j",
            formulas.softmax_log_likelihood_cost,
            formulas.softmax_log_likelihood_delta,
        ),
        _row(
            "softmax",
            "cross_entropy",
            r"\delta_j = \begin{cases} -(1 - a_y) - a_y \sum_{k \ne y} \frac{a_k}{1 - a_k} & j = y \\"
            r" 2 a_j - a_j \sum_{k \ne y, j} \frac{a_k}{1 - a_k} & j \ne y \end{cases}",
            formulas.softmax_cross_entropy_cost,
            formulas.softmax_cross_entropy_delta,
        ),
        _row(
            "softmax",
            "quadratic",
            r"\delta_j = a_j \left[ (a_j - y_j) - \sum_k a_k (a_k - y_k) \right]",
            formulas.softmax_quadratic_cost,
            formulas.softmax_quadratic_delta,
        ),
        _row(
            "softmax",
            "hinge",
            r"\delta_j = n \, a_y (a_j - y_j) \quad (n \text{ classes})",
            formulas.softmax_hinge_cost,
            formulas.softmax_hinge_delta,
            caution=N_(
                "Softmax outputs lie between 0 and 1, so a margin of 1 is never reached and the max in the hinge "
                "loss never acts: the cost is the number of classes times what the true output lacks to 1, and an "
                "image whose true output is near 0 hardly moves the network, so accuracy may stand still for many "
                "epochs."
            ),
        ),
        _row(
            "sigmoid",
            "log_likelihood",
            r"\delta_j = y_j (a_j - 1)",
            formulas.sigmoid_log_likelihood_cost,
            formulas.sigmoid_log_likelihood_delta,
            caution=N_(
                "Only the true output is pushed up and nothing holds the others down: all outputs drift towards 1, "
                "and the cost falls while the accuracy stays near that of guessing."
            ),
        ),
        _row(
            "sigmoid",
            "cross_entropy",
            r"\delta_j = a_j - y_j",
            formulas.sigmoid_cross_entropy_cost,
            formulas.sigmoid_cross_entropy_delta,
        ),
        _row(
            "sigmoid",
            "quadratic",
            r"\delta_j = (a_j - y_j) \, a_j (1 - a_j)",
            formulas.sigmoid_quadratic_cost,
            formulas.sigmoid_quadratic_delta,
        ),
        _row(
            "sigmoid",
            "hinge",
            r"\delta_j = \begin{cases} -(n - 1) \, a_y (1 - a_y) & j = y \\"
            r" a_j (1 - a_j) & j \ne y \end{cases} \quad (n \text{ classes})",
            formulas.sigmoid_hinge_cost,
            formulas.sigmoid_hinge_delta,
            caution=N_(
                "Sigmoid outputs lie between 0 and 1, so a margin of 1 is never reached and the max in the hinge "
                "loss never acts: each output is pushed to its end of the range for ever, and one stuck at the wrong "
                "end hardly moves."
            ),
        ),
        _refused(
            "linear",
            "log_likelihood",
            N_("outputs below 0"),
            N_(
                "Linear outputs cannot be used with the log-likelihood: an output can be negative, "
                "and a negative number has no logarithm."
            ),
        ),
        _refused(
            "linear",
            "cross_entropy",
            N_("outputs below 0"),
            N_(
                "Linear outputs cannot be used with the cross-entropy: an output a can be negative or above 1, "
                "and then ln a or ln(1 - a) is the logarithm of a negative number."
            ),
        ),
        _row(
            "linear",
            "quadratic",
            r"\delta_j = a_j - y_j",
            formulas.linear_quadratic_cost,
            formulas.linear_quadratic_delta,
        ),
        _row(
            "linear",
            "hinge",
            r"\delta_j = \begin{cases} -\#\{k \ne y : 1 + a_k > a_y\} & j = y \\"
            r" 1 \text{ if } 1 + a_j > a_y \text{, else } 0 & j \ne y \end{cases}",
            formulas.linear_hinge_cost,
            formulas.linear_hinge_delta,
        ),
    )
}
"""All pairs by (output key, loss key), refused ones included."""


def pair(output: object, loss: object) -> Pair:
    """The row of an output layer and a loss, refused or not, by their keys.

    Raises `InvalidSetting` for an unknown key.

    >>> pair("softmax", "log_likelihood").name
    'Softmax with log-likelihood'
    """
    return PAIRS[choice(N_("output layer"), output, OUTPUTS), choice(N_("loss"), loss, LOSSES)]


def valid_pairs() -> tuple[Pair, ...]:
    """The pairs that can be trained, cautioned ones included."""
    return tuple(row for row in PAIRS.values() if not row.refused)
