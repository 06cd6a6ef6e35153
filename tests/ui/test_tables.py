import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.synthetic import curve, experiment, learning, record, records, result
from ui.charts import close_up, tables
from ui.charts.digits import calibration, confusion, recognition
from ui.charts.measures import MEASURES
from ui.charts.tables import Rows

T_2 = 4.302652729911275  # Student's t, 97.5 %, 2 degrees of freedom (printed tables: 4.303)


def rows(table: pd.DataFrame | Rows, **wanted: object) -> pd.DataFrame:
    table = pd.DataFrame(table)
    for name, value in wanted.items():
        table = table[table[name] == value]
    return table.reset_index(drop=True)


def test_means_and_bands_over_the_seeds() -> None:
    of = experiment(1, epochs=1)
    found = tables.curves(of, [[curve([0.1, value]) for value in (0.80, 0.82, 0.84)]], ["accuracy"])
    last = rows(found, kind="mean", set="validation", epoch=1).iloc[0]
    half = T_2 * 2 / math.sqrt(3)  # the standard deviation of 80, 82, 84 is 2
    assert last[["value", "low", "high"]].tolist() == pytest.approx([82, 82 - half, 82 + half])
    assert last[["seeds", "images", "seconds"]].tolist() == [3, 1000, 0.5]
    training = rows(found, kind="mean", set="training", epoch=1).iloc[0]
    assert training["value"] == pytest.approx(87)


def test_bands_stay_within_what_a_share_can_be() -> None:
    of = experiment(1, epochs=1)
    found = tables.curves(of, [[curve([0.0, 0.99]), curve([0.2, 0.97]), curve([0.0, 1.0])]], ["accuracy"])
    assert found["low"].min() == 0
    assert found["high"].max() == 100


def test_one_seed_has_no_band() -> None:
    of = experiment(2, seeds=1)
    found = tables.curves(of, records(of), ["accuracy"])
    assert np.isnan(found["low"]).all()
    assert (found["seeds"] == 1).all()


@pytest.mark.parametrize(
    ("come", "epochs", "seeds"),
    [
        ((4, 2, None), 4, 1),  # one is finished: it is the mean so far
        ((4, 2, 4), 4, 2),
        ((3, 2, None), 2, 2),  # none is: as far as both have come
        ((4, 4, 4), 4, 3),
    ],
)
def test_while_live_a_mean_is_of_the_same_seeds_all_along(
    come: tuple[int | None, ...], epochs: int, seeds: int
) -> None:
    of = experiment(1, epochs=4)
    live = [[() if epoch is None else learning(0, seed, 4)[: epoch + 1] for seed, epoch in enumerate(come)]]
    found = rows(tables.curves(of, live, ["accuracy"]), kind="mean", set="validation")
    assert found["epoch"].tolist() == list(range(epochs + 1))
    assert set(found["seeds"]) == {seeds}
    drawn = tables.curves(of, live, ["accuracy"], singles=True)
    assert set(rows(drawn, kind="seed")["seed"]) == {seed + of.first_seed for seed, row in enumerate(live[0]) if row}


def test_nothing_yet_gives_an_empty_table_with_its_columns() -> None:
    of = experiment(2)
    found = tables.curves(of, [[(), (), ()], [(), (), ()]], ["accuracy", "cost"])
    assert tables.count(found) == 0
    assert tuple(found) == tables.COLUMNS
    assert tables.count(tables.minibatch_costs([[(), ()]])) == 0


def test_a_cost_that_is_not_finite_has_no_row() -> None:
    of = experiment(1, epochs=2)
    runs = [
        [
            curve([0.1, 0.2, 0.1], [2, 1, math.inf]),
            curve([0.1, 0.2, 0.3], [2, 1, 0.5]),
            curve([0.1] * 3, [2, 3, math.nan]),
        ]
    ]
    found = rows(tables.curves(of, runs, ["cost"]), kind="mean", set="validation")
    assert found["seeds"].tolist() == [3, 3, 1]
    assert found["value"].iloc[2] == 0.5
    both = [[curve([0.1, 0.1, 0.1], [2, math.inf, math.nan])] * 3]
    assert rows(tables.curves(of, both, ["cost"]), set="validation")["epoch"].tolist() == [0]


