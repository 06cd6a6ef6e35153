import math
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.datasets import choose
from core.digits.glimpse import NOTHING, looked_at
from core.engine.choice import ENGINES, SETTING
from core.engine.sample import TRAINING_DRAW, VALIDATION_DRAW
from core.engine.weights import initial_weights
from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from core.network import logits
from core.pairs import pair, valid_pairs
from core.training import ORDER, Training

LEARNING_RATES = st.sampled_from([0.01, 0.1, 0.5, 3.0])
SMALL = Experiment(train=100, validation=50, epochs=2, seeds=1)


@pytest.fixture(autouse=True, params=ENGINES)
def _engine(request, monkeypatch, needs_engine):
    """Everything here holds with every engine."""
    needs_engine(request.param)
    monkeypatch.setenv(SETTING, request.param)


def trained(runs, data):
    training = Training(runs, data)
    for _ in training:
        pass
    return training.results()


arms = st.builds(
    Arm,
    st.just("softmax"),
    st.just("log_likelihood"),
    LEARNING_RATES,
    hidden=st.none() | st.lists(st.sampled_from([1, 7, 30, 60]), max_size=2).map(tuple),
    hidden_activation=st.none() | st.sampled_from(sorted(ACTIVATIONS)),
    init=st.none() | st.sampled_from(["scaled", "large"]),
    l2=st.none() | st.sampled_from([0.0, 5.0]),
).flatmap(
    lambda arm: st.sampled_from([row.key for row in valid_pairs()]).map(
        lambda key: replace(arm, output=key[0], loss=key[1])
    )
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(arms, min_size=2, max_size=6),
    st.integers(10, 130),
    st.sampled_from([1, 3, 10, 32, 64, 100]),
    st.integers(0, 3),
    st.data(),
)
def test_stacked_equals_alone_bit_for_bit(few_digits, arms, train, batch, seed, data):
    experiment = Experiment(tuple(arms), train=train, batch=min(batch, train), validation=37, epochs=2, seeds=1)
    runs = experiment.runs(seed)
    beside = trained(runs, few_digits)
    chosen = data.draw(st.integers(0, len(runs) - 1))
    assert beside[chosen].same(trained([runs[chosen]], few_digits)[0])


def test_a_glimpse_is_what_the_networks_answer_by_now_and_changes_no_bit(few_digits):
    runs = replace(SMALL, arms=(*SMALL.arms, Arm("linear", "hinge", 0.1, hidden=(7,)))).runs(0)
    training, labels = Training(runs, few_digits), few_digits.validation.labels
    seen = few_digits.validation[looked_at(few_digits.validation)]
    assert seen.labels.tolist() == list(range(10))
    assert [labels.tolist().index(digit) for digit in range(10)] == looked_at(few_digits.validation).tolist()
    glimpses = [training.glimpse() for _ in training][-1]
    results = training.results()
    for result, glimpse in zip(results, glimpses, strict=True):
        z = logits(result.weights, result.run.hidden_activation, seen.pixels)
        assert list(glimpse) == z.argmax(axis=1).tolist()
    assert all(one.same(other) for one, other in zip(results, trained(runs, few_digits), strict=True))


def test_a_network_that_has_diverged_answers_nothing_and_the_others_still_do(few_digits):
    experiment = replace(SMALL, arms=(Arm("linear", "quadratic", 10.0), Arm("softmax", "log_likelihood", 0.1)))
    training = Training(experiment.runs(0), few_digits)
    lost, healthy = [training.glimpse() for _ in training][-1]
    assert training.results()[0].diverged is not None
    assert lost == bytes([NOTHING] * 10)
    assert max(healthy) < 10


