"""An experiment and its finished runs as one tidy table: a row for each arm, seed, epoch and set of images.

The set says what was measured on which images; what was not measured there leaves its columns empty. A number has all
its digits, and reads back as the same number; what is none stands as `inf`, `-inf` or `nan`, as diverging costs are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from core.experiment import Experiment, Run
from core.limits import HIDDEN_LAYERS
from core.losses import LOSSES
from core.results import Record, RunResult
from core.settings import SETTINGS
from core.training import EVALUATED, WATCHED
from lab.export.document import Results
from lab.languages.words import N_, _, said

Row = dict[str, Any]

TESTED = 10_000
"""Images of the test set, and of the whole validation set."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its name, its unit ('' for words and counts of nothing), and what it means."""

    name: str
    unit: str
    meaning: str


GRADIENT = N_("the Euclidean norm of the mean gradient of layer {layer}, first layer first")

_MEASURED = (
    Column("arm_number", "", N_("which arm of the experiment, counted from 1")),
    Column("arm", "", N_("the arm as text: output layer, loss, learning rate, and settings of its own")),
    Column("seed", "", N_("the seed of the run")),
    Column("epoch", N_("epoch"), N_("after so many epochs; 0 is before training")),
    Column(
        "set",
        "",
        N_(
            "what was measured: training (the first training images), watched (the first of these), validation, test, "
            "mini-batches (of the epoch that ends here, each before its update), and, once at the end, final "
            "validation and final test (all images, by the last network whose costs were numbers)"
        ),
    ),
    Column("piece", "", N_("which piece of the epoch, counted from 1; empty for its end")),
    Column("pieces", "", N_("how many pieces the epoch has: twenty, or one a mini-batch where there are fewer")),
    Column("images", N_("images"), N_("how many images it was measured on; empty for mini-batches")),
    Column("cost", "cost_unit", N_("mean over the images, in the arm's own loss, without the L2 term")),
    Column("cost_unit", "", N_("the unit of the arm's cost: costs of different losses cannot be compared")),
    Column("accuracy", N_("fraction of images"), N_("the share of the images that are answered rightly")),
    Column("nll", N_("nats"), N_("-ln of the label's output, outputs scaled to sum to one; mean over the images")),
    Column(
        "brier",
        N_("squared probability"),
        N_("squared distance of the scaled outputs from the one-hot label, from 0 to 2; mean"),
    ),
    Column("ece", N_("probability"), N_("expected calibration error: how far confidence is from accuracy")),
    Column("output_sum", "", N_("the sum of the ten outputs as they are; mean over the images")),
    Column("delta", "", N_("the Euclidean norm of dC/dz of the output layer; mean over the images")),
    Column("derivative", "", N_("|da/dz| of the output layer; mean over images and outputs")),
    Column("stuck", N_("fraction of outputs"), N_("the share of all outputs that are saturated and wrong")),
    *(Column(f"gradient_{layer}", "", said(GRADIENT, layer=layer)) for layer in range(1, int(HIDDEN_LAYERS.high) + 2)),
    Column("seconds", N_("seconds"), N_("since training began; no part of the result")),
    Column(
        "diverged", N_("epoch"), N_("the first epoch at which a cost of the run was no finite number; empty for none")
    ),
    Column("engine", "", N_("what trained the run")),
)

UNITS = {
    "train": N_("images"),
    "validation": N_("images"),
    "batch": N_("images"),
    "epochs": N_("epochs"),
    "close_up": N_("epochs"),
    "hidden": N_("units of each layer"),
}
"""The units of settings, where they have one."""

_SETTINGS = (
    Column("output", "", N_("the output layer")),
    Column("loss", "", N_("the loss")),
    Column("learning_rate", "", N_("the learning rate")),
    *(
        Column(name, UNITS.get(name, ""), SETTINGS[name].help)
        for name in (field.name for field in fields(Run))
        if name in SETTINGS
    ),
)

COLUMNS: dict[str, Column] = {column.name: column for column in (*_MEASURED, *_SETTINGS)}
"""All columns, in order; the settings of a run come last, so that tables of several experiments can be put together."""


