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
