"""Comparisons from Python and from notebooks.

    import lab

    result = lab.compare("softmax:log_likelihood:0.5", "sigmoid:cross_entropy:0.5", train=1000)
    result.verdict               which arm is ahead, and whether that is more than chance
    result.figure("accuracy")    an Altair chart; `result.figures` has the names of all of them
    result.frame()               a pandas DataFrame, a row for each arm, seed, epoch and set of images

They are trained as on the command line, to the same bits. pandas and Altair are loaded when they are asked for.
"""

from __future__ import annotations

import io
import statistics
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from core import limits
from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.kinds import Choice, Flag, Layers, Real, SettingKind, Whole
from core.limits import InvalidSetting, choice
from core.results import RunResult
from core.settings import SETTINGS
from lab import answers, drawing, links, report
from lab.export import tidy
from lab.seeds import train

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

NO_ARM = (
    "an arm must be written output:loss:learning_rate, such as 'softmax:log_likelihood:0.5', and each be an argument "
    "of its own, got {given!r}"
)
SETS = ("training", "validation", "test", "final validation", "final test")
"""The sets of images that the plain frame has."""

INSIDE = ("piece", "pieces", "delta", "derivative", "stuck", *(f"gradient_{layer}" for layer in (1, 2, 3)))
"""The columns of what is measured inside an epoch or on a few images."""

DTYPES: Mapping[type[SettingKind], type] = {Whole: int, Real: float, Choice: str, Layers: str, Flag: bool}
"""What pandas makes of a setting, by its kind: layers are 30 or 30,20."""

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
    """The tidy table of the export as pandas reads it."""
    import pandas as pd  # noqa: PLC0415 - see `Result.table`

    whole = pd.read_csv(
        io.StringIO(tidy.as_csv(result.experiment, result.results)),
        dtype={name: DTYPES[type(row.kind)] for name, row in SETTINGS.items()} | {"learning_rate": float},
        keep_default_na=False,
        na_values=[""],
        float_precision="round_trip",
    )
    plain = whole["set"].isin(SETS) & whole["piece"].isna()
    frame = whole if everything else whole[plain].drop(columns=list(INSIDE)).reset_index(drop=True)
    frame.attrs["columns"] = {name: (tidy.COLUMNS[name].unit, tidy.COLUMNS[name].meaning) for name in frame.columns}
    return frame


def compare(*arms: str | Arm, quiet: bool = False, **settings: Any) -> Result:
    """Train one to six arms on the same images, with the same mini-batches, from the same initial weights.

    An arm is a text, `output:loss:learning_rate`, with settings of its own if it has any:
    `"softmax:log_likelihood:0.5:hidden=100"`. Of the settings, given by their names, each has a default: `train` and
    `validation` images, `hidden` units, `epochs`, `batch`, `seeds` and the others of the README. A progress bar is
    shown unless `quiet`.

    Raises `core.limits.InvalidSetting` for what cannot be trained, with a sentence that says why, and
    `lab.seeds.TrainingError` where training fails.
    """
    experiment = _experiment(arms, settings)
    with _bar(experiment, quiet=quiet) as bar:
        results = train(experiment, bar.update)
    return Result(experiment, tuple(map(tuple, results)))


def _experiment(arms: tuple[Any, ...], settings: Mapping[str, Any]) -> Experiment:
    limits.SHOWN_ARMS.check(len(arms))
    given = {choice("setting", name, SETTINGS): _plain(value) for name, value in settings.items()}
    return Experiment(tuple(map(_arm, arms)), **given)


def _arm(given: Any) -> Arm:
    if isinstance(given, Arm):
        return given
    if not isinstance(given, str):
        raise InvalidSetting(NO_ARM.format(given=given))
    return Arm.parse(given)


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f'<{tag} style="text-align: left">{escape(text)}</{tag}>' for text in texts)


def _plain(value: Any) -> Any:
    """A number of NumPy's as one of Python's: loops over arrays give those."""
    return value.item() if isinstance(value, np.generic) else value


def _bar(experiment: Experiment, *, quiet: bool) -> Any:
    """A progress bar of the epochs to train: a widget in a notebook that has them, else text, and none into a file."""
    from tqdm import TqdmWarning  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TqdmWarning)  # that there are no widgets: text will do
        from tqdm.auto import tqdm  # noqa: PLC0415 - finds out where it is shown when it is imported
    hidden = quiet or not ("ipykernel" in sys.modules or sys.stderr.isatty())
    return tqdm(total=experiment.epochs * experiment.seeds, unit=" epochs", disable=hidden, leave=False)
