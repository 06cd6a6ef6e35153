"""Activations set by hand that stay a distribution: whole thousandths, each at least 1, that sum to 1000."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.activations import Array

WHOLE = 1000
"""The number of thousandths in 1."""


def to_shares(values: Sequence[float]) -> tuple[int, ...]:
    """The shares nearest to the proportions of `values`, in thousandths: at least 1 each, sum `WHOLE`.

    Values are first clipped to 0 to 1. Where all are 0, the shares are as equal as possible.

    >>> to_shares((0.5, 0.5, 0.25, 0.0)), to_shares((0, 0, 0))
    ((399, 400, 200, 1), (334, 333, 333))
    """
    return _divide(WHOLE, np.clip(np.asarray(values, dtype=np.float64), 0, 1))


def rebalance(shares: Sequence[int], index: int, value: int) -> tuple[int, ...]:
    """Set one share, in thousandths. The others keep their proportions as far as whole thousandths allow.

    `shares` are at least 1 each and sum to `WHOLE`; so does the result. `value` is clipped so that each of the others
    can be at least 1.

    >>> rebalance((250, 250, 250, 250), 0, 400)
    (400, 200, 200, 200)
    """
    others = [share for place, share in enumerate(shares) if place != index]
    value = min(max(value, 1), WHOLE - len(others))
    fitted = _divide(WHOLE - value, np.array(others, dtype=np.float64))
    return (*fitted[:index], value, *fitted[index:])


def _divide(total: int, weights: Array) -> tuple[int, ...]:
    """Divide `total` by weight into whole parts of at least 1 each, with the method of the largest remainder."""
    whole = weights.sum()
    wanted = total * (weights / whole if whole > 0 else np.full(weights.size, 1 / weights.size))
    parts = np.maximum(np.floor(wanted + 1e-9), 1).astype(int)  # rounding may leave a whole number a little too small
    while (missing := total - int(parts.sum())) != 0:
        if missing > 0:
            parts[np.argmin(parts - wanted)] += 1
        else:  # parts raised to 1 are taken from the others
            parts[np.argmax(np.where(parts > 1, parts - wanted, -np.inf))] -= 1
    return tuple(parts.tolist())
