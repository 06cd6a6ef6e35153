"""Links: there and back, and what comes of links that nobody wrote with good intentions."""

import random
import string
from itertools import repeat
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from core.pairs import PAIRS
from lab.links import LONGEST, MOST, Link, from_query, query_string, to_query
from tests.lab.strategies import experiments


def opened(query: str) -> Link:
    return from_query(parse_qsl(query, keep_blank_values=True))


@given(experiments())
def test_round_trip(experiment: Experiment) -> None:
    assert from_query(to_query(experiment)) == Link(experiment, "")
    assert opened(query_string(experiment)) == Link(experiment, "")


@given(experiments())
def test_a_link_survives_the_address_bar_unencoded_and_is_short(experiment: Experiment) -> None:
    query = query_string(experiment)
    assert "%" not in query
    assert "+" not in query
    assert len(query) <= 2000


def test_the_longest_link_of_six_arms_fits_in_2_kb() -> None:
    long = 10.000000000000002  # 18 characters, as many as a number from 10 to 100 can take
    arm = Arm("softmax", "log_likelihood", long, (300, 300), "sigmoid", "scaled", long)
    everything = Experiment(
        (arm,) * 6, 50_000, 10_000, (300, 300), "sigmoid", "large", 1000, long, 100, 20, 1_000_000, -long, 1000, True
    )
    assert len(query_string(everything)) <= 2000


def test_the_link_of_the_issue_reads_as_it_looks() -> None:
    link = opened("v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5&train=5000")
    assert link == Link(Experiment(train=5000), "")
    assert query_string(link.experiment) == (
        "v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5&train=5000"
    )


def test_overrides_in_a_link() -> None:
    arm = Arm("sigmoid", "quadratic", 3, hidden=(100, 20), init="large", l2=0.1)
    assert query_string(Experiment((arm,))) == "v=1&arm=sigmoid~quadratic~3~hidden.100.20~init.large~l2.0.1"
    none = Arm("sigmoid", "quadratic", 3, hidden=())
    assert query_string(Experiment((none,), hidden=())) == "v=1&arm=sigmoid~quadratic~3~hidden.none&hidden=none"


def test_colons_and_commas_are_read_too() -> None:
    assert opened("arm=sigmoid:quadratic:3.0:hidden=100,20:l2=0.1&hidden=30,20") == Link(
        Experiment((Arm("sigmoid", "quadratic", 3, hidden=(100, 20), l2=0.1),), hidden=(30, 20)), ""
    )


def test_version_1_means_these_defaults_for_ever() -> None:
    """A default that changes would change what old links show: it needs a new version of the format."""
    arms = (Arm("softmax", "log_likelihood", 0.5), Arm("sigmoid", "cross_entropy", 0.5))
    assert opened("v=1").experiment == Experiment(
        arms, 1000, 1000, (30,), "sigmoid", "scaled", 10, 0, 30, 3, 0, 0, 0, False
    )
    assert opened("") == Link(Experiment(), "")


WRONG = [
    ("train=5", Experiment(train=10), "number of training images must be a whole number between 10 and 50,000"),
    ("train=inf", Experiment(train=50_000, batch=10), "got 'inf'"),
    ("train=nan", Experiment(), "got 'nan'"),
    ("train=many", Experiment(), "got 'many'"),
    ("train=", Experiment(), "got ''"),
    ("epochs=2.6", Experiment(epochs=3), "number of epochs must be a whole number"),
    ("seeds=-1", Experiment(seeds=1), "number of seeds"),
    ("first_seed=-1", Experiment(), "first seed must be"),
    ("hidden=30.20.10", Experiment(hidden=(30, 20)), "number of hidden layers must be between 0 and 2, got 3"),
    ("hidden=900", Experiment(hidden=(300,)), "hidden units"),
    ("hidden=x", Experiment(), "hidden units"),
    ("hidden_activation=Relu", Experiment(hidden_activation="relu"), "must be one of sigmoid, tanh, relu"),
    ("init=zzz", Experiment(), "initial weights must be one of"),
    ("l2=1e9", Experiment(l2=100), "L2 lambda"),
    ("test_each_epoch=perhaps", Experiment(), "test accuracy after each epoch"),
    ("v=2&train=2000", Experiment(train=2000), "version '2'"),
    ("v=", Experiment(), "version ''"),
    ("colour=red&train=2000", Experiment(train=2000), "not known here: 'colour'"),
    ("train=2000&train=10", Experiment(train=2000), "'train' more than once"),
    ("train=20&batch=64", Experiment(train=20, batch=20), "mini-batch size must be at most the 20 training images"),
    ("train=50000&epochs=15000", Experiment(train=50_000, epochs=100), "training images times epochs must be at most"),
]


@pytest.mark.parametrize(("query", "nearest", "said"), WRONG)
def test_a_wrong_setting_gives_the_nearest_experiment_and_a_sentence(
    query: str, nearest: Experiment, said: str
) -> None:
    link = opened(query)
    assert link.experiment == nearest
    assert said in link.problem


