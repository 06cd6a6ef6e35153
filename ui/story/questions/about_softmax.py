"""The questions of the Softmax page. Each computes its answer from the reader's own logits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.outputs import OUTPUTS
from core.story import explain
from core.story.raising import CHANGES
from lab import saying
from lab.languages.words import N_, _
from ui.numerals import change, text
from ui.story.questions.bars import BARS_OR_NONE, chosen, listed
from ui.story.questions.quiz import Question, Solution
from ui.story.sentences import row

FALL = N_("Raise z₄ by 1 from where it stands, and nothing else. Which bars of the **softmax** layer fall?")
MOVE = N_("The same in the **sigmoid** layer. Which bars move at all?")
SHIFT = N_("Add 5 to all four logits. What happens to the softmax bars?")
FALLEN = {
    "none": N_("None of them falls. Raising z₄ by 1 changes them by {changes}."),
    "some": N_("{names} fall: what a₄ gains, the others lose. Raising z₄ by 1 changes the four by {changes}."),
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


def ask(z: tuple[float, ...]) -> tuple[Question, ...]:
    """The questions about the logits z."""
    return (
        Question("fall", FALL, BARS_OR_NONE, lambda: _fallen(z), many=True),
        Question("move", MOVE, BARS_OR_NONE, lambda: _moved(z), many=True),
        Question("shift", SHIFT, SHIFTS, lambda: _shifted(z)),
    )


def _fallen(z: tuple[float, ...]) -> Solution:
    return _raised("softmax", z, lambda signs: signs < 0, FALLEN)


def _moved(z: tuple[float, ...]) -> Solution:
    return _raised("sigmoid", z, lambda signs: signs != 0, MOVED)


def _raised(
    layer: str, z: tuple[float, ...], pick: Callable[[Array], NDArray[np.bool_]], words: Mapping[str, str]
) -> Solution:
    """Which bars `pick` chooses by the signs of what raising z₄ by 1 does to a layer's activations."""
    found = CHANGES[layer](z, 3, 1.0)
    picked = pick(found.signs).tolist()
    changes = row(change(*one) for one in zip(found.signs, found.logs, strict=True))
    template = words["some" if any(picked) else "none"]
    said = _(template).format(names=listed(chosen(picked)), changes=changes)
    activations = OUTPUTS[layer].activations
    seen = activations([*z[:3], z[3] + 1]) - activations(z)
    lost = bool(((seen == 0) & (found.signs != 0)).any())
    return Solution(chosen(picked), saying.together([said, _(FURTHER) if lost else ""]))


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
