"""An experiment and its finished runs as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from core.experiment import Arm, Experiment
from core.results import RunResult

Results = Sequence[Sequence[RunResult | None]]
"""Finished runs, [arm][seed]; None where a run is not finished."""


def as_json(experiment: Experiment, results: Results) -> str:
    """An experiment and its finished runs as strict JSON (RFC 8259), in one line.

    The layout is `{"experiment": {...}, "arms": [{"arm": "softmax:log_likelihood:0.5", ..., "runs": [{"seed": 0,
    "records": [{"epoch": 0, "validation_accuracy": 0.1, ...}, ...], "validation_accuracy": 0.9, "test_accuracy": 0.9,
    "diverged": null}, ...]}, ...]}`. Names and units are those of `Experiment`, `Record` and `RunResult`; an
    experiment's arms are texts, and a run's `engine` is the identity of what trained it. An arm carries its settings,
    its own or else the experiment's. Numbers have all their digits. JSON knows no NaN and no infinity: those are null.
    """
    whole = {"experiment": _settings(experiment), "arms": _arms(experiment, results)}
    return json.dumps(_finite(whole), allow_nan=False, ensure_ascii=False)


def _settings(experiment: Experiment) -> dict[str, Any]:
    return {**asdict(experiment), "arms": [str(arm) for arm in experiment.arms]}


def _arms(experiment: Experiment, results: Results) -> list[dict[str, Any]]:
    return [
        {"arm": str(arm), **_arm_settings(experiment, arm), "runs": [_run(result) for result in runs if result]}
        for arm, runs in zip(experiment.arms, results, strict=True)
    ]


def _arm_settings(experiment: Experiment, arm: Arm) -> dict[str, Any]:
    """The settings of an arm, its own or else the experiment's."""
    run = asdict(experiment.run(arm, experiment.first_seed))
    return {name: run[name] for name in asdict(arm)}


def _run(result: RunResult) -> dict[str, Any]:
    return {
        "seed": result.run.seed,
        "engine": result.engine,
        "diverged": result.diverged,
        "validation_accuracy": result.validation_accuracy,
        "test_accuracy": result.test_accuracy,
        "records": [asdict(record) for record in result.records],
    }


def _finite(value: Any) -> Any:
    """A copy with None for every float that is no finite number, and lists for tuples."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value
