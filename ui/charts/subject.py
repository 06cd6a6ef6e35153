"""What the charts of one experiment have in common: the arms' names, the numbers of images, the length of training."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.experiment import Experiment
from core.losses import LOSSES
from core.training import EVALUATED, WATCHED
from lab import wording
from lab.languages.words import _


@dataclass(frozen=True, slots=True)
class Subject:
    """What a chart is of. Constant while an experiment trains, so that a chart's spec is too; hashable, for caches.

    `names` and `labels` (in lines, for the ends of curves) have an entry an arm, `units` the unit of the arm's cost.
    `training`, `watched` and `validation` count the images that accuracies and costs, the slowdown figures and the
    validation figures are taken on. Names and units are said in the reader's language. `narrow` is for screens below
    600 px: no labels beside the plot; `legend` asks for a legend where labels have no place. `open`: more seeds may
    come, and means are of those so far.
    """

    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    units: tuple[str, ...]
    train: int
    training: int
    watched: int
    validation: int
    epochs: int
    seeds: int
    layers: int
    narrow: bool = False
    legend: bool = False
    open: bool = False

    @classmethod
    def of(cls, experiment: Experiment, *, narrow: bool = False) -> Subject:
        """The subject of the charts of `experiment`."""
        arms = experiment.arms
        return cls(
            names=wording.arm_names(arms),
            labels=wording.arm_labels(arms),
            units=tuple(_(LOSSES[arm.loss].units) for arm in arms),
            train=experiment.train,
            training=min(experiment.train, EVALUATED),
            watched=min(experiment.train, WATCHED),
            validation=experiment.validation,
            epochs=experiment.epochs,
            seeds=experiment.seeds,
            layers=max(len(experiment.hidden if arm.hidden is None else arm.hidden) for arm in arms) + 1,
            narrow=narrow,
        )

    @property
    def arms(self) -> int:
        """How many arms there are."""
        return len(self.names)

    @property
    def labelled(self) -> bool:
        """Whether curves are labelled at their ends; else a legend stands on top."""
        return self.arms <= 4 and not self.narrow and not self.legend

    def with_legend(self) -> Subject:
        """The same for a chart whose marks have no ends to be labelled at."""
        return replace(self, legend=True)
