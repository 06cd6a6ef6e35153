"""The state of an experiment at one moment, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.experiment import Experiment
from core.results import Record, RunResult

State = Literal["unknown", "queued", "running", "finished", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An experiment as the pool sees it. Never changes: ask for another.

    `records[arm][seed][epoch]` is what has been recorded so far, `results[arm][seed]` what is finished, and stored.
    `glimpses[arm][seed]` is what a run answers by now to the images of `core.digits.glimpse`, empty before it began.
    While it is queued, `position` counts from 1 and `wait` is about how many seconds are left until it starts;
    while it is queued or running, `remaining` is about how many are left until it ends. `epoch` of `epochs` is how far
    the runs have come on average. `resumed`: the server began with it, since the one before was training it when it
    ended. `message` says why it failed. All of these are None or empty where they do not apply, or nothing is known.
    """

    state: State
    epochs: int
    epoch: int = 0
    position: int | None = None
    wait: float | None = None
    remaining: float | None = None
    records: tuple[tuple[tuple[Record, ...], ...], ...] = ()
    results: tuple[tuple[RunResult | None, ...], ...] = ()
    glimpses: tuple[tuple[bytes, ...], ...] = ()
    message: str = ""
    resumed: bool = False

    @property
    def reached(self) -> tuple[int, ...]:
        """The epoch that each run has come to, arm by arm and seed by seed; 0 for one that has not begun."""
        return tuple(max(0, len(run) - 1) for runs in self.records for run in runs)

    @classmethod
    def unknown(cls, experiment: Experiment) -> Snapshot:
        """An experiment that nobody has asked for, and whose results are not all stored."""
        seeds = experiment.seeds
        records: tuple[tuple[tuple[Record, ...], ...], ...] = (((),) * seeds,) * len(experiment.arms)
        return cls("unknown", experiment.epochs, records=records, results=((None,) * seeds,) * len(experiment.arms))
