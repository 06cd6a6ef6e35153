"""What is to be trained: an `Arm`, an `Experiment` of arms on shared settings, and a `Run`, one arm with one seed.

All three are frozen and hold registry keys and numbers only, so they hash, compare, pickle, and fit in a link and in
a database row. They validate themselves: what exists can be trained. What there is to know of a setting is in its row
in `core.settings`; here it has a line in `Experiment`, one in `Run` where it decides the bits of a result, and one in
`Arm` where an arm may have its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from core import limits
from core.engine.choice import chosen
from core.limits import InvalidSetting, choice
from core.notation import number_text
from core.pairs import pair
from core.settings import DEFAULTS, OWN, SETTINGS
from core.words import N_, said

NO_ARM = N_("an arm must be written output:loss:learning_rate, such as softmax:log_likelihood:0.5, got {got}")
TWICE = N_("an arm's own setting may be given once, got {got} twice")
TOO_MUCH = N_("training images times epochs must be at most {most:,.0f}, got {train:,} times {epochs:,} = {product:,}")
TOO_LARGE = N_("mini-batch size must be at most the {train:,} training images, got {batch:,}")


@dataclass(frozen=True, slots=True)
class Arm:
    """One output layer with one loss and its learning rate; what is None is the experiment's.

    Raises `InvalidSetting` for an unknown key, a number out of range, or a pair that `core.pairs` refuses.
    """

    output: str
    loss: str
    learning_rate: float
    hidden: tuple[int, ...] | None = None
    hidden_activation: str | None = None
    init: str | None = None
    l2: float | None = None

    def __post_init__(self) -> None:
        row = pair(self.output, self.loss)
        if row.refused:
            raise InvalidSetting(row.note)
        object.__setattr__(self, "learning_rate", limits.LEARNING_RATE.check(self.learning_rate))
        for name, value in self.own().items():
            object.__setattr__(self, name, OWN[name].kind.check(value))

    @classmethod
    def parse(cls, text: str) -> Arm:
        """Read an arm from `softmax:log_likelihood:0.5` or, with its own settings, `softmax:hinge:1:hidden=100`."""
        parts = text.split(":")
        if len(parts) < 3:
            raise InvalidSetting(said(NO_ARM, got=repr(text)))
        return cls.from_fields(parts[:3], [part.partition("=")[::2] for part in parts[3:]])

    @classmethod
    def from_fields(cls, main: list[str], own: list[tuple[str, str]]) -> Arm:
        """Build an arm from the texts of its output layer, loss and learning rate and its own (name, text) settings."""
        named: dict[str, Any] = {}
        for name, text in own:
            if choice(N_("an arm's own setting"), name, OWN) in named:
                raise InvalidSetting(said(TWICE, got=repr(name)))
            named[name] = OWN[name].kind.check(text)
        return cls(main[0], main[1], limits.LEARNING_RATE.check(main[2]), **named)

    def own(self) -> dict[str, Any]:
        """The value of every setting that is the arm's own, by name, in the order of the table."""
        values = {name: getattr(self, name) for name in OWN}
        return {name: value for name, value in values.items() if value is not None}

    def __str__(self) -> str:
        main = f"{self.output}:{self.loss}:{number_text(self.learning_rate)}"
        return main + "".join(f":{name}={OWN[name].kind.write(value)}" for name, value in self.own().items())


@dataclass(frozen=True, slots=True)
class Run:
    """One arm with one seed: everything that decides the bits of its result but the engine, and nothing else.

    Runs of the same seed and the same data settings can be trained side by side; a run's bits do not depend on its
    neighbours. Made by `Experiment.run`.
    """

    output: str
    loss: str
    learning_rate: float
    hidden: tuple[int, ...]
    hidden_activation: str
    init: str
    l2: float
    output_bias: float
    train: int
    validation: int
    batch: int
    epochs: int
    seed: int
    close_up: int
    test_each_epoch: bool

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Run:
        """Read back what `dataclasses.asdict` wrote, also before some of the settings were there: they are at default.

        Raises `InvalidSetting` and `TypeError`.
        """
        settings = {name: row.kind.check(values.get(name, row.default)) for name, row in _OF_A_RUN.items()}
        return cls(**{**values, **settings})

    @property
    def key(self) -> str:
        """The run's name in a store: that of its result by the engine that is chosen here."""
        return self.key_by(chosen().identity)

    def key_by(self, engine: str) -> str:
        """The SHA-256, in hexadecimal, of the run and of the identity of an engine, such as `compiled 1`."""
        return _run_key(self, engine)

    @property
    def arm_name(self) -> str:
        """The run's output layer, loss and learning rate as text."""
        return f"{self.output}:{self.loss}:{number_text(self.learning_rate)}"


