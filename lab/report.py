"""A finished experiment as text for a terminal: accuracies, diverged runs, lost digits, and the verdict."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evidence.measures import LOST as LOST_BELOW
from core.evidence.measures import NEARLY_LOST as NEARLY_BELOW
from core.evidence.measures import lost_digits, nearly_lost_digits, recall
from core.experiment import Experiment
from core.results import RunResult
from core.verdict import judge
from lab import answers, verdicts, wording
from lab.languages.words import N_, _

Results = Sequence[Sequence[RunResult]]
Labels = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Score:
    """A column of the table: its heading, and the accuracy that it shows of a run, a fraction of 1."""

    heading: str
    accuracy: Callable[[RunResult], float]


COLUMNS = (
    Score(N_("final"), lambda result: result.kept.validation_accuracy),
    Score(N_("best"), lambda result: result.best.validation_accuracy),
    Score(N_("test"), lambda result: result.test_accuracy),
)
BEST_TEST = Score(N_("best test"), lambda result: max(record.test_accuracy or 0.0 for record in result.sound))


ARM = N_("arm")
PERCENT = N_("{mean:.2f} %")
SPREAD = N_("{mean:.2f} ± {deviation:.2f} %")
OVER = N_("mean ± standard deviation over {seeds} seeds")
ONE_SEED = N_("one seed")
FINAL = N_("final: after the last epoch, on {images:,} validation images")
BEST = N_("best: after the best epoch of each run, on the same images")
TEST = N_("test: after the last epoch, on the 10,000 test images")
TESTED = N_("best test: after the best epoch of each run by test accuracy, for comparing with published figures only")


def report(experiment: Experiment, results: Results, labels: Labels) -> str:
    """The report on finished runs [arm][seed]; `labels` (10,000,) are those of the test images."""
    paragraphs = (section(experiment, results, labels) for section in SECTIONS)
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def scores(experiment: Experiment) -> tuple[Score, ...]:
    """The columns of the table of an experiment."""
    return (*COLUMNS, BEST_TEST) if experiment.test_each_epoch else COLUMNS


def table(experiment: Experiment, results: Results) -> list[list[str]]:
    """The table of finished runs [arm][seed] as texts: the headings, and a row an arm."""
    columns = scores(experiment)
    return [
        [_(ARM), *(_(column.heading) for column in columns)],
        *(
            [str(arm), *(spread([column.accuracy(result) for result in runs]) for column in columns)]
            for arm, runs in zip(experiment.arms, results, strict=True)
        ),
    ]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts as lines, their columns below each other."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in rows]


def _table(experiment: Experiment, results: Results, _: Labels) -> list[str]:
    return aligned(table(experiment, results))


def spread(accuracies: Sequence[float]) -> str:
    """The mean in percent, with the standard deviation where there is more than one.

    >>> spread([0.87, 0.88]), spread([0.87])
    ('87.50 ± 0.71 %', '87.00 %')
    """
    percent = [100 * accuracy for accuracy in accuracies]
    mean = statistics.fmean(percent)
    if len(percent) == 1:
        return _(PERCENT).format(mean=mean)
    return _(SPREAD).format(mean=mean, deviation=statistics.stdev(percent))


def legend(experiment: Experiment) -> list[str]:
    """What the columns of the table are, a line each."""
    lines = [OVER if experiment.seeds > 1 else ONE_SEED, FINAL, BEST, TEST]
    if experiment.test_each_epoch:
        lines.append(TESTED)
    return [_(line).format(seeds=experiment.seeds, images=experiment.validation) for line in lines]


def _legend(experiment: Experiment, _results: Results, _labels: Labels) -> list[str]:
    return legend(experiment)


def _divergence(experiment: Experiment, results: Results, _: Labels) -> list[str]:
    return [
        f"diverged: {arm}, seed {result.run.seed}, at epoch {result.diverged}"
        for arm, runs in zip(experiment.arms, results, strict=True)
        for result in runs
        if result.diverged is not None
    ] + verdicts.diverged(
        [sum(result.diverged is not None for result in runs) for runs in results],
        experiment.seeds,
        wording.arm_names(experiment.arms),
    )


LOST = (("lost digits", lost_digits), ("nearly lost digits", nearly_lost_digits))
LOST_LEGEND = (
    f"lost digits: of their test images less than {100 * LOST_BELOW:.0f} % are answered rightly; nearly lost: less "
    f"than {100 * NEARLY_BELOW:.0f} %"
)


def _losses(experiment: Experiment, results: Results, labels: Labels) -> list[str]:
    lines = [
        f"{kind}: {arm}, seed {result.run.seed}, {_recalls(found, result, labels)}{_whose(result)}"
        for kind, lost in LOST
        for arm, runs in zip(experiment.arms, results, strict=True)
        for result in runs
        if (found := lost(result.predictions, labels))
    ]
    return [*lines, LOST_LEGEND] if lines else []


def _whose(result: RunResult) -> str:
    """Which network of a run that diverged its digits are of; nothing of another run."""
    if result.diverged is None:
        return ""
    return f", as it was after epoch {result.kept.epoch}, before it diverged" if result.kept.epoch else ", untrained"


def _recalls(digits: Sequence[int], result: RunResult, labels: Labels) -> str:
    """Digits with how many of their images are answered rightly."""
    shares = recall(result.predictions, labels)
    return ", ".join(f"{digit} ({shares[digit]:.1%})" for digit in digits)


def _verdict(experiment: Experiment, results: Results, labels: Labels) -> list[str]:
    """The verdict, in the words of the page."""
    found = judge(results, labels)
    if found.kind == "one_arm":
        return []
    said = answers.answer(experiment, results, labels)
    return [f"verdict: {said.headline}.", said.detail, *answers.grounds(experiment, found)]


SECTIONS = (_table, _legend, _divergence, _losses, _verdict)
"""The parts of the report in order, each a list of lines; empty ones are left out."""
