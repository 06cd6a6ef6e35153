"""The shipped result of a preset, ready to be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.datasets import mnist
from core.engine.choice import chosen
from core.evidence.reach import GOAL, Asks, reach
from core.results import RunResult
from core.verdict import judge
from lab import goals, verdicts, wording
from ui.charts.tables import Records
from ui.form.presets import Preset
from ui.site import service


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in a line, and what that leaves open."""

    headline: str
    detail: str


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
    def answer(self) -> Answer:
        """The answer to what the preset asks."""
        return ANSWERS[self.preset.asks](self)

    @property
    def made_by(self) -> str:
        """What is to be said about the engine that made it, '' if nothing."""
        return wording.made_by((run.engine for runs in self.results for run in runs), chosen().identity)


def _in_the_end(shown: Shown) -> Answer:
    """Which arm is more accurate in the end."""
    found = judge(shown.results, mnist().test.labels)
    short = wording.short_names(shown.preset.experiment.arms)
    return Answer(verdicts.headline(found, short), verdicts.detail(found, shown.names))


def _how_soon(shown: Shown) -> Answer:
    """Which arm reaches an accuracy first."""
    of, reached = shown.preset.experiment, [reach(runs) for runs in shown.records]
    return Answer(
        goals.headline(reached, wording.short_names(of.arms), GOAL, of.epochs),
        goals.detail(reached, shown.names, GOAL, of.validation),
    )


ANSWERS: dict[Asks, Callable[[Shown], Answer]] = {"accuracy": _in_the_end, "epochs": _how_soon}
"""How each kind of question is answered."""
