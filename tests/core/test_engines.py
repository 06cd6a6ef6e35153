"""Every engine against the textbook network of `core.network`, which stands for the mathematics."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.engine.choice import ENGINES
from core.engine.sample import TRAINING_DRAW, draw
from core.engine.weights import initial_weights
from core.experiment import Arm, Experiment
from core.network import Network, scale
from core.pairs import pair, valid_pairs

every_engine = pytest.mark.parametrize("engine", ENGINES)

experiments = st.builds(
    lambda key, rate, **settings: Experiment((Arm(*key, rate),), train=200, validation=10, seeds=1, **settings),
    st.sampled_from([row.key for row in valid_pairs()]),
    st.sampled_from([0.01, 0.03, 0.1]),
    hidden=st.lists(st.integers(1, 70), max_size=2).map(tuple),
    hidden_activation=st.sampled_from(sorted(ACTIVATIONS)),
    init=st.sampled_from(["scaled", "large"]),
    l2=st.sampled_from([0.0, 5.0]),
    batch=st.sampled_from([1, 3, 10, 32, 64, 200]),
    output_bias=st.sampled_from([0.0, 1.0]),
)


def learn(engine, run, sample, orders):
    """The engine after some epochs, each in its own order."""
    drawn = initial_weights(run.hidden, run.init, run.output_bias, run.seed)
    made = ENGINES[engine].make()([run], [layer[None] for layer in drawn], sample)
    for order in orders:
        made.learn(order)
    return made


def textbook(run, sample, orders, dtype):
    """The same by `core.network`."""
    drawn = initial_weights(run.hidden, run.init, run.output_bias, run.seed)
    network = Network([layer.astype(dtype) for layer in drawn], run.hidden_activation)
    x, decay = scale(sample.images.pixels[sample.rows]).astype(dtype), 1 - run.learning_rate * run.l2 / run.train
    for order in orders:
        for start in range(0, run.train, run.batch):
            rows = order[start : start + run.batch]
            network.step(x[rows], sample.labels[rows], pair(run.output, run.loss), run.learning_rate, decay)
    return network


def distance(layers, others):
    """The largest difference of two networks' weights, in units of the largest weight of its layer or 1."""
    return max(
        float(np.abs(layer - other).max() / max(1, np.abs(other).max()))
        for layer, other in zip(layers, others, strict=True)
    )


@every_engine
@np.errstate(over="ignore", invalid="ignore")  # of what diverges
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(experiment=experiments)
def test_agrees_with_the_textbook_in_float64(engine, needs_engine, digits, experiment):
    needs_engine(engine)
    run = experiment.runs(5)[0]
    sample = draw(digits.training, run.train, run.seed, TRAINING_DRAW)
    orders = [np.random.default_rng(epoch).permutation(run.train) for epoch in range(2)]
    book = textbook(run, sample, orders, np.float64)
    # Training can amplify any rounding without bound: only where float32 by itself changes little is there an answer.
    assume(distance(textbook(run, sample, orders, np.float32).layers, book.layers) < 1e-5)
    ours = learn(engine, run, sample, orders)
    assert distance([layer[0] for layer in ours.weights()], book.layers) < 1e-4
    tests = draw(digits.test, 1000, 0, TRAINING_DRAW)
    theirs = book.forward(scale(tests.images.pixels[tests.rows]).astype(float))[1]
    answers, expected = ours.logits(tests)[0].argmax(axis=1), theirs.argmax(axis=1)
    assert abs(np.mean(answers == tests.labels) - np.mean(expected == tests.labels)) <= 0.003


@every_engine
@pytest.mark.parametrize("row", valid_pairs(), ids=lambda row: "-".join(row.key))
def test_gradients_are_the_textbooks(engine, needs_engine, digits, row):
    needs_engine(engine)
    run = Experiment((Arm(*row.key, 0.1),), train=50, hidden=(30, 20)).runs(0)[0]
    sample = draw(digits.training, run.train, run.seed, TRAINING_DRAW)
    network = textbook(run, sample, [], np.float64)
    given_, z = network.forward(scale(sample.images.pixels[sample.rows]).astype(float))
    expected = network.backward(given_, row.delta(z, sample.labels))
    for ours, theirs in zip(learn(engine, run, sample, []).gradients(sample), expected, strict=True):
        assert ours[0] == pytest.approx(theirs, rel=1e-3, abs=1e-6 * max(1, np.abs(theirs).max()))


@every_engine
def test_pieces_of_an_epoch_equal_the_whole(engine, needs_engine, digits):
    needs_engine(engine)
    run = replace(Experiment(train=100).runs(0)[0], l2=1.0)
    sample = draw(digits.training, run.train, run.seed, TRAINING_DRAW)
    order = np.random.default_rng(0).permutation(run.train)
    whole, pieces = (
        learn(engine, run, sample, [order]),
        learn(engine, run, sample, [order[:30], order[30:40], order[40:]]),
    )
    assert all(np.array_equal(a, b) for a, b in zip(whole.weights(), pieces.weights(), strict=True))


@every_engine
def test_what_is_given_and_given_back_is_a_copy(engine, needs_engine, digits):
    needs_engine(engine)
    run = Experiment(train=100).runs(0)[0]
    sample = draw(digits.training, run.train, run.seed, TRAINING_DRAW)
    made = learn(engine, run, sample, [])
    before = made.weights()
    made.learn(np.arange(100))
    assert not np.array_equal(before[0], made.weights()[0])
    made.weights()[0][:] = 0
    assert made.weights()[0].any()
