"""Questions of the story, for `ui.story.quiz`. Each computes its answer from the reader's numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from core.activations import Array
from core.experiment import DEFAULT_ARMS
from core.losses import LOSSES, one_hot
from core.outputs import OUTPUTS, OutputLayer
from core.pairs import PAIRS, pair
from core.story import explain
from core.story.neuron import EPOCHS, Neuron
from core.story.shares import WHOLE
from core.verdict import Verdict
from lab import verdicts, wording
from ui.numerals import index, text
from ui.story.networks import TrainedNetwork
from ui.story.quiz import Answer, Question

BARS = {f"a{place}": index("a", place) for place in range(1, 5)}
BARS_OR_NONE = {**BARS, "none": "None of them"}
RAISED = "Raising z₄ by 1 changes them by {changes}."
NONE = frozenset({"none"})


def softmax(z: tuple[float, ...]) -> tuple[Question, ...]:
    """The questions of the Softmax page, about the reader's own logits."""
    fall = "Raise z₄ by 1 from where it stands, and nothing else. Which bars of the **softmax** layer fall?"
    move = "The same in the **sigmoid** layer. Which bars move at all?"
    shift = "Add 5 to all four logits. What happens to the softmax bars?"
    return (
        Question("fall", fall, BARS_OR_NONE, lambda: _changed(OUTPUTS["softmax"], z, falling=True), many=True),
        Question("move", move, BARS_OR_NONE, lambda: _changed(OUTPUTS["sigmoid"], z, falling=False), many=True),
        Question("shift", shift, SHIFTS, lambda: _shifted(z)),
    )


SHIFTS = {"rise": "All rise", "largest": "The largest rises, the others fall", "none": "Nothing"}
BECAUSE_SHIFT = "The four change by {changes}: the factor e⁵ stands above and below the line, and cancels."


TWICE = {"2": "2", "half": "0.5", "ln2": "ln 2 = 0.693", "depends": "That depends on C"}
TWICE_BECAUSE = "z₁ − z₂ is {there} with C = 0 and {here} with C = 5: logarithms turn a factor into a difference."
DOUBLED = "Doubling all logits changes the activations by {changes}: it is the temperature 1/2, and no shift."
SHIFTED = "They change by {changes}: C cancels."


def inverse(a: tuple[int, ...], constant: float) -> tuple[Question, ...]:
    """The questions of the Inverting page, about the reader's own activations, in thousandths."""
    shares = np.array(a) / WHOLE
    shift = "Raise C by 3. What happens to the activations that come back?"
    twice = "One activation is twice another: a₁ = 0.5 and a₂ = 0.25. By how much is z₁ larger than z₂?"
    double = "Do not add to the logits: double them all. Which of the activations that come back are smaller?"
    return (
        Question("shift", shift, SHIFTS, lambda: _returned(shares, constant)),
        Question("twice", twice, TWICE, _twice),
        Question("double", double, BARS_OR_NONE, lambda: _doubled(shares), many=True),
    )


def _returned(a: Array, constant: float) -> Answer:
    changes = explain.round_trip(a, constant + 3).back - explain.round_trip(a, constant).back
    return Answer(frozenset({_shift_key(changes)}), SHIFTED.format(changes=_signed(changes)))


def _twice() -> Answer:
    gaps = [float(trip.z[0] - trip.z[1]) for trip in (explain.round_trip([0.5, 0.25, 0.25], c) for c in (0.0, 5.0))]
    values = {"2": 2.0, "half": 0.5, "ln2": math.log(2)}
    same = [key for key, value in values.items() if all(abs(gap - value) < explain.ROUNDING for gap in gaps)]
    return Answer(frozenset(same or {"depends"}), TWICE_BECAUSE.format(there=text(gaps[0]), here=text(gaps[1])))


