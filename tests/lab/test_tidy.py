"""The tidy table and the JSON of five experiments give back every number; the npz gives back every network."""

import csv
import io
import json
import math
from collections import Counter, defaultdict
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.results import Record, RunResult, Slowdown, Yardsticks
from core.settings import SETTINGS
from lab.export import as_json, tidy, weights
from tests.lab.varied import VARIED, trained

Row = dict[str, str]


def table(name: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(tidy.as_csv(VARIED[name], trained(name)))))


def number(text: str) -> float | None:
    return float(text) if text else None


def read_back(rows: list[Row]) -> list[list[dict[str, Any]]]:
    """What a run's rows say, [arm][seed], put together again as the results hold it."""
    runs: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        runs[int(row["arm_number"]), int(row["seed"])].append(row)
    arms: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for (arm, _), own in sorted(runs.items()):
        arms[arm].append(run_of(own))
    return [arms[arm] for arm in sorted(arms)]


def run_of(rows: list[Row]) -> dict[str, Any]:
    (validation,), (test,) = (
        [row["accuracy"] for row in rows if row["set"] == last] for last in ("final validation", "final test")
    )
    epochs = sorted({int(row["epoch"]) for row in rows})
    settings = {name: SETTINGS[name].kind.read(text) for name, text in rows[0].items() if name in SETTINGS}
    own = {name: rows[0][name] for name in ("output", "loss")}
    run = Run(**own, **settings, seed=int(rows[0]["seed"]), learning_rate=float(rows[0]["learning_rate"]))
    return {
        "run": run,
        "engine": rows[0]["engine"],
        "diverged": number(rows[0]["diverged"]),
        "validation_accuracy": float(validation),
        "test_accuracy": float(test),
        "records": tuple(record_of([row for row in rows if int(row["epoch"]) == epoch]) for epoch in epochs),
    }


def record_of(rows: list[Row]) -> Record:
    whole = {row["set"]: row for row in rows if not row["piece"]}
    pieces = {
        which: tuple(float(row[figure]) for row in rows if row["piece"] and row["set"] == which)
        for which, figure in (("mini-batches", "cost"), ("validation", "accuracy"))
    }
    watched, validation = whole["watched"], whole["validation"]
    gradients = [watched[f"gradient_{layer}"] for layer in range(1, 4)]
    nll, brier, ece, output_sum = (number(validation[name]) for name in ("nll", "brier", "ece", "output_sum"))
    delta, derivative, stuck = (float(watched[name]) for name in ("delta", "derivative", "stuck"))
    assert output_sum is not None
    return Record(
        int(validation["epoch"]),
        float(whole["training"]["cost"]),
        float(validation["cost"]),
        float(whole["training"]["accuracy"]),
        float(validation["accuracy"]),
        number(whole["test"]["accuracy"]) if "test" in whole else None,
        pieces["mini-batches"],
        pieces["validation"],
        Yardsticks(nll, brier, ece, output_sum),
        Slowdown(delta, derivative, stuck, tuple(float(text) for text in gradients if text)),
        float(validation["seconds"]),
    )


def bits(record: Record) -> str:
    """Everything in a record, also the seconds; nan equals nan here."""
    return repr(asdict(record))


