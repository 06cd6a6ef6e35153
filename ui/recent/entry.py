"""One stored result in a list: its arms, what came of it, its settings, when it was, and the way to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import streamlit as st

from core.experiment import Arm
from core.notation import number_text
from lab import links, wording
from lab.languages.words import N_, _
from lab.storage.shelf import StoredExperiment
from ui.charts.palette import style
from ui.form import settings, sweeps
from ui.recent import gist
from ui.site import frame, menu, sketch

STYLE = Path(__file__).with_suffix(".css")

SPANS = (
    (timedelta(minutes=1), timedelta(seconds=1), N_("just now"), N_("just now")),
    (timedelta(hours=1), timedelta(minutes=1), N_("a minute ago"), N_("{count} minutes ago")),
    (timedelta(days=1), timedelta(hours=1), N_("an hour ago"), N_("{count} hours ago")),
    (timedelta(days=14), timedelta(days=1), N_("a day ago"), N_("{count} days ago")),
)
"""Up to which age, counted in what, and how one and several of them are said."""

PAIR = N_("{pair} · rate {rate}")
WITH_OWN = N_("{pair} · rate {rate} · {own}")
SWEPT = N_("{pair} · rates {first} to {last}")
OPEN = N_("Open in {page}")

HOLDER = (
    '<div class="entry"><div>{arms}<p class="entry-gist">{gist}</p><p class="entry-facts">{facts}</p></div>{sketch}'
    "</div>"
)
ARM = '<span class="entry-arm" style="--light: {light}; --dark: {dark}">{sign} {name}</span>'


def ago(moment: datetime, now: datetime) -> str:
    """How long ago something was, in words; the date where it was long ago.

    >>> ago(datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 15, 59))
    '3 hours ago'
    """
    age = now - moment
    for limit, unit, one, several in SPANS:
        if age < limit:
            count = age // unit
            return _(one if count <= 1 else several).format(count=count)
    return moment.strftime("%Y-%m-%d")


def draw(stored: StoredExperiment, *, dated: bool = True) -> None:
    """Draw one stored result, `dated` with how long ago it was last asked for."""
    experiment = stored.experiment
    swept = sweeps.of(experiment)
    if swept is None:
        page, query = menu.COMPARE, links.to_query(experiment)
        arms = [_name(arm) for arm in experiment.arms]
    else:
        page, query = menu.LEARNING_RATE, swept.query()
        ends = {"first": number_text(swept.rates[0]), "last": number_text(swept.rates[-1])}
        arms = [_(SWEPT).format(pair=wording.pair_name(arm.output, arm.loss), **ends) for arm in swept.base.arms]
    found = gist.of(stored, swept)
    facts = [settings.summary(experiment), *([ago(stored.seen, datetime.now(UTC))] if dated else [])]
    with st.container(border=True, gap="xxsmall"):
        st.html(
            HOLDER.format(
                arms="".join(_arm(place, name) for place, name in enumerate(arms)),
                gist=escape(found.words),
                facts=escape(" · ".join(facts)),
                sketch=found.sketch,
            )
        )
        frame.link(page, _(OPEN).format(page=_(page.name)), query)


def draw_style() -> None:
    """Load what the entries look like, once a page."""
    st.html(STYLE)
    st.html(sketch.STYLE)


def _name(arm: Arm) -> str:
    """The arm with everything that may tell it from one in another entry."""
    pair, own = wording.pair_name(arm.output, arm.loss), wording.own_settings(arm)
    template = _(WITH_OWN) if own else _(PAIR)
    return template.format(pair=pair, rate=number_text(arm.learning_rate), own=own)


def _arm(place: int, name: str) -> str:
    look = style(place)
    return ARM.format(light=look.text("light"), dark=look.text("dark"), sign=look.sign, name=escape(name))