def test_gradients_of_whole_networks_by_finite_differences(few_digits):
    experiment = replace(SMALL, arms=tuple(Arm(*row.key, 0.1) for row in valid_pairs()), hidden=(6, 5))
    training = Training(experiment.runs(0), few_digits)
    (group,) = training.groups
    watched = training.training.first(20)
    gradients = group.engine.gradients(watched)
    rng = np.random.default_rng(0)
    for index, run in enumerate(group.runs):
        layers = [layer.astype(float) for layer in initial_weights(run.hidden, run.init, run.output_bias, run.seed)]
        images = few_digits.training[choose(few_digits.training, run.train, np.random.default_rng([0, TRAINING_DRAW]))][
            :20
        ]

        def cost(layers, images=images, run=run):
            a = images.pixels / 255
            for layer in layers[:-1]:
                a = 1 / (1 + np.exp(-(a @ layer[:, :-1].T + layer[:, -1])))
            z = a @ layers[-1][:, :-1].T + layers[-1][:, -1]
            return pair(run.output, run.loss).cost(z, images.labels).mean()

        for place, layer in enumerate(layers):
            direction = rng.standard_normal(layer.shape)
            step = 1e-5
            up, down = ([*layers[:place], layer + sign * step * direction, *layers[place + 1 :]] for sign in (1, -1))
            slope = (cost(up) - cost(down)) / (2 * step)
            ours = np.vdot(gradients[place][index].astype(float), direction)
            assert ours == pytest.approx(slope, rel=2e-3, abs=2e-4), (run.arm_name, place)


def test_twice_the_same_bits(few_digits):
    first, second = (trained(SMALL.runs(0), few_digits) for _ in range(2))
    assert all(a.same(b) for a, b in zip(first, second, strict=True))
    assert not first[0].same(trained(SMALL.runs(1), few_digits)[0])


def test_records_tell_what_they_say(few_digits):
    run = replace(SMALL, train=95, epochs=3, close_up=2).runs(0)[0]  # ten mini-batches, the last of five images
    (result,) = trained([run], few_digits)
    assert [record.epoch for record in result.records] == [0, 1, 2, 3]
    assert [len(record.minibatch_costs) for record in result.records] == [0, 10, 10, 10]
    assert [len(record.close_up) for record in result.records] == [0, 10, 10, 0]
    assert result.records[1].close_up[-1] == result.records[1].validation_accuracy
    assert [record.seconds for record in result.records] == sorted(record.seconds for record in result.records)
    last = result.records[-1]
    images = few_digits.training[choose(few_digits.training, 95, np.random.default_rng([0, TRAINING_DRAW]))]
    z = logits(result.weights, "sigmoid", images.pixels)
    assert last.training_cost == pytest.approx(
        pair("softmax", "log_likelihood").cost(z, images.labels).mean(), rel=1e-5
    )
    assert last.training_accuracy == np.mean(z.argmax(axis=1) == images.labels)
    images = few_digits.validation[choose(few_digits.validation, 50, np.random.default_rng([0, VALIDATION_DRAW]))]
    z = logits(result.weights, "sigmoid", images.pixels)
    assert last.validation_accuracy == np.mean(z.argmax(axis=1) == images.labels)
    z = logits(result.weights, "sigmoid", few_digits.test.pixels)
    assert np.array_equal(result.predictions, z.argmax(axis=1))
    assert result.test_accuracy == np.mean(result.predictions == few_digits.test.labels)


def test_twenty_pieces_of_an_epoch(few_digits):
    run = replace(SMALL, train=430, epochs=1, close_up=1).runs(0)[0]  # 43 mini-batches in 20 pieces
    (result,) = trained([run], few_digits)
    assert len(result.records[1].minibatch_costs) == 20
    assert len(result.records[1].close_up) == 20


def test_first_minibatch_cost_is_that_of_the_initial_network(few_digits):
    run = replace(SMALL, epochs=1).runs(0)[0]
    (result,) = trained([run], few_digits)
    images = few_digits.training[choose(few_digits.training, 100, np.random.default_rng([0, TRAINING_DRAW]))]
    first = images[np.random.default_rng([0, ORDER]).permutation(100)[:10]]
    z = logits(initial_weights((30,), "scaled", 0, 0), "sigmoid", first.pixels)
    expected = pair("softmax", "log_likelihood").cost(z, first.labels).mean()
    assert result.records[1].minibatch_costs[0] == pytest.approx(expected, rel=1e-5)


def test_divergence_is_recorded_and_the_others_go_on(few_digits):
    wild, calm = Arm("linear", "quadratic", 100.0), Arm("softmax", "log_likelihood", 0.5)
    experiment = replace(SMALL, arms=(wild, calm), epochs=3)
    diverged, healthy = trained(experiment.runs(0), few_digits)
    assert diverged.diverged is not None
    assert not math.isfinite(diverged.records[-1].training_cost)
    assert all(np.isfinite(layer).all() for layer in diverged.weights)  # the last network whose costs were finite
    assert healthy.diverged is None
    assert healthy.same(trained([experiment.runs(0)[1]], few_digits)[0])


