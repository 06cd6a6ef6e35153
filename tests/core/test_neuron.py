import numpy as np
import pytest

from core.limits import InvalidSetting
from core.story import neuron
from core.story.neuron import EPOCHS, NEURON_LOSSES, RATES, REACH, STARTS, descend

EASY, BAD = STARTS["easy"], STARTS["bad"]


def learn(start, loss, rate):
    return descend(start.weight, start.bias, rate, loss)


@pytest.mark.parametrize("loss", NEURON_LOSSES)
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_paths_are_gradient_descent_by_hand(start, loss):
    weight, bias = start.weight, start.bias
    path = learn(start, loss, 0.15)
    for epoch in range(EPOCHS + 1):
        a = 1 / (1 + np.exp(-(weight + bias)))
        cost = {"quadratic": a**2 / 2, "cross_entropy": -np.log(1 - a)}[loss]
        got = [path.weight[epoch], path.bias[epoch], path.output[epoch], path.cost[epoch]]
        assert got == pytest.approx([weight, bias, a, cost], rel=1e-12)
        delta = {"quadratic": a * a * (1 - a), "cross_entropy": a}[loss]
        weight, bias = weight - 0.15 * delta, bias - 0.15 * delta


def test_the_books_starts_and_rates():
    assert [(start.weight, start.bias) for start in STARTS.values()] == [(0.6, 0.9), (2.0, 2.0)]
    assert RATES["book"] == {"quadratic": 0.15, "cross_entropy": 0.005}
    assert set(RATES["same"].values()) == {0.15}
    # the outputs that the book prints before learning
    assert learn(EASY, "quadratic", 0.15).output[0] == pytest.approx(0.82, abs=0.005)
    assert learn(BAD, "quadratic", 0.15).output[0] == pytest.approx(0.98, abs=0.005)


def test_quadratic_ends_where_the_book_ends():
    # the outputs that the book prints after 300 epochs at 0.15
    assert learn(EASY, "quadratic", 0.15).output[300] == pytest.approx(0.09, abs=0.005)
    assert learn(BAD, "quadratic", 0.15).output[300] == pytest.approx(0.20, abs=0.005)


def test_quadratic_starts_flat_from_the_bad_start_only():
    bad, easy = (-np.diff(learn(start, "quadratic", 0.15).cost) for start in (BAD, EASY))
    # "for the first 150 or so learning epochs, the weights and biases don't change much at all"
    assert 150 < bad.argmax() < 250
    assert bad[:50].max() < bad.max() / 10
    assert easy.argmax() < 30


@pytest.mark.parametrize("rate", [0.005, 0.15])
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_cross_entropy_is_steepest_at_the_start(start, rate):
    fall = -np.diff(learn(start, "cross_entropy", rate).cost)
    assert fall.argmax() == 0
    assert (np.diff(fall) < 0).all()


def test_cross_entropy_learns_faster_where_the_neuron_is_more_wrong():
    bad, easy = (-np.diff(learn(start, "cross_entropy", 0.005).output) for start in (BAD, EASY))
    moved = [-np.diff(learn(start, "cross_entropy", 0.005).bias)[0] for start in (BAD, EASY)]
    assert moved[0] > moved[1]
    assert (bad > 0).all()
    assert (easy > 0).all()


def test_weight_and_bias_move_alike():
    path = descend(0.5, -1.5, 0.15, "quadratic", epochs=40)  # the input is 1
    assert len(path.weight) == 41
    assert path.weight - path.bias == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"weight": "heavy"}, "weight must be between -100 and 100, got 'heavy'"),
        ({"bias": float("nan")}, "bias must be between -100 and 100, got nan"),
        ({"learning_rate": 0}, "learning rate must be between 0.0001 and 100, got 0"),
        ({"loss": "hinge"}, "loss must be one of quadratic, cross_entropy, got 'hinge'"),
        ({"epochs": 0}, "number of epochs must be a whole number between 1 and 15,000, got 0"),
    ],
)
def test_settings_out_of_range_are_refused_in_a_sentence(setting, sentence):
    with pytest.raises(InvalidSetting) as refusal:
        descend(**{"weight": 0.6, "bias": 0.9, "learning_rate": 0.15, "loss": "quadratic", **setting})
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("loss", NEURON_LOSSES)
def test_wild_settings_stay_finite(loss):
    path = descend(100, 100, 100, loss, epochs=50)
    assert np.isfinite([path.weight, path.bias, path.output, path.cost]).all()


@pytest.mark.parametrize("loss", NEURON_LOSSES)
def test_the_hill_is_the_cost_over_z_and_the_ball_rolls_on_it(loss):
    z = np.linspace(-REACH, REACH, 41)
    a = 1 / (1 + np.exp(-z))
    by_hand = {"quadratic": a**2 / 2, "cross_entropy": -np.log(1 - a)}[loss]
    assert neuron.cost(z, loss) == pytest.approx(by_hand, rel=1e-11)
    step = 1e-5
    differences = (neuron.cost(z + step, loss) - neuron.cost(z - step, loss)) / (2 * step)
    assert neuron.slope(z, loss) == pytest.approx(differences, rel=1e-5, abs=1e-10)
    path = descend(5.0, 5.0, 0.15, loss)
    assert path.z == pytest.approx(path.weight + path.bias)
    assert path.cost == pytest.approx(neuron.cost(path.z, loss))
    assert (np.diff(path.z) < 0).all()


def test_quadratic_s_hill_has_a_plateau_and_cross_entropy_s_has_none():
    assert neuron.slope([REACH], "quadratic")[0] < 1e-4
    assert neuron.slope([REACH], "cross_entropy")[0] > 0.9999
    # a^2 (1 - a) is largest at a = 2/3
    steep = neuron.slope(np.linspace(-REACH, REACH, 4001), "quadratic")
    assert steep.max() == pytest.approx(4 / 27, abs=1e-6)
