"""The shipped result of a preset, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from core.datasets import mnist
from core.engine.choice import chosen
from core.results import RunResult
from core.verdict import judge
from lab import verdicts, wording
from ui.charts.tables import Records
from ui.form.presets import Preset
from ui.site import service


@dataclass(frozen=True, slots=True)
class Shown:
    """A preset with its `results[arm][seed]`."""

    preset: Preset
    results: tuple[tuple[RunResult, ...], ...]

    @classmethod
    def of(cls, preset: Preset) -> Shown | None:
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
    def headline(self) -> str:
        """The verdict in a line."""
        return verdicts.headline(judge(self.results, mnist().test.labels), self.names)

    @property
    def made_by(self) -> str:
        """What is to be said about the engine that made it, '' if nothing."""
        return wording.made_by((run.engine for runs in self.results for run in runs), chosen().identity)
