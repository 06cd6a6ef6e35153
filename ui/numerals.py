"""Numbers in text and in LaTeX, with their signs; small and large ones with powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lab.languages.words import _

Numbers = Sequence[float] | NDArray[np.floating[Any]]

DIGITS = "₀₁₂₃₄₅₆₇₈₉"


def index(name: str, number: int) -> str:
    """A letter with an index, for text and charts.

    >>> index("a", 4)
    'a₄'
    """
    return name + "".join(DIGITS[int(digit)] for digit in str(number))


def text(value: float, places: int = 3, *, sign: bool = False) -> str:
    """A number for text and charts: with `places` decimals, or with a power of ten where these would not show it.

    >>> text(0.31451), text(4.2e-9), text(-0.0231, sign=True), text(0), text(math.inf), text(12345.6)
    ('0.315', '4.2e-9', '−0.023', '0', '∞', '1.23e4')
    """
    mantissa, power = _parts(value, places)
    body = mantissa if power is None else f"{mantissa}e{power}"
    return _sign(value, sign) + body


def change(sign: float, log: float, places: int = 4) -> str:
    """A change by its sign and the natural logarithm of its size, with a power of ten also below what 64 bits can hold.

    >>> change(-1, math.log(0.0231)), change(1, -1000), change(0, -math.inf)
    ('−0.0231', '+5.08e-435', '0')
    """
    value = sign * math.exp(log)
    if value or not sign:
        return text(value, places, sign=True)
    power = math.floor(log / math.log(10))
    return f"{_sign(sign, True)}{10 ** (log / math.log(10) - power):.2f}e{power}"


def tex(value: float, places: int = 3, *, sign: bool = False) -> str:
    r"""A number for LaTeX, written like `text`.

    >>> print(tex(4.2e-9), tex(-1.5), tex(0.2, sign=True), tex(math.nan))
    4.2 \times 10^{-9} -1.500 +0.200 \text{nan}
    """
    mantissa, power = _parts(value, places)
    words = {"∞": r"\infty", "nan": r"\text{nan}"}
    body = words.get(mantissa, mantissa) if power is None else rf"{mantissa} \times 10^{{{power}}}"
    return _sign(value, sign).replace("−", "-") + body


def share(value: float) -> str:
    r"""An activation in LaTeX, with more digits near 1, so that a reader can compute its logarithm.

    >>> print(share(0.31451), share(0.9999928))
    0.315 0.9999928
    """
    return exact(round(value, 7)) if 1 - 10**-3 < value < 1 else tex(value)


def exact(value: float) -> str:
    """A number in as few digits as possible, at most twelve: for what the reader has set, and for sums.

    >>> exact(2.5), exact(-1.0), exact(0.9999999999999999), exact(0.1 + 0.2)
    ('2.5', '-1', '1', '0.3')
    """
    return f"{value:.12g}"


def signed(value: float) -> str:
    """Like `exact`, with a proper minus sign, for charts.

    >>> signed(-1.0), signed(12.5)
    ('−1', '12.5')
    """
    return exact(value).replace("-", "−")


def error(value: float | None) -> str:
    """The difference of two numbers, written so that no line breaks within it; None where it is unknown.

    >>> error(6.58e-12), error(0.0), error(None)
    ('6.6e−12', '0', 'unknown')
    """
    if value is None:
        return _("unknown")
    return "0" if value == 0 else f"{value:.1e}".replace("e-0", "e-").replace("-", "−")


def _parts(value: float, places: int) -> tuple[str, int | None]:
    """The digits without a sign and, where there is one, the power of ten."""
    size = abs(value)
    if math.isnan(size):
        return "nan", None
    if math.isinf(size):
        return "∞", None
    if size == 0:
        return "0", None
    if 10**-places <= size < 10_000:
        return f"{size:.{places}f}", None
    mantissa, _e, power = f"{size:.2e}".partition("e")
    return mantissa.rstrip("0").rstrip("."), int(power)


def _sign(value: float, sign: bool) -> str:
    if value < 0:
        return "−"
    return "+" if sign and value > 0 else ""
