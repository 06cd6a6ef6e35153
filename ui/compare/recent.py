"""Lists of stored results, each a link that opens it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import streamlit as st

from core.experiment import Experiment
from lab import links, wording
from lab.storage.shelf import StoredExperiment
from ui.form import settings
from ui.site import frame, menu
from ui.sweep import sweeps

SPANS = (
    (timedelta(minutes=1), timedelta(seconds=1), "just now", "just now"),
    (timedelta(hours=1), timedelta(minutes=1), "a minute ago", "{count} minutes ago"),
    (timedelta(days=1), timedelta(hours=1), "an hour ago", "{count} hours ago"),
    (timedelta(days=14), timedelta(days=1), "a day ago", "{count} days ago"),
)
"""Up to which age, counted in what, and how one and several of them are said."""

BEST = "{accuracy:.2f} % best, {name}"
SWEPT = "Learning rates of {names}"
AND = " beside "
OPEN = "Open in {page}"


def ago(moment: datetime, now: datetime) -> str:
    """How long ago something was, in words; the date where it was long ago.

    >>> ago(datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 15, 59))
    '3 hours ago'
    """
    age = now - moment
    for limit, unit, one, several in SPANS:
        if age < limit:
            count = age // unit
            return one if count <= 1 else several.format(count=count)
    return moment.strftime("%Y-%m-%d")


def draw(stored: StoredExperiment) -> None:
    """Draw one stored result: a link, its settings, its best accuracy on the 10,000 validation images, and when."""
    experiment = stored.experiment
    swept = sweeps.of(experiment)
    best = BEST.format(accuracy=100 * stored.accuracies[stored.best], name=_names(experiment)[stored.best])
    with st.container(border=True, gap="xxsmall"):
        if swept is None:
            page, label, query = menu.COMPARE, AND.join(_names(experiment)), links.to_query(experiment)
        else:
            page, label, query = menu.LEARNING_RATE, SWEPT.format(names=AND.join(_names(swept.base))), swept.query()
        st.markdown(f"**{label}**")
        st.caption(" · ".join([best, settings.summary(experiment), ago(stored.seen, datetime.now(UTC))]))
        frame.link(page, OPEN.format(page=page.name), query)


def _names(experiment: Experiment) -> tuple[str, ...]:
    return wording.arm_names(experiment.arms)
