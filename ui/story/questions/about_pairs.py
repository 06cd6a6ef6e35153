"""The questions of the Pairs page: one is worked out from the registry, one was measured."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.experiment import DEFAULT_ARMS
from core.losses import one_hot
from core.pairs import PAIRS, Pair
from core.story import explain
from core.verdict import Verdict
from lab import saying, verdicts, wording
from lab.languages.words import N_, _
from ui.story.questions.quiz import Question, Showing, Solution

PLAIN = N_("Softmax with log-likelihood learns from a − y. Which loss gives **sigmoid** outputs the same delta?")
PLAIN_BECAUSE = N_(
    "{names}: on fifty random sets of logits the delta of sigmoid outputs is then a − y to the last digits."
)
SIGMOID = "sigmoid"
CARDS = Showing(({"layer": SIGMOID},), lambda _before, now: now["layer"] == SIGMOID)
WINS = N_("Before you look: which of the two good pairs has the higher test accuracy in the default experiment?")
FOUND = N_("{headline}. {detail}")
CLOSE = N_("Too close to call")


def ask() -> tuple[Question, ...]:
    """The question about the pairs of sigmoid outputs."""
    rows = {loss: row for (output, loss), row in PAIRS.items() if output == SIGMOID and not row.refused}
    names = {loss: row.loss.name for loss, row in rows.items()}
    return (Question("plain", PLAIN, names, lambda: _plain(rows), shows=lambda: CARDS),)


def _plain(rows: Mapping[str, Pair]) -> Solution:
    rng = np.random.default_rng(0)
    z, labels = rng.normal(scale=3, size=(50, 4)), rng.integers(0, 4, 50)
    y = one_hot(labels, 4)
    right = []
    for loss, row in rows.items():
        if np.abs(row.delta(z, labels) - (row.output.activations(z) - y)).max() < explain.ROUNDING:
            right.append(loss)
    names = saying.listed([_(rows[loss].loss.name) for loss in right])
    return Solution(frozenset(right), _(PLAIN_BECAUSE).format(names=names))


def which_wins(found: Verdict | None) -> tuple[Question, ...]:
    """The book's question, asked before the measured answer is shown; none where nothing has been measured."""
    if found is None:
        return ()
    right = "close" if found.winner is None else str(found.winner)
    names = wording.arm_names(DEFAULT_ARMS)
    options = {"0": names[0], "1": names[1], "close": CLOSE}
    return (Question("wins", WINS, options, lambda: Solution(frozenset({right}), _measured(found))),)


def _measured(found: Verdict) -> str:
    names = wording.arm_names(DEFAULT_ARMS)
    return _(FOUND).format(headline=verdicts.headline(found, names), detail=verdicts.detail(found, names))
