"""The settings of an experiment beside its arms: a row a setting, and everything about it.

Checks, keys, links, the command line's options, the form and its summary, and an arm's own settings follow from the
rows; so does the README's table, by a test. A row's field stands in `core.experiment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core import limits
from core.activations import ACTIVATIONS
from core.engine.weights import INITS
from core.kinds import Choice, Flag, Layers, Real, SettingKind, Whole
from core.words import N_, Said

MOST_SEEDS = 20
"""So many seeds are trained at most."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    `label` names its field in the form; `help` says what it does, in the form, on the command line and in the README.
    `said` is how a value is called in a list, `apart` how some values are that are called otherwise. `own`: an arm may
    have its own value. `always`: the summary names it at its default too. `in_form`: the form has a field for it; the
    others are kept as links and the command line give them.
    """

    name: str
    default: Any
    kind: SettingKind
    label: str
    help: str
    said: str
    apart: Mapping[Any, str] = field(default_factory=dict)
    own: bool = False
    always: bool = False
    in_form: bool = True

    def words(self, value: Any) -> str:
        """What a value is called in a list: where it is filled in, a `Said`.

        >>> SETTINGS["seeds"].words(3), SETTINGS["seeds"].words(1), SETTINGS["hidden"].words((30, 20))
        ('3 seeds', '1 seed', '30-20 hidden')
        """
        return self.apart.get(value) or Said(self.said, {"value": self.kind.said(value)})


_ROWS = (
    Setting(
        "train",
        1000,
        Whole(N_("number of training images"), 10, 50_000, step=1000),
        N_("Training images"),
        N_("Images to train on: others for each seed, and of each digit its share."),
        N_("{value} images"),
        always=True,
    ),
    Setting(
        "validation",
        1000,
        Whole(N_("number of validation images"), 10, 10_000, step=1000),
        N_("Validation images"),
        N_("Curves are drawn on these. At the end every run is also tried on all 10,000 validation and test images."),
        N_("{value} validation images"),
    ),
    Setting(
        "hidden",
        (30,),
        Layers(limits.HIDDEN_LAYERS, limits.HIDDEN_UNITS),
        N_("Hidden units"),
        N_("Units of each hidden layer: 30, or 30,20 for two layers, or none."),
        N_("{value} hidden"),
        {(): N_("no hidden layer")},
        own=True,
        always=True,
    ),
    Setting(
        "epochs",
        30,
        Whole(N_("number of epochs"), 1, 15_000, step=5),
        N_("Epochs"),
        N_("How often all training images are passed through."),
        N_("{value} epochs"),
        {1: N_("1 epoch")},
        always=True,
    ),
    Setting(
        "batch",
        10,
        Whole(N_("mini-batch size"), 1, 1000, step=5),
        N_("Mini-batch"),
        N_("Images in a mini-batch: the weights change after each."),
        N_("mini-batch {value}"),
        always=True,
    ),
    Setting(
        "seeds",
        3,
        Whole(N_("number of seeds"), 1, MOST_SEEDS),
        N_("Seeds"),
        N_(
            "How often everything is repeated, with other initial weights, another order of mini-batches and, unless "
            "all 50,000 are used, other training images."
        ),
        N_("{value} seeds"),
        {1: N_("1 seed")},
        always=True,
    ),
    Setting(
        "first_seed",
        0,
        Whole(N_("first seed"), 0, 1_000_000),
        N_("First seed"),
        N_("The first of the seeds; the others follow it."),
        N_("seeds from {value}"),
    ),
    Setting(
        "hidden_activation",
        "sigmoid",
        Choice(N_("hidden activation"), ACTIVATIONS),
        N_("Hidden activation"),
        N_("The function that a hidden unit applies to the weighted sum of its inputs."),
        N_("hidden {value}"),
        own=True,
    ),
    Setting(
        "init",
        "scaled",
        Choice(N_("initial weights"), INITS),
        N_("Initial weights"),
        N_("The standard deviation of the initial weights: scaled is 1/sqrt(inputs), large is 1."),
        N_("{value} start"),
        own=True,
    ),
    Setting(
        "l2",
        0.0,
        Real(N_("L2 lambda"), 0, 100, step=0.1),
        N_("L2 lambda"),
        N_("Weight decay: lambda/(2n) times the sum of squared weights is added to the cost of n training images."),
        N_("lambda {value}"),
        own=True,
    ),
    Setting(
        "output_bias",
        0.0,
        Real(N_("number added to the output biases"), -100, 100),
        N_("Added to the output biases"),
        N_("Added to every initial output bias: 10 makes a bad start, all outputs saturated and nine of ten wrong."),
        N_("{value} added to the output biases"),
    ),
    Setting(
        "close_up",
        0,
        Whole(N_("number of epochs followed closely"), 0, 1000),
        N_("Close-up of the beginning"),
        N_("In so many epochs at the beginning validation accuracy is measured twenty times, for the tab Slowdown."),
        N_("first {value} epochs in close-up"),
        {1: N_("first epoch in close-up")},
    ),
    Setting(
        "test_each_epoch",
        False,
        Flag(N_("test accuracy after each epoch")),
        N_("Test accuracy after each epoch"),
        N_(
            "Test accuracy is measured after every epoch too, to reproduce published figures: nothing may be chosen "
            "by it."
        ),
        N_("test accuracy after each epoch"),
        in_form=False,
    ),
)

SETTINGS: dict[str, Setting] = {row.name: row for row in _ROWS}
"""The settings by name, in the order of the form, of the summary and of the command line's help."""

OWN: dict[str, Setting] = {name: row for name, row in SETTINGS.items() if row.own}
"""Those that an arm may have of its own."""

DEFAULTS: dict[str, Any] = {name: row.default for name, row in SETTINGS.items()}
"""Their default values, which version 1 of links freezes."""
