"""What is true of the story's claims, worked out in arithmetic of many digits from what the reader has set.

Nothing here comes from `core`: formulas are written down once more, from the book, and slopes are differences in 60
digits. A judge gives the mark that a claim must bear: True, False, or None where 64 bits cannot tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
from mpmath import mpf

from core.story.derivation import WEIGHTS
from lab.languages.words import LANGUAGES, _, speaking
from ui.story import inverse_views, pair_views, slowdown_tabs, softmax_claims
from ui.story.claims import MARKS, Claim

SMALLEST, NORMAL, LARGEST = mpf(2) ** -1075, mpf(2) ** -1022, mpf(2) ** 1024
"""Below the first a number is 0 in 64 bits, below the second it has few digits left, from the third on it is inf."""

DIGITS = 700  # enough for 1 beside e^-1000


@dataclass(frozen=True)
class State:
    """What the reader has set, from the widgets and the sentences on the screen; `y` is counted from 1."""

    z: tuple[float, ...] = ()
    c: float = 0.0
    offset: float = 0.0
    a: tuple[float, ...] = ()
    y: int = 1
    previous: tuple[float, ...] = ()
    hidden: int = 1
    latex: str = ""


Words = Mapping[str, str]
Judge = Callable[[State, Words], Any]


def softmax(z):
    powers = [mpmath.e ** mpf(value) for value in z]
    total = mpmath.fsum(powers)
    return [power / total for power in powers]


def sigmoid(z):
    return [1 / (1 + mpmath.e ** -mpf(value)) for value in z]


def number(written: str) -> float:
    return float(written.replace("−", "-"))


def close(written: str, value, relative=0.006) -> bool:
    return abs(number(written) - float(value)) <= relative * abs(float(value)) + 1e-9


def place(name: str) -> int:
    return "₁₂₃₄".index(name[-1])


def amplified(state: State, words: Words):
    z, high, low = state.z, place(words["high"]), place(words["low"])
    assert z[high] == max(z)
    assert z[low] == min(z)
    assert high != low
    gap = mpf(z[high]) - mpf(z[low])
    assert close(words["gap"], gap)
    a = softmax(z)
    if a[low] < NORMAL:
        return None
    assert (place(words["larger"]), place(words["smaller"])) == (high, low)
    return close(words["ratio"], mpmath.e**gap) and mpmath.almosteq(a[high] / a[low], mpmath.e**gap, 1e-30)


def seen(values) -> bool | None:
    """Whether every one of these positive numbers can be seen in 64 bits."""
    return True if all(value >= SMALLEST for value in values) else None


def diagonal(state: State, _: Words):
    return seen(a * (1 - a) for a in softmax(state.z))


def beside(state: State, _: Words):
    a = softmax(state.z)
    return seen(one * other for k, one in enumerate(a) for j, other in enumerate(a) if j != k)


def all_entries(state: State, words: Words):
    return True if diagonal(state, words) and beside(state, words) else None


def small_error(state: State, words: Words):
    return number(words["error"]) < 1e-6


def moved_alike(state: State, words: Words):
    """Adding C changes nothing, and rounding of z + C cannot either, to a few parts in 10^14."""
    return number(words["change"]) < 1e-12


def as_written(state: State, words: Words):
    """The naive formula in 64 bits, redone with exact powers that are then rounded."""
    shifted = [float(mpf(z) + mpf(state.offset)) for z in state.z]
    powers = [float(mpmath.e ** mpf(z)) if mpmath.e ** mpf(z) < LARGEST else float("inf") for z in shifted]
    total = sum(powers)
    if total == 0 or total == float("inf"):
        return False
    error = max(abs(power / total - float(a)) for power, a in zip(powers, softmax(shifted), strict=True))
    if "error" in words:
        assert abs(number(words["error"]) - error) < max(1e-13, 0.1 * error)
    return error < 1e-12


def rounded_to_one(state: State, _: Words):
    return abs(sum(state.a) - 1) < 1e-9 and min(state.a) > 0


def returned(state: State, words: Words):
    return number(words["error"]) < 1e-12


def lost(state: State, words: Words):
    z = [mpmath.log(mpf(a)) + mpf(state.c) for a in state.a]
    return abs(number(words["constant"]) - float(mpmath.log(mpmath.fsum(mpmath.e**value for value in z)))) < 1e-8


def step(state: State, words: Words):
    """Each step's numbers stand in its formula; that of delta is a - y, worked out again."""
    delta = [a - (k == state.y - 1) for k, a in enumerate(softmax(state.z))]
    vectors = [numbers_of(part) for part in state.latex.split("\n") if r"a_j - y_j" in part and r"\small" in part]
    assert vectors, state.latex
    for vector in vectors:
        assert all(abs(a - float(b)) <= 0.006 * abs(float(b)) + 6e-4 for a, b in zip(vector, delta, strict=True))
    return number(words["error"]) < 1e-6


