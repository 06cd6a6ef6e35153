"""Activations that stay a distribution while they are set by hand: thousandths, each at least 1, that sum to 1000."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.activations import Array

WHOLE = 1000
"""The number of thousandths in 1."""


def to_shares(values: Sequence[float]) -> tuple[int, ...]:
    """The shares nearest to the proportions of `values`, in thousandths: at least 1 each, sum `WHOLE`.

    Values are cut to lie between 0 and 1 first; where all are 0, the shares are as equal as can be.

    >>> to_shares((0.5, 0.5, 0.25, 0.0)), to_shares((0, 0, 0))
    ((400, 399, 200, 1), (334, 333, 333))
    """
    cut = np.clip(np.asarray(values, dtype=np.float64), 0, 1)
    return _divide(WHOLE, cut)


def rebalance(shares: Sequence[int], index: int, value: int) -> tuple[int, ...]:
    """Set one share, in thousandths, and fit the others: what they have above 1 keeps its proportions.

    `shares` are at least 1 each and sum to `WHOLE`, and so does the result. `value` is cut to what leaves the others
    at least 1 each.

    >>> rebalance((250, 250, 250, 250), 0, 400)
    (400, 200, 200, 200)
    """
    others = [share - 1 for place, share in enumerate(shares) if place != index]
    value = min(max(value, 1), WHOLE - len(others))
    fitted = _divide(WHOLE - value, np.array(others, dtype=np.float64))
    return (*fitted[:index], value, *fitted[index:])


def _divide(total: int, weights: Array) -> tuple[int, ...]:
    """Divide `total` into whole parts of at least 1 each, (parts,).

    What is above 1 is divided by weight, with the method of the largest remainder.
    """
    free = total - weights.size
    sum_of_weights = weights.sum()
    wanted = free * (weights / sum_of_weights if sum_of_weights > 0 else np.full(weights.size, 1 / weights.size))
    given = np.floor(wanted + 1e-9).astype(int)  # a whole number may come out a rounding error below itself
    short = np.argsort(given - wanted, kind="stable")[: free - int(given.sum())]
    given[short] += 1
    return tuple((1 + given).tolist())