def as_csv(experiment: Experiment, results: Results) -> str:
    """The table as CSV (RFC 4180, lines end with a line feed), with a row of names first."""
    return _written(COLUMNS, rows(experiment, results))


def columns_as_csv() -> str:
    """What the columns mean, as CSV: their names, and their units and meanings in the reader's language."""
    names = [field.name for field in fields(Column)]
    told = ({"name": column.name, "unit": _(column.unit), "meaning": _(column.meaning)} for column in COLUMNS.values())
    return _written(names, told)


def rows(experiment: Experiment, results: Results) -> Iterator[Row]:
    """The rows of finished runs [arm][seed]; a row holds the columns that have a value there."""
    for number, (arm, runs) in enumerate(zip(experiment.arms, results, strict=True), start=1):
        for result in runs:
            if result is not None:
                same = {"arm_number": number, "arm": str(arm), **_of_run(result)}
                yield from ({**same, **row} for row in _measured(result))


def _of_run(result: RunResult) -> Row:
    """What all rows of a run have in common."""
    run = result.run
    own = {"output": run.output, "loss": run.loss, "learning_rate": run.learning_rate, "seed": run.seed}
    settings = {name: SETTINGS[name].kind.write(getattr(run, name)) for name in COLUMNS if name in SETTINGS}
    return {**own, **settings, "engine": result.engine, "diverged": result.diverged}


def _measured(result: RunResult) -> Iterator[Row]:
    for record in result.records:
        for part in PARTS:
            yield from ({"epoch": record.epoch, **row} for row in part(result.run, record))
    last = {"epoch": result.kept.epoch, "images": TESTED}
    yield {**last, "set": "final validation", "accuracy": result.validation_accuracy}
    yield {**last, "set": "final test", "accuracy": result.test_accuracy}


def _cost(run: Run, cost: float) -> Row:
    return {"cost": cost, "cost_unit": LOSSES[run.loss].units}


def _training(run: Run, record: Record) -> Iterable[Row]:
    measured = {**_cost(run, record.training_cost), "accuracy": record.training_accuracy}
    yield {"set": "training", "images": min(run.train, EVALUATED), **measured, "seconds": record.seconds}


def _minibatches(run: Run, record: Record) -> Iterable[Row]:
    for place, cost in _pieces(record.minibatch_costs):
        yield {"set": "mini-batches", **place, **_cost(run, cost)}


def _watched(run: Run, record: Record) -> Iterable[Row]:
    found = record.slowdown
    gradients = {f"gradient_{layer}": norm for layer, norm in enumerate(found.gradients, start=1)}
    sizes = {"delta": found.delta, "derivative": found.derivative, "stuck": found.stuck, **gradients}
    yield {"set": "watched", "images": min(run.train, WATCHED), **sizes, "seconds": record.seconds}


def _validation(run: Run, record: Record) -> Iterable[Row]:
    on = {"set": "validation", "images": run.validation}
    for place, accuracy in _pieces(record.close_up):
        yield {**on, **place, "accuracy": accuracy}
    found = record.yardsticks
    yardsticks = {"nll": found.nll, "brier": found.brier, "ece": found.ece, "output_sum": found.output_sum}
    measured = {**_cost(run, record.validation_cost), "accuracy": record.validation_accuracy, **yardsticks}
    yield {**on, **measured, "seconds": record.seconds}


def _test(_: Run, record: Record) -> Iterable[Row]:
    if record.test_accuracy is not None:
        yield {"set": "test", "images": TESTED, "accuracy": record.test_accuracy, "seconds": record.seconds}


PARTS: tuple[Callable[[Run, Record], Iterable[Row]], ...] = (_minibatches, _training, _watched, _validation, _test)
"""What a record gives, in the order of its rows."""


def _pieces(values: Sequence[float]) -> Iterator[tuple[Row, float]]:
    """Each of the figures that an epoch has several of, with where in it it belongs."""
    for piece, value in enumerate(values, start=1):
        yield {"piece": piece, "pieces": len(values)}, value


def _written(names: Iterable[str], written: Iterable[Row]) -> str:
    """Rows as CSV under their names. A number is written as Python does: the shortest text that reads back as it."""
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, list(names), restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(written)
    return file.getvalue()