def test_weights_of_pixels_that_are_never_lit_only_decay(few_digits):
    run = replace(SMALL, arms=(Arm("softmax", "log_likelihood", 0.5, l2=2.0),)).runs(0)[0]
    (result,) = trained([run], few_digits)
    sets = (few_digits.training, few_digits.validation, few_digits.test)
    dead = np.flatnonzero(~np.any([images.pixels.any(axis=0) for images in sets], axis=0))
    initial = initial_weights((30,), "scaled", 0, 0)[0]
    steps = 2 * 10  # epochs times mini-batches
    assert result.weights[0][:, dead] == pytest.approx(initial[:, dead] * (1 - 0.5 * 2 / 100) ** steps, rel=1e-5)


def test_constant_on_all_logits_changes_nothing_for_softmax(few_digits):
    """A bad start adds one number to every output bias; softmax does not see it, sigmoid does."""
    arms = (Arm("softmax", "log_likelihood", 0.5), Arm("sigmoid", "quadratic", 3.0))
    good, bad = (replace(SMALL, arms=arms, output_bias=bias) for bias in (0.0, 10.0))
    softmax, stalled = ([trained(e.runs(0), few_digits)[arm] for e in (good, bad)] for arm in (0, 1))
    assert softmax[0].records[-1].training_cost == pytest.approx(softmax[1].records[-1].training_cost, rel=1e-3)
    assert stalled[1].records[-1].slowdown.stuck > 0.5 > stalled[0].records[-1].slowdown.stuck


def test_runs_of_different_seeds_are_not_trained_together(few_digits):
    with pytest.raises(InvalidSetting, match="share seed"):
        Training([SMALL.runs(0)[0], SMALL.runs(1)[0]], few_digits)


def test_test_accuracy_after_each_epoch_only_when_asked(few_digits):
    asked = trained(replace(SMALL, test_each_epoch=True).runs(0), few_digits)[0]
    silent = trained(SMALL.runs(0), few_digits)[0]
    assert asked.records[-1].test_accuracy == asked.test_accuracy
    assert all(record.test_accuracy is None for record in silent.records)
    assert np.array_equal(asked.weights[0], silent.weights[0])


def until(training, epoch):
    """What is recorded up to this epoch."""
    told = []
    for records in training:
        told.append(records)
        if training.epoch == epoch:
            break
    return told


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(arms, min_size=1, max_size=4), st.sets(st.integers(0, 4), max_size=3), st.sampled_from([3, 10, 64]))
def test_in_pieces_the_same_bits_as_in_one(few_digits, arms, cuts, batch):
    """Whatever is between two pieces: another process, for which the state is pickled."""
    wild = Arm("linear", "quadratic", 100.0, l2=1.0)  # diverges in the first epoch
    experiment = Experiment((*arms, wild), train=90, batch=batch, validation=37, epochs=5, seeds=1, close_up=2)
    runs = experiment.runs(0)
    whole = Training(runs, few_digits)
    list(whole)
    told, paused = [], ()
    for cut in [*sorted(cuts), 5]:
        training = Training(runs, few_digits, paused)
        told += until(training, cut)
        paused = pickle.loads(pickle.dumps(training.pauses()))  # noqa: S301 (our own)
    assert [pause.epoch for pause in paused] == [5] * len(runs)
    records = zip(*told, strict=True)
    results = [replace(one, records=of) for one, of in zip(training.results(), records, strict=True)]
    assert all(a.same(b) for a, b in zip(results, whole.results(), strict=True))


def test_each_run_goes_on_by_itself_too(few_digits):
    runs = replace(SMALL, epochs=4).runs(0)
    whole, first = Training(runs, few_digits), Training(runs, few_digits)
    list(whole)
    until(first, 2)
    for place, pause in enumerate(first.pauses()):
        alone = Training([runs[place]], few_digits, [pause])
        assert [record.epoch for (record,) in alone] == [3, 4]
        assert replace(alone.results()[0], records=whole.results()[place].records).same(whole.results()[place])


def test_what_cannot_go_on_is_refused(few_digits):
    training = Training(SMALL.runs(0), few_digits)
    next(iter(training))
    with pytest.raises(InvalidSetting, match="must be these runs after the same epoch"):
        Training(SMALL.runs(1), few_digits, training.pauses())
    other = tuple(replace(pause, engine="another 1") for pause in training.pauses())
    with pytest.raises(InvalidSetting, match="got 2 runs after"):
        Training(SMALL.runs(0), few_digits, other)
