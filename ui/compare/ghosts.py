"""What was compared before, pale behind what is compared now: until it is put away, or for good where it is pinned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.experiment import Arm, Experiment
from core.notation import number_text
from lab import wording
from lab.languages import words
from lab.languages.words import N_, _
from ui import session
from ui.charts.comparison import table
from ui.charts.comparison.curves import View
from ui.charts.tables import Rows, below, count
from ui.charts.takeaways import EARLIER
from ui.form import settings
from ui.site import visitor

AWAY = N_("Put the pale curves away")
PIN, UNPIN = N_("Pin"), N_("Pinned")
NEXT = N_("; ")
PIN_HELP = N_("Keep these curves, pale, behind whatever is compared next.")
UNPIN_HELP = N_("These curves stay, pale, behind whatever is compared next. Press to let them go.")
ARM = N_("{name}, rate {rate}")
SAID = N_("Pale, from before: {arms}; {settings}.")


def follow(experiment: Experiment, view: View) -> None:
    """A finished experiment is on the screen: what was there before stands behind it from now on.

    Its curves are kept: where it is trained again, its records are gone before new ones come.
    """
    mine = session.current().comparing
    curves(experiment, view)
    costs(experiment, experiment, view)
    if mine.current != experiment:
        mine.current, mine.behind = experiment, mine.current


def behind(experiment: Experiment | None) -> Experiment | None:
    """The finished experiment whose curves stand behind those of `experiment`, None without one."""
    mine = session.current().comparing
    found = mine.pinned or (mine.behind if mine.current == experiment else mine.current)
    return None if found == experiment else found


def own(experiment: Experiment) -> Experiment | None:
    """The experiment itself, where it is finished and on the screen: what is to be seen until it is trained again."""
    return experiment if session.current().comparing.current == experiment else None


def curves(earlier: Experiment | None, view: View) -> Rows | None:
    """The mean accuracies of an `earlier` experiment, for `ui.charts.comparison.table`; None where they are gone."""
    if earlier is None:
        return None
    found = _curves(earlier.key, View(view.axis), words.language(), earlier)
    return found if count(found) > 1 else None  # the first row is the frame


def costs(earlier: Experiment | None, experiment: Experiment, view: View) -> list[Rows | None]:
    """The mean costs that stand behind those of each arm of `experiment`, of arms of the same loss alone: costs of
    other losses measure something else. Of the same output layer, too, where there is one; None without any.
    """
    if earlier is None:
        return [None] * len(experiment.arms)
    found = _costs(earlier.key, View(view.axis, log=view.log), words.language(), earlier)
    return [_like(arm, earlier, found) for arm in experiment.arms]


def _like(arm: Arm, earlier: Experiment, found: Sequence[Rows]) -> Rows | None:
    rows = [(other, row) for other, row in zip(earlier.arms, found, strict=True) if other.loss == arm.loss]
    rows = [(other, row) for other, row in rows if other.output == arm.output] or rows
    drawn = [row for _, row in rows if count(row) > 1]
    return below(*drawn) if drawn else None


@st.cache_resource(max_entries=64, show_spinner=False)
def _costs(key: str, view: View, spoken: str, _earlier: Experiment) -> list[Rows]:  # noqa: ARG001 (what is cached by)
    return [_named(rows, _earlier) for rows in table.costs(_earlier, visitor.look(_earlier).records, view)]


@st.cache_resource(max_entries=64, show_spinner=False)
def _curves(key: str, view: View, spoken: str, _earlier: Experiment) -> Rows:  # noqa: ARG001 (what is cached by)
    return _named(table.accuracy(_earlier, visitor.look(_earlier).records, view), _earlier)


def _named(rows: Rows, earlier: Experiment) -> Rows:
    """Rows of a table with what stands at the ends of their curves; nothing in its frame, which is of no arm."""
    names: dict[float, str] = {arm: _(EARLIER).format(name=name) for arm, name in enumerate(_names(earlier), start=1)}
    return rows | {"named": np.array([names.get(arm) for arm in rows["arm"].tolist()], dtype=object)}


def said(earlier: Experiment) -> str:
    """What the pale curves are."""
    return _(SAID).format(arms=_(NEXT).join(_names(earlier)), settings=settings.summary(earlier))


def _names(earlier: Experiment) -> list[str]:
    """The arms with their learning rates, which may be all that was changed."""
    named = zip(wording.arm_names(earlier.arms), earlier.arms, strict=True)
    return [
        name
        if wording.rates_differ(arm, earlier.arms)
        else _(ARM).format(name=name, rate=number_text(arm.learning_rate))
        for name, arm in named
    ]


def away_button() -> None:
    """Draw what takes the pale curves away."""
    st.button(_(AWAY), icon=":material/visibility_off:", type="tertiary", key="away", on_click=_away)


def pin_button(experiment: Experiment) -> None:
    """Draw what keeps a finished result behind the next, or lets it go."""
    pinned = session.current().comparing.pinned == experiment
    st.button(
        _(UNPIN if pinned else PIN),
        icon=":material/keep_off:" if pinned else ":material/keep:",
        type="tertiary",
        key="pin",
        help=_(UNPIN_HELP if pinned else PIN_HELP),
        on_click=_pin,
        args=(None if pinned else experiment,),
    )


def _away() -> None:
    mine = session.current().comparing
    mine.pinned = mine.behind = mine.current = None


def _pin(experiment: Experiment | None) -> None:
    session.current().comparing.pinned = experiment
