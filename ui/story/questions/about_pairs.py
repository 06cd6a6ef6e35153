"""The questions of the Pairs page: one is worked out from the registry, one was measured."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.experiment import DEFAULT_ARMS
from core.losses import one_hot
from core.pairs import PAIRS
from core.story import explain
from core.verdict import Verdict
from lab import verdicts, wording
from lab.languages.words import N_, _
from ui.story.questions.quiz import Question, Solution
from ui.story.sentences import row as row_of

PLAIN = N_("For which of these pairs is delta simply a − y, with no factor that could flatten it?")
PLAIN_BECAUSE = N_("{names}: on fifty random sets of logits their delta is a − y to the last digits.")
WINS = N_("Before you look: which of the two good pairs has the higher test accuracy in the default experiment?")
FOUND = N_("{headline}. {detail}")
CLOSE = N_("Too close to call")


def ask() -> tuple[Question, ...]:
    """The question about all pairs."""
    rows = {
        "~".join(row.key): wording.pair_name(*row.key) for row in PAIRS.values() if not row.refused and not row.caution
    }
    return (Question("plain", PLAIN, rows, lambda: _plain(rows), many=True),)


def _plain(rows: Mapping[str, str]) -> Solution:
    rng = np.random.default_rng(0)
    z, labels = rng.normal(scale=3, size=(50, 4)), rng.integers(0, 4, 50)
    y = one_hot(labels, 4)
    right = []
    for key in rows:
        output, loss = key.split("~")
        row = PAIRS[output, loss]
        if np.abs(row.delta(z, labels) - (row.output.activations(z) - y)).max() < explain.ROUNDING:
            right.append(key)
    return Solution(frozenset(right), _(PLAIN_BECAUSE).format(names=row_of(rows[key] for key in right)))


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