def test_measures_that_an_arm_has_not_are_left_out() -> None:
    of = experiment(2, epochs=1)
    runs = [[curve([0.1, 0.8])] * 3, [curve([0.1, 0.8], probabilities=False)] * 3]
    found = tables.curves(of, runs, ["nll", "accuracy", "gradient_3"])
    assert set(rows(found, measure="nll")["arm"]) == {1}
    assert set(rows(found, measure="accuracy")["arm"]) == {1, 2}
    assert rows(found, measure="gradient_3").empty


@pytest.mark.parametrize("key", MEASURES)
def test_every_measure_can_be_tabulated(key: str) -> None:
    of = experiment(2)
    found = tables.curves(of, records(of), [key])
    measure = MEASURES[key]
    first = measure.of(records(of)[0][0][2])
    wanted = np.nan if first is None else first * measure.factor
    got = rows(found, arm=1, epoch=2, kind="mean", set=measure.on)["value"]
    assert got.empty if first is None else got.iloc[0] == pytest.approx(wanted, rel=0.2)


def test_single_seeds_are_there_on_demand() -> None:
    of = experiment(1, first_seed=7)
    found = tables.curves(of, records(of), ["accuracy"], singles=True)
    alone = rows(found, kind="seed", set="validation", seed=8)
    assert alone["value"].tolist() == pytest.approx([100 * row.validation_accuracy for row in learning(0, 1, 4)])
    assert set(rows(tables.curves(of, records(of), ["accuracy"]), kind="mean")["kind"]) == {"mean"}


def test_long_trainings_are_thinned_at_epochs_that_do_not_move() -> None:
    of = experiment(1, epochs=1000, seeds=1)
    whole, part = ([[curve([0.5] * count)]] for count in (1001, 500))
    every = rows(tables.curves(of, whole, ["accuracy"]), set="validation")["epoch"]
    so_far = rows(tables.curves(of, part, ["accuracy"]), set="validation")["epoch"]
    assert len(every) == tables.POINTS + 1
    assert every.tolist()[-1] == 1000
    assert so_far.tolist() == [epoch for epoch in every if epoch < 500]


def test_curves_can_begin_later() -> None:
    of = experiment(1)
    assert tables.curves(of, records(of), ["accuracy"], since=1)["epoch"].min() == 1


def test_every_arm_has_some_markers() -> None:
    of = experiment(4, epochs=30)
    found = rows(tables.curves(of, records(of), ["accuracy"]), kind="mean", set="validation")
    counts = found[found["marked"]].groupby("arm")["epoch"].count()
    assert counts.between(5, 8).all()


def test_rows_stand_below_each_other_with_nothing_where_a_part_lacks_a_column() -> None:
    alone = {"value": np.array([1.0, 2.0])}
    named = {"value": np.array([3.0]), "low": np.array([2.5]), "named": np.array(["before"], dtype=object)}
    for found, its in ((tables.below(alone, named), [2]), (tables.below(named, alone), [0])):
        assert sorted(found["value"].tolist()) == [1, 2, 3]
        assert np.flatnonzero(found["value"] == 3).tolist() == its
        assert np.flatnonzero(np.isfinite(found["low"])).tolist() == its
        assert [place for place, name in enumerate(found["named"]) if name is not None] == its


def test_the_training_images_can_be_left_out() -> None:
    of = experiment(2)
    found = tables.curves(of, records(of), ["accuracy"], training=False)
    assert set(found["set"]) == {"validation"}


def test_minibatch_costs_are_told_in_pieces() -> None:
    found = tables.minibatch_costs([[curve([0.1, 0.5, 0.6], [1.0, 2.0, 5.0]), curve([0.1, 0.5], [1.0, 4.0])]])
    assert found["epoch"].tolist() == [0.25, 0.5, 0.75, 1.0]
    assert found["value"].tolist() == [12, 9, 6, 3]  # means of 4, 3, 2 and 1 times the costs 2 and 4
    both = tables.minibatch_costs([[curve([0.1, 0.5, 0.6], [1.0, 2.0, 5.0]), curve([0.1, 0.5], [1.0, 4.0])]], epochs=2)
    assert both["epoch"].tolist()[-1] == 2
    assert both["seeds"].tolist() == [2] * 4 + [1] * 4


def test_the_close_up_begins_before_training() -> None:
    runs = [[curve([0.1, 0.5, 0.6], close_up=20)] * 3]
    found = rows(close_up.table(runs), kind="mean")
    assert found["epoch"].tolist() == [piece / 20 for piece in range(41)]
    assert found["value"].iloc[[0, 20, 40]].tolist() == pytest.approx([10, 50, 60])
    assert set(rows(close_up.table(runs), kind="seed")["seed"]) == {0, 1, 2}
    assert tables.count(close_up.table([[curve([0.1, 0.5])] * 3])) == 0


