"""The derivation of a - y for softmax with log-likelihood, each step with the reader's numbers and its check."""

from __future__ import annotations

from dataclasses import dataclass

from core.story.derivation import Derivation, Step
from ui.numerals import Numbers, exact, share, tex
from ui.story.latex import lines, matrix, vector


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
            f"The cost of one image whose true class is {y}.",
            rf"C = -\ln a_{y} = -\ln {share(a)} = {tex(found.cost)}",
            None,
        ),
        StepText(
            "How it answers to the one activation that it looks at. The smaller that is, the steeper.",
            rf"\frac{{\partial C}}{{\partial a_{y}}} = -\frac{{1}}{{a_{y}}} = {tex(steepness)}",
            found.by_activation,
        ),
        StepText(
            f"How this activation answers to each logit. No slope is larger than $a_{y}$ itself: near 0, all are flat.",
            lines(
                rf"\frac{{\partial a_{y}}}{{\partial z_j}} &= a_{y} \, (y_j - a_j)",
                rf"&= {vector(found.by_logit.value)}",
            ),
            found.by_logit,
        ),
        StepText(
            f"The chain rule multiplies the two, and $a_{y}$ cancels: what made the slopes flat is gone.",
            lines(
                rf"\frac{{\partial C}}{{\partial z_j}} &= -\frac{{1}}{{a_{y}}} \cdot a_{y} \, (y_j - a_j) = a_j - y_j",
                rf"&= {vector(delta)}",
            ),
            found.delta,
        ),
        StepText(
            r"A logit is $z_j = \sum_k w_{jk} a^{\text{prev}}_k + b_j$. Its bias counts once: the same slope.",
            rf"\frac{{\partial C}}{{\partial b_j}} = a_j - y_j = {vector(found.by_bias.value)}",
            found.by_bias,
        ),
        StepText(
            f"A weight counts as much as the activation before it, here {', '.join(map(exact, previous))}.",
            lines(
                r"\frac{\partial C}{\partial w_{jk}} &= a^{\text{prev}}_k \, (a_j - y_j)",
                rf"&= {matrix(found.by_weight.value)}",
            ),
            found.by_weight,
        ),
    )
