"""The derivation of a - y for softmax with log-likelihood, each step with the reader's numbers and its check."""

from __future__ import annotations

from dataclasses import dataclass

from core.story.derivation import Derivation, Step
from lab.languages.words import N_, _
from ui.numerals import Numbers, exact, share, tex
from ui.story.latex import PREVIOUS, lines, matrix, vector
from ui.story.sentences import row

COST = N_("The cost of one image whose true class is {y}.")
STEEPNESS = N_("How it answers to the one activation that it looks at. The smaller that is, the steeper.")
FLAT = N_("How this activation answers to each logit. No slope is larger than $a_{y}$ itself: near 0, all are flat.")
CANCELS = N_("The chain rule multiplies the two, and $a_{y}$ cancels: what made the slopes flat is gone.")
BIAS = N_("A logit is ${sum}$. Its bias counts once: the same slope.")
WEIGHT = N_("A weight counts as much as the activation before it, here {previous}.")
LOGIT = r"z_j = \sum_k w_{{jk}} a^{{\text{{{prev}}}}}_k + b_j"


@dataclass(frozen=True, slots=True)
class StepText:
    """A step on the screen: what is done, the formula in LaTeX with its numbers, and what is checked, if anything."""

    words: str
    formula: str
    step: Step | None


def steps(found: Derivation, label: int, previous: Numbers) -> tuple[StepText, ...]:
    """All steps, for the true class at the index `label`."""
    y = label + 1
    a = float(found.a[label])
    delta, steepness = found.delta.value, float(found.by_activation.value[0])
    return (
        StepText(
            _(COST).format(y=y),
            rf"C = -\ln a_{y} = -\ln {share(a)} = {tex(found.cost)}",
            None,
        ),
        StepText(
            _(STEEPNESS),
            rf"\frac{{\partial C}}{{\partial a_{y}}} = -\frac{{1}}{{a_{y}}} = {tex(steepness)}",
            found.by_activation,
        ),
        StepText(
            _(FLAT).format(y=y),
            lines(
                rf"\frac{{\partial a_{y}}}{{\partial z_j}} &= a_{y} \, (y_j - a_j)",
                rf"&= {vector(found.by_logit.value)}",
            ),
            found.by_logit,
        ),
        StepText(
            _(CANCELS).format(y=y),
            lines(
                rf"\frac{{\partial C}}{{\partial z_j}} &= -\frac{{1}}{{a_{y}}} \cdot a_{y} \, (y_j - a_j) = a_j - y_j",
                rf"&= {vector(delta)}",
            ),
            found.delta,
        ),
        StepText(
            _(BIAS).format(sum=LOGIT.format(prev=_(PREVIOUS))),
            rf"\frac{{\partial C}}{{\partial b_j}} = a_j - y_j = {vector(found.by_bias.value)}",
            found.by_bias,
        ),
        StepText(
            _(WEIGHT).format(previous=row(map(exact, previous))),
            lines(
                rf"\frac{{\partial C}}{{\partial w_{{jk}}}} &= a^{{\text{{{_(PREVIOUS)}}}}}_k \, (a_j - y_j)",
                rf"&= {matrix(found.by_weight.value)}",
            ),
            found.by_weight,
        ),
    )
