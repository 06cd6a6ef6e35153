"""Which result is looked at: that of the form where it is trained, else this visitor's last, else what is shipped."""

from __future__ import annotations

from dataclasses import dataclass

from core.experiment import Experiment
from core.results import RunResult
from ui import session
from ui.digits import place
from ui.form import forms
from ui.shown import Shown
from ui.site import visitor


@dataclass(frozen=True)
class Source:
    """A finished experiment and one of its seeds. `wanted` is what was asked for, where that is another one."""

    shown: Shown
    seed: int
    wanted: Experiment | None = None

    @property
    def networks(self) -> tuple[RunResult, ...]:
        """The networks of the seed, one an arm."""
        place = self.seed - self.shown.experiment.first_seed
        return tuple(runs[place] for runs in self.shown.results)

    @property
    def there(self) -> dict[int, RunResult]:
        """The networks that are there themselves, by arm, counted from 0; of some that are shipped only answers are."""
        return {arm: result for arm, result in enumerate(self.networks) if result.weights}

    @property
    def whole(self) -> bool:
        """Whether all of the seed's networks are there themselves."""
        return len(self.there) == len(self.networks)

    @property
    def complete(self) -> bool:
        """Whether the networks of every seed are there."""
        return all(result.weights for runs in self.shown.results for result in runs)


def find() -> Source | None:
    """What is looked at, None where nothing at all is finished."""
    asked = forms.read().experiment
    for experiment in (asked, session.current().comparing.current, Experiment()):
        snapshot = None if experiment is None else visitor.look(experiment)
        if experiment is not None and snapshot is not None and snapshot.state == "finished":
            shown = Shown.of(experiment, snapshot)
            return Source(shown, _seed(experiment), None if experiment == asked else asked)
    return None


def _seed(experiment: Experiment) -> int:
    """The chosen seed; the first where the experiment has no such seed."""
    chosen = int(place.value("seed"))
    return chosen if chosen in experiment.seed_range else experiment.first_seed
