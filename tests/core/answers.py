"""Answers that nobody gave, right or not, from accuracies: the first so many images right, as in a test made harder."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def nested(accuracies: Sequence[Sequence[float]], images: int = 10_000) -> NDArray[np.bool_]:
    """Answers (arms, seeds, images) with these accuracies [arm][seed], each a whole number of images."""
    counts = np.round(np.array(accuracies) * images)[..., None]
    return np.asarray(np.arange(images) < counts)


def predictions(right: NDArray[np.bool_], labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Digits that are the labels where right, and the next digit elsewhere."""
    return np.where(right, labels, (labels + 1) % 10).astype(np.uint8)
