"""The settings that all arms share: a row a setting, for the form, for its one-line summary, and for an arm's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from core.activations import ACTIVATIONS
from core.experiment import SETTINGS, Experiment
from core.notation import hidden_text, number_text
from core.weights import INIT_NAMES, INITS

PREFIX = "shared."
Kind = Literal["whole", "number", "text", "choice"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of `Experiment` in the form.

    `line` says its value in the summary, `one` says the value 1; `always` keeps it there when it has its default.
    `names` are the words of a choice.
    """

    name: str
    label: str
    kind: Kind
    line: str
    one: str = ""
    always: bool = False
    help: str | None = None
    step: float = 1
    names: Mapping[str, str] | None = None

    @property
    def key(self) -> str:
        """Where the session keeps the value of the widget."""
        return PREFIX + self.name

    def words(self, value: Any) -> str:
        """The setting's part of the summary.

        >>> ROWS["seeds"].words(3), ROWS["seeds"].words(1), ROWS["hidden"].words((30, 20))
        ('3 seeds', '1 seed', '30 and 20 hidden')
        """
        if self.name == "hidden":
            return HIDDEN[len(value)].format(*value)
        if value == 1 and self.one:
            return self.one
        shown = self.names[value] if self.names else value
        return self.line.format(value=shown if isinstance(shown, int | str) else number_text(shown))


HIDDEN = ("no hidden layer", "{} hidden", "{} and {} hidden")
HIDDEN_HELP = "Units of each hidden layer: 30, or 30,20 for two layers, or none."
NAMES = {key: row.name for key, row in ACTIVATIONS.items()}

_ROWS = (
    Setting("train", "Training images", "whole", "{value:,} images", always=True, step=1000),
    Setting(
        "validation",
        "Validation images",
        "whole",
        "{value:,} validation images",
        step=1000,
        help="Curves are drawn on these. At the end every run is also tried on all 10,000 validation and test images.",
    ),
    Setting("hidden", "Hidden units", "text", "", always=True, help=HIDDEN_HELP),
    Setting("epochs", "Epochs", "whole", "{value:,} epochs", "1 epoch", always=True, step=5),
    Setting("batch", "Mini-batch", "whole", "mini-batch {value:,}", always=True, step=5, help="Images in an update."),
    Setting(
        "seeds",
        "Seeds",
        "whole",
        "{value:,} seeds",
        "1 seed",
        always=True,
        help="How often everything is repeated, with other images, initial weights and order of mini-batches.",
    ),
    Setting("first_seed", "First seed", "whole", "seeds from {value:,}"),
    Setting(
        "l2",
        "L2 lambda",
        "number",
        "lambda {value}",
        step=0.1,
        help="Weight decay: lambda/(2n) times the sum of squared weights is added to the cost of n training images.",
    ),
    Setting("hidden_activation", "Hidden activation", "choice", "{value} hidden units", names=NAMES),
    Setting("init", "Initial weights", "choice", "{value} initial weights", names={key: key for key in INITS}),
    Setting(
        "output_bias",
        "Added to the output biases",
        "number",
        "{value} added to the output biases",
        help="10 makes a bad start: every output saturated, nine of ten wrong.",
    ),
    Setting(
        "close_up",
        "Close-up of the beginning",
        "whole",
        "first {value:,} epochs in close-up",
        "first epoch in close-up",
        help="In so many epochs validation accuracy is measured twenty times, for the tab Slowdown.",
    ),
)

ROWS: dict[str, Setting] = {row.name: row for row in _ROWS}
"""The settings in the order of the form and of the summary."""

UNSHOWN = tuple(name for name in SETTINGS if name not in ROWS)
"""Settings that only links give: they are kept as they came."""

UNSAID = "Settings shared by all arms"
DEFAULT = Experiment()
INIT_HELP = "; ".join(f"{key}: {name}" for key, name in INIT_NAMES.items())

_TO_STATE: dict[Kind, Callable[[Any], Any]] = {"whole": int, "number": float, "text": hidden_text, "choice": str}


def keys() -> list[str]:
    """Where the session keeps the settings."""
    return [PREFIX + name for name in SETTINGS]


def fill(experiment: Experiment) -> None:
    """Put the settings of `experiment` into the form."""
    for name, row in ROWS.items():
        st.session_state[row.key] = _TO_STATE[row.kind](getattr(experiment, name))
    for name in UNSHOWN:
        st.session_state[PREFIX + name] = getattr(experiment, name)


def values() -> dict[str, Any]:
    """What the form holds, unchecked: arguments of `Experiment`."""
    return {name: st.session_state[PREFIX + name] for name in SETTINGS}


def summary(experiment: Experiment) -> str:
    """The settings in one line: what always matters, and what is not at its default.

    >>> summary(Experiment(epochs=1, l2=0.1))
    '1,000 images · 30 hidden · 1 epoch · mini-batch 10 · 3 seeds · lambda 0.1'
    """
    said = ((row, getattr(experiment, name), getattr(DEFAULT, name)) for name, row in ROWS.items())
    return " · ".join(row.words(value) for row, value, default in said if row.always or value != default)


def draw(experiment: Experiment | None, *, disabled: bool) -> None:
    """Draw the summary as a line that opens the settings. Without an experiment something is wrong with it."""
    line = summary(experiment) if experiment else UNSAID
    with st.popover(line, type="tertiary", key="shared", disabled=disabled, wrap=False):
        _fields()


def _fields() -> None:
    st.markdown("**Shared by all arms**")
    columns = st.columns(2)
    for place, row in enumerate(ROWS.values()):
        with columns[place % 2]:
            _WIDGETS[row.kind](row)


def _whole(row: Setting) -> None:
    st.number_input(row.label, step=int(row.step), key=row.key, help=row.help, persist_state="session")


def _number(row: Setting) -> None:
    st.number_input(row.label, step=float(row.step), format="%g", key=row.key, help=row.help, persist_state="session")


def _text(row: Setting) -> None:
    st.text_input(row.label, key=row.key, help=row.help, persist_state="session")


def _choice(row: Setting) -> None:
    names = row.names or {}
    help_ = INIT_HELP if row.name == "init" else row.help
    st.selectbox(
        row.label, list(names), format_func=names.__getitem__, key=row.key, help=help_, persist_state="session"
    )


_WIDGETS: dict[Kind, Callable[[Setting], None]] = {
    "whole": _whole,
    "number": _number,
    "text": _text,
    "choice": _choice,
}
