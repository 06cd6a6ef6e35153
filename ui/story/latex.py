"""Formulas in LaTeX with the reader's own numbers filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.activations import Array
from core.losses import LOSSES
from core.outputs import OUTPUTS
from core.story.derivation import WEIGHTS, Below
from core.story.explain import InFloat, RoundTrip
from lab.languages.words import N_, _
from ui.numerals import Numbers, exact, share, tex

LONG, SHORT = 70, 35  # characters of LaTeX
# NOTE: "of the layer before", as an index in formulas
PREVIOUS = N_("prev")
NATS = N_("nats")
HEADINGS = (N_("Output layer"), N_("Loss"), N_("Cost of this image"))
ONE_OUTPUT = N_("{cost} nats, of one output")
TEN_OUTPUTS = N_("{cost} nats, over ten outputs")
SQUARED = N_("{cost} squared units, over ten outputs")
AT_THE_LEFT = N_("Slope at −10")
REFUSED = N_("refused")
WORD = re.compile(r"\\text\{([^}]*)\}")
# NOTE: As in "n classes", "1 if a > 0, else 0": words in the formulas of deltas.
WORDS = (N_(" classes"), N_(" if "), N_(", else "))
SHIFT = (
    r"\frac{e^{z_j + C}}{\sum_k e^{z_k + C}} = "
    r"\frac{e^C \, e^{z_j}}{e^C \sum_k e^{z_k}} = \frac{e^{z_j}}{\sum_k e^{z_k}}"
)


def softmax(z: Numbers, a: Numbers, place: int) -> str:
    """One activation of a softmax layer (Nielsen, ch. 3, eq. 78), in lines short enough for a phone."""
    j = place + 1
    total = " + ".join(f"e^{{{exact(value)}}}" for value in z)
    return lines(
        rf"a_{j} &= \frac{{e^{{z_{j}}}}}{{\sum_k e^{{z_k}}}}",
        rf"&= \frac{{e^{{{exact(z[place])}}}}}{{{total}}} = {tex(a[place])}",
    )


def lines(*parts: str) -> str:
    """Lines below one another, aligned at their &."""
    return r"\begin{aligned} " + r" \\[4pt] ".join(parts) + r" \end{aligned}"


def shares(z: Numbers, powers: Numbers, total: float, a: Numbers, sum_of_a: float) -> str:
    """The whole sum in a table: z, e^z and the share of each neuron."""
    head = "| $j$ | $z_j$ | $e^{z_j}$ | $a_j$ |\n|---|--:|--:|--:|\n"
    rows = "".join(
        f"| ${j}$ | ${exact(x)}$ | ${tex(power)}$ | ${tex(share)}$ |\n"
        for j, (x, power, share) in enumerate(zip(z, powers, a, strict=True), start=1)
    )
    return f"{head}{rows}| $\\textstyle\\sum$ | | ${tex(total)}$ | ${exact(sum_of_a)}$ |"


def entries(a: Numbers, jacobian: Array) -> str:
    """Two entries of softmax's Jacobian: da_4/dz_4 = a_4 (1 - a_4), and da_1/dz_4 = -a_1 a_4."""
    own, other = tex(jacobian[3, 3], sign=True), tex(jacobian[0, 3], sign=True)
    return lines(
        r"\frac{\partial a_4}{\partial z_4} &= a_4 (1 - a_4)",
        rf"&= {tex(a[3])} \times (1 - {tex(a[3])}) = {own}",
        r"\frac{\partial a_1}{\partial z_4} &= -a_1 a_4",
        rf"&= -{tex(a[0])} \times {tex(a[3])} = {other}",
    )


def weighted_sum(weights: Numbers, previous: Numbers, bias: float, place: int, z: float) -> str:
    """One logit of the small layer, z_j = sum_k w_jk a_k + b_j."""
    j = place + 1
    terms = [rf"({exact(w)}) \times {exact(a)}" for w, a in zip(weights, previous, strict=True)]
    return lines(
        rf"z_{j} &= \textstyle\sum_k w_{{{j}k}} \, a_k + b_{j}",
        rf"&= {terms[0]}",
        *(rf"&\quad + {term}" for term in terms[1:]),
        rf"&\quad + ({exact(bias)}) = {exact(z)}",
    )


