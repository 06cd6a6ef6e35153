"""How curves over the epochs are drawn: over what, on which axis, with what of their seeds."""

from __future__ import annotations

from dataclasses import dataclass

from lab.languages.words import N_


@dataclass(frozen=True, slots=True)
class Progress:
    """What a curve is drawn over: the table's column, its words in English, and whether its end is known beforehand."""

    field: str
    title: str
    known: bool


AXES: dict[str, Progress] = {
    "epoch": Progress("epoch", N_("epoch"), known=True),
    "images": Progress("images", N_("training images seen"), known=True),
    "seconds": Progress("seconds", N_("seconds of training, all arms of a seed at once"), known=False),
}


@dataclass(frozen=True, slots=True)
class View:
    """How curves are drawn: over which of `AXES`, on a logarithmic axis, with every seed as a thin line of its own.

    `band` paints the t interval for the mean over the seeds, where a chart gives the choice.
    """

    axis: str = "epoch"
    log: bool = False
    singles: bool = False
    band: bool = False


PLAIN = View()

FEW = 5
"""So many seeds are drawn as thin lines, each; the band of more."""


def usual(seeds: int, axis: str = "epoch", *, log: bool = False, band: bool = False) -> View:
    """How so many seeds are drawn: few as thin lines, many as a band, which may be asked for of few, too."""
    return View(axis, log=log, singles=1 < seeds <= FEW, band=band or seeds > FEW)
