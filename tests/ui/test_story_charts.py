"""The figures of the story: made once, and drawn from the numbers of core."""

import numpy as np
import pytest

from core.losses import LOSSES
from core.outputs import OUTPUTS, sigmoid, softmax
from core.pairs import PAIRS
from core.story import derivation, explain
from ui.charts.registry import STORY
from ui.charts.story import story_tables

Z = (1.0, 0.0, -2.0, 3.1)


@pytest.mark.parametrize("name", STORY)
def test_a_kind_is_made_once(name):
    assert STORY[name]().spec is STORY[name]().spec


@pytest.mark.parametrize("name", STORY)
def test_columns_are_of_one_length(name):
    assert len({len(column) for column in STORY[name]().table.values()}) == 1


def test_ten_numbers_beside_each_other_have_no_zero_before_the_point():
    columns = story_tables.digits([0.004, 0.99, *[0.00075] * 8], 0)
    assert columns["text"] == ["0.004", ".99", *[""] * 8]


@pytest.mark.parametrize("key", OUTPUTS)
def test_bars_are_the_activations_of_core(key):
    columns = story_tables.outputs(key, Z, explain.LOGITS)
    assert columns["value"] == OUTPUTS[key].activations(Z).tolist()
    assert columns["before"] == OUTPUTS[key].activations(explain.LOGITS).tolist()


def test_sums_end_where_the_activations_sum_to():
    columns = story_tables.sums(Z)
    assert columns["end"][3] == pytest.approx(1)
    assert columns["end"][7] == pytest.approx(sigmoid(Z).sum())
    assert columns["start"][1:4] == columns["end"][:3]


def test_the_jacobian_is_that_of_core_with_the_sign_in_the_colour():
    check = explain.jacobian_check(OUTPUTS["softmax"], Z)
    columns = story_tables.jacobian(check)
    signs = {1: 1, 2: -1}
    signed = [size * signs[arm] for size, arm in zip(columns["size"], columns["arm"], strict=True)]
    assert signed == check.jacobian.ravel().tolist()


def test_the_path_over_temperatures_passes_softmax_at_one():
    columns = story_tables.temperature(Z, 1.0)
    now = [value for value, kind in zip(columns["value"], columns["kind"], strict=True) if kind == "now"]
    assert now == softmax(Z).tolist()


def test_the_curve_of_the_log_likelihood_is_the_loss():
    columns = story_tables.likelihood({})
    assert np.allclose(columns["cost"], -np.log(columns["value"]))
    assert max(columns["cost"]) == pytest.approx(7)


def test_slopes_are_those_of_every_pair_that_is_not_refused():
    for output in OUTPUTS:
        columns = story_tables.slopes(output)
        allowed = [row for (layer, _), row in PAIRS.items() if layer == output and not row.refused]
        assert len(set(columns["arm"])) == len(allowed)
        ends = story_tables.slope_ends(output)
        for row in allowed:
            expected = explain.slopes(row, [-10.0, 10.0], 4).tolist()
            assert ends[LOSSES[row.loss.key].name] == pytest.approx(tuple(expected))


def test_the_drawn_layer_is_that_of_core():
    columns = story_tables.drawing(derivation.PREVIOUS, 2)
    assert columns["text"][-4:] == ["2.50", "−1.00", "3.20", "0.50"]
    assert columns["strength"][:12].count(1.0) == 3


def test_deltas_are_drawn_with_the_weights_that_lead_to_the_neuron_before():
    columns = story_tables.deltas((0.1, -0.2, 0.3, -0.2), (0.0, 1.0, -1.0), 1)
    assert columns["text"][-7:] == ["0", "1.00", "−1.00", "0.10", "−0.20", "0.30", "−0.20"]
    assert [place % 3 for place, strength in enumerate(columns["strength"][:12]) if strength == 1] == [1] * 4