def numbers_of(formula: str) -> list[float]:
    """The numbers of the last vector in a formula."""
    inside = formula.rpartition(r"\small (")[2].partition(r") \end")[0].rstrip(")")
    return [tex(part) for part in inside.split(r",\, ")]


def tex(written: str) -> float:
    return float(re.sub(r" \\times 10\^\{(-?\d+)\}", r"e\1", written.strip()))


def passed(state: State, words: Words):
    delta = [a - (k == state.y - 1) for k, a in enumerate(softmax(state.z))]
    k = state.hidden - 1
    a = mpf(state.previous[k])
    exactly = mpmath.fsum(mpf(row[k]) * one for row, one in zip(WEIGHTS, delta, strict=True)) * a * (1 - a)
    shown = tex(state.latex.rpartition(r"\\[4pt] &= ")[2].partition(r" \end")[0])
    assert abs(shown - float(exactly)) <= 0.006 * abs(float(exactly)) + 6e-4
    if any(value in (0, 1) for value in state.previous):
        return None
    return number(words["error"]) < 1e-6


COSTS: dict[tuple[str, str], Callable[..., Any]] = {
    "log_likelihood": lambda a, y: -mpmath.log(a[y]),
    "cross_entropy": lambda a, y: (
        -mpmath.fsum(mpmath.log(one) if k == y else mpmath.log(1 - one) for k, one in enumerate(a))
    ),
    "quadratic": lambda a, y: mpmath.fsum((one - (k == y)) ** 2 for k, one in enumerate(a)) / 2,
    "hinge": lambda a, y: mpmath.fsum(max(0, 1 + one - a[y]) for k, one in enumerate(a) if k != y),
}
LAYERS = {"softmax": softmax, "sigmoid": sigmoid, "linear": lambda z: [mpf(value) for value in z]}


def corner(state: State) -> bool:
    """Whether linear outputs with hinge have a margin of exactly 0: no other cost of the registry has a corner."""
    y = state.y - 1
    return any(abs(1 + one - state.z[y]) < 1e-9 for k, one in enumerate(state.z) if k != y)


JUDGES: dict[Claim[Any], Judge] = {
    softmax_claims.AMPLIFIED: amplified,
    softmax_claims.POSITIVE: lambda state, _: seen(softmax(state.z)),
    softmax_claims.SUMMED: lambda state, _: mpmath.almosteq(mpmath.fsum(softmax(state.z)), 1, 1e-30),
    softmax_claims.MONOTONIC: diagonal,
    softmax_claims.COMPETITIVE: beside,
    softmax_claims.NON_LOCAL: all_entries,
    softmax_claims.LOCAL: lambda state, _: True,
    softmax_claims.SIXTEEN: small_error,
    softmax_claims.UNMOVED: moved_alike,
    softmax_claims.PLAIN: as_written,
    softmax_claims.BROKEN: as_written,
    softmax_claims.COARSE: as_written,
    softmax_claims.STABLE: lambda state, _: True,
    inverse_views.DISTRIBUTION: rounded_to_one,
    inverse_views.RETURNED: returned,
    inverse_views.LOST: lost,
    slowdown_tabs.CHECKED: step,
    slowdown_tabs.PASSED: passed,
    pair_views.ALL: lambda state, words: None if corner(state) else number(words["error"]) < 1e-6,
    pair_views.CHECK: lambda state, words: (
        None if "error" not in words and corner(state) else small_error(state, words)
    ),
}
"""The judge of every claim."""


def pattern(sentence: str) -> re.Pattern[str]:
    """What a claim's sentence looks like with its numbers."""
    parts = re.split(r"\{(\w+)\}", sentence.replace("{{", "\0").replace("}}", "\1"))
    named: set[str] = set()
    out = ""
    for odd, part in enumerate(parts):
        if odd % 2 == 0:
            out += re.escape(part.replace("\0", "{").replace("\1", "}"))
        elif part in named:
            out += f"(?P={part})"
        else:
            named.add(part)
            out += f"(?P<{part}>.+?)"
    return re.compile(out + "$")


def spoken(claim: Claim[Any]) -> list[re.Pattern[str]]:
    """What a claim's sentences look like in every language: each must be as true as in English."""
    found = []
    for key in LANGUAGES:
        with speaking(key):
            found += [pattern(_(words)) for words in (claim.sentence, claim.untold) if words]
    return list(dict.fromkeys(found))


PATTERNS = [(claim, spoken(claim)) for claim in JUDGES]


def judge(line: str, state: State) -> None:
    """Check the mark of a claim on the screen. Fails for a claim without a judge."""
    mark = next(mark for mark, sign in MARKS.items() if line.startswith(sign))
    words = line.removeprefix(MARKS[mark]).strip()
    found = [(claim, match) for claim, known in PATTERNS for one in known if (match := one.match(words))]
    assert len(found) == 1, f"{len(found)} judges for: {line}"
    claim, match = found[0]
    with mpmath.workdps(DIGITS):
        expected = JUDGES[claim](state, match.groupdict())
    assert expected is mark or (bool(expected) is mark is not None and expected is not None), (line, state, expected)
