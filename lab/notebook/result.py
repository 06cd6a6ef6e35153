"""A finished comparison as Python and notebooks have it: in words, in tables, in figures."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.datasets import mnist
from core.experiment import Experiment
from core.kinds import FLAGS, Flag, Real, SettingKind, Whole
from core.limits import choice
from core.results import RunResult
from core.settings import SETTINGS
from lab import answers, drawing, links, report
from lab.export import folder, tidy

if TYPE_CHECKING:
    from lab.drawing import Chart, Frame

SETS = ("training", "validation", "test", "final validation", "final test")
"""The sets of images that the plain frame has."""

GRADIENTS = tuple(name for name in tidy.COLUMNS if name.startswith("gradient_"))
INSIDE = ("piece", "pieces", "delta", "derivative", "stuck", *GRADIENTS)
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

    def figure(self, name: str = MAIN) -> Chart:
        """A figure as an Altair chart, by its name. Raises `InvalidSetting`, which says which names there are."""
        return drawing.chart(self._figures[choice("figure", name, self._figures)])

    def frame(self, *, everything: bool = False) -> Frame:
        """What was measured, tidy: a row for each arm, seed, epoch and set of images.

        The sets are `training` and `validation` after each epoch, `test` where it was asked for, and, after the last,
        `final validation` and `final test`, of all 10,000 images each. With `everything`, also what was measured on a
        few images and inside an epoch. Accuracies are fractions of 1, costs are in `cost_unit`; `frame.attrs` has the
        unit and the meaning of every column.
        """
        rows = tidy.rows(self.experiment, self.results)
        columns = [name for name in tidy.COLUMNS if everything or name not in INSIDE]
        frame = drawing.frame([_read(row) for row in rows if everything or _plain(row)], columns)
        frame.attrs["columns"] = {name: (tidy.COLUMNS[name].unit, tidy.COLUMNS[name].meaning) for name in columns}
        return frame

    def table(self) -> Frame:
        """A row an arm: mean and standard deviation over the seeds of each accuracy of the report, in % of images."""
        scores = report.scores(self.experiment)
        rows = [
            {"arm": str(arm), **{name: value for score in scores for name, value in _spread(score, runs)}}
            for arm, runs in zip(self.experiment.arms, self.results, strict=True)
        ]
        return drawing.frame(rows, list(rows[0])).set_index("arm")

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


def _plain(row: Mapping[str, Any]) -> bool:
    """Whether a row of the whole table is one of the plain frame."""
    return row["set"] in SETS and "piece" not in row


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the whole table with its settings as values."""
    settings = {name: READ.get(type(SETTINGS[name].kind), str)(row[name]) for name in row if name in SETTINGS}
    return {**row, **settings}


def _spread(score: report.Score, runs: Sequence[RunResult]) -> Iterator[tuple[str, float]]:
    """The mean and the standard deviation of a score in %, each with the name of its column."""
    percent = [100 * score.accuracy(run) for run in runs]
    yield f"{score.heading}, %", statistics.fmean(percent)
    yield f"± {score.heading}, %", statistics.stdev(percent) if len(percent) > 1 else math.nan


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f'<{tag} style="text-align: left">{escape(text)}</{tag}>' for text in texts)
