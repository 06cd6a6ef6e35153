"""Words outside of the story that a setting or a network could contradict: each against what it speaks of."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.datasets import Images, Mnist, mnist
from core.engine.sample import TRAINING_DRAW, VALIDATION_DRAW, draw
from core.evidence.measures import BINS, WRONG, output_sums
from core.experiment import Arm, Experiment
from core.losses import LOSSES
from core.network import logits
from core.outputs import OUTPUTS
from core.pairs import PAIRS
from core.results import epochs_to_reach
from core.settings import SETTINGS
from core.training import Training
from lab.gallery.shipped import Shipped
from tests.ui.synthetic import experiment, result
from ui.charts import takeaways
from ui.charts.digits import calibration
from ui.charts.measures import GRADIENTS, MEASURES
from ui.compare import digits_tab, yardsticks_tab
from ui.form import presets
from ui.form.learning_rates import RATES
from ui.form.sweeps import Outcome
from ui.sweep import view


@pytest.fixture(scope="module")
def data() -> Mnist:
    return mnist()


def first(of: Experiment, data: Mnist):
    """The first record of every run of an experiment's first seed, and the training that goes on from it."""
    training = Training([of.run(arm, of.first_seed) for arm in of.arms], data)
    return next(iter(training)), training


def test_the_slowdown_starts_with_all_outputs_saturated_and_nine_of_ten_wrong(data):
    of = presets.PRESETS["slowdown"].experiment
    records, _ = first(of, data)
    for record in records:
        assert record.slowdown.stuck == pytest.approx(0.9)  # saturated and further than 0.5 from the label
        assert record.slowdown.derivative < 0.01
    assert WRONG == 0.5


def shipped(key: str):
    """The shipped results of a preset, [arm][seed]."""
    found = Shipped().results(presets.PRESETS[key].experiment)
    assert found is not None
    return found


def ends(runs, name: str) -> list[float]:
    """A value of the last record, for every seed."""
    return [getattr(run.records[-1], name) for run in runs]


def test_the_wrong_pair_ends_at_by_far_the_lower_cost_and_no_better_than_guessing(data):
    right, wrong = shipped("wrong")
    assert max(ends(wrong, "validation_cost")) < min(ends(right, "validation_cost")) / 100
    most = np.bincount(data.test.labels).max() / len(data.test.labels)  # who always guesses the most frequent digit
    assert all(run.test_accuracy < most + 0.005 for run in wrong)


def test_from_large_weights_the_network_learns_more_slowly_and_ends_less_accurate(data):
    scaled, large = shipped("start")
    for one, other in zip(scaled, large, strict=True):
        assert epochs_to_reach(other.records, 0.8) is None or (
            epochs_to_reach(one.records, 0.8) < epochs_to_reach(other.records, 0.8)
        )
        assert other.test_accuracy < one.test_accuracy - 0.05
    _, training = first(presets.PRESETS["start"].experiment, data)
    (group,) = training.groups
    for place, deviation in ((0, 784**-0.5), (1, 1.0)):
        assert np.std(group.weights(place)[0][:, :784]) == pytest.approx(deviation, rel=0.02)


def test_with_weight_decay_weights_end_smaller_from_the_same_start(data):
    alone, decayed = shipped("decay")
    assert alone[0].run.init == decayed[0].run.init == "large"
    _, training = first(presets.PRESETS["decay"].experiment, data)
    (group,) = training.groups
    assert all(np.array_equal(a, b) for a, b in zip(group.weights(0), group.weights(1), strict=True))
    sizes = [np.linalg.norm(runs[0].weights[0][:, :784]) for runs in (alone, decayed)]
    assert sizes[1] < sizes[0] / 2
    assert min(run.test_accuracy for run in decayed) > max(run.test_accuracy for run in alone)


def test_an_untrained_network_does_not_cost_what_knowing_nothing_does(data):
    (record, *_), _ = first(Experiment(arms=(Arm("softmax", "log_likelihood", 0.5),)), data)
    assert record.validation_cost > np.log(10) + 0.05


def test_seeds_repeat_with_other_images_unless_all_are_used(data):
    for count, other in ((1000, True), (50_000, False)):
        one, two = (set(draw(data.training, count, seed, TRAINING_DRAW).rows.tolist()) for seed in (0, 1))
        assert (one != two) is other
    assert "unless all 50,000 are used" in next(row for row in SETTINGS.values() if row.name == "seeds").help


def test_initial_weights_are_the_same_where_layers_are(data):
    arms = ("softmax:log_likelihood:0.5", "sigmoid:cross_entropy:0.5", "sigmoid:cross_entropy:0.5:hidden=20")
    _, training = first(Experiment(arms=tuple(map(Arm.parse, arms)), train=10, epochs=1), data)
    weights = {place: group.weights(index) for group in training.groups for index, place in enumerate(group.places)}
    assert all(np.array_equal(a, b) for a, b in zip(weights[0], weights[1], strict=True))
    assert weights[2][0].shape != weights[0][0].shape


