"""The questions of the Log-likelihood page. Their answers are worked out from its own network and from the loss."""

from __future__ import annotations

import math

import numpy as np

from core.losses import LOSSES
from core.pairs import pair
from core.story import explain
from lab import saying
from lab.languages.words import N_, _
from ui.numerals import text
from ui.story.digit_views import ANY
from ui.story.networks import TrainedNetwork
from ui.story.questions.quiz import Question, Showing, Solution
from ui.story.sentences import row

DEAREST = N_("Which of these test images costs the network most?")
HALVED = N_("The activation of the true digit is halved. What happens to the cost?")
CLUELESS = N_("A network knows nothing and gives every digit the same. What does an image cost?")
DEAREST_ONES = {"sure": N_("Right and sure"), "unsure": N_("Right and unsure"), "wrong": N_("Wrong and sure")}
DEAREST_BECAUSE = {
    "sure": N_("The one right and sure. They cost {costs} nats."),
    "unsure": N_("The one right and unsure. They cost {costs} nats."),
    "wrong": N_("The wrong and sure one, for it leaves least for the true digit. They cost {costs} nats."),
}
MORE = N_("{count:,} of the {images:,} test images cost even more.")
DEAREST_OF_ALL = N_("No test image costs this network more.")
HALVES = {"twice": N_("It doubles"), "half": N_("It rises by 0.5 nats"), "ln2": N_("It rises by 0.693 nats, always")}
HALVED_BECAUSE = N_(
    "It rises by the logarithm of 2, wherever it starts: from 0.8 to 0.4 by {first} nats, from 0.02 to 0.01 by "
    "{second}."
)
HALVED_OTHERWISE = N_("That depends: from 0.8 to 0.4 it rises by {first} nats, from 0.02 to 0.01 by {second}.")
GUESSES = {"0.1": N_("0.1 nats"), "1": N_("1 nat"), "ln10": N_("2.303 nats"), "10": N_("10 nats")}
CLUELESS_BECAUSE = N_(
    "The logarithm of ten: ten equal logits give each digit 0.1, and −ln 0.1 is {cost} nats. This is what knowing "
    "nothing costs."
)


def ask(network: TrainedNetwork) -> tuple[Question, ...]:
    """The questions about the softmax network of the page."""
    return (
        Question("dearest", DEAREST, DEAREST_ONES, lambda: _dearest(network), shows=lambda: _showing(network)),
        Question("halved", HALVED, HALVES, _halved),
        Question("clueless", CLUELESS, GUESSES, _clueless),
    )


def _cases(network: TrainedNetwork) -> dict[str, int]:
    """The images of `DEAREST_ONES` that there are, by their place among the test images."""
    found = explain.cases(network.a, network.images.labels)
    places = zip(DEAREST_ONES, (found.sure, found.unsure, found.wrong), strict=True)
    return {key: place for key, place in places if place is not None}


def _showing(network: TrainedNetwork) -> Showing:
    """The dearest of the three is shown."""
    image = max(_cases(network).values(), key=network.cost.__getitem__)
    return Showing(({"digit": ANY, "image": image},), lambda _before, now: now["image"] == image)


def _dearest(network: TrainedNetwork) -> Solution:
    costs = {key: float(network.cost[place]) for key, place in _cases(network).items()}
    key = max(costs, key=costs.__getitem__)
    more = int(np.count_nonzero(network.cost > costs[key]))
    rest = _(MORE).format(count=more, images=network.cost.size) if more else _(DEAREST_OF_ALL)
    said = _(DEAREST_BECAUSE[key]).format(costs=row(map(text, costs.values())))
    return Solution(frozenset({key}), saying.together([said, rest]))


def _halved() -> Solution:
    loss = LOSSES["log_likelihood"].of_activations
    first, second = (float(loss([a / 2, 1 - a / 2], 0) - loss([a, 1 - a], 0)) for a in (0.8, 0.02))
    same = abs(first - second) < explain.ROUNDING
    said = _(HALVED_BECAUSE if same else HALVED_OTHERWISE).format(first=text(first), second=text(second))
    return Solution(frozenset({"ln2" if same else "half"}), said)


def _clueless() -> Solution:
    cost = float(pair("softmax", "log_likelihood").cost(np.zeros(10), 0))
    values = {"0.1": 0.1, "1": 1.0, "ln10": math.log(10), "10": 10.0}
    nearest = min(values, key=lambda key: abs(values[key] - cost))
    return Solution(frozenset({nearest}), _(CLUELESS_BECAUSE).format(cost=text(cost)))
