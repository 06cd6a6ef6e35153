"""The sentences of the story that carry numbers: whole literals with named fields, so that they can be translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from core.outputs import OUTPUTS, softmax_complement
from core.story.explain import ROUNDING
from core.story.raising import CHANGES
from lab import saying
from lab.languages.words import N_, _
from ui.numerals import Numbers, change, exact, index, text

NEURONS = N_("{layer} layer: a1 {0}, a2 {1}, a3 {2}, a4 {3}; sum {sum}.")
LOGITS = N_("Logits: z1 {0}, z2 {1}, z3 {2}, z4 {3}.")
FIRST = N_("Move one slider, {z} say, and watch all the bars.")
MOVED = N_(
    "{z} went from {old} to {new}. Softmax: {changes}; together {total}. Sigmoid: {alone}, and no other bar has moved."
)
MOVED_MANY = {
    2: N_("Two logits have changed. Softmax: {changes}; together {total}. Sigmoid: {others}."),
    3: N_("Three logits have changed. Softmax: {changes}; together {total}. Sigmoid: {others}."),
    4: N_("All four logits have changed. Softmax: {changes}; together {total}. Sigmoid: {others}."),
}
SUM_SOFTMAX = N_("Sum of the four: **{sum}**, whatever you do.")
SUM_SIGMOID = N_("Sum of the four: **{sum}**. Each goes its own way, so it can be anything from 0 to 4.")
UNDERFLOW = N_(
    "Shown as 0: {names}. In mathematics softmax is always positive. Here the logits are up to {spread} apart, and "
    "e to the power of −{spread} is smaller than the smallest number that 64 bits can hold, 4.9e-324; so it becomes 0."
)
ROUNDED = N_(
    "{name} is shown as 1, although the others together are {rest}. In 64 bits, a change of 1 by less than about 1e-16 "
    "is lost."
)
LOST_POWERS = N_(
    "Too small for 64 bits, so they became 0: {names}. That does no harm as long as another power is large enough to "
    "divide by."
)
POWER = N_("e to the power of {logit}")
POWERS = N_("Powers of e: {0}, {1}, {2}, {3}.")
JACOBIAN = N_(
    "{layer} layer, how activations answer to logits: {positive} entries positive, {negative} negative, {zero} zero."
)
TEMPERATURE = N_("Activations over the temperature; at {temperature}: a1 {0}, a2 {1}, a3 {2}, a4 {3}.")
STRIPS = N_("Activations laid end to end: softmax reaches {softmax}, sigmoid {sigmoid}.")
GIVEN = N_("Activations as set: a1 {0}, a2 {1}, a3 {2}, a4 {3}.")
DRAWN = N_("A layer of four neurons on three inputs: z1 {0}, z2 {1}, z3 {2}, z4 {3}.")
TEN = N_("{layer} layer, ten digits: the true one, {label}, has {value}; the largest is that of {answer}, {largest}.")
POINT = N_("The curve C = -ln a; the {label} has the activation {value} and costs {cost} nats.")
ON_CURVE = N_("{label}: {cost} nats")
RIGHT = N_("The network answers **{answer}**, rightly, and gives it {largest}: a cost of {cost} nats.")
WRONG = N_(
    "The network answers **{answer}**, wrongly, with {largest}; to the true digit, **{label}**, it gives {value}: "
    "a cost of {cost} nats."
)
SUM_TEN = N_("Sum of the ten: **{sum}**. Nothing makes it 1: these are ten separate answers, not one distribution.")
PROBABILITY = N_(
    "Read $a_j$ as the network's estimate of the probability that the image is a $j$. It gives the true digit, "
    "**{label}**, a probability of {value}."
)
CASES = {
    N_("Right and sure"): N_("The right answer with the most certainty of all test images."),
    N_("Right and unsure"): N_("The right answer with the least."),
    N_("Wrong and sure"): N_("The wrong answer with the most."),
}
LEARNED = N_("From {first} to **{last}** in {epochs} epochs. The cost falls fastest in epoch **{steepest}**.")
SLOPES = N_("{output} layer, |dC/dz| where the true logit is −10: {ends}.")
PASSED = N_("Deltas of the softmax layer: {0}. Passed on to the layer before: {1}.")
MEASURED = N_(
    "Test accuracy in percent, {images:,} training images, {epochs} epochs, {seeds} seeds, learning rate 0.5 for both. "
    "On the page Learning rate every arm gets its own best one."
)

HEADINGS, SEED = N_("| pair | {seeds} | mean ± standard deviation |"), N_("seed {seed}")


def row(parts: Iterable[str]) -> str:
    """Names or numbers in a row, in a sentence."""
    return _(saying.COMMA).join(parts)


def neurons(layer: str, a: Numbers) -> str:
    """The accessible text of a layer's bars.

    >>> neurons("Softmax", [0.25, 0.25, 0.25, 0.25])
    'Softmax layer: a1 0.250, a2 0.250, a3 0.250, a4 0.250; sum 1.'
    """
    return _(NEURONS).format(*map(text, a), layer=_(layer), sum=exact(sum(a)))


def logits(z: Numbers) -> str:
    """The accessible text of bars of logits."""
    return _(LOGITS).format(*map(text, z))


def moved(before: Numbers, after: Numbers) -> str:
    """What the last move of the logits did to both layers' activations; where they did not move, what to try."""
    places = [k for k, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if not places:
        return _(FIRST).format(z=index("z", len(after)))
    if len(places) > 1:
        rows = [OUTPUTS[key].activations(after) - OUTPUTS[key].activations(before) for key in CHANGES]
        changes, others = (_changes([text(one, 4, sign=True) for one in row]) for row in rows)
        return _(MOVED_MANY[len(places)]).format(changes=changes, total=_total(rows[0]), others=others)
    (place,) = places
    softmax, sigmoid = (CHANGES[key](before, place, after[place] - before[place]) for key in CHANGES)
    return _(MOVED).format(
        z=index("z", place + 1),
        old=exact(before[place]),
        new=exact(after[place]),
        changes=_changes([change(*row) for row in zip(softmax.signs, softmax.logs, strict=True)]),
        total=_total(softmax.values),
        alone=f"{index('a', place + 1)} {change(sigmoid.signs[place], sigmoid.logs[place])}",
    )


def _changes(written: Sequence[str]) -> str:
    return row(f"{index('a', k + 1)} {one}" for k, one in enumerate(written))


def _total(changes: Numbers) -> str:
    """The sum of changes; what is left of rounding is 0."""
    total = float(sum(changes))
    return text(0 if abs(total) < ROUNDING else total, sign=True)


def at_the_edge(z: Numbers, a: Numbers) -> str:
    """What floating point hides of the activations `a` of softmax, in a sentence; '' if nothing."""
    zeros = [index("a", k + 1) for k, value in enumerate(a) if value == 0]
    if zeros:
        return _(UNDERFLOW).format(names=row(zeros), spread=exact(max(z) - min(z)))
    whole = next((k for k, value in enumerate(a) if value == 1), None)
    if whole is None:
        return ""
    return _(ROUNDED).format(name=index("a", whole + 1), rest=text(softmax_complement(z)[whole]))


def powers(values: Numbers) -> str:
    """The accessible text of the powers of e."""
    return _(POWERS).format(*map(text, values))


def lost_powers(places: Sequence[int]) -> str:
    """Which powers of e have become 0."""
    names = (_(POWER).format(logit=index("z", place + 1)) for place in places)
    return _(LOST_POWERS).format(names=row(names))


def jacobian(layer: str, entries: Numbers) -> str:
    """The accessible text of a heat map of a Jacobian; `entries` are all of its entries."""
    signs = np.sign(entries).tolist()
    counts = {"positive": signs.count(1), "negative": signs.count(-1), "zero": signs.count(0)}
    return _(JACOBIAN).format(layer=_(layer), **counts)


def temperature(now: float, a: Numbers) -> str:
    """The accessible text of the paths over the temperature."""
    return _(TEMPERATURE).format(*map(text, a), temperature=exact(now))


def strips(softmax: Numbers, sigmoid: Numbers) -> str:
    """The accessible text of the activations laid end to end."""
    return _(STRIPS).format(softmax=exact(sum(softmax)), sigmoid=text(sum(sigmoid)))


def drawn(z: Numbers) -> str:
    """The accessible text of the small layer."""
    return _(DRAWN).format(*map(text, z))


def given(a: Numbers) -> str:
    """The accessible text of the activations that the reader has set."""
    return _(GIVEN).format(*map(exact, a))


def ten(layer: str, a: Numbers, label: int) -> str:
    """The accessible text of ten activations."""
    answer = int(np.argmax(a))
    values = {"value": text(a[label]), "largest": text(a[answer])}
    return _(TEN).format(layer=_(layer), label=label, answer=answer, **values)


def point(label: int, a: float, cost: float) -> str:
    """The accessible text of an image on the curve of the log-likelihood."""
    return _(POINT).format(label=label, value=text(a), cost=text(cost))


def on_curve(label: int, cost: float) -> str:
    """The label of an image on the curve."""
    return _(ON_CURVE).format(label=label, cost=text(cost))


def probability(label: int, a: Numbers) -> str:
    """How the activations are read."""
    return _(PROBABILITY).format(label=label, value=text(a[label]))


def verdict(label: int, a: Numbers, cost: float) -> str:
    """What the network answers, and what that costs."""
    answer = int(np.argmax(a))
    values = {"value": text(a[label]), "largest": text(a[answer]), "cost": text(cost)}
    return _(RIGHT if answer == label else WRONG).format(label=label, answer=answer, **values)


def learned(output: Numbers, steepest: int) -> str:
    """How far the neuron has come, and where its cost fell fastest."""
    return _(LEARNED).format(first=text(output[0]), last=text(output[-1], 2), epochs=len(output) - 1, steepest=steepest)


def slopes(output: str, ends: Mapping[str, tuple[float, float]]) -> str:
    """The accessible text of the slopes of an output layer's pairs; `ends` are those at -10 and 10, by loss."""
    written = row(f"{_(loss)} {text(low)}" for loss, (low, _high) in ends.items())
    return _(SLOPES).format(output=_(output), ends=written)


def passed(delta: Numbers, before: Numbers) -> str:
    """The accessible text of the drawing of deltas."""
    return _(PASSED).format(*(row(text(value) for value in values) for values in (delta, before)))


def accuracies(names: Sequence[str], seeds: Sequence[int], shares: Sequence[Sequence[float]]) -> str:
    """Accuracies, shares of 1, in a table: an arm a row, a seed a column, and the mean ± the standard deviation."""
    seeded = " | ".join(_(SEED).format(seed=seed) for seed in seeds)
    head = f"{_(HEADINGS).format(seeds=seeded)}\n|---|{'--:|' * (len(seeds) + 1)}\n"
    rows = [(name, mine, np.mean(mine), np.std(mine, ddof=1)) for name, mine in zip(names, shares, strict=True)]
    return head + "\n".join(
        f"| {name} | {' | '.join(f'{100 * share:.2f}' for share in mine)} | **{100 * mean:.2f} ± {100 * spread:.2f}** |"
        for name, mine, mean, spread in rows
    )


def listed(values: Numbers) -> str:
    """Numbers in a row."""
    return ", ".join(exact(value) for value in values)