def _doubled(a: Array) -> Answer:
    changes = OUTPUTS["softmax"].activations(2 * explain.round_trip(a, 0.0).z) - a
    fall = frozenset(key for key, change in zip(BARS, changes, strict=True) if change < -explain.ROUNDING)
    return Answer(fall or NONE, DOUBLED.format(changes=_signed(changes)))


HALVED = {"twice": "It doubles", "half": "It rises by 0.5 nats", "ln2": "It rises by 0.693 nats, always"}
HALVED_BECAUSE = (
    "From 0.8 to 0.4 it rises by {first} nats, from 0.02 to 0.01 by {second}: the logarithm of 2 each time."
)
CLUELESS = {"0.1": "0.1 nats", "1": "1 nat", "ln10": "2.303 nats", "10": "10 nats"}
CLUELESS_BECAUSE = "Ten equal logits give each digit 0.1, and −ln 0.1 = {cost} nats: what an untrained network costs."
DEAREST = {"sure": "Right and sure", "unsure": "Right and unsure", "wrong": "Wrong and sure"}
DEAREST_BECAUSE = "They cost {costs} nats. No other answer is dearer than a sure one that is wrong."


def likelihood(network: TrainedNetwork) -> tuple[Question, ...]:
    """The questions of the Log-likelihood page."""
    dearest = "Right and sure, right and unsure, wrong and sure: which of these images costs the network most?"
    halved = "The activation of the true digit is halved. What happens to the cost?"
    clueless = "A network knows nothing and gives every digit the same. What does an image cost?"
    return (
        Question("dearest", dearest, DEAREST, lambda: _dearest(network)),
        Question("halved", halved, HALVED, _halved),
        Question("clueless", clueless, CLUELESS, _clueless),
    )


def _dearest(network: TrainedNetwork) -> Answer:
    found = explain.cases(network.a, network.images.labels)
    places = zip(DEAREST, (found.sure, found.unsure, found.wrong), strict=True)
    costs = {key: float(network.cost[place]) for key, place in places if place is not None}
    return Answer(
        frozenset({max(costs, key=costs.__getitem__)}),
        DEAREST_BECAUSE.format(costs=", ".join(map(text, costs.values()))),
    )


def _halved() -> Answer:
    loss = LOSSES["log_likelihood"].of_activations
    first, second = (float(loss([a / 2, 1 - a / 2], 0) - loss([a, 1 - a], 0)) for a in (0.8, 0.02))
    key = "ln2" if abs(first - second) < explain.ROUNDING else "half"
    return Answer(frozenset({key}), HALVED_BECAUSE.format(first=text(first), second=text(second)))


def _clueless() -> Answer:
    cost = float(pair("softmax", "log_likelihood").cost(np.zeros(10), 0))
    values = {"0.1": 0.1, "1": 1.0, "ln10": math.log(10), "10": 10.0}
    nearest = min(values, key=lambda key: abs(values[key] - cost))
    return Answer(frozenset({nearest}), CLUELESS_BECAUSE.format(cost=text(cost)))


FIRST_DOWN = {
    "quadratic": "The quadratic one",
    "cross_entropy": "The cross-entropy one",
    "neither": f"Neither in {EPOCHS} epochs",
}
FIRST_BECAUSE = "Epochs until the output is below a half: {epochs}."
NEVER = f"not in {EPOCHS}"
STEEPEST = {"start": "At the very start", "later": "Later"}
STEEPEST_BECAUSE = "It falls fastest in epoch {epoch} of {epochs}."


def slowdown(neurons: Mapping[str, Neuron]) -> tuple[Question, ...]:
    """The questions of the Learning slowdown page, about the neuron as it is set."""
    first = "From where the sliders stand: which neuron is the first to bring its output below 0.5?"
    quadratic = "When does the **quadratic** cost fall fastest?"
    cross_entropy = "And the **cross-entropy** cost?"
    return (
        Question("first", first, FIRST_DOWN, lambda: _first_down(neurons)),
        Question("quadratic", quadratic, STEEPEST, lambda: _steepest(neurons["quadratic"])),
        Question("entropy", cross_entropy, STEEPEST, lambda: _steepest(neurons["cross_entropy"])),
    )


