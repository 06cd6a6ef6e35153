"""The one door from here to the charts: for the command line, notebooks and reports, which draw without a screen.

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

Results = Sequence[Sequence[RunResult]]


def figures(experiment: Experiment, results: Results) -> Mapping[str, Figure]:
    """Every figure of finished runs [arm][seed], by name: those that need networks only where they are kept."""
    from ui.charts import plates  # noqa: PLC0415 - see above

    return plates.plates(experiment, results)


def svg(figure: Figure) -> str:
    """A figure as SVG."""
    from ui.charts import paper  # noqa: PLC0415

    return paper.svg(figure)


def png(figure: Figure, scale: float = 2) -> bytes:
    """A figure as PNG."""
    from ui.charts import paper  # noqa: PLC0415

    return paper.png(figure, scale)


def chart(figure: Figure) -> alt.Chart:
    """A figure as an Altair chart."""
    from ui.charts import paper  # noqa: PLC0415

    return paper.chart(figure)
