import numpy as np
import pytest

from core.datasets import Images, Mnist, mnist


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
