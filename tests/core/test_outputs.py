import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from mpmath import mp

from core.outputs import (
    OUTPUTS,
    inverse_softmax,
    sigmoid,
    softmax,
    softmax_complement,
    softmax_naive,
    softmax_with_temperature,
    sums_of_others,
)

every_output = pytest.mark.parametrize("row", OUTPUTS.values(), ids=OUTPUTS)
every_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
shapes = array_shapes(min_dims=1, max_dims=3, min_side=2, max_side=12)
logits = arrays(np.float64, shapes, elements=st.floats(-30, 30))
big_logits = st.sampled_from([np.float32, np.float64]).flatmap(
    lambda dtype: arrays(dtype, shapes, elements=st.floats(-10_000, 10_000, width=32))
)


def test_registry_is_what_links_know():
    assert list(OUTPUTS) == ["softmax", "sigmoid", "linear"]
    assert all(row.key == key and row.name and row.formula for key, row in OUTPUTS.items())
    assert [row.key for row in OUTPUTS.values() if row.sums_to_one] == ["softmax"]
    assert [row.key for row in OUTPUTS.values() if row.probabilities] == ["softmax", "sigmoid"]


@every_output
@given(z=big_logits)
@settings(deadline=None)
def test_shape_dtype_and_size_are_kept(row, z):
    before = z.copy()
    for values in (row.activations(z), row.derivative(z)):
        assert values.shape == z.shape
        assert values.dtype == z.dtype
        assert np.isfinite(values).all()
    jacobian = row.jacobian(z)
    assert jacobian.shape == (*z.shape, z.shape[-1])
    assert jacobian.dtype == z.dtype
    assert np.isfinite(jacobian).all()
    assert np.array_equal(np.diagonal(jacobian, axis1=-2, axis2=-1), row.derivative(z))
    assert np.array_equal(z, before)


@every_output
@given(z=big_logits)
@settings(deadline=None)
def test_flags_say_what_the_activations_are(row, z):
    a = row.activations(z)
    if row.probabilities:
        assert (a >= 0).all()
        assert (a <= 1).all()
    if row.sums_to_one:
        assert a.sum(axis=-1) == pytest.approx(1, rel=12 * float(np.finfo(z.dtype).eps))  # up to 12 roundings


@every_output
@given(z=arrays(np.float64, 5, elements=st.floats(-30, 30)))
@settings(deadline=None)
def test_jacobian_agrees_with_central_differences(row, z):
    step = 1e-5
    moves = step * np.eye(5)
    slopes = (row.activations(z + moves) - row.activations(z - moves)).T / (2 * step)
    # truncation is at most step^2 / 6 = 2e-11, rounding 30 * 2e-16 / 1e-5 = 6e-10
    assert row.jacobian(z) == pytest.approx(slopes, abs=1e-9)


def test_known_values():
    # exp(0), exp(ln 2), exp(ln 5) are 1, 2, 5: eighths
    assert softmax(np.log([1, 2, 5])) == pytest.approx([1 / 8, 2 / 8, 5 / 8], rel=1e-15)
    assert sigmoid([0, np.log(3)]) == pytest.approx([1 / 2, 3 / 4], rel=1e-15)
    assert softmax([1, 2]).dtype == np.float64
    assert softmax(np.float16([1, 2])).dtype == np.float64


@pytest.mark.parametrize("z", [[50, 0, -3], [0, 50, 49.5], [700, 3, 0], [0, 0, 0], [-30, 30, 30]], ids=str)
@every_dtype
def test_no_digit_of_softmax_is_lost(z, dtype):
    with mp.workdps(700):  # 1 - e^-700 has 304 nines
        powers = [mp.exp(x) for x in z]
        a = [power / sum(powers) for power in powers]
        expected = np.array([[float(x), float(1 - x)] for x in a]).T
    given_z = np.array(z, dtype)
    got = np.stack([softmax(given_z), softmax_complement(given_z)])
    # integers and halves: the shift is exact, and what is left are some roundings; what is below the smallest may be 0
    info = np.finfo(dtype)
    assert got.astype(float) == pytest.approx(expected, rel=8 * float(info.eps), abs=float(info.tiny))


def test_sums_of_others_leave_the_own_value_out():
    assert np.array_equal(-sums_of_others(np.array([1e30, 1.0, 2.0])), [3.0, 1e30, 1e30])


@given(z=logits, temperature=st.floats(0.5, 50))
@settings(deadline=None)
def test_temperature_divides_the_logits(z, temperature):
    # rounding z / temperature: 60 * 2e-16, times the slope of the exponential
    assert softmax_with_temperature(z, temperature) == pytest.approx(softmax(z / temperature), rel=1e-13)


@pytest.mark.parametrize("temperature", [-1, float("nan")])
def test_temperature_must_not_be_negative(temperature):
    with pytest.raises(ValueError, match="temperature must be at least 0, got"):
        softmax_with_temperature([1.0, 2.0], temperature)


def test_softmax_without_the_shift_is_what_float_gives():
    z = [1.0, 2.0, 3.0]
    assert softmax_naive(z) == pytest.approx(softmax(z), rel=1e-15)
    assert np.isnan(softmax_naive([1000.0, 0.0])[0])  # inf / inf
    assert np.isnan(softmax_naive([-1000.0, -1000.0])).all()  # 0 / 0
    assert np.isnan(softmax_naive(np.float32([100, 0]))[0])


@pytest.mark.parametrize("a", [[0.0, 1.0], [-0.1, 1.1], [float("nan"), 1.0]], ids=str)
def test_activations_without_a_logarithm_have_no_inverse(a):
    with pytest.raises(ValueError, match="activations must be positive"):
        inverse_softmax(a)


@every_dtype
def test_inverse_keeps_the_dtype(dtype):
    assert inverse_softmax(np.array([0.25, 0.75], dtype), 3.0).dtype == dtype