def _first_down(neurons: Mapping[str, Neuron]) -> Answer:
    below = {key: np.flatnonzero(neuron.output < 0.5) for key, neuron in neurons.items()}
    epochs = {key: int(found[0]) for key, found in below.items() if found.size}
    said = ", ".join(f"{LOSSES[key].name.lower()} {epochs.get(key, NEVER)}" for key in neurons)
    soonest = min(epochs.values(), default=None)
    right = frozenset(key for key, epoch in epochs.items() if epoch == soonest) or frozenset({"neither"})
    return Answer(right, FIRST_BECAUSE.format(epochs=said))


def _steepest(neuron: Neuron) -> Answer:
    epoch = explain.steepest(neuron.cost)
    return Answer(frozenset({"start" if epoch == 1 else "later"}), STEEPEST_BECAUSE.format(epoch=epoch, epochs=EPOCHS))


PLAIN_BECAUSE = "On fifty random logits, delta is a − y to the last digits for: {names}."
GOOD_PAIRS = wording.arm_names(DEFAULT_ARMS)
WINNER = {"0": GOOD_PAIRS[0], "1": GOOD_PAIRS[1], "close": "Too close to call"}


def pairs() -> tuple[Question, ...]:
    """The question of the Pairs page."""
    rows = {"~".join(row.key): row.name for row in PAIRS.values() if not row.refused and not row.caution}
    plain = "For which of these pairs is delta simply a − y, with no factor that could flatten it?"
    return (Question("plain", plain, rows, lambda: _plain(rows), many=True),)


def _plain(rows: Mapping[str, str]) -> Answer:
    rng = np.random.default_rng(0)
    z, labels = rng.normal(scale=3, size=(50, 4)), rng.integers(0, 4, 50)
    y = one_hot(labels, 4)
    right = []
    for key in rows:
        output, loss = key.split("~")
        row = PAIRS[output, loss]
        if np.abs(row.delta(z, labels) - (row.output.activations(z) - y)).max() < explain.ROUNDING:
            right.append(key)
    return Answer(frozenset(right), PLAIN_BECAUSE.format(names=", ".join(rows[key] for key in right)))


def which_wins(found: Verdict | None) -> tuple[Question, ...]:
    """The book's question, asked before the measured answer is shown; none where nothing has been measured."""
    if found is None:
        return ()
    words = "Before you look: which of the two good pairs has the higher test accuracy in the default experiment?"
    right = "close" if found.winner is None else str(found.winner)
    said = f"{verdicts.headline(found, GOOD_PAIRS)}. {verdicts.detail(found, GOOD_PAIRS)}"
    return (Question("wins", words, WINNER, lambda: Answer(frozenset({right}), said)),)


def _changed(layer: OutputLayer, z: tuple[float, ...], *, falling: bool) -> Answer:
    changes = explain.raised(layer, z, 3, 1.0)
    picked = [change < 0 if falling else change != 0 for change in changes]
    right = frozenset(key for key, is_right in zip(BARS, picked, strict=True) if is_right)
    return Answer(right or NONE, RAISED.format(changes=_signed(changes)))


def _shifted(z: tuple[float, ...]) -> Answer:
    changes = explain.shifted_change(OUTPUTS["softmax"], z, 5.0)
    return Answer(frozenset({_shift_key(changes)}), BECAUSE_SHIFT.format(changes=_signed(changes)))


def _shift_key(changes: Array) -> str:
    if np.abs(changes).max() < explain.ROUNDING:
        return "none"
    return "rise" if (changes > 0).all() else "largest"


def _signed(changes: Array) -> str:
    """Changes with their signs; rounding errors are 0."""
    return ", ".join(text(0 if abs(change) < explain.ROUNDING else change, sign=True) for change in changes.tolist())
