"""Each step of the derivation against central differences, on any logits; and where it cannot be taken in pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outputs import softmax
from core.story import derivation
from core.story.explain import LOGITS

STEPS = ("by_activation", "by_logit", "chained", "delta", "by_bias", "by_weight")
logits = st.lists(st.floats(-8, 8), min_size=4, max_size=4)


def test_the_small_layer_gives_the_logits_that_the_pages_start_from():
    assert np.allclose(derivation.layer(derivation.PREVIOUS), LOGITS, atol=1e-12)


@given(logits, st.integers(0, 3), st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_every_step_agrees_with_differences(z, label, previous):
    found = derivation.derive(z, label, previous)
    for name in STEPS:
        error = getattr(found, name).error
        assert error is not None
        assert error <= 1e-6, name
    y = np.eye(4)[label]
    assert np.allclose(found.delta.value, softmax(z) - y, atol=1e-15)
    assert np.allclose(found.chained.value, found.delta.value, atol=1e-12)
    assert np.allclose(found.by_weight.value, np.outer(softmax(z) - y, previous), atol=1e-15)
    assert found.cost == pytest.approx(-np.log(softmax(z)[label]))


@pytest.mark.parametrize("lowest", [-500, -372, -370, -369.7])  # a_y from 0 over what is not quite 0 to small
def test_beyond_floating_point_the_chain_breaks_and_the_closed_form_does_not(lowest):
    found = derivation.derive([375, lowest, 0, 0], 1)
    assert found.chained.error is None or found.chained.error <= 1e-6
    assert found.delta.value.tolist() == pytest.approx([1, -1, 0, 0])
    assert found.delta.error <= 1e-6


def test_the_broken_chain_says_so():
    assert derivation.derive([500, -500, 0, 0], 1).chained.error is None


@given(logits, st.integers(0, 3))
def test_no_slope_of_the_true_activation_is_larger_than_itself(z, label):
    found = derivation.derive(z, label)
    assert (np.abs(found.by_logit.value) <= found.a[label]).all()


@given(logits, st.integers(0, 3), st.lists(st.floats(0.001, 0.999), min_size=3, max_size=3))
def test_delta_is_passed_on_by_the_weights(z, label, previous):
    found = derivation.below(z, label, previous)
    assert found.delta.error is not None
    assert found.delta.error <= 1e-6
    delta = softmax(z) - np.eye(4)[label]
    for k in range(3):
        by_hand = sum(derivation.WEIGHTS[j][k] * delta[j] for j in range(4))
        assert found.passed[k] == pytest.approx(by_hand, abs=1e-12)
        assert found.delta.value[k] == pytest.approx(by_hand * previous[k] * (1 - previous[k]), abs=1e-12)


def test_a_saturated_activation_gets_no_delta_and_differences_cannot_tell():
    found = derivation.below(LOGITS, 0, (0.0, 1.0, 0.5))
    assert found.delta.value[:2].tolist() == [0, 0]
    assert found.delta.error is None