_OF_A_RUN = {field.name: SETTINGS[field.name] for field in fields(Run) if field.name in SETTINGS}

DEFAULT_ARMS = (Arm("softmax", "log_likelihood", 0.5), Arm("sigmoid", "cross_entropy", 0.5))


@dataclass(frozen=True, slots=True)
class Experiment:
    """The arms, the data and the seeds of one comparison; `core.settings` says what each setting does.

    The seeds are `first_seed`, `first_seed` + 1, and so on. The defaults are frozen in version 1 of links. Raises
    `InvalidSetting`.
    """

    arms: tuple[Arm, ...] = DEFAULT_ARMS
    train: int = DEFAULTS["train"]
    validation: int = DEFAULTS["validation"]
    hidden: tuple[int, ...] = DEFAULTS["hidden"]
    hidden_activation: str = DEFAULTS["hidden_activation"]
    init: str = DEFAULTS["init"]
    batch: int = DEFAULTS["batch"]
    l2: float = DEFAULTS["l2"]
    epochs: int = DEFAULTS["epochs"]
    seeds: int = DEFAULTS["seeds"]
    first_seed: int = DEFAULTS["first_seed"]
    output_bias: float = DEFAULTS["output_bias"]
    close_up: int = DEFAULTS["close_up"]
    test_each_epoch: bool = DEFAULTS["test_each_epoch"]

    def __post_init__(self) -> None:
        object.__setattr__(self, "arms", tuple(self.arms))
        limits.ARMS.check(len(self.arms))
        for name in SETTING_NAMES:
            object.__setattr__(self, name, SETTINGS[name].kind.check(getattr(self, name)))
        most, product = limits.PASSES.high, self.train * self.epochs
        if product > most:
            raise InvalidSetting(said(TOO_MUCH, most=most, train=self.train, epochs=self.epochs, product=product))
        if self.batch > self.train:
            raise InvalidSetting(said(TOO_LARGE, train=self.train, batch=self.batch))

    def run(self, arm: Arm, seed: int) -> Run:
        """The run of `arm` with `seed`: the arm's own settings where it has them, else the experiment's."""
        shared = {name: getattr(self, name) for name in _OF_A_RUN}
        return Run(arm.output, arm.loss, arm.learning_rate, seed=seed, **{**shared, **arm.own()})

    @property
    def seed_range(self) -> range:
        """The seeds of the experiment."""
        return range(self.first_seed, self.first_seed + self.seeds)

    def runs(self, seed: int) -> tuple[Run, ...]:
        """The runs of all arms with one seed, in the order of the arms."""
        return tuple(self.run(arm, seed) for arm in self.arms)

    @property
    def key(self) -> str:
        """The experiment's name in a store: that of its results by the engine that is chosen here."""
        return self.key_by(chosen().identity)

    def key_by(self, engine: str) -> str:
        """The SHA-256, in hexadecimal, of the experiment and of the identity of an engine, such as `compiled 1`."""
        return _experiment_key(self, engine)


SETTING_NAMES = tuple(field.name for field in fields(Experiment) if field.name in SETTINGS)
"""The settings in the order of the fields of `Experiment`, in which links give them."""


@lru_cache(maxsize=4096)
def _run_key(run: Run, engine: str) -> str:
    """The key, kept: every look at the store asks for those of all runs."""
    return _digest("run", [run.arm_name, f"seed={run.seed}", *_changed(run)], engine)


@lru_cache(maxsize=1024)
def _experiment_key(experiment: Experiment, engine: str) -> str:
    """The key, kept: a page asks for it some ten times a run."""
    return _digest("experiment", [*map(str, experiment.arms), *_changed(experiment)], engine)


def _changed(thing: Experiment | Run) -> list[str]:
    """The settings that are not at their default, as texts: a setting that is new changes no key."""
    names = sorted(field.name for field in fields(thing) if field.name in SETTINGS)
    values = [(name, SETTINGS[name], getattr(thing, name)) for name in names]
    return [f"{name}={row.kind.write(value)}" for name, row, value in values if value != row.default]


def _digest(kind: str, parts: list[str], engine: str) -> str:
    return hashlib.sha256("\n".join([kind, engine, *parts]).encode()).hexdigest()