def tempered(temperature: float, a: Numbers) -> str:
    """Softmax at a temperature."""
    return lines(
        r"a_j &= \frac{e^{z_j / T}}{\sum_k e^{z_k / T}}, \quad T = " + tex(temperature, 2),
        rf"a &= {vector(a)}",
    )


def naive(z: Numbers, seen: InFloat) -> str:
    """Softmax in floating point without the shift, in a table."""
    head = "| $z_j$ | $e^{z_j}$ | $e^{z_j} / \\sum_k e^{z_k}$ |\n|--:|--:|--:|\n"
    rows = zip(z, seen.exponentials, seen.naive, strict=True)
    return head + "\n".join(f"| ${exact(value)}$ | ${tex(power)}$ | ${tex(a)}$ |" for value, power, a in rows)


def stable(seen: InFloat) -> str:
    """Softmax in floating point after the shift, in a table."""
    head = "| $z_j - \\max z$ | $e^{z_j - \\max z}$ | $a_j$ |\n|--:|--:|--:|\n"
    rows = zip(seen.shifted, seen.shifted_exponentials, seen.stable, strict=True)
    return head + "\n".join(f"| ${exact(value)}$ | ${tex(power)}$ | ${tex(a)}$ |" for value, power, a in rows)


def inverted(a: Numbers, constant: float, z: Numbers, place: int) -> str:
    """One logit from its activation, z_j = ln a_j + C."""
    j = place + 1
    return rf"z_{j} = \ln a_{j} + C = \ln {exact(a[place])} + ({exact(constant)}) = {tex(z[place])}"


def round_trip(a: Numbers, logarithms: Numbers, trip: RoundTrip) -> str:
    """To the logits and back, in a table: a, ln a, z = ln a + C, and softmax of it."""
    head = "| $j$ | $a_j$ | $\\ln a_j$ | $z_j$ | softmax |\n|---|--:|--:|--:|--:|\n"
    rows = enumerate(zip(a, logarithms, trip.z, trip.back, strict=True), start=1)
    return head + "\n".join(
        f"| ${j}$ | ${exact(share)}$ | ${tex(log)}$ | ${tex(z)}$ | ${exact(round(back, 9))}$ |"
        for j, (share, log, z, back) in rows
    )


CANCELS = lines(
    r"\frac{e^{\ln a_j + C}}{\sum_k e^{\ln a_k + C}} &= \frac{e^C a_j}{e^C \sum_k a_k}",
    r"&= \frac{a_j}{1} = a_j",
)


LOST = lines(
    r"a_j &= \frac{e^{z_j}}{\sum_k e^{z_k}} = e^{z_j - \ln \sum_k e^{z_k}}",
    r"\Rightarrow \quad z_j &= \ln a_j + \ln \textstyle\sum_k e^{z_k}",
)


def log_likelihood(label: int, a: float, cost: float) -> str:
    """The cost of one image, C = -ln a_y (Nielsen, ch. 3, eq. 80), a step a line: it stands in narrow columns, too."""
    return lines(rf"C &= -\ln a_{label}", rf"&= -\ln {share(a)}", rf"&= {tex(cost)} \text{{ {_(NATS)}}}")


def costs(likelihood: float, cross_entropy: float, quadratic: float) -> str:
    """The three costs of one image, each with its unit, in a table."""
    softmax, sigmoid = (_(OUTPUTS[key].name) for key in ("softmax", "sigmoid"))
    rows = (
        (softmax, r"-\ln a_y", ONE_OUTPUT, likelihood),
        (sigmoid, r"-\sum_j [ y_j \ln a_j + (1 - y_j) \ln (1 - a_j) ]", TEN_OUTPUTS, cross_entropy),
        (sigmoid, r"\frac{1}{2} \sum_j (a_j - y_j)^2", SQUARED, quadratic),
    )
    return f"| {' | '.join(map(_, HEADINGS))} |\n|---|---|--:|\n" + "\n".join(
        f"| {layer} | ${formula}$ | {_(words).format(cost=f'${tex(cost)}$')} |" for layer, formula, words, cost in rows
    )


