"""What is said before Train: how long it will take, and what to lower where that is more than the server gives."""

from __future__ import annotations

import streamlit as st

from core.experiment import Experiment
from lab.languages.words import N_, _
from lab.serving.advice import advice, forecast, span
from ui.markdown import plain
from ui.site import service

LONG = 10.0  # seconds of a core from which it is said beside the button, not in its help alone

TAKES = N_("Training takes about {seconds} of one processor core.")
TOO_LONG = N_(
    "Training would take about {seconds} of one processor core, and this shared server gives one experiment at most "
    "{most}. {advice}"
)


def takes(experiment: Experiment | None) -> str:
    """How long training takes, in a sentence; '' without an experiment."""
    return "" if experiment is None else _(TAKES).format(seconds=_(span(forecast(experiment))))


def too_long(experiment: Experiment) -> str:
    """That training takes longer than this server gives one experiment, and what to lower; '' where it does not."""
    seconds, most = forecast(experiment), service.running().caps.experiment_seconds
    if seconds <= most:
        return ""
    fewer = _(advice(experiment, most))
    return _(TOO_LONG).format(seconds=_(span(seconds)), most=_(span(most)), advice=fewer).rstrip()


def is_long(experiment: Experiment) -> bool:
    """Whether training takes so long that it is said before it begins."""
    return forecast(experiment) >= LONG


def say(experiment: Experiment | None) -> None:
    """Draw what is worth saying before Train is pressed: that training is long, or too long, and how long."""
    if experiment is None or not is_long(experiment):
        return
    if refused := too_long(experiment):
        st.warning(plain(refused), icon=":material/hourglass_disabled:")
    else:
        st.caption(takes(experiment))
