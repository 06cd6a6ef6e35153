"""The questions of the Inverting page. Each computes its answer from the reader's own activations."""

from __future__ import annotations

import math

import numpy as np

from core.activations import Array
from core.outputs import OUTPUTS
from core.story import explain
from core.story.shares import WHOLE
from lab.languages.words import N_, _
from ui.numerals import text
from ui.story.questions.about_softmax import SHIFTS, shift_key, signed
from ui.story.questions.bars import BARS_OR_NONE, chosen, listed
from ui.story.questions.quiz import Question, Showing, Solution

SHIFT = N_("Raise C by 3. What happens to the activations that come back?")
TWICE = N_("One activation is twice another: a₁ = 0.5 and a₂ = 0.25. By how much is z₁ larger than z₂?")
DOUBLE = N_("Do not add to the logits: double them all. Which of the activations that come back are smaller?")
SHIFTED = {
    "rise": N_("All rise. They change by {changes}."),
    "largest": N_("The largest rises, the others fall. They change by {changes}."),
    "none": N_("Nothing, for C cancels. They change by {changes}."),
}
GAPS = {"2": "2", "half": "0.5", "ln2": "ln 2 = 0.693", "depends": N_("That depends on C")}
GAPS_BECAUSE = {
    "known": N_("By {there} whatever C is: logarithms turn a factor into a difference. With C = 5 it is {here} too."),
    "depends": N_("That depends on C: z₁ − z₂ is {there} with C = 0 and {here} with C = 5."),
}
DOUBLED = {
    "some": N_(
        "Smaller: {names}. Doubling the logits adds no constant; it halves the temperature, and large shares grow "
        "at the cost of small ones. The four change by {changes}."
    ),
    "none": N_("None of them: equal shares stay equal. The four change by {changes}."),
}


HIGHEST = 7.0  # the constant that can still be raised by 3 on its slider


def ask(a: tuple[int, ...], constant: float) -> tuple[Question, ...]:
    """The questions about the activations a, in thousandths, and the constant."""
    shares = np.array(a) / WHOLE
    low = min(constant, HIGHEST)
    return (
        Question("shift", SHIFT, SHIFTS, lambda: _returned(shares, low), shows=lambda: _raising(low)),
        Question("twice", TWICE, GAPS, _twice),
        Question("double", DOUBLE, BARS_OR_NONE, lambda: _doubled(shares), many=True),
    )


def _raising(constant: float) -> Showing:
    """C is raised by 3; the reader has seen it when C has moved, and no activation."""
    return Showing(
        ({"constant": constant}, {"constant": constant + 3}),
        lambda before, now: before["constant"] != now["constant"] and before["a"] == now["a"],
    )


def _returned(a: Array, constant: float) -> Solution:
    changes = explain.round_trip(a, constant + 3).back - explain.round_trip(a, constant).back
    key = shift_key(changes)
    return Solution(frozenset({key}), _(SHIFTED[key]).format(changes=signed(changes)))


def _twice() -> Solution:
    gaps = [float(trip.z[0] - trip.z[1]) for trip in (explain.round_trip([0.5, 0.25, 0.25], c) for c in (0.0, 5.0))]
    values = {"2": 2.0, "half": 0.5, "ln2": math.log(2)}
    same = [key for key, value in values.items() if all(abs(gap - value) < explain.ROUNDING for gap in gaps)]
    template = GAPS_BECAUSE["known" if same else "depends"]
    said = _(template).format(there=text(gaps[0]), here=text(gaps[1]))
    return Solution(frozenset(same or {"depends"}), said)


def _doubled(a: Array) -> Solution:
    changes = OUTPUTS["softmax"].activations(2 * explain.round_trip(a, 0.0).z) - a
    smaller = (changes < -explain.ROUNDING).tolist()
    template = DOUBLED["some" if any(smaller) else "none"]
    right = chosen(smaller)
    return Solution(right, _(template).format(names=listed(right), changes=signed(changes)))
