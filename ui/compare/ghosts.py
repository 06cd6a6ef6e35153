"""What was compared before, pale behind what is compared now: until it is put away, or for good where it is pinned."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.experiment import Experiment
from core.notation import number_text
from lab import wording
from ui import session
from ui.charts.comparison import table
from ui.charts.comparison.curves import View
from ui.form import settings
from ui.site import visitor

NAME = "before: {name}"
RATE = "rate "
AWAY = "Put the pale curves away"
PIN, UNPIN = "Pin", "Pinned"
PIN_HELP = "Keep these curves, pale, behind whatever is compared next."
UNPIN_HELP = "These curves stay, pale, behind whatever is compared next. Press to let them go."
ARM = "{name}, rate {rate}"
SAID = "Pale, from before: {arms}; {settings}."


def follow(experiment: Experiment, view: View) -> None:
    """A finished experiment is on the screen: what was there before stands behind it from now on.

    Its curves are kept: where it is trained again, its records are gone before new ones come.
    """
    mine = session.current().comparing
    curves(experiment, view)
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


def curves(earlier: Experiment | None, view: View) -> pd.DataFrame | None:
    """The mean accuracies of an `earlier` experiment, for `ui.charts.comparison.table`; None where they are gone."""
    if earlier is None:
        return None
    found = _curves(earlier.key, View(view.axis), earlier)
    return found if len(found) > 1 else None  # the first row is the frame


@st.cache_data(max_entries=64, show_spinner=False)
def _curves(key: str, view: View, _earlier: Experiment) -> pd.DataFrame:  # noqa: ARG001 (what is cached by)
    snapshot = visitor.look(_earlier)
    names = {arm: NAME.format(name=name) for arm, name in enumerate(_names(_earlier), start=1)}
    rows = table.accuracy(_earlier, snapshot.records, view)
    return rows.assign(named=rows["arm"].map(names))


def said(earlier: Experiment) -> str:
    """What the pale curves are."""
    return SAID.format(arms="; ".join(_names(earlier)), settings=settings.summary(earlier))


def _names(earlier: Experiment) -> list[str]:
    """The arms with their learning rates, which may be all that was changed."""
    named = zip(wording.arm_names(earlier.arms), earlier.arms, strict=True)
    return [name if RATE in name else ARM.format(name=name, rate=number_text(arm.learning_rate)) for name, arm in named]


def away_button() -> None:
    """Draw what takes the pale curves away."""
    st.button(AWAY, icon=":material/visibility_off:", type="tertiary", key="away", on_click=_away)


def pin_button(experiment: Experiment) -> None:
    """Draw what keeps a finished result behind the next, or lets it go."""
    pinned = session.current().comparing.pinned == experiment
    st.button(
        UNPIN if pinned else PIN,
        icon=":material/keep_off:" if pinned else ":material/keep:",
        type="tertiary",
        key="pin",
        help=UNPIN_HELP if pinned else PIN_HELP,
        on_click=_pin,
        args=(None if pinned else experiment,),
    )


def _away() -> None:
    mine = session.current().comparing
    mine.pinned = mine.behind = mine.current = None


def _pin(experiment: Experiment | None) -> None:
    session.current().comparing.pinned = experiment
