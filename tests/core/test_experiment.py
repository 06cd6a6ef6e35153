from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import limits
from core.experiment import DEFAULT_ARMS, Arm, Experiment, Run
from core.limits import InvalidSetting
from core.pairs import PAIRS
from core.settings import SETTINGS
from tests.lab.strategies import other_than_default

RATES = st.floats(limits.LEARNING_RATE.low, limits.LEARNING_RATE.high)
HIDDEN = st.lists(st.integers(1, 300), max_size=2).map(tuple)
ARMS = st.builds(
    lambda key, rate, hidden, activation, init, l2: Arm(*key, rate, hidden, activation, init, l2),
    st.sampled_from([key for key, row in PAIRS.items() if not row.refused]),
    RATES,
    st.none() | HIDDEN,
    st.none() | st.sampled_from(["sigmoid", "tanh", "relu"]),
    st.none() | st.sampled_from(["scaled", "large"]),
    st.none() | st.floats(0, 100),
)


@given(ARMS)
def test_arm_as_text_and_back(arm):
    assert Arm.parse(str(arm)) == arm


def test_arm_as_text():
    assert str(Arm("softmax", "log_likelihood", 0.5, hidden=(100,))) == "softmax:log_likelihood:0.5:hidden=100"
    assert str(Arm("sigmoid", "quadratic", 3, hidden=())) == "sigmoid:quadratic:3:hidden=none"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("softmax:log_likelihood:fast", "learning rate must be between 0.0001 and 100, got 'fast'"),
        ("softmax:log_likelihood:nan", "learning rate must be between 0.0001 and 100, got 'nan'"),
        ("softmax:entropy:0.5", "loss must be one of log_likelihood, cross_entropy, quadratic, hinge, got 'entropy'"),
        ("softplus:hinge:0.5", "output layer must be one of softmax, sigmoid, linear, got 'softplus'"),
        ("softmax", "an arm must be written output:loss:learning_rate"),
        ("softmax:hinge:1:depth=3", "an arm's own setting must be one of hidden, hidden_activation, init, l2"),
        ("softmax:hinge:1:l2=1:l2=2", "may be given once, got 'l2' twice"),
        ("softmax:hinge:1:hidden=30,30,30", "number of hidden layers must be between 0 and 2, got 3"),
        ("softmax:hinge:1:hidden=0", "number of hidden units in a layer must be a whole number between 1 and 300"),
        ("linear:log_likelihood:0.5", "a negative number has no logarithm"),
    ],
)
def test_a_wrong_arm_is_one_clear_sentence(text, words):
    with pytest.raises(InvalidSetting) as caught:
        Arm.parse(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"epochs": 0}, "number of epochs must be a whole number between 1 and 15,000, got 0"),
        ({"train": 9}, "number of training images must be a whole number between 10 and 50,000, got 9"),
        ({"train": 1000.5}, "number of training images must be a whole number"),
        ({"train": True}, "number of training images"),
        ({"first_seed": -1}, "first seed must be a whole number between 0 and 1,000,000, got -1"),
        ({"arms": DEFAULT_ARMS * 33}, "number of arms must be a whole number between 1 and 64, got 66"),
        ({"arms": ()}, "number of arms"),
        ({"train": 5, "batch": 7}, "number of training images"),
        ({"train": 50, "batch": 51}, "mini-batch size must be at most the 50 training images, got 51"),
        ({"train": 50_000, "epochs": 101}, "50,000 times 101 = 5,050,000"),
        ({"init": "tiny"}, "initial weights must be one of scaled, large, got 'tiny'"),
        ({"l2": float("inf")}, "L2 lambda must be between 0 and 100, got inf"),
        ({"test_each_epoch": 1}, "must be True or False"),
    ],
)
def test_a_wrong_experiment_is_one_clear_sentence(settings, words):
    with pytest.raises(InvalidSetting) as caught:
        Experiment(**settings)
    assert words in str(caught.value)


def test_defaults_are_those_frozen_in_version_1():
    experiment = Experiment()
    assert [str(arm) for arm in experiment.arms] == ["softmax:log_likelihood:0.5", "sigmoid:cross_entropy:0.5"]
    frozen = {
        "train": 1000,
        "validation": 1000,
        "hidden": (30,),
        "hidden_activation": "sigmoid",
        "init": "scaled",
        "batch": 10,
        "l2": 0.0,
        "epochs": 30,
        "seeds": 3,
        "first_seed": 0,
        "output_bias": 0.0,
        "close_up": 0,
        "test_each_epoch": False,
    }
    assert {name: getattr(experiment, name) for name in frozen} == frozen


def test_frozen_hashable_and_keyed():
    experiment = Experiment()
    with pytest.raises(FrozenInstanceError):
        experiment.epochs = 3  # type: ignore[misc]
    assert hash(experiment) == hash(Experiment())
    assert experiment.key == Experiment(train=1000.0, l2=-0.0).key  # type: ignore[arg-type]
    assert len({replace(experiment, **{name: value}).key for name, value in OTHER.items()}) == len(OTHER)


OTHER = {"arms": DEFAULT_ARMS[:1], **{name: other_than_default(name) for name in SETTINGS}}


def test_every_setting_changes_the_key_of_an_experiment():
    assert {item.name for item in fields(Experiment)} == set(OTHER)
    assert Experiment().key not in {replace(Experiment(), **{name: value}).key for name, value in OTHER.items()}


def test_key_of_a_run_depends_on_everything_but_its_neighbours():
    experiment = Experiment()
    alone, beside = (
        experiment.run(experiment.arms[0], 0),
        replace(experiment, arms=experiment.arms[:1], seeds=9).runs(0)[0],
    )
    assert alone == beside
    assert alone.key == beside.key
    assert alone.key != experiment.run(experiment.arms[0], 1).key


def test_an_arms_own_settings_win_over_the_experiments():
    arm = Arm("softmax", "log_likelihood", 0.5, hidden=(), l2=3)
    run = Experiment(arms=(arm,), l2=1, init="large").runs(2)[0]
    assert (run.hidden, run.l2, run.init, run.seed) == ((), 3, "large", 2)
    assert isinstance(run, Run)


def test_every_refused_pair_is_refused_with_its_reason():
    for (output, loss), row in PAIRS.items():
        if row.refused:
            with pytest.raises(InvalidSetting) as caught:
                Arm(output, loss, 0.5)
            assert str(caught.value) == row.note
