"""The shipped result of a preset, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from core.datasets import mnist
from core.engine.choice import chosen
from core.results import RunResult
from lab import answers, wording
from lab.answers import Answer
from ui.charts.comparison import order
from ui.charts.tables import Records
from ui.form.presets import Preset
from ui.site import service


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A preset with its `results[arm][seed]`."""

    preset: Preset
    results: tuple[tuple[RunResult, ...], ...]

    @classmethod
    def of(cls, preset: Preset) -> Exhibit | None:
        """The shipped result; None where there is none. Asks no database."""
        results = service.running().store.shipped.results(preset.experiment)
        return None if results is None else cls(preset, results)

    @property
    def records(self) -> Records:
        """What was recorded, [arm][seed][epoch]."""
        return tuple(tuple(run.records for run in runs) for runs in self.results)

    @property
    def names(self) -> tuple[str, ...]:
        """The arms' names, each different."""
        return wording.arm_names(self.preset.experiment.arms)

    @property
    def answer(self) -> Answer:
        """The answer to what the preset asks."""
        return answers.answer(self.preset.experiment, self.results, mnist().test.labels)

    @property
    def made_by(self) -> str:
        """What is to be said about the engine that made it, '' if nothing."""
        return wording.made_by((run.engine for runs in self.results for run in runs), chosen().identity)

    @property
    def otherwise(self) -> str:
        """What is to be said where the chart ends in another order than the verdict's, '' elsewhere."""
        of = self.preset.experiment
        return order.said(of, self.results, wording.short_names(of.arms)) if answers.asks(of) == "accuracy" else ""
