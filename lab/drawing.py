"""The one door from here to the charts: for the command line, notebooks and reports, which draw without a screen.

    figures(experiment, results)["accuracy"]     a figure with its title, table, takeaway and columns
    pictures(figures)                            each as SVG and PNG, drawn by a process of its own
    svg(figure), png(figure), chart(figure)      one of them, here: for notebooks, not for a server

What is imported for it is imported when it is asked for: training needs neither pandas nor a chart library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.experiment import Experiment
from core.results import RunResult

if TYPE_CHECKING:
    import altair as alt

    from ui.charts.figure import Figure
    from ui.charts.palette import Theme
    from ui.charts.paper.press import Picture

Results = Sequence[Sequence[RunResult]]


class DrawingError(Exception):
    """Pictures that could not be drawn. The text says why, in a sentence."""


def figures(experiment: Experiment, results: Results) -> Mapping[str, Figure]:
    """Every figure of finished runs [arm][seed], by name: `accuracy`, `cost-1` (of the first arm), `nll`, `recall`...

    What was not measured has none, and what networks answer is of the seeds whose networks are kept.
    """
    from ui.charts.paper.plates import plates  # noqa: PLC0415

    return plates(experiment, results)


def pictures(figures: Mapping[str, Figure]) -> Mapping[str, Picture]:
    """Each of the figures as a picture, with `svg` and `png`, by the same names. Raises `DrawingError`."""
    from ui.charts.paper.press import PRESS, PictureError  # noqa: PLC0415

    try:
        return PRESS.pictures(figures)
    except PictureError as wrong:
        raise DrawingError(str(wrong)) from wrong


def svg(figure: Figure, theme: Theme = "light") -> str:
    """A figure as SVG."""
    from ui.charts.paper import pictures as paper  # noqa: PLC0415

    return paper.svg(figure, theme)


def png(figure: Figure, scale: float = 2, theme: Theme = "light") -> bytes:
    """A figure as PNG, `scale` times as many pixels wide as its SVG says."""
    from ui.charts.paper import pictures as paper  # noqa: PLC0415

    return paper.png(figure, scale, theme)


def chart(figure: Figure, theme: Theme = "light") -> alt.Chart:
    """A figure as an Altair chart, which answers the pointer."""
    from ui.charts.paper import pictures as paper  # noqa: PLC0415

    return paper.chart(figure, theme)
