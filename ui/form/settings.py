"""The settings that all arms share, in the form: a field a setting, by its kind, and their one-line summary."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import streamlit as st

from core.experiment import Experiment
from core.kinds import Choice, Layers, Real, SettingKind, Whole
from core.limits import InvalidSetting
from core.settings import SETTINGS
from lab.languages.words import N_, _
from ui.form import fields, folds

PREFIX = "shared."


UNSAID = N_("Settings shared by all arms")


def key(name: str) -> str:
    """Where the session keeps the value of a setting."""
    return fields.key(PREFIX + name)


def keys() -> list[str]:
    """Where the session keeps the settings."""
    return fields.keys(names())


def names() -> list[str]:
    """What the fields of the settings are called."""
    return [PREFIX + name for name in SETTINGS]


def fill(experiment: Experiment) -> None:
    """Put the settings of `experiment` into the form."""
    for name, row in SETTINGS.items():
        value = getattr(experiment, name)
        fields.put(PREFIX + name, row.kind.write(value) if isinstance(row.kind, Layers) else value)


def values() -> dict[str, Any]:
    """What the form holds, unchecked: arguments of `Experiment`."""
    return {name: st.session_state[place] for name, place in zip(SETTINGS, keys(), strict=True)}


def summary(experiment: Experiment, *, but: Collection[str] = ()) -> str:
    """The settings in one line: what always matters, and what is not at its default, `but` for these names.

    >>> summary(Experiment(epochs=1, l2=0.1))
    '1,000 images · 30 hidden · 1 epoch · mini-batch 10 · 3 seeds · lambda 0.1'
    >>> summary(Experiment(epochs=1), but=["seeds"])
    '1,000 images · 30 hidden · 1 epoch · mini-batch 10'
    """
    said = ((row, getattr(experiment, name)) for name, row in SETTINGS.items() if name not in but)
    return " · ".join(_(row.words(value)) for row, value in said if row.always or value != row.default)


def draw(experiment: Experiment | None, *, disabled: bool) -> None:
    """Draw the summary as a line that opens the settings. Without an experiment something is wrong with it."""
    line = summary(experiment) if experiment else _summed()
    folds.draw(line, folds.SHARED, _fields, type="tertiary", disabled=disabled)


def _summed() -> str:
    """The summary where an arm cannot be trained; where a setting cannot be used there is none."""
    try:
        return summary(Experiment(**values()))
    except InvalidSetting:
        return _(UNSAID)


def _fields() -> None:
    st.markdown(_("**Shared by all arms**"))
    columns = st.columns(2)
    for place, row in enumerate(row for row in SETTINGS.values() if row.in_form):
        with columns[place % 2]:
            WIDGETS[type(row.kind)](
                _(row.label), row.kind, key=key(row.name), help=_(row.help), persist_state="session"
            )


def _whole(label: str, kind: Whole, **how: Any) -> None:
    st.number_input(label, step=kind.step, **how)


def _real(label: str, kind: Real, **how: Any) -> None:
    st.number_input(label, step=kind.step, format="%g", **how)


def _layers(label: str, _kind: Layers, **how: Any) -> None:
    st.text_input(label, **how)


def _choice(label: str, kind: Choice, **how: Any) -> None:
    names = {choice: _(kind.name(choice)) for choice in kind.registry}
    st.selectbox(label, list(names), format_func=names.__getitem__, **how)


WIDGETS: dict[type[SettingKind], Callable[..., None]] = {Whole: _whole, Real: _real, Layers: _layers, Choice: _choice}
"""What draws the field of a setting, by its kind."""
