"""What came of a stored result, in a sketch and a line: read once, without weights, and kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.datasets import mnist
from core.experiment import Experiment
from core.results import RunResult
from lab import answers, wording
from lab.languages import words
from lab.languages.words import N_, _
from lab.saying import COMMA
from lab.storage.shelf import StoredExperiment, run_keys
from ui.form.sweeps import Sweep
from ui.site import service, sketch

MOST = (
    5000  # records of an experiment that are read for a list, at most: more would take longer than a tenth of a second
)

OVER_EPOCHS = N_("Accuracy over {epochs:,} epochs: {names}.")
OVER_RATES = N_("Accuracy over learning rates from {first:g} to {last:g}: {names}.")
BEST = N_("{name}: best at {rate:g}, {accuracy}")
PERCENT = N_("{mean:.2f} %")
WITH_SPREAD = N_("{mean:.2f} ± {spread:.2f} %")
AND = N_("; ")
FINAL = N_("{name}: {accuracy}")
OF = N_("Accuracy on all 10,000 validation images. {arms}")
OF_SEEDS = N_("Accuracy on all 10,000 validation images, mean over {seeds} seeds ± standard deviation. {arms}")


@dataclass(frozen=True, slots=True)
class Gist:
    """The `words` that say what came of it, and a `sketch` as HTML, '' where there is none."""

    words: str
    sketch: str = ""


def of(stored: StoredExperiment, swept: Sweep | None) -> Gist:
    """The gist of a stored experiment, or of the sweep that it trains."""
    if swept is not None:
        return _of_sweep(swept, stored)
    return _of_comparison(stored.experiment.key, words.language(), stored)


@st.cache_data(max_entries=1000, show_spinner=False)
def _of_comparison(key: str, language: str, _stored: StoredExperiment) -> Gist:  # noqa: ARG001 (what is cached by)
    experiment = _stored.experiment
    names = wording.arm_names(experiment.arms)
    results = _read(experiment)
    if results is None:
        arms = (_(FINAL).format(name=name, accuracy=_percent(_stored, place)) for place, name in enumerate(names))
        return Gist(_said(_stored, arms))
    label = _(OVER_EPOCHS).format(epochs=experiment.epochs, names=_(COMMA).join(names))
    curves = sketch.means([[run.records for run in runs] for runs in results])
    return Gist(
        answers.answer(experiment, results, mnist().test.labels).headline,
        sketch.html(curves, label),
    )


def _of_sweep(swept: Sweep, stored: StoredExperiment) -> Gist:
    names = wording.arm_names(swept.base.arms)
    curves = np.array(stored.accuracies).reshape(len(names), len(swept.rates))
    places = [int(curve.argmax()) for curve in curves]
    best = (
        _(BEST).format(name=name, rate=swept.rates[at], accuracy=_percent(stored, arm * len(swept.rates) + at))
        for arm, (name, at) in enumerate(zip(names, places, strict=True))
    )
    label = _(OVER_RATES).format(first=swept.rates[0], last=swept.rates[-1], names=_(COMMA).join(names))
    return Gist(_said(stored, best), sketch.html(list(curves), label))


def _percent(stored: StoredExperiment, place: int) -> str:
    """The accuracy of an arm in percent, with its standard deviation over several seeds."""
    mean, spread = 100 * stored.accuracies[place], stored.spreads[place]
    return _(PERCENT).format(mean=mean) if spread is None else _(WITH_SPREAD).format(mean=mean, spread=100 * spread)


def _said(stored: StoredExperiment, arms: Iterable[str]) -> str:
    seeds = stored.experiment.seeds
    return (_(OF_SEEDS) if seeds > 1 else _(OF)).format(seeds=seeds, arms=_(AND).join(arms))


def _read(experiment: Experiment) -> list[list[RunResult]] | None:
    """The results [arm][seed]; None where they are too many to be read for a list, or no longer there."""
    if len(experiment.arms) * experiment.seeds * (experiment.epochs + 1) > MOST:
        return None
    keys = run_keys(experiment)
    found = service.running().store.get_runs(keys, weights=False)
    if not found.keys() >= set(keys):
        return None
    seeds = experiment.seeds
    return [[found[key] for key in keys[start : start + seeds]] for start in range(0, len(keys), seeds)]
