"""The sentences of the story that carry numbers: whole literals with named fields, so that they can be translated."""

from __future__ import annotations

import numpy as np

from core.outputs import softmax_complement
from ui.figures import Numbers, exact, index, text

NEURONS = "{layer} layer: a1 {0}, a2 {1}, a3 {2}, a4 {3}; sum {sum}."
LOGITS = "Logits: z1 {0}, z2 {1}, z3 {2}, z4 {3}."
FIRST = "Move a slider and watch all the bars: {z}, say."
MOVED = (
    "{z} went from {old} to {new}. Softmax: {changes}; all changes together {total}. "
    "Sigmoid: {alone}, and no other bar has moved."
)
SUM_SOFTMAX = "Sum of the four: **{sum}**, whatever you do."
SUM_SIGMOID = "Sum of the four: **{sum}**. Nothing holds it to 1."
UNDERFLOW = (
    "Shown as 0: {names}. In mathematics softmax is always positive. Here the logits are up to {spread} apart, and "
    "e to the power of −{spread} is smaller than the smallest number that 64 bits can hold, 4.9e-324; so it becomes 0."
)
ROUNDED = (
    "{name} is shown as 1: the others together are {rest}. In 64 bits, less than 1.1e-16 added to 1 is lost, "
    "and 1 it stays."
)
JACOBIAN = (
    "{layer} layer, how activations answer to logits: {positive} entries positive, {negative} negative, {zero} zero."
)
TEMPERATURE = "Activations over the temperature; at {temperature}: a1 {0}, a2 {1}, a3 {2}, a4 {3}."
STRIPS = "Activations laid end to end: softmax reaches {softmax}, sigmoid {sigmoid}."
DRAWN = "A layer of four neurons on three inputs: z1 {0}, z2 {1}, z3 {2}, z4 {3}."


def neurons(layer: str, a: Numbers) -> str:
    """The accessible text of a layer's bars.

    >>> neurons("Softmax", [0.25, 0.25, 0.25, 0.25])
    'Softmax layer: a1 0.250, a2 0.250, a3 0.250, a4 0.250; sum 1.'
    """
    return NEURONS.format(*map(text, a), layer=layer, sum=exact(sum(a)))


def logits(z: Numbers) -> str:
    """The accessible text of bars of logits."""
    return LOGITS.format(*map(text, z))


def moved(before: Numbers, after: Numbers, softmax: Numbers, sigmoid: Numbers) -> str:
    """What the last move of one logit did; `softmax` and `sigmoid` are the changes of the activations."""
    place = next((k for k, (old, new) in enumerate(zip(before, after, strict=True)) if old != new), None)
    if place is None:
        return FIRST.format(z=index("z", len(after)))
    changes = ", ".join(f"{index('a', k + 1)} {text(change, sign=True)}" for k, change in enumerate(softmax))
    alone = f"{index('a', place + 1)} {text(sigmoid[place], sign=True)}"
    ends = {"old": exact(before[place]), "new": exact(after[place])}
    total = exact(round(sum(softmax), 15) + 0.0)
    return MOVED.format(z=index("z", place + 1), changes=changes, total=total, alone=alone, **ends)


def at_the_edge(z: Numbers, a: Numbers) -> str:
    """What floating point hides of the activations `a` of softmax, in a sentence; '' if nothing."""
    zeros = [index("a", k + 1) for k, value in enumerate(a) if value == 0]
    if zeros:
        return UNDERFLOW.format(names=", ".join(zeros), spread=exact(max(z) - min(z)))
    whole = next((k for k, value in enumerate(a) if value == 1), None)
    if whole is None:
        return ""
    return ROUNDED.format(name=index("a", whole + 1), rest=text(softmax_complement(z)[whole]))


def jacobian(layer: str, entries: Numbers) -> str:
    """The accessible text of a heat map of a Jacobian; `entries` are all of its entries."""
    signs = np.sign(entries).tolist()
    return JACOBIAN.format(layer=layer, positive=signs.count(1), negative=signs.count(-1), zero=signs.count(0))


def temperature(now: float, a: Numbers) -> str:
    """The accessible text of the paths over the temperature."""
    return TEMPERATURE.format(*map(text, a), temperature=exact(now))


def strips(softmax: Numbers, sigmoid: Numbers) -> str:
    """The accessible text of the activations laid end to end."""
    return STRIPS.format(softmax=exact(sum(softmax)), sigmoid=text(sum(sigmoid)))


def drawn(z: Numbers) -> str:
    """The accessible text of the small layer."""
    return DRAWN.format(*map(text, z))
