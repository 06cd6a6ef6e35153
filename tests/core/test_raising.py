"""What changing one logit does: against 60-digit arithmetic, also where floating point shows no change."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.story.raising import CHANGES

logits = st.lists(st.integers(-5000, 5000).map(lambda tenths: tenths / 10), min_size=4, max_size=4)
amounts = st.sampled_from([1.0, -1.0, 0.1, -0.1, 5.0, -1000.0, 1000.0])


def exactly(layer, z):
    powers = [mpmath.e ** mpmath.mpf(value) for value in z]
    total = mpmath.fsum(powers)
    return [power / total if layer == "softmax" else power / (1 + power) for power in powers]


@pytest.mark.parametrize("layer", CHANGES)
@given(z=logits, index=st.integers(0, 3), amount=amounts)
def test_the_changes_are_those_of_exact_arithmetic(layer, z, index, amount):
    found = CHANGES[layer](z, index, amount)
    with mpmath.workdps(1500):  # e^-1000 beside 1, and the difference of two such sums
        after = [mpmath.mpf(value) + (mpmath.mpf(amount) if place == index else 0) for place, value in enumerate(z)]
        before = exactly(layer, z)
        changes = [new - old for new, old in zip(exactly(layer, after), before, strict=True)]
        for change, sign, log in zip(changes, found.signs, found.logs, strict=True):
            assert mpmath.sign(change) == sign
            if change:
                assert float(mpmath.log(abs(change))) == pytest.approx(log, rel=1e-12, abs=1e-10)
            else:
                assert log == -np.inf


@given(z=logits, index=st.integers(0, 3), amount=amounts)
def test_what_one_softmax_activation_gains_the_others_lose(z, index, amount):
    assert abs(CHANGES["softmax"](z, index, amount).values.sum()) < 1e-14


def test_the_values_are_the_differences_where_floating_point_has_them():
    z = np.array([2.5, -1.0, 3.2, 0.5])
    raised = np.array([2.5, -1.0, 3.2, 1.5])
    softmax = np.exp(raised) / np.exp(raised).sum() - np.exp(z) / np.exp(z).sum()
    assert CHANGES["softmax"](z, 3, 1.0).values == pytest.approx(softmax, rel=1e-12)
    assert CHANGES["sigmoid"](z, 3, 1.0).values == pytest.approx(1 / (1 + np.exp(-raised)) - 1 / (1 + np.exp(-z)))
