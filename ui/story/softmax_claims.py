"""The claims of the Softmax page, a row each, checked with the reader's own logits."""

from __future__ import annotations

import math

import numpy as np

from core.outputs import OUTPUTS
from core.story import explain
from core.story.explain import InFloat, JacobianCheck
from lab.languages.words import N_
from ui import numerals
from ui.numerals import index
from ui.story.claims import Claim, Finding, differences

Logits = tuple[float, ...]

SOFTMAX = OUTPUTS["softmax"].activations
RATIO = 1e-9  # the largest relative error of a ratio of two activations


def _amplified(z: Logits) -> Finding:
    """The largest logit beside the last of the smallest: so they are two, even where all are equal."""
    high = max(range(len(z)), key=z.__getitem__)
    low = min(reversed(range(len(z))), key=z.__getitem__)
    a, gap = SOFTMAX(z), z[high] - z[low]
    numbers = {
        "high": index("z", high + 1),
        "low": index("z", low + 1),
        "larger": index("a", high + 1),
        "smaller": index("a", low + 1),
        "gap": numerals.exact(round(gap, 9)),
    }
    if a[low] < np.finfo(np.float64).tiny:  # 0, or so small that it has few digits left
        return Finding(None, numbers)
    ratio = math.exp(gap)
    holds = abs(float(a[high] / a[low]) / ratio - 1) < RATIO
    return Finding(holds, {**numbers, "ratio": numerals.text(ratio, 2)})


def _positive(z: Logits) -> Finding:
    return Finding(True if (SOFTMAX(z) > 0).all() else None)


def _unmoved(seen: tuple[Logits, float]) -> Finding:
    change = float(np.abs(explain.shifted_change(OUTPUTS["softmax"], *seen)).max())
    return Finding(change < explain.ROUNDING, {"change": numerals.error(change)})


def _plain(seen: InFloat) -> Finding:
    if seen.broken:
        return Finding(False)
    return Finding(seen.error < explain.ROUNDING, {"error": numerals.error(seen.error)})


AMPLIFIED: Claim[Logits] = Claim(
    N_(
        "Amplified: {high} is {gap} above {low}, so its power of e is {ratio} times as large. Rescaled: all powers are "
        "divided by the same sum, so {larger} is {ratio} times {smaller}."
    ),
    _amplified,
    untold=N_(
        "Amplified: {high} is {gap} above {low}. The ratio of their powers of e is beyond what 64 bits can tell."
    ),
)
POSITIVE: Claim[Logits] = Claim(
    N_("Every activation is positive, because every power of e is."),
    _positive,
    untold=N_("Every activation is positive, because every power of e is; but here one is too small for 64 bits."),
)
SUMMED: Claim[Logits] = Claim(
    N_("They sum to 1, because each is divided by the sum of all."),
    lambda z: Finding(abs(float(SOFTMAX(z).sum()) - 1) < explain.ROUNDING),
)
MONOTONIC: Claim[JacobianCheck] = Claim(
    N_("Monotonic: raise a logit, and its own activation rises (the diagonal)."),
    lambda check: Finding(check.monotonic),
    untold=N_(
        "Whether every activation rises with its own logit cannot be seen here: on the diagonal a 0 stands for a "
        "number too small for 64 bits."
    ),
)
COMPETITIVE: Claim[JacobianCheck] = Claim(
    N_("All others fall to make up for it (everything off the diagonal)."),
    lambda check: Finding(check.competitive),
    untold=N_(
        "Whether all others fall cannot be seen here: off the diagonal a 0 stands for a number too small for 64 bits."
    ),
)
NON_LOCAL: Claim[JacobianCheck] = Claim(
    N_("Non-local: every softmax activation depends on every logit; no entry is 0."),
    lambda check: Finding(True if check.jacobian.all() else None),
    untold=N_("Softmax is non-local, but not every entry can be seen: a 0 stands for a number too small for 64 bits."),
)
LOCAL: Claim[JacobianCheck] = Claim(
    N_("Sigmoid is local: a logit moves its own activation and no other; off its diagonal everything is 0."),
    lambda check: Finding(check.local),
)
SIXTEEN: Claim[JacobianCheck] = Claim(
    N_("All sixteen derivatives of softmax agree with finite differences. Largest error: {error}."),
    lambda check: differences(check.error),
)
UNMOVED: Claim[tuple[Logits, float]] = Claim(
    N_("Adding C changes no activation. Largest change with these numbers: {change}."), _unmoved
)
PLAIN: Claim[InFloat] = Claim(
    N_("Here this goes well. Largest difference from the activations of the other way: {error}."), _plain
)
BROKEN: Claim[InFloat] = Claim(
    N_(
        "Broken: powers of e, or their sum, are beyond what 64 bits can hold, from 4.9e-324 to 1.8e308. What is "
        "divided by infinity becomes 0; infinity by infinity, or 0 by 0, is **nan**, not a number."
    ),
    _plain,
)
COARSE: Claim[InFloat] = Claim(
    N_("Coarse: powers of e this small have few digits left in 64 bits. The activations are off by up to {error}."),
    _plain,
)
STABLE: Claim[InFloat] = Claim(
    N_(
        "The largest power is exactly 1, so nothing overflows, and by “Add a constant” the activations are the same. "
        "This project always does it so."
    ),
    lambda seen: Finding(bool(np.isfinite(seen.stable).all()) and float(seen.shifted_exponentials.max()) == 1),
)


def as_written(seen: InFloat) -> Claim[InFloat]:
    """What can be claimed of the formula as books write it, at these logits."""
    if seen.broken:
        return BROKEN
    return PLAIN if seen.error < explain.ROUNDING else COARSE
