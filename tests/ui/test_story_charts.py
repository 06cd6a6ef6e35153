"""The charts of the story: constant specs without data, whose fields are the columns of the tables drawn in them."""

import json
import re
from functools import partial

import numpy as np
import pytest

from core.losses import LOSSES
from core.outputs import OUTPUTS, sigmoid, softmax
from core.pairs import PAIRS
from core.story import derivation, explain
from core.story.neuron import NEURON_LOSSES, descend
from ui.charts import story_figures, story_tables
from ui.charts.palette import NEUTRAL

Z = (1.0, 0.0, -2.0, 3.1)
NEURONS = {loss: descend(2.0, 2.0, 0.15, loss, 300) for loss in NEURON_LOSSES}
DIGITS = np.linspace(0.01, 0.19, 10)
NAMES = ("Quadratic", "Cross-entropy")

CHARTS = {
    "bars": (partial(story_figures.bars, 1, "Softmax"), partial(story_tables.outputs, "softmax", Z, explain.LOGITS)),
    "logits": (partial(story_figures.bars, 3, "z", shares=False), partial(story_tables.bars, Z, "z")),
    "digits": (partial(story_figures.bars, 1, "Ten"), partial(story_tables.digits, DIGITS, 7)),
    "sums": (partial(story_figures.sums, "Laid"), partial(story_tables.sums, Z)),
    "jacobian": (
        partial(story_figures.jacobian, "J"),
        lambda: story_tables.jacobian(explain.jacobian_check(OUTPUTS["softmax"], Z)),
    ),
    "temperature": (partial(story_figures.temperature, "T"), partial(story_tables.temperature, Z, 0.5)),
    "drawing": (partial(story_figures.drawing, "Layer"), partial(story_tables.drawing, derivation.PREVIOUS, 2)),
    "likelihood": (partial(story_figures.likelihood, "C"), partial(story_tables.likelihood, {"7": (0.9, 0.105)})),
    "output": (
        partial(story_figures.learning, "Output", "output", "", NAMES),
        partial(story_tables.learning, NEURONS),
    ),
    "cost": (
        partial(story_figures.learning, "Cost", "cost", "nats", NAMES, 2),
        partial(story_tables.learning, NEURONS),
    ),
    "slopes": (partial(story_figures.slopes, "Slopes", ("a", "b", "c", "d")), partial(story_tables.slopes, "softmax")),
}


def encoded(spec):
    """The names of the fields that a spec's encodings use."""
    found = []
    json.loads(json.dumps(spec), object_hook=lambda part: found.append(part.get("field")) or part)
    return {name for name in found if name}


@pytest.mark.parametrize("name", CHARTS)
def test_a_spec_is_constant_and_holds_no_data(name):
    build, _ = CHARTS[name]
    assert build() is build()
    assert "datasets" not in build()
    assert not re.search(r'"(values|name)": \[?\{', json.dumps(build()))


@pytest.mark.parametrize("name", CHARTS)
def test_a_spec_draws_columns_that_are_there(name):
    build, table = CHARTS[name]
    columns = table()
    assert len({len(column) for column in columns.values()}) == 1
    worked_out = {"arm"} if "calculate" in json.dumps(build()) else set()
    assert encoded(build()) <= set(columns) | worked_out


@pytest.mark.parametrize("name", CHARTS)
def test_no_spec_fixes_a_colour_that_one_theme_lacks(name):
    assert set(re.findall(r"#[0-9a-fA-F]{6}", json.dumps(CHARTS[name][0]()))) <= {NEUTRAL}


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
