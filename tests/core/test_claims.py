"""A property test for each claim of the section "Softmax" of Nielsen's "Neural Networks and Deep Learning", ch. 3."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.outputs import OUTPUTS, inverse_softmax, sigmoid, softmax, softmax_with_temperature
from core.pairs import pair

CLASSES = 5
logits = arrays(np.float64, CLASSES, elements=st.floats(-15, 15))
index = st.integers(0, CLASSES - 1)
batches = arrays(np.float64, (3, CLASSES), elements=st.floats(-15, 15))
labels = arrays(np.int64, 3, elements=index)


def settled(test):
    return settings(deadline=None)(test)


@settled
@given(z=logits)
def test_activations_are_positive(z):
    assert (softmax(z) > 0).all()


def test_activations_are_positive_to_logit_differences_of_30_and_0_only_by_underflow():
    assert softmax([30.0, 0.0])[1] == pytest.approx(np.exp(-30), rel=1e-12)
    assert softmax(np.float32([30, 0]))[1] > 0
    assert softmax([700.0, 0.0])[1] > 0
    assert softmax([750.0, 0.0])[1] == 0


@settled
@given(z=logits)
def test_activations_sum_to_one(z):
    assert softmax(z).sum() == pytest.approx(1, rel=1e-15)


@settled
@given(z=logits)
def test_sigmoid_activations_need_not_sum_to_one(z):
    # z and -z together: each pair of sigmoids sums to 1, so that the two layers' sums are CLASSES together, not 2
    assert sigmoid(z).sum() + sigmoid(-z).sum() == pytest.approx(CLASSES, rel=1e-14)


def test_the_sum_of_sigmoid_activations_can_be_anything_between_0_and_their_number():
    assert sigmoid(np.full(CLASSES, -15.0)).sum() < 1e-5
    assert sigmoid(np.zeros(CLASSES)).sum() == CLASSES / 2
    assert sigmoid(np.full(CLASSES, 15.0)).sum() > CLASSES - 1e-5


@settled
@given(z=logits, k=index, step=st.floats(0.001, 5))
def test_raising_one_logit_raises_its_activation_and_lowers_the_others_by_as_much(z, k, step):
    raised = z.copy()
    raised[k] += step
    change = softmax(raised) - softmax(z)
    others = np.delete(change, k)
    # where an activation is within a rounding of 0 or 1 the change may round to 0, never to the wrong side
    assert change[k] >= 0
    assert (others <= 0).all()
    assert change[k] == pytest.approx(-others.sum(), abs=1e-15)


@settled
@given(z=arrays(np.float64, CLASSES, elements=st.floats(-4, 4)), k=index, step=st.floats(0.001, 5))
def test_the_change_is_strict_where_float_has_room_for_it(z, k, step):
    raised = z.copy()
    raised[k] += step
    change = softmax(raised) - softmax(z)
    assert change[k] > 0
    assert (np.delete(change, k) < 0).all()


@settled
@given(z=logits)
def test_monotonic(z):
    """The derivative da_j/dz_k is positive for j = k and negative for all others (the exercise "Monotonicity")."""
    jacobian = OUTPUTS["softmax"].jacobian(z)
    own = np.eye(CLASSES, dtype=bool)
    assert (jacobian[own] > 0).all()
    assert (jacobian[~own] < 0).all()


@settled
@given(z=logits)
def test_non_local(z):
    """Every a depends on every z (the exercise "Non-locality"), unlike in a sigmoid layer."""
    own = np.eye(CLASSES, dtype=bool)
    assert (OUTPUTS["softmax"].jacobian(z) != 0).all()
    assert np.array_equal(OUTPUTS["sigmoid"].jacobian(z) != 0, own)
    # and as a_j are a distribution, a row and a column of the changes sum to nothing
    assert OUTPUTS["softmax"].jacobian(z).sum(axis=0) == pytest.approx(0, abs=1e-15)
    assert OUTPUTS["softmax"].jacobian(z).sum(axis=1) == pytest.approx(0, abs=1e-15)


@settled
@given(z=logits, constant=st.floats(-9_000, 9_000))
def test_adding_a_constant_changes_nothing(z, constant):
    # z + constant is rounded to 9,000 times 2e-16, and so are the exponents
    assert softmax(z + constant) == pytest.approx(softmax(z), rel=1e-11)


@settled
@given(z=logits)
def test_softmax_can_be_inverted_up_to_a_constant(z):
    """Then z_j = ln a_j + C, with the same C for all j (the exercise "Inverting the softmax layer")."""
    constants = z - inverse_softmax(softmax(z))
    assert constants == pytest.approx(constants[0], abs=1e-13)
    assert constants[0] == pytest.approx(np.log(np.exp(z).sum()), abs=1e-13)


@settled
@given(weights=arrays(np.float64, CLASSES, elements=st.floats(0.001, 1)), constant=st.floats(-100, 100))
def test_the_inverse_leads_back_whatever_the_constant(weights, constant):
    a = weights / weights.sum()
    assert softmax(inverse_softmax(a, constant)) == pytest.approx(a, rel=1e-13)


@settled
@given(z=logits)
def test_low_temperature_is_the_hard_maximum(z):
    """The exercise "Where does the 'softmax' name come from?", with c = 1 / temperature."""
    first, second = np.sort(z)[::-1][:2]
    assume(first - second > 0.01)
    hard = (z == first).astype(float)
    assert softmax_with_temperature(z, 1e-4) == pytest.approx(hard, abs=1e-15)  # the others: at most e^-100
    assert np.array_equal(softmax_with_temperature(z, 0), hard)
    assert np.array_equal(softmax_with_temperature(z, 1e-300), hard)


def test_at_the_lowest_temperature_equal_maxima_share():
    assert np.array_equal(softmax_with_temperature([2.0, 1.0, 2.0], 0), [0.5, 0, 0.5])


@settled
@given(z=logits)
def test_high_temperature_is_uniform(z):
    uniform = np.full(CLASSES, 1 / CLASSES)
    assert softmax_with_temperature(z, 1e6) == pytest.approx(uniform, rel=1e-4)  # exponents of at most 30 / 1e6
    assert softmax_with_temperature(z, np.inf) == pytest.approx(uniform, rel=1e-15)


@settled
@given(z=logits, colder=st.floats(0.1, 1), hotter=st.floats(1, 10))
def test_cooling_raises_the_largest_activation(z, colder, hotter):
    largest = [softmax_with_temperature(z, temperature).max() for temperature in (colder, 1, hotter)]
    assert largest[0] >= largest[1] - 1e-15
    assert largest[1] >= largest[2] - 1e-15


@settled
@given(z=batches, y=labels)
def test_temperature_1_is_softmax(z, y):
    assert np.array_equal(softmax_with_temperature(z, 1), softmax(z))


@settled
@given(z=logits, y=index)
def test_the_log_likelihood_is_near_0_when_the_network_is_right_and_sure_and_large_when_it_is_not(z, y):
    cost = pair("softmax", "log_likelihood").cost(z, y)
    probability = softmax(z)[y]
    assert cost == pytest.approx(-np.log(probability), rel=1e-9, abs=1e-15)
    assert (cost < 0.02) == (probability > np.exp(-0.02))
    assert (cost > 3) == (probability < np.exp(-3))


def layer_cost(weights, biases, previous, y):
    """The log-likelihood of a softmax layer on given activations of the layer before."""
    return pair("softmax", "log_likelihood").cost(weights @ previous + biases, y)


@settled
@given(
    weights=arrays(np.float64, (CLASSES, 3), elements=st.floats(-2, 2)),
    biases=arrays(np.float64, CLASSES, elements=st.floats(-2, 2)),
    previous=arrays(np.float64, 3, elements=st.floats(0, 1)),
    y=index,
)
def test_the_two_derivatives_of_the_log_likelihood(weights, biases, previous, y):
    """They are dC/db_j = a_j - y_j and dC/dw_jk = a_k of the layer before times (a_j - y_j): eq. 81 and 82."""
    error = softmax(weights @ previous + biases) - np.eye(CLASSES)[y]
    step = 1e-5  # truncation 1e-10 / 6, rounding 10 * 2e-16 / 1e-5

    def slope(of_weights, of_biases):
        return (
            layer_cost(weights + of_weights, biases + of_biases, previous, y)
            - layer_cost(weights - of_weights, biases - of_biases, previous, y)
        ) / (2 * step)

    by_bias = [slope(0, step * unit) for unit in np.eye(CLASSES)]
    by_weight = [slope(step * unit.reshape(CLASSES, 3), 0) for unit in np.eye(CLASSES * 3)]
    assert by_bias == pytest.approx(error, abs=1e-9)
    assert np.reshape(by_weight, (CLASSES, 3)) == pytest.approx(np.outer(error, previous), abs=1e-9)


@settled
@given(z=batches, y=labels)
def test_delta_of_softmax_with_log_likelihood_is_a_minus_y(z, y):
    """The exercise on backpropagation with softmax and the log-likelihood: eq. 84."""
    assert pair("softmax", "log_likelihood").delta(z, y) == pytest.approx(softmax(z) - np.eye(CLASSES)[y], abs=1e-15)


@settled
@given(z=batches, y=labels)
def test_there_is_no_learning_slowdown_with_either_good_pair(z, y):
    """A wrong output's delta stays above 1/2 for the two good pairs, and vanishes for sigmoid with quadratic."""
    for output in ("softmax", "sigmoid"):
        a = OUTPUTS[output].activations(z)
        error = np.abs(a - np.eye(CLASSES)[y])
        loss = {"softmax": "log_likelihood", "sigmoid": "cross_entropy"}[output]
        delta = np.abs(pair(output, loss).delta(z, y))
        assert (delta[error > 0.5] > 0.5 - 1e-15).all()
    stuck = pair("sigmoid", "quadratic").delta([[30.0, -30.0]], [1])
    assert np.abs(stuck).max() < 1e-12