@pytest.mark.parametrize("name", VARIED)
class TestFive:
    def test_the_table_gives_back_every_number(self, name: str) -> None:
        results = trained(name)
        found = read_back(table(name))
        assert [len(arm) for arm in found] == [len(runs) for runs in results]
        for arm, runs in zip(found, results, strict=True):
            for read, result in zip(arm, runs, strict=True):
                assert read["run"] == result.run
                for field in ("engine", "diverged", "validation_accuracy", "test_accuracy"):
                    assert read[field] == getattr(result, field)
                assert [bits(record) for record in read["records"]] == [bits(record) for record in result.records]

    def test_the_json_gives_back_every_number(self, name: str) -> None:
        """What is no finite number is null there, and is compared as null."""
        experiment, results = VARIED[name], trained(name)
        document = json.loads(as_json(experiment, results))
        for arm, runs in zip(document["arms"], results, strict=True):
            for read, result in zip(arm["runs"], runs, strict=True):
                for field in ("engine", "diverged", "validation_accuracy", "test_accuracy"):
                    assert read[field] == getattr(result, field)
                assert read["records"] == [finite(asdict(record)) for record in result.records]

    def test_a_row_is_one_arm_seed_epoch_and_set(self, name: str) -> None:
        keys = Counter((row["arm_number"], row["seed"], row["epoch"], row["set"], row["piece"]) for row in table(name))
        assert set(keys.values()) == {1}

    def test_every_column_is_explained(self, name: str) -> None:
        rows = table(name)
        explained = list(csv.DictReader(io.StringIO(tidy.columns_as_csv())))
        assert [row["name"] for row in explained] == list(rows[0])
        assert all(row["meaning"] for row in explained)

    def test_the_networks_are_those_that_answer(self, name: str) -> None:
        """Worked out by hand from the file, for the first test images, as its description says."""
        experiment, results = VARIED[name], trained(name)
        packed = weights.as_npz(experiment, results)
        assert packed is not None
        with np.load(io.BytesIO(packed)) as file:
            assert list(file["arms"]) == [str(arm) for arm in experiment.arms]
            for number_of_arm, runs in enumerate(results, start=1):
                for result in runs:
                    a = mnist().test.pixels[:200].T / np.float32(255)
                    for layer in range(1, len(result.weights) + 1):
                        stem = f"arm{number_of_arm}_seed{result.run.seed}_layer{layer}"
                        z = file[f"{stem}_weights"] @ a + file[f"{stem}_biases"][:, None]
                        a = ACTIVATIONS[result.run.hidden_activation].value(z)
                    same = z.argmax(axis=0) == result.predictions[:200]
                    assert same.mean() > 0.99  # rounding in another order may turn a tie


def finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: finite(inner) for name, inner in value.items()}
    return [finite(inner) for inner in value] if isinstance(value, list | tuple) else value


def test_the_five_are_as_varied_as_they_say() -> None:
    assert any(run.diverged is not None for runs in trained("a diverging arm") for run in runs)
    assert {len(run.weights) for runs in trained("two hidden layers") for run in runs} == {2, 3}
    assert all(record.close_up for record in trained("lambda")[0][0].records[1:3])
    assert trained("hinge with linear")[0][0].records[0].yardsticks.nll is None


def changed(result: RunResult, **figures: float) -> RunResult:
    return replace(result, records=(*result.records[:-1], replace(result.records[-1], **figures)))


def test_what_is_no_number_is_not_what_does_not_exist() -> None:
    experiment = VARIED["hinge with linear"]
    (first, second), *_ = trained("hinge with linear")
    odd = changed(first, training_cost=math.inf, validation_cost=math.nan, training_accuracy=np.float64(0.25))
    rows = list(csv.DictReader(io.StringIO(tidy.as_csv(experiment, [[odd, second]]))))
    (training,), (validation,) = (
        [row for row in rows if (row["seed"], row["epoch"], row["set"]) == ("0", "3", which)]
        for which in ("training", "validation")
    )
    assert (training["cost"], training["accuracy"]) == ("inf", "0.25")
    assert (validation["cost"], validation["nll"]) == ("nan", "")
    assert {row["diverged"] for row in rows if row["seed"] == "0"} == {"3"}


def test_runs_that_are_not_finished_have_no_rows() -> None:
    experiment = VARIED["hinge with linear"]
    (first, _), *_ = trained("hinge with linear")
    rows = list(csv.DictReader(io.StringIO(tidy.as_csv(experiment, [[first, None]]))))
    assert {row["seed"] for row in rows} == {"0"}
    assert weights.as_npz(experiment, [[replace(first, weights=()), None]]) is None


def test_two_arms_that_are_the_same_are_kept_apart() -> None:
    arm = Arm("softmax", "log_likelihood", 0.5)
    experiment = Experiment((arm, arm), train=100, validation=50, epochs=3, seeds=2, close_up=2)
    results = [trained("lambda")[1], trained("lambda")[1]]
    rows = list(csv.DictReader(io.StringIO(tidy.as_csv(experiment, results))))
    assert {row["arm_number"] for row in rows} == {"1", "2"}
