"""What came of a stored result, in a sketch and a line: read once, without weights, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.datasets import mnist
from core.experiment import Experiment
from core.results import RunResult
from lab import answers, wording
from lab.storage.shelf import StoredExperiment, run_keys
from ui.form.sweeps import Sweep
from ui.site import service, sketch

MOST = (
    5000  # records of an experiment that are read for a list, at most: more would take longer than a tenth of a second
)

OVER_EPOCHS = "Accuracy over {epochs:,} epochs: {names}."
OVER_RATES = "Accuracy over learning rates from {first:g} to {last:g}: {names}."
BEST = "{name}: best at {rate:g}, {accuracy}"
PERCENT = "{:.2f} %"
AND = "; "
FINAL = "{name}: {accuracy}"
OF = "Accuracy on all 10,000 validation images. {arms}"


@dataclass(frozen=True, slots=True)
class Gist:
    """The `words` that say what came of it, and a `sketch` as HTML, '' where there is none."""

    words: str
    sketch: str = ""


def of(stored: StoredExperiment, swept: Sweep | None) -> Gist:
    """The gist of a stored experiment, or of the sweep that it trains."""
    if swept is not None:
        return _of_sweep(swept, stored.accuracies)
    return _of_comparison(stored.experiment.key, stored)


@st.cache_data(max_entries=1000, show_spinner=False)
def _of_comparison(key: str, _stored: StoredExperiment) -> Gist:  # noqa: ARG001 (what is cached by)
    experiment = _stored.experiment
    names = wording.arm_names(experiment.arms)
    results = _read(experiment)
    if results is None:
        arms = (
            FINAL.format(name=name, accuracy=PERCENT.format(100 * part))
            for name, part in zip(names, _stored.accuracies, strict=True)
        )
        return Gist(OF.format(arms=AND.join(arms)))
    label = OVER_EPOCHS.format(epochs=experiment.epochs, names=", ".join(names))
    curves = sketch.means([[run.records for run in runs] for runs in results])
    return Gist(
        answers.answer(experiment, results, mnist().test.labels).headline,
        sketch.html(curves, label),
    )


def _of_sweep(swept: Sweep, accuracies: Sequence[float]) -> Gist:
    names = wording.arm_names(swept.base.arms)
    curves = np.array(accuracies).reshape(len(names), len(swept.rates))
    best = (
        BEST.format(name=name, rate=swept.rates[int(curve.argmax())], accuracy=PERCENT.format(100 * float(curve.max())))
        for name, curve in zip(names, curves, strict=True)
    )
    label = OVER_RATES.format(first=swept.rates[0], last=swept.rates[-1], names=", ".join(names))
    return Gist(OF.format(arms=AND.join(best)), sketch.html(list(curves), label))


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
