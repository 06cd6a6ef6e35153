"""The figures of a finished comparison that leave the page, each by the name of its file."""

from __future__ import annotations

from collections.abc import Sequence

from core.datasets import mnist
from core.experiment import Experiment
from core.outputs import OUTPUTS
from core.results import RunResult
from ui.charts import close_up, over_epochs, tables
from ui.charts.comparison import figures as comparison
from ui.charts.comparison import table
from ui.charts.comparison.curves import usual
from ui.charts.digits import calibration, confusion, recognition
from ui.charts.figure import Figure
from ui.charts.measures import GRADIENTS, MEASURES
from ui.charts.registry import Sample

Plates = dict[str, Figure]


def plates(experiment: Experiment, results: Sequence[Sequence[RunResult]]) -> Plates:
    """The figures of finished runs [arm][seed]: what was not measured has none, and what needs networks only where
    they are kept.
    """
    view = usual(experiment.seeds)
    of = Sample(experiment, tuple(map(tuple, results)), mnist().test, view)
    networks = all(run.weights for runs in results for run in runs)
    parts = (_curves, _measures, _moments, *((_outputs,) if networks else ()), _digits)
    return {name: figure for part in parts for name, figure in part(of).items()}


def _arms(of: Sample) -> range:
    return range(1, len(of.experiment.arms) + 1)


def _curves(of: Sample) -> Plates:
    costs = comparison.costs(of.experiment, of.records, of.view)
    return {
        "accuracy": comparison.accuracy(of.experiment, of.records, of.view),
        **{f"cost-{arm}": figure for arm, figure in enumerate(costs, start=1)},
    }


def _measures(of: Sample) -> Plates:
    drawn = [key for key in MEASURES if key not in ("accuracy", "cost", *GRADIENTS[of.subject.layers :])]
    rows = {key: table.measured(of.experiment, of.records, key, of.view) for key in drawn}
    return {
        key: over_epochs.figure(of.subject, found, key, of.view)
        for key, found in rows.items()
        if found["value"].notna().any()
    }


def _moments(of: Sample) -> Plates:
    costs = tables.minibatch_costs(of.records)
    first = {f"mini-batches-{arm}": over_epochs.minibatches(of.subject, arm, costs) for arm in _arms(of)}
    rows = close_up.table(of.records)
    if rows.empty:
        return first
    return {**first, "close-up": close_up.figure(of.subject, rows, close_up.NOTE, of.view)}


def _outputs(of: Sample) -> Plates:
    layers = [OUTPUTS[arm.output] for arm in of.experiment.arms]
    scaled = tuple(arm for arm, layer in enumerate(layers, start=1) if layer.probabilities)
    free = [arm for arm, layer in enumerate(layers, start=1) if not layer.sums_to_one]
    images = len(of.images)
    drawn = {f"sums-{arm}": calibration.sums_figure(of.subject, of.found, arm, images) for arm in free}
    if scaled:
        drawn["reliability"] = calibration.reliability_figure(of.subject, of.found, scaled, images)
    return drawn


def _digits(of: Sample) -> Plates:
    labels = of.images.labels
    return {
        "recall": recognition.recall_figure(of.subject, of.results, labels),
        **{f"confusion-{arm}": confusion.figure(of.subject, of.results[arm - 1], labels, arm) for arm in _arms(of)},
    }