def test_the_gradient_of_a_layer_is_that_of_its_weights_and_biases(data):
    _, training = first(Experiment(train=100, epochs=1), data)
    (group,) = training.groups
    watched = training.training.first(100)
    pixels = watched.images.pixels[watched.rows]
    for index, sizes in enumerate(group.gradient_sizes(watched)):
        run, weights = training.runs[group.places[index]], [layer.astype(np.float64) for layer in group.weights(index)]
        z = logits(weights, run.hidden_activation, pixels)
        hidden = OUTPUTS["sigmoid"].activations(logits(weights[:-1], run.hidden_activation, pixels))
        delta = PAIRS[run.output, run.loss].delta(z, watched.labels)
        of_weights, of_biases = np.linalg.norm(delta.T @ hidden) / 100, np.linalg.norm(delta.mean(axis=0))
        assert of_biases > 0.1 * of_weights
        assert sizes[-1] == pytest.approx(np.hypot(of_weights, of_biases), rel=1e-4)
    assert all("weights and biases" in MEASURES[key].title for key in GRADIENTS)


@pytest.mark.parametrize("place", [0, len(RATES) - 1])
def test_a_grid_is_not_to_be_widened_at_its_limit(place):
    row = Outcome(
        Arm("softmax", "quadratic", 1.0), RATES, (0.1,) * 13, (0.1,) * 13, (0,) * 13, (0.0,) * 13, (0.0,) * 13
    )
    row = replace(row, validation=tuple(0.9 if at == place else 0.1 for at in range(13)))
    assert row.at_edge
    assert "Widen" not in view.at_edge("Softmax", row)
    inner = replace(row, rates=RATES[2:5], validation=(0.9, 0.1, 0.1))
    assert "Widen" in view.at_edge("Softmax", inner)


def test_costs_that_share_a_unit_are_not_said_to_have_different_ones():
    shared = [loss.units for loss in LOSSES.values()]
    assert len(set(shared)) < len(shared)
    assert "different units" not in yardsticks_tab.WORDS


def test_sums_come_near_one_as_far_as_labels_are_learned(data):
    """Linear with quadratic, whose targets sum to 1: nothing in the layer holds it there, but its labels do."""
    of = Experiment(arms=(Arm("linear", "quadratic", 0.05),), train=2000, epochs=8)
    training = Training([of.run(of.arms[0], 0)], data)
    for _ in training:
        pass
    (run,) = training.results()
    sums = output_sums(OUTPUTS["linear"], logits(run.weights, run.run.hidden_activation, data.test.pixels))
    low, high = np.quantile(sums, (0.05, 0.95))
    assert low > 0.7
    assert high < 1.3


def test_chance_scores_what_calibrated_networks_score(data):
    """Answers drawn with the very probabilities of the network: their calibration error, on as many images."""
    of = Experiment(train=1000, epochs=5)
    training = Training([of.run(arm, 0) for arm in of.arms], data)
    for _ in training:
        pass
    for run in training.results():
        chance = calibration.chance(run, data.validation)
        images = draw(data.validation, of.validation, 0, VALIDATION_DRAW)
        z = logits(run.weights, run.run.hidden_activation, images.images.pixels[images.rows]).astype(np.float64)
        a = OUTPUTS[run.run.output].activations(z)
        top = (a / a.sum(axis=1, keepdims=True)).max(axis=1)
        bins = np.minimum(np.ceil(top * BINS).astype(int) - 1, BINS - 1)
        rng = np.random.default_rng(5)
        scores = []
        for _ in range(300):
            right = rng.random(top.size) < top
            gaps = [abs(right[bins == one].sum() - top[bins == one].sum()) for one in range(BINS)]
            scores.append(sum(gaps) / top.size)
        assert chance == pytest.approx(np.mean(scores), rel=0.05)
        assert 0.005 < chance < 0.03
    assert calibration.chance(replace(run, weights=()), data.validation) is None
    assert calibration.chance(result(experiment(1), 0, 0), Images(data.validation.pixels, data.validation.labels))


def test_what_is_lost_says_of_which_network():
    lost = digits_tab.Lost(0, 3, 8, 0.0, 0, nearly=False, diverged=None)
    nearly = replace(lost, digit=5, recall=0.05, answered=60, nearly=True)
    said = digits_tab._said(("Softmax",), (lost, nearly))
    assert "seed 3: never answers 8, nearly lost the 5 (5.0 % of its test images" in said
    assert "epoch 3, as it was one epoch before" in digits_tab._said(("Softmax",), (replace(lost, diverged=3),))
    assert "untrained" in digits_tab._said(("Softmax",), (replace(lost, diverged=1),))
    assert re.search(r"fewer than 1 % .* fewer than 10 %", digits_tab.DEFINED.format(lost=1, nearly=10))
    assert takeaways.TAKEN
