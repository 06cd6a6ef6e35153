"""Formulas in LaTeX with the reader's own numbers filled in."""

from __future__ import annotations

from core.activations import Array
from core.explain import InFloat
from ui.figures import Numbers, exact, tex

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
    """Lines set under one another, aligned at their &."""
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
        rf"a &= ({', '.join(map(tex, a))})",
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