def test_lost_digits_are_found_with_seed_and_digit() -> None:
    of = experiment(2, first_seed=3)
    labels = np.tile(np.arange(10, dtype=np.uint8), 1000)
    answers = labels.copy()
    answers[labels == 8] = 3
    runs = [[result(of, 0, seed, labels) for seed in range(3)], [result(of, 1, 0, labels), result(of, 1, 1, answers)]]
    assert recognition.lost(runs, labels) == (
        recognition.Lost(arm=1, seed=4, digit=8, recall=0.0, answered=0, nearly=False, diverged=None),
    )
    found = recognition.recalls(runs, labels)
    eight = rows(found, arm=2, digit=8).iloc[0]
    assert eight[["value", "low", "high", "lost"]].tolist() == [50, 0, 100, 1]
    mixed = rows(confusion.table(runs[1], labels, 2), true=8)
    assert mixed[["answered", "images", "share"]].to_numpy().tolist() == [[3, 500, 50], [8, 500, 50]]


def test_reliability_puts_the_seeds_together() -> None:
    sure = calibration.Reliability(
        np.linspace(0, 1, 3), np.array([0, 4]), np.array([np.nan, 0.9]), np.array([np.nan, 1])
    )
    half = calibration.Reliability(np.linspace(0, 1, 3), np.array([4, 4]), np.array([0.4, 0.7]), np.array([0.25, 0.5]))
    sums = np.array([0.5, 1.0, 1.5, np.nan])
    found = calibration.diagrams([[(sure, sums), (half, sums)], [(None, sums)]])
    assert found["arm"].tolist() == [1, 1]
    assert found["confidence"].tolist() == pytest.approx([40, 80])  # (4 * 90 + 4 * 70) / 8
    assert found["accuracy"].tolist() == pytest.approx([25, 75])
    assert found["share"].sum() == pytest.approx(1)
    histogram = calibration.sums([[(sure, sums)], [(half, sums)]], 2)
    assert set(histogram["arm"]) == {2}
    assert histogram["share"].sum() == pytest.approx(100)


@given(st.floats(0.5, 2), st.floats(1e-3, 0.2), st.floats(10, 1e6))
def test_an_arm_far_out_does_not_flatten_the_others(middle: float, spread: float, far: float) -> None:
    rng = np.random.default_rng(0)
    near = np.abs(middle + spread * rng.standard_normal(2000))
    found = [[(None, near)], [(None, far * rng.standard_normal(2000))]]
    alone = calibration.sums(found[:1], 1)
    assert calibration.sums(found, 1).equals(alone)
    assert alone["low"].min() == 0  # outputs that are never negative have no negative range
    assert alone["share"].sum() > 99
    low, high = np.quantile(near, (0.05, 0.95))
    inside = alone[alone["inside"]]
    assert inside["low"].min() <= low
    assert inside["high"].max() >= high
    assert inside["share"].sum() >= 89
    wide = calibration.sums(found, 2)
    assert wide["low"].min() < 0 < wide["high"].max()


def test_digits_lost_and_nearly_lost_are_named_with_the_network_they_are_said_of() -> None:
    labels = np.repeat(np.arange(10, dtype=np.uint8), 1000)
    of = experiment(1)
    answers = labels.copy()
    answers[3000:4000], answers[5050:6000] = 0, 0  # the 3 is lost, of the 5 one in twenty is right
    run = replace(result(of, 0, 0), predictions=answers)
    found = recognition.lost([[run]], labels)
    assert [(row.digit, row.nearly, row.recall) for row in found] == [(3, False, 0.0), (5, True, 0.05)]
    assert {row.diverged for row in found} == {None}
    broken = replace(run, records=(*run.records[:2], replace(run.records[2], training_cost=float("nan"))))
    assert {row.diverged for row in recognition.lost([[broken]], labels)} == {2}


def test_outputs_of_trained_networks() -> None:
    of = experiment(2)
    images = calibration.Images(np.zeros((20, 784), np.uint8), np.arange(20, dtype=np.uint8) % 10)
    diagram, sums = calibration.outputs([[result(of, 0, 0)]], images)[0][0]
    assert diagram is not None
    assert diagram.counts.sum() == 20
    assert sums.tolist() == pytest.approx([1] * 20)  # weights of 0: ten equal outputs


def test_a_record_made_by_hand_is_one() -> None:
    assert record(1, 0.5).finite
