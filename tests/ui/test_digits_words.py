"""Words on Digits about numbers: each against what it speaks of."""

import numpy as np

from core.digits.saliency import saliency
from core.engine.weights import initial_weights
from ui.digits import pixels_tab

IMAGE = np.arange(784, dtype=np.uint8)


def test_the_check_of_the_gradient_says_its_error_in_two_digits():
    found = saliency(initial_weights((30,), "large", 0.0, seed=3), "sigmoid", IMAGE, 4)
    assert found.error > 0
    said = f"{found.error:.1e}".replace("e-0", "e−").replace("e-", "e−")
    assert f"difference between the two is {said} of the largest slope" in pixels_tab.checked(found)


def test_a_network_of_dead_units_has_no_largest_slope():
    layers = initial_weights((30,), "scaled", 0.0, seed=3)
    layers[0][:, -1] = -1000
    found = saliency(layers, "relu", IMAGE, 4)
    assert pixels_tab.checked(found) == pixels_tab.FLAT
