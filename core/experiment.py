"""What is to be trained: an `Arm`, an `Experiment` of arms on shared settings, and a `Run`, one arm with one seed.

All three are frozen and hold registry keys and numbers only, so they hash, compare, pickle, and fit in a link and in
a database row. They validate themselves: what exists can be trained.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from core import limits
from core.activations import ACTIVATIONS
from core.limits import InvalidSetting, choice
from core.notation import hidden_text, number_text, parse_hidden
from core.pairs import pair
from core.weights import INITS

NUMERICS = 3  # raise it with every change that alters the bits of a result: stored runs of older numbers are retrained


OVERRIDES: dict[str, Callable[[Any], Any]] = {
    "hidden": parse_hidden,
    "hidden_activation": lambda key: choice("hidden activation", key, ACTIVATIONS),
    "init": lambda key: choice("initial weights", key, INITS),
    "l2": limits.L2.check,
}
"""The settings that an arm may have of its own, each with its check."""

OVERRIDE_TEXT: dict[str, Callable[[Any], str]] = {
    "hidden": hidden_text,
    "hidden_activation": str,
    "init": str,
    "l2": number_text,
}
"""How the value of each override is written."""


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
        for name, check in OVERRIDES.items():
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, check(value))

    @classmethod
    def parse(cls, text: str) -> Arm:
        """Read an arm from `softmax:log_likelihood:0.5` or, with overrides, `softmax:log_likelihood:0.5:hidden=100`."""
        parts = text.split(":")
        if len(parts) < 3:
            raise InvalidSetting(
                f"an arm must be written output:loss:learning_rate, such as softmax:log_likelihood:0.5, got {text!r}"
            )
        return cls.from_fields(parts[:3], [part.partition("=")[::2] for part in parts[3:]])

    @classmethod
    def from_fields(cls, main: list[str], overrides: list[tuple[str, str]]) -> Arm:
        """Build an arm from the texts of its output layer, loss and learning rate and its (name, value) overrides."""
        named: dict[str, Any] = {}
        for name, value in overrides:
            if choice("an arm's own setting", name, OVERRIDES) in named:
                raise InvalidSetting(f"an arm's own setting may be given once, got {name!r} twice")
            named[name] = OVERRIDES[name](value)
        return cls(main[0], main[1], limits.LEARNING_RATE.check(main[2]), **named)

    def overrides(self) -> list[tuple[str, str]]:
        """The (name, text) of every setting that is the arm's own, in a fixed order."""
        own = ((name, getattr(self, name), text) for name, text in OVERRIDE_TEXT.items())
        return [(name, text(value)) for name, value, text in own if value is not None]

    def __str__(self) -> str:
        main = f"{self.output}:{self.loss}:{number_text(self.learning_rate)}"
        return main + "".join(f":{name}={value}" for name, value in self.overrides())


@dataclass(frozen=True, slots=True)
class Run:
    """One arm with one seed: everything that decides the bits of its result, and nothing else.

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

    @property
    def key(self) -> str:
        """The SHA-256, in hexadecimal, of all settings and of the version of the numerics: a run's name in a store."""
        return _digest(self)

    @property
    def arm_name(self) -> str:
        """The run's output layer, loss and learning rate as text."""
        return f"{self.output}:{self.loss}:{number_text(self.learning_rate)}"


DEFAULT_ARMS = (Arm("softmax", "log_likelihood", 0.5), Arm("sigmoid", "cross_entropy", 0.5))


@dataclass(frozen=True, slots=True)
class Experiment:
    """The arms, the data and the seeds of one comparison. The defaults are frozen in version 1 of links.

    `train` and `validation` count images; `hidden` the units of each hidden layer; `l2` is lambda in
    lambda/(2n) times the sum of squared weights; seeds are `first_seed`, `first_seed` + 1, and so on.
    `output_bias` is added to every drawn bias of the output layer (10 makes a bad start: saturated and wrong);
    in the first `close_up` epochs validation accuracy is measured every twentieth of an epoch; `test_each_epoch`
    measures test accuracy after every epoch, which is for reproducing published figures only: nothing may be
    chosen by it. Raises `InvalidSetting`.
    """

    arms: tuple[Arm, ...] = DEFAULT_ARMS
    train: int = 1000
    validation: int = 1000
    hidden: tuple[int, ...] = (30,)
    hidden_activation: str = "sigmoid"
    init: str = "scaled"
    batch: int = 10
    l2: float = 0.0
    epochs: int = 30
    seeds: int = 3
    first_seed: int = 0
    output_bias: float = 0.0
    close_up: int = 0
    test_each_epoch: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "arms", tuple(self.arms))
        limits.ARMS.check(len(self.arms))
        for name, check in SETTINGS.items():
            object.__setattr__(self, name, check(getattr(self, name)))
        if self.train * self.epochs > limits.PASSES.high:
            raise InvalidSetting(
                f"training images times epochs must be at most {limits.PASSES.high:,.0f}, "
                f"got {self.train:,} times {self.epochs:,} = {self.train * self.epochs:,}"
            )
        if self.batch > self.train:
            raise InvalidSetting(
                f"mini-batch size must be at most the {self.train:,} training images, got {self.batch:,}"
            )

    def run(self, arm: Arm, seed: int) -> Run:
        """The run of `arm` with `seed`: the arm's own settings where it has them, else the experiment's."""
        own = {name: getattr(arm, name) for name in OVERRIDES}
        return Run(
            output=arm.output,
            loss=arm.loss,
            learning_rate=arm.learning_rate,
            **{name: getattr(self, name) if value is None else value for name, value in own.items()},
            output_bias=self.output_bias,
            train=self.train,
            validation=self.validation,
            batch=self.batch,
            epochs=self.epochs,
            seed=seed,
            close_up=self.close_up,
            test_each_epoch=self.test_each_epoch,
        )

    @property
    def seed_range(self) -> range:
        """The seeds of the experiment."""
        return range(self.first_seed, self.first_seed + self.seeds)

    def runs(self, seed: int) -> tuple[Run, ...]:
        """The runs of all arms with one seed, in the order of the arms."""
        return tuple(self.run(arm, seed) for arm in self.arms)

    @property
    def key(self) -> str:
        """The SHA-256, in hexadecimal, of all settings and of the version of the numerics."""
        return _digest(self)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidSetting(f"test accuracy after each epoch must be True or False, got {value!r}")
    return value


SETTINGS: dict[str, Callable[[Any], Any]] = {
    "train": limits.TRAIN.check,
    "validation": limits.VALIDATION.check,
    "hidden": parse_hidden,
    "hidden_activation": OVERRIDES["hidden_activation"],
    "init": OVERRIDES["init"],
    "batch": limits.BATCH.check,
    "l2": limits.L2.check,
    "epochs": limits.EPOCHS.check,
    "seeds": limits.SEEDS.check,
    "first_seed": limits.FIRST_SEED.check,
    "output_bias": limits.OUTPUT_BIAS.check,
    "close_up": limits.CLOSE_UP.check,
    "test_each_epoch": _flag,
}
"""The settings of an experiment beside its arms, each with its check."""


def _digest(thing: Experiment | Run) -> str:
    """Hash the class, its fields by name and the version of the numerics; floats by their exact repr."""
    values = [
        (field.name, str(value) if isinstance(value, Arm) else value)
        for field in fields(thing)
        for value in [getattr(thing, field.name)]
    ]
    text = f"{type(thing).__name__} {NUMERICS} {values!r}"
    return hashlib.sha256(text.encode()).hexdigest()
