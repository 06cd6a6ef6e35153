"""The page's title with the arms, settings and seed that are looked at; what was asked for instead, if so."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.experiment import Experiment
from core.results import RunResult
from lab.languages.words import N_, _
from ui.charts.palette import style
from ui.digits import place
from ui.digits.source import Source
from ui.form import settings
from ui.site import frame
from ui.site.menu import DIGITS

LINE = '<p class="digits-source">{arms} <span class="quiet">{settings}</span></p>'
ARM = '<span class="arm" style="--light: {light}; --dark: {dark}">{sign} {name}</span>'
SEED = N_("Seed")
OF_SEED = N_("seed {seed}")
SEED_HELP = N_(
    "Each seed is a training of its own: other initial weights, images and order. What is shown is of one of them."
)
ELSE = N_(
    "What Compare holds is not trained yet. This is what was trained last, or else what is shipped with the program."
)

SOME = N_("The networks of this seed are shipped, of other seeds only the answers.")
PARTLY = N_("Of this seed only some networks are shipped, of the other arms only the answers.")
DIVERGED = N_("{name} diverged in epoch {epoch}: what is shown is its network of one epoch before.")
UNTRAINED = N_("{name} diverged in its first epoch: what is shown is untrained.")
NONE = N_("Of this seed only the answers are shipped, not the networks.")


def draw(source: Source) -> None:
    """Draw the line, at the very top of the window."""
    experiment = source.shown.experiment
    seeds = {seed: _(OF_SEED).format(seed=seed) for seed in experiment.seed_range}
    with st.container(key="heading", horizontal=True, vertical_alignment="center", gap="small"):
        st.title(_(DIGITS.title), anchor=False, width="content")
        arms = " ".join(_arm(number, name) for number, name in enumerate(source.shown.names))
        st.html(LINE.format(arms=arms, settings=escape(settings.summary(experiment))), width="stretch")
        if experiment.seeds > 1:
            st.selectbox(
                _(SEED),
                list(seeds),
                format_func=seeds.__getitem__,
                width=106,
                label_visibility="collapsed",
                help=_(SEED_HELP),
                **place.bind("seed", show=lambda _: source.seed),
            )
        frame.share(DIGITS)
    if source.wanted is not None:
        _offer(_(ELSE), source.wanted, _("Train it on Compare"))
    elif not source.complete:
        _offer(
            _(SOME) if source.whole else _(PARTLY) if source.there else _(NONE), experiment, _("Train them on Compare")
        )
    for said in diverged(source.shown.names, source.networks):
        st.caption(said)


def diverged(names: Sequence[str], networks: Sequence[RunResult]) -> list[str]:
    """A sentence for each of the `networks`, of arms of these `names`, that is not the one its training ended with."""
    return [
        (_(DIVERGED) if result.diverged > 1 else _(UNTRAINED)).format(name=name, epoch=result.diverged)
        for name, result in zip(names, networks, strict=True)
        if result.diverged is not None
    ]


def _offer(words: str, experiment: Experiment, label: str) -> None:
    """Say in a line what is not there, and lead to where it is trained."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(words, width="stretch")
        frame.see_in_training(experiment, label)


def _arm(number: int, name: str) -> str:
    look = style(number)
    return ARM.format(light=look.text("light"), dark=look.text("dark"), sign=look.sign, name=escape(name))