WRONG_ARMS = [
    ("softmax~log_likelihood~fast", ["softmax:log_likelihood:0.5"], "learning rate must be between 0.0001 and 100"),
    ("softmax~log_likelihood~1000", ["softmax:log_likelihood:100"], "learning rate must be between 0.0001 and 100"),
    ("softmax~log_likeli", ["softmax:log_likelihood:0.5"], "loss must be one of"),
    ("softmax", ["softmax:log_likelihood:0.5"], "loss must be one of"),
    ("softmx~quadratic~2", ["softmax:quadratic:2"], "output layer must be one of"),
    ("blurb~quadratic~2", ["softmax:quadratic:2"], "output layer must be one of"),
    ("linear~hingle~2", ["linear:hinge:2"], "loss must be one of"),
    ("blurb~blob~2", None, "an arm that cannot be read: 'blurb~blob~2'"),
    ("", None, "an arm that cannot be read: ''"),
    ("sigmoid~quadratic~2~hidden.0", ["sigmoid:quadratic:2:hidden=1"], "hidden units"),
    ("sigmoid~quadratic~2~hidden", ["sigmoid:quadratic:2"], "hidden units"),
    ("sigmoid~quadratic~2~l2.x", ["sigmoid:quadratic:2"], "L2 lambda"),
    ("sigmoid~quadratic~2~train.20", ["sigmoid:quadratic:2"], "not known here: 'train'"),
    ("sigmoid~quadratic~2~l2.1~l2.3", ["sigmoid:quadratic:2:l2=1"], "'l2' more than once"),
]


@pytest.mark.parametrize(("arm", "nearest", "said"), WRONG_ARMS)
def test_a_wrong_arm_gives_the_nearest_arm_and_a_sentence(arm: str, nearest: list[str] | None, said: str) -> None:
    link = from_query([("arm", arm)])
    assert link.experiment == (Experiment() if nearest is None else Experiment(tuple(map(Arm.parse, nearest))))
    assert said in link.problem


@pytest.mark.parametrize("row", [row for row in PAIRS.values() if row.refused], ids=lambda row: ":".join(row.key))
def test_a_refused_pair_becomes_one_with_the_same_output_layer_and_says_why(row) -> None:
    link = from_query([("arm", "~".join([*row.key, "0.5"]))])
    assert link.problem == row.note
    (arm,) = link.experiment.arms
    assert arm.output == row.output.key


def test_of_seven_arms_six_are_shown() -> None:
    link = from_query([("v", "1")] + [("arm", "sigmoid~quadratic~3")] * 7)
    assert len(link.experiment.arms) == 6
    assert link.problem == "number of arms must be at most 6, got 7"


def test_several_faults_are_one_sentence() -> None:
    link = opened("train=5&epochs=0&colour=red")
    assert link.problem.endswith("; 2 more of this link could not be used as it stands")
    assert "\n" not in link.problem


def test_a_hostile_link_is_bounded() -> None:
    endless = from_query(repeat(("arm", "softmax~" + "x" * 10_000_000)))
    assert len(endless.problem) < 500
    assert f"more than {MOST} parameters" in endless.problem
    long_name = from_query([("x" * 10_000_000, "y" * 10_000_000)])
    assert len(long_name.problem) < 500
    deep = from_query([("arm", "softmax~log_likelihood~0.5" + "~hidden.3" * 1_000_000)])
    assert deep.experiment.arms == (Arm("softmax", "log_likelihood", 0.5, hidden=(3,)),)
    assert len(deep.problem) < 500
    assert LONGEST < 1000


GOOD = (
    "v=1&arm=softmax~log_likelihood~0.5~hidden.100.20&arm=sigmoid~quadratic~3~l2.0.1~init.large&train=5000"
    "&hidden=30.20&hidden_activation=tanh&batch=20&l2=1&epochs=20&first_seed=7&output_bias=10&test_each_epoch=1"
)
NASTY = string.printable + "~~~...:::===&&&%%\0\ud800\U0001f4a9٣½\u202e"


def mutated(rng: random.Random) -> str:
    """A good link with a few places changed, doubled, cut out or cut off; or nothing but noise."""
    text = list(GOOD) if rng.random() < 0.8 else []
    for _ in range(rng.randint(1, 12)):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.randint(0, 8))
        noise = rng.choices(NASTY, k=rng.randint(0, 4))
        text[start:end] = rng.choice([noise, text[start:end] * 3, [], rng.choices("0123456789.-e", k=3)])
    return "".join(text)


@pytest.mark.parametrize("block", range(5))
def test_500_random_and_mutated_links_never_raise(block: int) -> None:
    rng = random.Random(block)  # noqa: S311 - not for secrets
    for _ in range(100):
        link = opened(mutated(rng))
        assert isinstance(link.experiment, Experiment)
        assert 1 <= len(link.experiment.arms) <= 6
        assert len(link.problem) < 1000
        assert from_query(to_query(link.experiment)) == Link(link.experiment, "")


names = st.text(max_size=20) | st.sampled_from(["v", "arm", "train", "hidden", "l2", "epochs", "batch"])


@given(st.lists(st.tuples(names, st.text(max_size=60)), max_size=20))
def test_no_list_of_pairs_raises(pairs: list[tuple[str, str]]) -> None:
    link = from_query(pairs)
    assert from_query(to_query(link.experiment)) == Link(link.experiment, "")


@given(experiments())
def test_what_is_wrong_in_a_link_is_said_exactly_when_something_is(experiment: Experiment) -> None:
    broken = [(name, value) for name, value in to_query(experiment) if name != "train"] + [("train", "x")]
    assert "number of training images" in from_query(broken).problem


def test_an_experiment_of_many_arms_is_written_whole_and_read_with_six() -> None:
    many = Experiment(tuple(Arm("sigmoid", "quadratic", rate) for rate in range(1, 9)))
    link = from_query(to_query(many))
    assert link.experiment.arms == many.arms[:6]
    assert "got 8" in link.problem


def test_the_words_of_the_limits_are_those_of_the_experiment() -> None:
    with pytest.raises(InvalidSetting) as wrong:
        Experiment(epochs="none")
    assert opened("epochs=none").problem == str(wrong.value)
