"""The figures of a finished comparison that leave the page, each by the name of its file.

On the screen a figure has the page around it; here its note also says what stands for a seed and what for their mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np

from core.datasets import mnist
from core.experiment import Experiment
from core.outputs import OUTPUTS
from core.results import RunResult
from lab.languages.words import N_, _
from lab.saying import together
from ui.charts import close_up, over_epochs, tables
from ui.charts.comparison import figures as comparison
from ui.charts.comparison import names, table
from ui.charts.comparison.curves import usual
from ui.charts.digits import calibration, confusion, recognition
from ui.charts.figure import Figure
from ui.charts.measures import GRADIENTS, MEASURES
from ui.charts.registry import Sample
from ui.charts.subject import Subject
from ui.charts.takeaways import ends

Plates = dict[str, Figure]
Results = Sequence[Sequence[RunResult]]

COST = N_(
    "With markers: the mean over {seeds} seeds, on {validation:,} validation images. Without: the same on {training:,} "
    "training images. Thin: each seed, on validation images."
)
COST_BAND = N_(
    "With markers: the mean over {seeds} seeds, on {validation:,} validation images, with its 95 % t interval. "
    "Without: the mean on {training:,} training images."
)
COST_ONE = N_("With markers: on {validation:,} validation images. Without: on {training:,} training images.")
BAND = N_("The mean over {seeds} seeds, with its 95 % t interval.")


def plates(experiment: Experiment, results: Results) -> Plates:
    """The figures of finished runs [arm][seed]: what was not measured has none.

    Figures of what networks answer are of the first seeds whose networks are kept for every arm, and need at least one.
    """
    of = Sample(experiment, tuple(map(tuple, results)), mnist().test, usual(experiment.seeds))
    parts = (_curves, _measures, _moments, _outputs, _digits)
    return {name: figure for part in parts for name, figure in part(of).items()}


def _curves(of: Sample) -> Plates:
    costs = comparison.costs(of.experiment, of.records, of.view)
    said = COST_ONE if of.subject.seeds == 1 else COST if of.view.singles else COST_BAND
    return {
        "accuracy": comparison.accuracy(of.experiment, of.records, of.view),
        **{f"cost-{arm}": replace(figure, note=_filled(said, of.subject)) for arm, figure in enumerate(costs, 1)},
    }


def _measures(of: Sample) -> Plates:
    drawn = [key for key in MEASURES if key not in ("accuracy", "cost", *GRADIENTS[of.subject.layers :])]
    rows = {key: table.measured(of.experiment, of.records, key, of.view) for key in drawn}
    return {
        key: _explained(over_epochs.figure(of.subject, found, key, of.view), of)
        for key, found in rows.items()
        if np.isfinite(found["value"]).any()
    }


def _moments(of: Sample) -> Plates:
    costs = tables.minibatch_costs(of.records)
    drawn = {f"mini-batches-{arm}": over_epochs.minibatches(of.subject, arm, costs) for arm in _arms(of)}
    rows = close_up.table(of.records)
    if len(rows["value"]):
        of_all = ends(of.subject.names, rows, "accuracy", of.experiment.close_up)
        drawn["close-up"] = _explained(close_up.figure(of.subject, rows, of_all, of.view), of)
    return drawn


def _outputs(of: Sample) -> Plates:
    kept = list(takewhile(lambda seed: all(run.weights for run in seed), zip(*of.results, strict=True)))
    if not kept:
        return {}
    part = replace(of, experiment=replace(of.experiment, seeds=len(kept)), results=tuple(zip(*kept, strict=True)))
    layers = [OUTPUTS[arm.output] for arm in of.experiment.arms]
    scaled = tuple(arm for arm, layer in zip(_arms(of), layers, strict=True) if layer.probabilities)
    free = [arm for arm, layer in zip(_arms(of), layers, strict=True) if not layer.sums_to_one]
    images = len(of.images)
    drawn = {f"sums-{arm}": calibration.sums_figure(part.subject, part.found, arm, images) for arm in free}
    if scaled:
        drawn["reliability"] = calibration.reliability_figure(part.subject, part.found, scaled, images)
    return drawn


def _digits(of: Sample) -> Plates:
    labels = of.images.labels
    return {
        "recall": recognition.recall_figure(of.subject, of.results, labels),
        **{f"confusion-{arm}": confusion.figure(of.subject, of.results[arm - 1], labels, arm) for arm in _arms(of)},
    }


def _arms(of: Sample) -> range:
    return range(1, len(of.experiment.arms) + 1)


def _explained(figure: Figure, of: Sample) -> Figure:
    """The figure, its note also about what is drawn of the seeds."""
    said = names.ONE if of.subject.seeds == 1 else names.MEAN_AND_SEEDS if of.view.singles else BAND
    return replace(figure, note=together([figure.note, _filled(said, of.subject)]))


def _filled(template: str, subject: Subject) -> str:
    return _(template).format(seeds=subject.seeds, validation=subject.validation, training=subject.training)
