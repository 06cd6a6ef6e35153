"""Which of many labelled images are looked at: of one digit, answered rightly or not, or on which arms disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Which = str
"""One of the keys of `WHICH`."""


def _all(answered: Ints, labels: Ints, arm: int) -> NDArray[np.bool_]:  # noqa: ARG001 (the tests share a signature)
    return np.ones(labels.shape, dtype=np.bool_)


def _wrong(answered: Ints, labels: Ints, arm: int) -> NDArray[np.bool_]:
    return np.asarray(answered[arm] != labels)


def _right(answered: Ints, labels: Ints, arm: int) -> NDArray[np.bool_]:
    return np.asarray(answered[arm] == labels)


def _disagree(answered: Ints, labels: Ints, arm: int) -> NDArray[np.bool_]:  # noqa: ARG001
    return np.asarray((answered != answered[0]).any(axis=0))


WHICH = {"all": _all, "wrong": _wrong, "right": _right, "disagree": _disagree}
"""What is asked of an image: a test over the digits `answered` (arms, images), the labels (images,) and one arm."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked of images: `which`, by the network of `arm`, counted from 0; their `digit`, and the digit `taken`
    that this network answers. None asks nothing.
    """

    which: Which = "all"
    arm: int = 0
    digit: int | None = None
    taken: int | None = None

    def of(self, answered: Ints, labels: Ints) -> NDArray[np.intp]:
        """The positions of the images (n,), in order, from the digits `answered` (arms, images) and `labels`."""
        chosen = WHICH[self.which](answered, labels, self.arm)
        if self.digit is not None:
            chosen &= labels == self.digit
        if self.taken is not None:
            chosen &= answered[self.arm] == self.taken
        return np.flatnonzero(chosen)


def surest(among: NDArray[np.intp], sureness: NDArray[np.floating[Any]]) -> NDArray[np.intp]:
    """The positions `among` images, those first of whose answers a network is surest; `sureness` is of all images."""
    return among[np.argsort(-sureness[among], kind="stable")]
