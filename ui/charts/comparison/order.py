"""What is to be said where the chart ends in another order than the verdict's: they are of different images."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.experiment import Experiment
from core.results import RunResult
from lab.languages.words import N_, _

OTHERWISE = N_(
    "The verdict is of the {test:,} test images, the chart of {validation:,} validation images, on which {top} ends "
    "ahead: {best:.2f} % against {less:.2f} % of {leader}."
)


def said(experiment: Experiment, results: Sequence[Sequence[RunResult]], names: Sequence[str]) -> str:
    """That the arm with the highest mean test accuracy is not the one on top of the chart; '' where it is.

    `results[arm][seed]` are finished; `names` are those of the arms.
    """
    tested = np.array([np.mean([run.test_accuracy for run in runs]) for runs in results])
    drawn = np.array([100 * np.mean([run.records[-1].validation_accuracy for run in runs]) for runs in results])
    leader, top = int(tested.argmax()), int(drawn.argmax())
    if tested[top] == tested[leader] or drawn[top] == drawn[leader]:
        return ""
    return _(OTHERWISE).format(
        test=len(results[0][0].predictions),
        validation=experiment.validation,
        top=names[top],
        best=drawn[top],
        less=drawn[leader],
        leader=names[leader],
    )
