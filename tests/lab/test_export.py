"""The JSON of an experiment: strict, whole, and with every digit."""

import json
import math
from dataclasses import asdict, fields, replace
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import given, settings

from core.experiment import Arm, Experiment
from core.results import Record, RunResult
from lab.export import as_json
from tests.lab.strategies import experiments
from tests.lab.synthetic import finished

EXPERIMENT = Experiment((Arm("softmax", "log_likelihood", 0.5), Arm("linear", "quadratic", 0.1, hidden=())), epochs=2)


def results_of(experiment: Experiment) -> list[list[RunResult]]:
    return [[finished(experiment.run(arm, seed)) for seed in experiment.seed_range] for arm in experiment.arms]


def refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is not JSON")


def read(text: str) -> dict:
    return json.loads(text, parse_constant=refuse)


def test_the_layout() -> None:
    results = results_of(EXPERIMENT)
    document = read(as_json(EXPERIMENT, results))
    assert list(document) == ["experiment", "arms"]
    assert document["experiment"]["arms"] == ["softmax:log_likelihood:0.5", "linear:quadratic:0.1:hidden=none"]
    assert document["experiment"]["train"] == 1000
    assert set(document["experiment"]) == {field.name for field in fields(Experiment)}
    arms = document["arms"]
    assert [arm["arm"] for arm in arms] == document["experiment"]["arms"]
    assert [arm["hidden"] for arm in arms] == [[30], []]
    assert [run["seed"] for run in arms[1]["runs"]] == [0, 1, 2]
    run = arms[1]["runs"][2]
    assert run["test_accuracy"] == results[1][2].test_accuracy
    assert run["engine"] == results[1][2].engine
    assert run["diverged"] is None
    assert [record["epoch"] for record in run["records"]] == [0, 1, 2]
    assert set(run["records"][0]) == {field.name for field in fields(Record)}


def test_every_digit_is_there() -> None:
    results = results_of(EXPERIMENT)
    document = read(as_json(EXPERIMENT, results))
    for arm, runs in zip(document["arms"], results, strict=True):
        for run, result in zip(arm["runs"], runs, strict=True):
            assert [Record.from_dict(record) for record in run["records"]] == list(result.records)


def test_what_is_no_number_is_null() -> None:
    (first, *others), second = results_of(EXPERIMENT)
    last = replace(first.records[-1], training_cost=math.inf, validation_cost=math.nan, close_up=(-math.inf, 0.5))
    diverged = replace(first, records=(*first.records[:-1], last))
    run = read(as_json(EXPERIMENT, [[diverged, *others], second]))["arms"][0]["runs"][0]
    assert run["diverged"] == 2
    assert run["records"][2]["training_cost"] is None
    assert run["records"][2]["validation_cost"] is None
    assert run["records"][2]["close_up"] == [None, 0.5]


def test_runs_that_are_not_finished_are_left_out() -> None:
    first, second = results_of(EXPERIMENT)
    arms = read(as_json(EXPERIMENT, [[first[0], None, first[2]], [None, None, None]]))["arms"]
    assert [run["seed"] for run in arms[0]["runs"]] == [0, 2]
    assert arms[1]["runs"] == []
    assert len(second) == 3


def test_results_of_other_arms_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        as_json(EXPERIMENT, results_of(EXPERIMENT)[:1])


@settings(max_examples=20)
@given(experiments(most_arms=2))
def test_an_experiment_can_be_built_again_from_its_json(experiment: Experiment) -> None:
    values = read(as_json(experiment, [[] for _ in experiment.arms]))["experiment"]
    assert Experiment(**{**values, "arms": tuple(map(Arm.parse, values["arms"]))}) == experiment


def test_numpy_numbers_are_written_as_numbers() -> None:
    (first, *others), second = results_of(EXPERIMENT)
    odd = replace(first, test_accuracy=np.float64(0.25))
    assert read(as_json(EXPERIMENT, [[odd, *others], second]))["arms"][0]["runs"][0]["test_accuracy"] == 0.25
    assert asdict(odd.run)["seed"] == 0
