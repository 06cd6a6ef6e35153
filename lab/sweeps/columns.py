"""The table of a sweep: its columns, a row each, and what they say of a finished run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from core.experiment import Run
from core.losses import LOSSES
from core.results import RunResult
from core.settings import SETTINGS
from lab.export.tidy import UNITS

Cell = str | int | float | None
"""What stands in the table: a flag is 1 or 0, and None is what does not exist."""

Cells = tuple[Cell, ...]
"""A row of the table, in the order of `COLUMNS`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its `name`, `kind` (str, int or float), its unit, '' where it has none, and its cell of a run."""

    name: str
    kind: type[str | int | float]
    unit: str
    cell: Callable[[RunResult], Cell]


OF_IMAGES = "fraction of images"


def _setting(name: str) -> Column:
    """The column of a field of `Run`, whose value is written as on the command line where it is not a number."""
    row = SETTINGS.get(name)
    kind = type(row.default) if row else {"learning_rate": float, "seed": int}.get(name, str)
    if kind is bool:
        return Column(name, int, "", lambda result: int(getattr(result.run, name)))
    if row and kind is tuple:
        return Column(name, str, UNITS[name], lambda result: row.kind.write(getattr(result.run, name)))
    return Column(name, kind, UNITS.get(name, ""), lambda result: kind(getattr(result.run, name)))


COLUMNS: tuple[Column, ...] = (
    *(_setting(field.name) for field in fields(Run)),
    Column("engine", str, "", lambda result: result.engine),
    Column("diverged", int, "epoch", lambda result: result.diverged),
    Column("final_epoch", int, "epoch", lambda result: result.kept.epoch),
    Column("final_accuracy", float, OF_IMAGES, lambda result: result.kept.validation_accuracy),
    Column("best_epoch", int, "epoch", lambda result: result.best.epoch),
    Column("best_accuracy", float, OF_IMAGES, lambda result: result.best.validation_accuracy),
    Column("validation_accuracy", float, OF_IMAGES, lambda result: result.validation_accuracy),
    Column("test_accuracy", float, OF_IMAGES, lambda result: result.test_accuracy),
    Column("training_cost", float, "cost_unit", lambda result: result.kept.training_cost),
    Column("validation_cost", float, "cost_unit", lambda result: result.kept.validation_cost),
    Column("cost_unit", str, "", lambda result: LOSSES[result.run.loss].units),
    Column("nll", float, "nats", lambda result: result.kept.yardsticks.nll),
    Column("brier", float, "squared probability", lambda result: result.kept.yardsticks.brier),
    Column("ece", float, "probability", lambda result: result.kept.yardsticks.ece),
)
"""In order: the settings, who trained it, what came out."""


def cells(result: RunResult) -> Cells:
    """The row of a finished run."""
    return tuple(column.cell(result) for column in COLUMNS)
