"""The first thing a visitor sees: a question, a finished result that answers it, and a bar that plays it again."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lab.languages.words import N_, _
from ui import figures
from ui.charts.comparison import figures as comparison
from ui.charts.comparison.curves import View
from ui.form.presets import Preset
from ui.home import strip
from ui.home.exhibit import Exhibit
from ui.site import frame, replay
from ui.site.menu import HOME

STYLE = Path(__file__).with_name("home.css")
OWN = N_("Change a layer, a loss or a learning rate, and train your own in a second or two.")
VIEW = View(singles=True)


def draw(preset: Preset) -> None:
    """Draw it. Where no result is shipped, the question and the way into Compare stand alone."""
    frame.headed(HOME, _(preset.question), _(preset.words))
    strip.draw()
    shown = Exhibit.of(preset)
    with st.container(key="hero"), replay.linked():
        if shown is not None:
            with st.container(key="hero-verdict"):
                st.header(shown.answer.headline, anchor=False)
            with st.container(key="hero-picture"):
                _picture(shown)
        with st.container(key="hero-words"):
            if shown is not None:
                st.markdown(shown.answer.detail)
                if shown.otherwise:
                    st.caption(shown.otherwise)
            with st.container(key="hero-way"):
                frame.see_in_training(preset.experiment, _(frame.IN_COMPARE))
            st.caption(_(OWN))
            if shown is not None and shown.made_by:
                st.caption(shown.made_by)


def _picture(shown: Exhibit) -> None:
    experiment = shown.preset.experiment
    with st.container(key="hero-plot"):
        figures.draw(comparison.accuracy(experiment, shown.records, VIEW), key="plot")
    replay.bar(experiment.epochs, experiment.key)
