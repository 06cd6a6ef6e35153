"""The questions of the Softmax page. Each computes its answer from the reader's own logits."""

from __future__ import annotations

import numpy as np

from core.activations import Array
from core.outputs import OUTPUTS
from core.story import explain
from core.story.raising import CHANGES
from lab import saying
from lab.languages.words import N_, _
from ui.numerals import change, exact, text
from ui.story.questions.bars import BARS_OR_NONE, chosen, listed
from ui.story.questions.quiz import Question, Showing, Solution, Values
from ui.story.sentences import row

FALL = N_("Raise z₄ by 1, and nothing else. What happens to the other three activations of the **softmax** layer?")
MOVE = N_("The same in the **sigmoid** layer. Which bars move at all?")
SHIFT = N_("Add 5 to all four logits. What happens to the softmax bars?")
OTHERS = {
    "rise": N_("All three rise"),
    "fall": N_("All three fall"),
    "some": N_("Some rise, some fall"),
    "none": N_("Nothing"),
}
FALLEN = {
    "rise": N_("All three rise. Raising z₄ from {old} to {new} changes the four by {changes}."),
    "fall": N_(
        "All three fall: what a₄ gains, the others lose. Raising z₄ from {old} to {new} changes the four by {changes}."
    ),
    "some": N_("Some rise, some fall. Raising z₄ from {old} to {new} changes the four by {changes}."),
    "none": N_("Nothing. Raising z₄ from {old} to {new} changes the four by {changes}."),
}
MOVED = {
    "none": N_("None of them moves. Raising z₄ by 1 changes them by {changes}."),
    "some": N_(
        "{names} moves: a sigmoid output depends on its own logit. Raising z₄ by 1 changes the four by {changes}."
    ),
}
SHIFTS = {"rise": N_("All rise"), "largest": N_("The largest rises, the others fall"), "none": N_("Nothing")}
SHIFTED = {
    "rise": N_("All rise. The four change by {changes}."),
    "largest": N_("The largest rises, the others fall. The four change by {changes}."),
    "none": N_("Nothing: the factor e⁵ stands above and below the line, and cancels. The four change by {changes}."),
}
FURTHER = N_("Some of these changes are lost when two bars are subtracted in 64 bits; here they come from logarithms.")


HIGHEST = 499.0  # the logit that can still be raised by 1 on its slider


def ask(z: tuple[float, ...]) -> tuple[Question, ...]:
    """The questions about the logits z."""
    return (
        Question("fall", FALL, OTHERS, lambda: _fallen(_raisable(z)), shows=lambda: _raising(_raisable(z))),
        Question("move", MOVE, BARS_OR_NONE, lambda: _moved(z), many=True),
        Question("shift", SHIFT, SHIFTS, lambda: _shifted(z)),
    )


def _raisable(z: tuple[float, ...]) -> tuple[float, ...]:
    """The logits z, the last of them as high as it may be to be raised by 1."""
    return (*z[:3], min(z[3], HIGHEST))


def _raising(z: tuple[float, ...]) -> Showing:
    """The last of the logits z is raised by 1; the reader has seen it when that one alone has been raised."""
    return Showing(({"z": z}, {"z": (*z[:3], z[3] + 1)}), _last_alone)


def _last_alone(before: Values, now: Values) -> bool:
    return bool(before["z"][:3] == now["z"][:3] and before["z"][3] < now["z"][3])


def _fallen(z: tuple[float, ...]) -> Solution:
    signs, changes, further = _raised("softmax", z)
    key = {1: "rise", -1: "fall", 0: "none"}[int(signs[0])] if len(set(signs[:3].tolist())) == 1 else "some"
    said = _(FALLEN[key]).format(old=exact(z[3]), new=exact(z[3] + 1), changes=changes)
    return Solution(frozenset({key}), saying.together([said, further]))


def _moved(z: tuple[float, ...]) -> Solution:
    signs, changes, further = _raised("sigmoid", z)
    moved = (signs != 0).tolist()
    template = MOVED["some" if any(moved) else "none"]
    said = _(template).format(names=listed(chosen(moved)), changes=changes)
    return Solution(chosen(moved), saying.together([said, further]))


def _raised(layer: str, z: tuple[float, ...]) -> tuple[Array, str, str]:
    """What raising z₄ by 1 does to a layer's activations: signs, changes in words, what 64 bits do not show of them."""
    found = CHANGES[layer](z, 3, 1.0)
    changes = row(change(*one) for one in zip(found.signs, found.logs, strict=True))
    activations = OUTPUTS[layer].activations
    seen = activations([*z[:3], z[3] + 1]) - activations(z)
    lost = bool(((seen == 0) & (found.signs != 0)).any())
    return found.signs, changes, _(FURTHER) if lost else ""


def _shifted(z: tuple[float, ...]) -> Solution:
    changes = explain.shifted_change(OUTPUTS["softmax"], z, 5.0)
    key = shift_key(changes)
    return Solution(frozenset({key}), _(SHIFTED[key]).format(changes=signed(changes)))


def shift_key(changes: Array) -> str:
    """Which of `SHIFTS` the changes of all activations are; less than rounding is none."""
    if np.abs(changes).max() < explain.ROUNDING:
        return "none"
    return "rise" if (changes > 0).all() else "largest"


def signed(changes: Array) -> str:
    """Changes with their signs; rounding errors are 0."""
    return row(text(0 if abs(one) < explain.ROUNDING else one, sign=True) for one in changes.tolist())
