import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.activations import ACTIVATIONS

PLAIN = {
    "sigmoid": lambda z: math.exp(z) / (math.exp(z) + 1) if z < 0 else 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: z if z > 0 else 0.0,
}
every_activation = pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
every_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_registry_is_what_links_and_the_engine_know():
    assert list(ACTIVATIONS) == ["sigmoid", "tanh", "relu"]
    assert all(
        row.key == key and row.name and row.formula and row.derivative_formula for key, row in ACTIVATIONS.items()
    )


@every_activation
@given(z=arrays(np.float64, (3, 4), elements=st.floats(-700, 700)))
@settings(deadline=None)
def test_values_are_those_of_the_textbook_formula(row, z):
    plain = np.vectorize(PLAIN[row.key], otypes=[float])(z)
    assert row.value(z) == pytest.approx(plain, rel=1e-15, abs=1e-15)  # some units in the last place of 1


@every_activation
@every_dtype
def test_tails_are_finite(row, dtype):
    z = np.array([-10_000, -700, -80, -5, 5, 80, 700, 10_000], dtype)
    a = row.value(z)
    expected = np.array(
        [PLAIN[row.key](max(x, -745)) if row.key == "sigmoid" else PLAIN[row.key](x) for x in z.tolist()]
    )
    rounding = 4 * float(np.finfo(dtype).eps)
    assert a.dtype == dtype
    assert a.astype(float) == pytest.approx(expected, rel=rounding, abs=rounding)
    assert np.isfinite(row.derivative(a)).all()


@every_activation
@given(z=arrays(np.float64, 20, elements=st.floats(-30, 30)))
@settings(deadline=None)
def test_derivative_agrees_with_central_differences(row, z):
    step = 1e-5
    z = z[np.abs(z) > step]  # relu's kink
    slope = (row.value(z + step) - row.value(z - step)) / (2 * step)
    # truncation is at most step^2 / 6 = 2e-11, rounding 2e-16 * 30 / 1e-5 = 6e-10
    assert row.derivative(row.value(z)) == pytest.approx(slope, abs=1e-9)


@every_activation
def test_derivative_is_zero_where_flat(row):
    flat = {"relu": 0.0}.get(row.key, 1.0)  # relu's kink, and the ends of the others
    assert row.derivative(np.array([flat])) == 0


@every_activation
@every_dtype
def test_bits_do_not_depend_on_the_neighbours(row, dtype):
    z = np.random.default_rng(1).normal(size=(7, 33, 11)).astype(dtype) * 10
    a, slope = row.value(z), row.derivative(row.value(z))
    for network in range(len(z)):
        alone = row.value(z[network : network + 1].copy())
        assert np.array_equal(alone[0], a[network])
        assert np.array_equal(row.derivative(alone)[0], slope[network])
