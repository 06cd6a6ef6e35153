"""Every arm by measures that are the same for all, whatever their loss."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from core.outputs import OUTPUTS
from core.results import RunResult
from lab import links
from lab.languages.words import N_, _
from lab.saying import COMMA
from ui.charts.digits import calibration
from ui.charts.measures import YARDSTICKS
from ui.shown import Shown, options, plots
from ui.site import frame
from ui.site.menu import DIGITS

WORDS = N_(
    "Costs of different losses measure different things, also where two are both in nats, so they cannot be compared. "
    "These measures can."
)
CHANCE = N_(
    "A calibration error is never quite 0 on so few images: by chance alone, perfectly calibrated networks as sure as "
    "these would score on the {images:,} validation images: {scores}."
)
SCORE = N_("{name} {points:.1f} points")
NO_PROBABILITIES = N_(
    "{name}: linear outputs cannot be scaled to probabilities, so most of these figures do not exist."
)
SURE = N_("Does being sure mean being right, and what do the outputs sum to? See Digits")
HOW_SURE = [("look", "sure")]


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(_(WORDS))
    chosen = options(shown.experiment.seeds)
    plots(shown, YARDSTICKS, chosen)
    for arm, name in zip(shown.experiment.arms, shown.names, strict=True):
        if not OUTPUTS[arm.output].probabilities:
            st.caption(_(NO_PROBABILITIES).format(name=name))
    _chance(shown)
    frame.link(DIGITS, _(SURE), [*links.to_query(shown.experiment), *HOW_SURE])


def _chance(shown: Shown) -> None:
    """Say what calibration error chance alone gives, from the first seed of every arm, where its network is there."""
    scores = (
        (name, _chance_of(runs[0].run.key, runs[0])) for name, runs in zip(shown.names, shown.results, strict=True)
    )
    said = [_(SCORE).format(name=name, points=100 * score) for name, score in scores if score is not None]
    if said:
        st.caption(_(CHANCE).format(images=shown.experiment.validation, scores=_(COMMA).join(said)))


@st.cache_data(max_entries=256, show_spinner=False)
def _chance_of(key: str, _result: RunResult) -> float | None:  # noqa: ARG001 (what is cached by)
    return calibration.chance(_result, mnist().validation)
