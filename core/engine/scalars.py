"""e^x, sigmoid and tanh of one float32, from + - * / and comparisons alone: the same bits on every processor.

LLVM turns a loop over any of them into vector instructions. Errors are relative, in units of 2^-24.
"""

from __future__ import annotations

import numpy as np

from core.engine.jit import compiled

ZERO, HALF, ONE, TWO = (np.float32(value) for value in (0, 0.5, 1, 2))

LOWEST, HIGHEST = np.float32(-104), np.float32(89)  # beyond them e^x is 0 or infinity
LOG2_E = np.float32(1.44269504)
ROUNDING = np.float32(12582912)  # 1.5 * 2^23: what is added to it is rounded to a whole number, in its last bits
ROUNDING_BITS = np.int32(0x4B400000)
LN2_HIGH, LN2_LOW = np.float32(0.693359375), np.float32(-2.12194440e-4)  # ln 2 in two parts, the first short
E5, E4, E3, E2, E1, E0 = (
    np.float32(value)
    for value in (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1)
)
T4, T3, T2, T1, T0 = (
    np.float32(value)
    for value in (-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1)
)
SMALL = np.float32(0.625)  # below it tanh is a polynomial, above it a quotient of exponentials


@compiled
def power_of_two(n: np.int32) -> np.float32:
    """2^n for -126 <= n <= 127: n is written into the exponent of a float32."""
    return np.int32((n + np.int32(127)) << np.int32(23)).view(np.float32)


@compiled
def exp(x: np.float32) -> np.float32:
    """e^x within 1.4 units, infinity above 88.73, 0 below -103.98; NaN stays NaN. Cephes's expf (S. Moshier).

    With n the whole number nearest to x / ln 2, e^x = 2^n e^r for an |r| of at most ln 2 / 2. The factor 2^n is
    applied in two halves, each a float32 where 2^n is none.
    """
    x = max(x, LOWEST)
    x = min(x, HIGHEST)
    rounded = np.float32(x * LOG2_E + ROUNDING)
    n = np.int32(rounded.view(np.int32) - ROUNDING_BITS)
    whole = rounded - ROUNDING
    r = (x - whole * LN2_HIGH) - whole * LN2_LOW
    p = ((((E5 * r + E4) * r + E3) * r + E2) * r + E1) * r + E0
    half = np.int32(n >> np.int32(1))
    return (p * (r * r) + r + ONE) * power_of_two(half) * power_of_two(np.int32(n - half))


@compiled
def sigmoid(x: np.float32) -> np.float32:
    """1 / (1 + e^-x) within 3 units, also where it is near 0: no exponential of a positive number is taken."""
    e = exp(-abs(x))
    return (ONE if x >= ZERO else e) / (ONE + e)


@compiled
def tanh(x: np.float32) -> np.float32:
    """(e^x - e^-x) / (e^x + e^-x) within 3 units, also where it is near 0. Cephes's tanhf (S. Moshier)."""
    size = abs(x)
    square = x * x
    near = ((((T4 * square + T3) * square + T2) * square + T1) * square + T0) * square * x + x
    e = exp(-(size + size))
    far = (ONE - e) / (ONE + e)
    return near if size < SMALL else (far if x > ZERO else -far)
