"""The one door from here to the charts: for the command line, notebooks and reports, which draw without a screen.

    figures(experiment, results)["accuracy"]     a figure with its title, table, takeaway and columns
    plates(experiment, results)["accuracy"]      the same as SVG and PNG, drawn by a process of its own
    pictures(figures)                            any figures as SVG and PNG, by the same process
    svg(figure), chart(figure)                   one of them, here: for notebooks, not for a server
    frame(rows, columns)                         rows as a pandas DataFrame: for notebooks, too

What is imported for it is imported when it is asked for: training needs neither pandas nor a chart library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.experiment import Experiment
from core.results import RunResult

if TYPE_CHECKING:
    from typing import TypeAlias

    import altair as alt
    import pandas as pd

    from ui.charts.figure import Figure
    from ui.charts.palette import Theme
    from ui.charts.paper.press import Picture

    Chart: TypeAlias = alt.Chart
    Frame: TypeAlias = pd.DataFrame

Results = Sequence[Sequence[RunResult]]


class DrawingError(Exception):
    """Pictures that could not be drawn. The text says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A figure that leaves the program: its title, what it shows in words, and its picture as SVG and as PNG."""

    title: str
    takeaway: str
    svg: str
    png: bytes


def figures(experiment: Experiment, results: Results) -> Mapping[str, Figure]:
    """Every figure of finished runs [arm][seed], by name: `accuracy`, `cost-1` (of the first arm), `nll`, `recall`...

    What was not measured has none, and what networks answer is of the seeds whose networks are kept.
    """
    from ui.charts.paper.plates import plates  # noqa: PLC0415

    return plates(experiment, results)


def plates(experiment: Experiment, results: Results) -> dict[str, Plate]:
    """A plate of each of `figures`, by the same names. Raises `DrawingError`."""
    drawn = figures(experiment, results)
    found = pictures(drawn)
    return {
        name: Plate(figure.title, figure.takeaway, found[name].svg, found[name].png) for name, figure in drawn.items()
    }


def pictures(figures: Mapping[str, Figure]) -> Mapping[str, Picture]:
    """Each of the figures as a picture, with `svg` and `png`, by the same names. Raises `DrawingError`."""
    from ui.charts.paper.press import PRESS, PictureError  # noqa: PLC0415

    try:
        return PRESS.pictures(figures)
    except PictureError as wrong:
        raise DrawingError(str(wrong)) from wrong


def stylesheet() -> str:
    """CSS for a page with pictures in it: their typeface, and their colours and the arms' in light and in dark."""
    from ui.charts.paper import inline  # noqa: PLC0415

    return inline.stylesheet()


def signs() -> tuple[str, ...]:
    """The arms' markers as characters for text, in order."""
    from ui.charts.paper import inline  # noqa: PLC0415

    return inline.signs()


def svg(figure: Figure, theme: Theme = "light") -> str:
    """A figure as SVG."""
    from ui.charts.paper import pictures as paper  # noqa: PLC0415

    return paper.svg(figure, theme)


def chart(figure: Figure, theme: Theme = "light") -> alt.Chart:
    """A figure as an Altair chart, which answers the pointer."""
    from ui.charts.paper import pictures as paper  # noqa: PLC0415

    return paper.chart(figure, theme)


def frame(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> Frame:
    """Rows as a pandas DataFrame with these columns; what a row does not have is missing there."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(rows, columns=list(columns))
