"""An output layer with a loss: the cost and delta = dC/dz, computed from the logits, and which pairs make sense.

A loss of activations loses its digits once an activation rounds to 0 or 1. Here the two are taken together, so that
every entry keeps its relative accuracy for logits up to 10,000 in size, in float32 and float64. Two things do that:
softmax is shifted by the largest logit, and 1 - a is never a subtraction (`core.outputs.exponentials` for softmax;
the sigmoid of -z for sigmoid). What is left is underflow: what is below the smallest float is 0.

The functions `cost_of(z, y)` and `delta_of(z, y)` are the engine's: z and the one-hot y are (..., classes), of one
float dtype, any memory layout. They run at every mini-batch, on arrays so small that the number of NumPy calls is
what counts; none writes to z or y.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NoReturn

import numpy as np
from numpy.typing import ArrayLike, DTypeLike
from scipy.special import expit

from core.activations import Array
from core.limits import InvalidSetting, choice
from core.losses import LOSSES, Loss, one_hot
from core.outputs import OUTPUTS, OutputLayer, exponentials, floats, others_matrix

Formula = Callable[[Array, Array], Array]


def _signed(z: Array, y: Array) -> tuple[Array, Array]:
    """s = 1 - 2y, and s z: the sigmoid of s z is |a - y|, and s times it is a - y, with all digits of both."""
    sign = y * -2
    sign += 1
    return sign, sign * z


def _softplus_sum(x: Array) -> Array:
    """The sum over classes of ln(1 + e^x), (...)."""
    # max(x, 0) + log1p(e^-|x|) does not overflow; the exponential is at most 1
    tail = np.log1p(np.exp(-np.abs(x)))
    tail += np.maximum(x, 0)
    total: Array = tail.sum(axis=-1)
    return total


def _sigmoid_log_likelihood_cost(z: Array, y: Array) -> Array:
    true = -np.vecdot(z, y)[..., None]
    return _softplus_sum(true)


def _sigmoid_log_likelihood_delta(z: Array, y: Array) -> Array:
    delta = expit(-z)
    delta *= y
    return np.subtract(0, delta, out=delta)


def _sigmoid_cross_entropy_cost(z: Array, y: Array) -> Array:
    return _softplus_sum(_signed(z, y)[1])


def _sigmoid_cross_entropy_delta(z: Array, y: Array) -> Array:
    sign, delta = _signed(z, y)
    expit(delta, out=delta)
    delta *= sign
    return delta


def _sigmoid_quadratic_cost(z: Array, y: Array) -> Array:
    error = expit(_signed(z, y)[1])
    return 0.5 * np.vecdot(error, error)  # type: ignore[no-any-return]


def _sigmoid_quadratic_delta(z: Array, y: Array) -> Array:
    sign, delta = _signed(z, y)
    complement = expit(-delta)
    expit(delta, out=delta)
    complement *= sign
    complement *= delta
    delta *= complement
    return delta


def _hinge_weights(y: Array) -> Array:
    """1 for the other classes and, for the true one, their number."""
    return (y.shape[-1] - 2) * y + 1


def _sigmoid_hinge_cost(z: Array, y: Array) -> Array:
    return np.vecdot(expit(_signed(z, y)[1]), _hinge_weights(y))  # type: ignore[no-any-return]


def _sigmoid_hinge_delta(z: Array, y: Array) -> Array:
    delta = expit(z)
    delta *= expit(-z)
    delta *= 1 - y.shape[-1] * y
    return delta


def _softmax_log_likelihood_cost(z: Array, y: Array) -> Array:
    shifted = z - np.maximum.reduce(z, axis=-1, keepdims=True)
    minus_others = np.matmul(np.exp(shifted), others_matrix(z.shape[-1], z.dtype))
    # the logarithm of the sum of all e^shifted, as log1p of that sum without one largest, which is 1
    cost = np.log1p(-np.maximum.reduce(minus_others, axis=-1))
    cost -= np.vecdot(shifted, y)
    return cost  # type: ignore[no-any-return]


def _softmax_log_likelihood_delta(z: Array, y: Array) -> Array:
    e, minus_others = exponentials(z)
    delta = np.where(y, minus_others, e)  # a - y times the sum of e: at the true class minus the sum of the others
    e -= minus_others
    delta /= e
    return delta


@lru_cache(maxsize=64)
def _barred(classes: int, dtype: DTypeLike) -> Array:
    """(classes, classes): -inf on the diagonal, 0 elsewhere. Added to logits it leaves, in row j, those other than j."""
    matrix = np.zeros((classes, classes), dtype)
    np.fill_diagonal(matrix, -np.inf)
    matrix.flags.writeable = False
    return matrix


def _among_others(z: Array) -> tuple[Array, Array, Array]:
    """For every class j: e^(z_k - M_j) over the k other than j (..., classes, classes), its sum, and the largest M_j."""
    others = z[..., None, :] + _barred(z.shape[-1], z.dtype)
    largest = np.maximum.reduce(others, axis=-1)
    others -= largest[..., None]
    np.exp(others, out=others)
    return others, np.add.reduce(others, axis=-1), largest


def _softmax_cross_entropy_cost(z: Array, y: Array) -> Array:
    # With x_j = z_j - ln of the sum of e^z over the others, a_j is the sigmoid of x_j: the costs are alike.
    _, total, largest = _among_others(z)
    return _sigmoid_cross_entropy_cost((z - largest) - np.log(total), y)


def _softmax_cross_entropy_delta(z: Array, y: Array) -> Array:
    e, minus_others = exponentials(z)
    total = e - minus_others
    a = e / total
    minus_complement = minus_others / total
    others, among, _ = _among_others(z)
    # a_j a_k / (1 - a_j) as a_j times the softmax of z_k among the classes other than j: neither can overflow
    weights = a - y * a
    weights /= among
    delta = np.where(y, minus_complement, 2 * a)
    delta -= np.add.reduce(weights[..., None] * others, axis=-2)
    return delta


def _softmax_error(z: Array, y: Array) -> tuple[Array, Array, Array]:
    """a, a - y and minus (1 - a) of a softmax layer, each with all its digits."""
    e, minus_others = exponentials(z)
    total = e - minus_others
    minus_others /= total
    e /= total
    return e, np.where(y, minus_others, e), minus_others


def _softmax_quadratic_cost(z: Array, y: Array) -> Array:
    error = _softmax_log_likelihood_delta(z, y)
    return 0.5 * np.vecdot(error, error)  # type: ignore[no-any-return]


def _softmax_quadratic_delta(z: Array, y: Array) -> Array:
    a, error, minus_complement = _softmax_error(z, y)
    # a_k (d_k - sum_j a_j d_j) with d = a - y, where j = k is taken out of the sum: d_k (1 - a_k) - sum over the others
    delta = np.matmul(a * error, others_matrix(z.shape[-1], z.dtype))
    delta -= error * minus_complement
    delta *= a
    return delta


def _softmax_hinge_cost(z: Array, y: Array) -> Array:
    e, minus_others = exponentials(z)
    return -z.shape[-1] * np.vecdot(minus_others / (e - minus_others), y)  # type: ignore[no-any-return]


def _softmax_hinge_delta(z: Array, y: Array) -> Array:
    a, delta, _ = _softmax_error(z, y)
    delta *= z.shape[-1] * np.vecdot(a, y)[..., None]
    return delta


def _linear_quadratic_cost(z: Array, y: Array) -> Array:
    error = z - y
    return 0.5 * np.vecdot(error, error)  # type: ignore[no-any-return]


def _linear_quadratic_delta(z: Array, y: Array) -> Array:
    return z - y


def _linear_margins(z: Array, y: Array) -> Array:
    """1 + z_j - z_y for the classes other than the true one, and 0 for that."""
    # z_j - z_y first: near the kink it is exact, 1 - z_y is not
    margins = z - np.vecdot(z, y)[..., None]
    margins += 1 - y
    return margins  # type: ignore[no-any-return]


def _linear_hinge_cost(z: Array, y: Array) -> Array:
    return np.add.reduce(np.maximum(_linear_margins(z, y), 0), axis=-1)  # type: ignore[no-any-return]


def _linear_hinge_delta(z: Array, y: Array) -> Array:
    active = np.heaviside(_linear_margins(z, y), 0)  # 0 at the kink
    active -= y * np.add.reduce(active, axis=-1, keepdims=True)
    return active


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the registry: an output layer with a loss.

    `verdict` and, where it is not "valid", `note` say in words whether the pair makes sense; `formula` is the LaTeX of
    delta_j = dC/dz_j, in closed form where there is one. A refused pair has no formulas: calling them raises
    `InvalidSetting` with the note.
    """

    output: OutputLayer
    loss: Loss
    verdict: Literal["valid", "caution", "refused"]
    note: str
    formula: str
    cost_of: Formula
    delta_of: Formula

    @property
    def key(self) -> tuple[str, str]:
        """The keys of the output layer and of the loss."""
        return self.output.key, self.loss.key

    @property
    def name(self) -> str:
        """The pair in words: `Softmax with log-likelihood`."""
        return f"{self.output.name} with {self.loss.name.lower()}"

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

        Raises ValueError where the shapes do not agree or a label is out of range, `InvalidSetting` where the pair is refused.
        """
        return self.cost_of(*_arguments(logits, labels))

    def delta(self, logits: ArrayLike, labels: ArrayLike) -> Array:
        """dC/dz for each image (..., classes), from logits (..., classes) and integer labels (...); 0 at a kink.

        Raises ValueError where the shapes do not agree or a label is out of range, `InvalidSetting` where the pair is refused.
        """
        return self.delta_of(*_arguments(logits, labels))


def _arguments(logits: ArrayLike, labels: ArrayLike) -> tuple[Array, Array]:
    z = floats(logits)
    labels = np.asarray(labels)
    if z.ndim == 0 or z.shape[:-1] != labels.shape:
        raise ValueError(f"labels must have the logits' shape without its last axis, got {labels.shape} for {z.shape}")
    return z, one_hot(labels, z.shape[-1], z.dtype)


def _refusal(note: str) -> Formula:
    def refuse(z: Array, y: Array) -> NoReturn:
        raise InvalidSetting(note)

    return refuse


def _row(output: str, loss: str, formula: str, cost_of: Formula, delta_of: Formula, caution: str = "") -> Pair:
    return Pair(OUTPUTS[output], LOSSES[loss], "caution" if caution else "valid", caution, formula, cost_of, delta_of)


def _refused(output: str, loss: str, note: str) -> Pair:
    return Pair(OUTPUTS[output], LOSSES[loss], "refused", note, "", _refusal(note), _refusal(note))


PAIRS: dict[tuple[str, str], Pair] = {
    row.key: row
    for row in (
        _row(
            "softmax",
            "log_likelihood",
            r"\delta_j = a_j - y_j",
            _softmax_log_likelihood_cost,
            _softmax_log_likelihood_delta,
        ),
        _row(
            "softmax",
            "cross_entropy",
            r"\delta_j = \begin{cases} -(1 - a_y) - a_y \sum_{k \ne y} \frac{a_k}{1 - a_k} & j = y \\"
            r" 2 a_j - a_j \sum_{k \ne y, j} \frac{a_k}{1 - a_k} & j \ne y \end{cases}",
            _softmax_cross_entropy_cost,
            _softmax_cross_entropy_delta,
        ),
        _row(
            "softmax",
            "quadratic",
            r"\delta_j = a_j \left[ (a_j - y_j) - \sum_k a_k (a_k - y_k) \right]",
            _softmax_quadratic_cost,
            _softmax_quadratic_delta,
        ),
        _row(
            "softmax",
            "hinge",
            r"\delta_j = n \, a_y (a_j - y_j) \quad (n \text{ classes})",
            _softmax_hinge_cost,
            _softmax_hinge_delta,
            caution="Softmax outputs lie between 0 and 1, so a margin of 1 is never reached and the max in the hinge loss "
            "never acts: the cost is just the number of classes times 1 - a_y, and learning is slow where a_y is near 0.",
        ),
        _row(
            "sigmoid",
            "log_likelihood",
            r"\delta_j = y_j (a_j - 1)",
            _sigmoid_log_likelihood_cost,
            _sigmoid_log_likelihood_delta,
            caution="Only the true output is pushed up and nothing holds the others down: all outputs drift towards 1, "
            "and the cost falls while the accuracy stays poor.",
        ),
        _row(
            "sigmoid",
            "cross_entropy",
            r"\delta_j = a_j - y_j",
            _sigmoid_cross_entropy_cost,
            _sigmoid_cross_entropy_delta,
        ),
        _row(
            "sigmoid",
            "quadratic",
            r"\delta_j = (a_j - y_j) \, a_j (1 - a_j)",
            _sigmoid_quadratic_cost,
            _sigmoid_quadratic_delta,
        ),
        _row(
            "sigmoid",
            "hinge",
            r"\delta_j = \begin{cases} -(n - 1) \, a_y (1 - a_y) & j = y \\"
            r" a_j (1 - a_j) & j \ne y \end{cases} \quad (n \text{ classes})",
            _sigmoid_hinge_cost,
            _sigmoid_hinge_delta,
            caution="Sigmoid outputs lie between 0 and 1, so a margin of 1 is never reached and the max in the hinge loss "
            "never acts: each output is pushed to its end of the range, and learning is slow at both ends.",
        ),
        _refused(
            "linear",
            "log_likelihood",
            "Linear outputs cannot be used with the log-likelihood: an output can be negative, "
            "and a negative number has no logarithm.",
        ),
        _refused(
            "linear",
            "cross_entropy",
            "Linear outputs cannot be used with the cross-entropy: an output a can be negative or above 1, "
            "and then ln a or ln(1 - a) is the logarithm of a negative number.",
        ),
        _row(
            "linear",
            "quadratic",
            r"\delta_j = a_j - y_j",
            _linear_quadratic_cost,
            _linear_quadratic_delta,
        ),
        _row(
            "linear",
            "hinge",
            r"\delta_j = \begin{cases} -\#\{k \ne y : 1 + a_k - a_y > 0\} & j = y \\"
            r" 1 \text{ where } 1 + a_j - a_y > 0 \text{, else } 0 & j \ne y \end{cases}",
            _linear_hinge_cost,
            _linear_hinge_delta,
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
    return PAIRS[choice("output layer", output, OUTPUTS), choice("loss", loss, LOSSES)]


def valid_pairs() -> tuple[Pair, ...]:
    """The pairs that can be trained, cautioned ones included."""
    return tuple(row for row in PAIRS.values() if not row.refused)