def first_slope(loss: str, output: float, slope: float) -> str:
    """The neuron's first slope under a loss, at the target 0 and the input 1 (Nielsen, ch. 3, eqs. 55 and 61)."""
    a = tex(output)
    left = r"\frac{\partial C}{\partial w} &="
    if loss == "quadratic":
        return lines(rf"{left} (a - y) \, a (1 - a)", rf"&= {a}^2 \times (1 - {a}) = {tex(slope)}")
    return lines(rf"{left} a - y", rf"&= {a} - 0 = {tex(slope)}")


def passed_on(delta: Numbers, found: Below, previous: Numbers, place: int) -> str:
    """The delta of one neuron of the layer before, from those of the softmax layer (Nielsen, ch. 2, BP2)."""
    k, a = place + 1, previous[place]
    terms = [rf"({exact(row[place])}) \times ({tex(one)})" for row, one in zip(WEIGHTS, delta, strict=True)]
    prev = rf"\delta^{{\text{{{_(PREVIOUS)}}}}}_{k}"
    return lines(
        rf"{prev} &= \textstyle\left( \sum_j w_{{j{k}}} \, \delta_j \right) \, a_{k} (1 - a_{k})",
        rf"\textstyle\sum_j w_{{j{k}}} \, \delta_j &= {terms[0]}",
        *(rf"&\quad + {term}" for term in terms[1:]),
        rf"&= {tex(found.passed[place])}",
        rf"{prev} &= {tex(found.passed[place])} \times {exact(a)} \, (1 - {exact(a)})",
        rf"&= {tex(found.delta.value[place])}",
    )


def fitted(formula: str) -> str:
    """A formula of the registry, in smaller letters where it is long."""
    written = in_words(formula)
    return rf"\footnotesize {written}" if len(formula) > LONG else written


def in_words(formula: str) -> str:
    r"""A formula of the registry with its words in the reader's language.

    >>> print(in_words(r"1 \text{ if } a > 0"))
    1 \text{ if } a > 0
    """
    return WORD.sub(lambda found: rf"\text{{{_(found[1])}}}", formula)


def table_of_pairs(rows: Sequence[tuple[str, str]]) -> str:
    """The pairs of an output layer in a table as narrow as a phone: each loss, with its mark, and delta."""
    return f"| {_(HEADINGS[1])} | $\\delta_j$ |\n|:--|:--|\n" + "\n".join(
        f"| {loss} | {delta} |" for loss, delta in rows
    )


def matrix_of_pairs(rows: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """All pairs in one table: an output layer a row, a loss a column. `rows` hold the losses' marks and deltas."""
    headings = [_(HEADINGS[0]), *(_(loss.name) for loss in LOSSES.values())]
    head = f"| {' | '.join(headings)} |\n|:--|{':--|' * len(LOSSES)}\n"
    return head + "\n".join(
        f"| **{layer}** | {' | '.join(f'{mark} {delta}' for mark, delta in cells)} |" for layer, cells in rows.items()
    )


def short(formula: str) -> str:
    r"""The right side of a delta's formula, for a table: in small letters where it is long, without what n stands for.

    >>> print(short(r"\delta_j = a_j - y_j"))
    $a_j - y_j$
    """
    right = formula.partition("= ")[2].partition(r" \quad (n")[0]
    return rf"$\scriptsize {in_words(right)}$" if len(right) > SHORT else f"${in_words(right)}$"


def vector(values: Numbers) -> str:
    """A vector, in one line."""
    return r"\small (" + r",\, ".join(tex(value) for value in values) + ")"


def matrix(rows: Array) -> str:
    """A matrix."""
    body = r" \\ ".join(" & ".join(tex(value) for value in row) for row in rows.tolist())
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def slope_table(ends: Mapping[str, Mapping[str, tuple[float, float]]]) -> str:
    """The slopes where the true logit is -10: a table with a row for each loss and a column for each output layer."""
    losses = dict.fromkeys(loss for column in ends.values() for loss in column)
    headings = [_(AT_THE_LEFT), *(_(OUTPUTS[key].name) for key in ends)]
    head = f"| {' | '.join(headings)} |\n|---|{'--:|' * len(ends)}\n"
    rows = (
        [f"${tex(column[loss][0])}$" if loss in column else _(REFUSED) for column in ends.values()] for loss in losses
    )
    return head + "\n".join(f"| {_(loss)} | {' | '.join(cells)} |" for loss, cells in zip(losses, rows, strict=True))
