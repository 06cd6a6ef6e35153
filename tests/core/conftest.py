from collections.abc import Callable

import numpy as np
import pytest

from core.datasets import Images, Mnist, mnist
from core.engine.choice import ENGINES


@pytest.fixture(scope="session")
def digits() -> Mnist:
    """The whole of MNIST."""
    return mnist()


@pytest.fixture(scope="session")
def few_digits(digits: Mnist) -> Mnist:
    """All training images, but validation and test sets of 200 images: what is quick to finish."""
    return Mnist(digits.training, Images(*_head(digits.validation)), Images(*_head(digits.test)))


def _head(images: Images) -> tuple[np.ndarray, np.ndarray]:
    return images.pixels[:200], images.labels[:200]


@pytest.fixture(scope="session")
def needs_engine() -> Callable[[str], None]:
    """Call with an engine's name: the test is skipped where the package that the engine needs is not installed."""

    def check(name: str) -> None:
        if not ENGINES[name].installed:
            pytest.skip(f"the engine {name!r} needs {ENGINES[name].needs}, which is not installed")

    return check


@pytest.fixture(scope="session")
def compiled_deltas() -> Callable[[tuple[str, str], np.ndarray, np.ndarray], np.ndarray]:
    """The compiled engine's delta of a pair, from logits (n, 10) and labels (n,): float32 (n, 10)."""
    numba = pytest.importorskip("numba", reason="the compiled engine needs numba, which is not installed")
    from core.engine.deltas import CLASSES, PLACES, delta
    from core.engine.jit import OPTIONS
    from core.engine.lanes import LANES, aligned

    @numba.njit(**OPTIONS)
    def fill(pair, z, y, d, spare):
        for i in range(len(z)):
            delta(pair, z[i], y[i], d[i], spare)

    def call(key: tuple[str, str], logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
        z, d = aligned(len(logits), LANES), aligned(len(logits), LANES)
        z[:, :CLASSES] = logits
        fill(PLACES[key], z, labels.astype(np.uint8), d, aligned(2, LANES))
        assert not d[:, CLASSES:].any()
        return d[:, :CLASSES]

    return call
