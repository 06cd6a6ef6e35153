"""A finished comparison as Python and notebooks have it: in words, in tables, in figures."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.datasets import mnist
from core.experiment import Experiment
from core.kinds import FLAGS, Flag, Real, SettingKind, Whole
from core.limits import choice
from core.results import RunResult
from core.settings import SETTINGS
from lab import answers, drawing, links, report
from lab.export import folder, tidy

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

SETS = ("training", "validation", "test", "final validation", "final test")
"""The sets of images that the plain frame has."""

INSIDE = ("piece", "pieces", "delta", "derivative", "stuck", *(f"gradient_{layer}" for layer in (1, 2, 3)))
"""The columns of what is measured inside an epoch or on a few images."""

READ: Mapping[type[SettingKind], Callable[[str], object]] = {Whole: int, Real: float, Flag: FLAGS.__getitem__}
"""What the text of a setting is in a frame, by its kind, where it is no text: layers are 30 or 30,20."""

MAIN = "accuracy"
"""The figure that a notebook shows with a result."""

PAGE = """<div>
<p style="font-size: 1.25em; font-weight: 600; margin: 0 0 0.25em">{headline}</p>
<p style="margin: 0 0 1em; max-width: 45em">{detail}</p>
<table>
<thead><tr>{heading}</tr></thead>
<tbody>{rows}</tbody>
</table>
<p style="margin: 0.5em 0 1em; max-width: 45em; opacity: 0.75"><small>{legend}</small></p>
{picture}
</div>"""
"""What a notebook shows of a result, in its own type and colours."""


@dataclass(frozen=True)
class Result:
    """A finished comparison: the `experiment`, and `results[arm][seed]`, its finished runs with their weights.

    As text it is its table and verdict; `print(result)` gives the whole report of the command line.
    """

    experiment: Experiment
    results: tuple[tuple[RunResult, ...], ...] = field(repr=False)

    @property
    def verdict(self) -> str:
        """The answer to what the experiment asks, in a sentence or two: which arm is ahead, and how sure that is."""
        return " ".join(filter(None, self._said))

    @property
    def figures(self) -> tuple[str, ...]:
        """The names of the figures that there are of this result."""
        return tuple(self._figures)

    def figure(self, name: str = MAIN) -> alt.Chart:
        """A figure as an Altair chart, by its name. Raises `InvalidSetting`, which says which names there are."""
        return drawing.chart(self._figures[choice("figure", name, self._figures)])

    def frame(self, *, everything: bool = False) -> pd.DataFrame:
        """What was measured, tidy: a row for each arm, seed, epoch and set of images.

        The sets are `training` and `validation` after each epoch, `test` where it was asked for, and, after the last,
        `final validation` and `final test`, of all 10,000 images each. With `everything`, also what was measured on a
        few images and inside an epoch. Accuracies are fractions of 1, costs are in `cost_unit`; `frame.attrs` has the
        unit and the meaning of every column.
        """
        return _frame(self, everything=everything)

    def table(self) -> pd.DataFrame:
        """A row an arm: mean and standard deviation over the seeds of each accuracy of the report, in % of images."""
        import pandas as pd  # noqa: PLC0415 - half a second, for those who ask

        columns: dict[str, list[float]] = {}
        for score in report.scores(self.experiment):
            percent = [[100 * score.accuracy(run) for run in runs] for runs in self.results]
            columns[f"{score.heading}, %"] = [statistics.fmean(some) for some in percent]
            columns[f"± {score.heading}, %"] = [statistics.stdev(some) if len(some) > 1 else np.nan for some in percent]
        return pd.DataFrame(columns, index=pd.Index(map(str, self.experiment.arms), name="arm"))

    def save(self, destination: str | Path) -> Path:
        """Write everything about it, tables, figures, weights and a report, into a folder, or a zip where the name
        ends in `.zip`. Gives back the path. Raises `lab.export.folder.ExportError` and `lab.drawing.DrawingError`.
        """
        path = Path(destination)
        with folder.opened(path) as write:
            write(folder.files(self.experiment, self.results))
        return path

    @property
    def link(self) -> str:
        """Where the dashboard shows this comparison: to be put behind the address of a server."""
        return f"/compare?{links.query_string(self.experiment)}"

    def __repr__(self) -> str:
        return "\n".join([*report.aligned(report.table(self.experiment, self.results)), self.verdict])

    def __str__(self) -> str:
        return report.report(self.experiment, self.results, mnist().test.labels)

    def _repr_html_(self) -> str:
        """What a notebook shows: the verdict, the table and the main figure."""
        headline, detail = self._said
        heading, *rows = report.table(self.experiment, self.results)
        return PAGE.format(
            headline=escape(headline),
            detail=escape(detail),
            heading=_cells("th", heading),
            rows="".join(f"<tr>{_cells('td', row)}</tr>" for row in rows),
            legend="<br>".join(map(escape, report.legend(self.experiment))),
            picture=drawing.svg(self._figures[MAIN]),
        )

    @property
    def _said(self) -> tuple[str, str]:
        said = answers.answer(self.experiment, self.results, mnist().test.labels)
        return f"{said.headline}.", said.detail

    @cached_property
    def _figures(self) -> Mapping[str, Any]:
        return drawing.figures(self.experiment, self.results)


def _frame(result: Result, *, everything: bool) -> pd.DataFrame:
    """The tidy table of the export."""
    import pandas as pd  # noqa: PLC0415 - see `Result.table`

    whole = pd.DataFrame(tidy.rows(result.experiment, result.results), columns=list(tidy.COLUMNS))
    for name, row in SETTINGS.items():
        if name in whole:
            whole[name] = whole[name].map(READ.get(type(row.kind), str))
    plain = whole["set"].isin(SETS) & whole["piece"].isna()
    frame = whole if everything else whole[plain].drop(columns=list(INSIDE)).reset_index(drop=True)
    frame.attrs["columns"] = {name: (tidy.COLUMNS[name].unit, tidy.COLUMNS[name].meaning) for name in frame.columns}
    return frame


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f'<{tag} style="text-align: left">{escape(text)}</{tag}>' for text in texts)
