"""Questions of the story, for `ui.quiz`, each with a way to work out its answer from the reader's numbers."""

from __future__ import annotations

import numpy as np

from core import explain
from core.outputs import OUTPUTS, OutputLayer
from ui.figures import index, text
from ui.quiz import Answer, Question

BARS = {f"a{place}": index("a", place) for place in range(1, 5)}
RAISED = "Raising z₄ by 1 changes them by {changes}."
MANY = "They change by {changes}."
STILL = 1e-12


def softmax(z: tuple[float, ...]) -> tuple[Question, ...]:
    """The questions of the Softmax page, about the reader's own logits."""
    fall = "Raise z₄ by 1 from where it stands, and nothing else. Which bars of the **softmax** layer fall?"
    move = "The same in the **sigmoid** layer. Which bars move at all?"
    shift = "Add 5 to all four logits. What happens to the softmax bars?"
    return (
        Question("fall", fall, BARS, lambda: _changed(OUTPUTS["softmax"], z, falling=True), many=True),
        Question("move", move, BARS, lambda: _changed(OUTPUTS["sigmoid"], z, falling=False), many=True),
        Question("shift", shift, SHIFTS, lambda: _shifted(z)),
    )


SHIFTS = {"rise": "All rise", "largest": "The largest rises, the others fall", "none": "Nothing"}
BECAUSE_SHIFT = "The four change by {changes}: the factor e⁵ stands above and below the line, and cancels."


def _changed(layer: OutputLayer, z: tuple[float, ...], *, falling: bool) -> Answer:
    changes = explain.raised(layer, z, 3, 1.0)
    picked = [change < 0 if falling else change != 0 for change in changes]
    right = frozenset(key for key, is_right in zip(BARS, picked, strict=True) if is_right)
    return Answer(right, RAISED.format(changes=_signed(changes)))


def _shifted(z: tuple[float, ...]) -> Answer:
    changes = explain.shifted_change(OUTPUTS["softmax"], z, 5.0)
    moved = "rise" if (changes > 0).all() else "largest"
    right = "none" if np.abs(changes).max() < STILL else moved
    return Answer(
        frozenset({right}), BECAUSE_SHIFT.format(changes=_signed(np.where(np.abs(changes) < STILL, 0, changes)))
    )


def _signed(changes: np.ndarray) -> str:
    return ", ".join(text(change, sign=True) for change in changes.tolist())
