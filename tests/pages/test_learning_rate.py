"""The learning-rate page: one experiment of all arms at all rates, chosen on validation, carried over to Compare."""

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from core.verdict import judge
from lab import links, verdicts, wording
from tests.pages.conftest import Bench, open_page, results_of
from ui.charts import learning_rate
from ui.form import arms, learning_rates, sweeps

pytestmark = pytest.mark.usefixtures("popovers_open")

PAGE = "pages/learning_rate.py"
BASE = Experiment(
    arms=(Arm("softmax", "log_likelihood", 0.5), Arm("linear", "hinge", 0.1)), train=100, epochs=2, seeds=2
)
RATES = (0.1, 0.3, 1.0)
SMALL = sweeps.Sweep(BASE, RATES)


def sweeping(found: sweeps.Sweep = SMALL) -> AppTest:
    return open_page(PAGE, found.query())


def test_a_sweep_is_one_experiment_arm_by_arm_and_rate_by_rate():
    trained = SMALL.experiment
    assert [str(arm) for arm in trained.arms] == [
        "softmax:log_likelihood:0.1",
        "softmax:log_likelihood:0.3",
        "softmax:log_likelihood:1",
        "linear:hinge:0.1",
        "linear:hinge:0.3",
        "linear:hinge:1",
    ]
    assert replace(trained, arms=BASE.arms) == BASE


def test_arms_that_differ_by_their_rate_only_are_swept_once():
    twice = replace(BASE, arms=(*BASE.arms, Arm("softmax", "log_likelihood", 3.0), Arm("linear", "hinge", 0.1, l2=1.0)))
    assert sweeps.plan(twice, RATES).base.arms == (*BASE.arms, Arm("linear", "hinge", 0.1, l2=1.0))


def test_a_large_sweep_is_recognised_and_a_comparison_is_not():
    whole = sweeps.plan(BASE, learning_rates.RATES[2:8])
    found = sweeps.of(whole.experiment)
    assert found.experiment == whole.experiment
    assert sweeps.of(SMALL.experiment) is None  # six arms: Compare shows them
    assert sweeps.of(replace(BASE, arms=whole.experiment.arms[:-1])) is None


def test_too_large_a_sweep_says_so():
    with pytest.raises(InvalidSetting, match="6 arms at 13 learning rates are 78 networks"):
        _ = sweeps.Sweep(replace(BASE, arms=arms.USUAL), learning_rates.RATES).experiment


def test_the_best_rate_is_chosen_on_validation_never_on_test():
    def run(validation, test):
        return replace(results_of(BASE)[0][0], validation_accuracy=validation, test_accuracy=test)

    results = [[run(0.8, 0.1)], [run(0.9, 0.2)], [run(0.7, 0.9)], [run(0.5, 0.3)], [run(0.6, 0.2)], [run(0.7, 0.1)]]
    first, second = sweeps.outcomes(SMALL, results)
    assert (first.rate, first.at_edge, first.test[first.best]) == (0.3, False, 0.2)
    assert (second.rate, second.at_edge) == (1.0, True)
    assert sweeps.common([first, second]) == 1


def test_the_table_of_a_sweep_has_a_row_an_arm_and_rate():
    results = results_of(SMALL.experiment)
    drawn = learning_rate.finished(SMALL.rates, results)
    assert list(drawn.columns) == learning_rate.COLUMNS
    table = drawn[drawn["kind"] == "mean"]
    assert list(zip(table["arm"], table["rate"], strict=True)) == [(arm, rate) for arm in (1, 2) for rate in RATES]
    assert np.allclose(table["value"], [100 * np.mean([run.validation_accuracy for run in runs]) for runs in results])
    assert table.groupby("arm")["best"].sum().tolist() == [1, 1]
    assert learning_rate.so_far(SMALL.rates, [[()] * 2] * 6).empty


