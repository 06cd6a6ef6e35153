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

Row = dict[str, Any]

TESTED = 10_000
"""Images of the test set, and of the whole validation set."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its name, its unit ('' for words and counts of nothing), and what it means."""

    name: str
    unit: str
    meaning: str


_MEASURED = (
    Column("arm_number", "", "which arm of the experiment, counted from 1"),
    Column("arm", "", "the arm as text: output layer, loss, learning rate, and settings of its own"),
    Column("seed", "", "the seed of the run"),
    Column("epoch", "epoch", "after so many epochs; 0 is before training"),
    Column(
        "set",
        "",
        "what was measured: training (the first training images), watched (the first of these), validation, test, "
        "mini-batches (of the epoch that ends here, each before its update), and, once at the end, final validation "
        "and final test (all images, by the last network whose costs were numbers)",
    ),
    Column("piece", "", "which piece of the epoch, counted from 1; empty for its end"),
    Column("pieces", "", "how many pieces the epoch has: twenty, or one a mini-batch where there are fewer"),
    Column("images", "images", "how many images it was measured on; empty for mini-batches"),
    Column("cost", "cost_unit", "mean over the images, in the arm's own loss, without the L2 term"),
    Column("cost_unit", "", "the unit of the arm's cost: costs of different losses cannot be compared"),
    Column("accuracy", "fraction of images", "the share of the images that are answered rightly"),
    Column("nll", "nats", "-ln of the label's output, outputs scaled to sum to one; mean over the images"),
    Column(
        "brier",
        "squared probability",
        "squared distance of the scaled outputs from the one-hot label, from 0 to 2; mean",
    ),
    Column("ece", "probability", "expected calibration error: how far confidence is from accuracy"),
    Column("output_sum", "", "the sum of the ten outputs as they are; mean over the images"),
    Column("delta", "", "the Euclidean norm of dC/dz of the output layer; mean over the images"),
    Column("derivative", "", "|da/dz| of the output layer; mean over images and outputs"),
    Column("stuck", "fraction of outputs", "the share of all outputs that are saturated and wrong"),
    *(
        Column(f"gradient_{layer}", "", f"the Euclidean norm of the mean gradient of layer {layer}, first layer first")
        for layer in range(1, int(HIDDEN_LAYERS.high) + 2)
    ),
    Column("seconds", "seconds", "since training began; no part of the result"),
    Column("diverged", "epoch", "the first epoch at which a cost of the run was no finite number; empty for none"),
    Column("engine", "", "what trained the run"),
)

UNITS = {
    "train": "images",
    "validation": "images",
    "batch": "images",
    "epochs": "epochs",
    "close_up": "epochs",
    "hidden": "units of each layer",
}
"""The units of settings, where they have one."""

_SETTINGS = (
    Column("output", "", "the output layer"),
    Column("loss", "", "the loss"),
    Column("learning_rate", "", "the learning rate"),
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
    """What the columns mean, as CSV: their names, units and meanings."""
    names = [field.name for field in fields(Column)]
    return _written(names, ({name: getattr(column, name) for name in names} for column in COLUMNS.values()))


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