def test_the_page_trains_the_sweep_shows_it_live_and_carries_the_best_over(bench: Bench):
    at = sweeping()
    assert not bench.asked
    assert "3 learning rates, 6 runs an arm" in at.main.markdown[-1].value
    at.button(key="train").click().run()
    assert bench.asked == [SMALL.experiment]
    bench.advance(SMALL.experiment, 1)
    at.run()
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 1
    bench.finish(SMALL.experiment)
    at.run()
    assert not at.exception
    found = sweeps.outcomes(SMALL, results_of(SMALL.experiment))
    best = SMALL.at([outcome.rate for outcome in found])
    carried = [link for link in at.main.page_link if link.value == "Compare each at its best learning rate"]
    assert carried[0].proto.query_string.lstrip("?") == links.query_string(best)
    sheet = next(part.proto.body for part in at.get("html") if ">best rate<" in part.proto.body)
    rows = re.findall(r"<td>([^<]*)</td></tr>", sheet)
    assert rows == [f"{outcome.rate:g}" for outcome in found]
    assert len(at.warning) == sum(outcome.at_edge for outcome in found)


def test_the_same_rate_for_all_can_be_chosen(bench: Bench):
    bench.finish(SMALL.experiment)
    at = sweeping()
    at.select_slider(key="same").set_value(1.0).run()
    assert not at.exception
    same = [link for link in at.main.page_link if link.value == "Compare all at 1"]
    assert same[0].proto.query_string.lstrip("?") == links.query_string(SMALL.at([1.0, 1.0]))


def test_the_verdict_at_one_rate_is_corrected_for_all_that_can_be_looked_at(bench: Bench):
    bench.finish(SMALL.experiment)
    at = sweeping()
    at.select_slider(key="same").set_value(1.0).run()
    results, names = results_of(SMALL.experiment), wording.arm_names(BASE.arms)
    found = judge([results[2], results[5]], mnist().test.labels, looks=len(RATES))
    said = [block.value for block in [*at.main.markdown, *at.main.caption]]
    assert f"**All at 1**: {verdicts.headline(found, names)}" in said
    assert verdicts.detail(found, names) in said
    assert "for all 3 learning rates together" in verdicts.detail(found, names)


def test_where_one_rate_is_the_best_of_all_the_verdict_is_not_given_twice(bench: Bench):
    alone = sweeps.Sweep(replace(BASE, arms=BASE.arms[:1]), RATES)
    bench.finish(alone.experiment)
    at = sweeping(alone)
    (found,) = sweeps.outcomes(alone, results_of(alone.experiment))
    said = f"**All at {found.rate:g}** is each arm at its best: the verdict is the one above."
    assert said in [block.value for block in at.main.markdown]
    at.select_slider(key="same").set_value(next(rate for rate in RATES if rate != found.rate)).run()
    assert not at.exception
    assert said not in [block.value for block in at.main.markdown]


@pytest.mark.parametrize("rates", [(10.0, 30.0), (30.0, 100.0)])
def test_a_grid_that_cannot_be_widened_is_not_to_be_widened(bench: Bench, rates):
    swept = sweeps.Sweep(BASE, rates)
    bench.finish(swept.experiment)
    at = sweeping(swept)
    found = sweeps.outcomes(swept, results_of(swept.experiment))
    assert len(at.warning) == 2  # of two rates the best is at an end
    for row, warning in zip(found, at.warning, strict=True):
        assert ("goes no further here" in warning.value) == (row.rate == 100.0)
        assert ("Widen the grid." in warning.value) == (row.rate != 100.0)


def test_the_grid_is_in_the_address(bench: Bench):
    at = sweeping()
    assert (at.query_params["from"], at.query_params["to"]) == ("0.1", "1")
    at.selectbox(key="grid.to").set_value(30.0).run()
    assert (at.query_params["from"], at.query_params["to"]) == ("0.1", "30")
    at.selectbox(key="grid.from").set_value(0.01).run()
    assert "from" not in at.query_params


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ([("from", "slow")], "'from' in this link must be one of 0.0001, 0.0003,"),
        ([("arm", "softmax~log_likelihood~fast")], "Learning rate must be between"),
    ],
)
def test_a_wrong_link_is_one_sentence(bench: Bench, query, said):
    at = open_page(PAGE, query)
    assert len(at.warning) == 1
    assert at.warning[0].value.replace("\\", "").startswith(said)
    assert not bench.asked


def test_too_large_a_sweep_disables_train(bench: Bench):
    at = open_page(PAGE, sweeps.Sweep(replace(BASE, arms=arms.USUAL), learning_rates.RATES).query())
    assert at.button(key="train").disabled
    assert "78 networks" in at.error[0].value
