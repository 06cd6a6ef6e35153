from typing import get_args

import pytest

from core.experiment import Arm
from core.pairs import valid_pairs
from core.statistics import McNemar
from core.verdict import Kind, SeedTest
from core.verdict import verdict as judge
from lab import wording
from ui.compare.evidence import mcnemar_table, pairs_note, pairs_table

TWO = ("Softmax with log-likelihood", "Sigmoid with cross-entropy")
THREE = (*TWO, "Sigmoid with quadratic")


def names(*texts: str) -> tuple[str, ...]:
    return wording.arm_names([Arm.parse(text) for text in texts])


def test_every_valid_pair_has_a_name() -> None:
    said = {wording.pair_name(*pair.key) for pair in valid_pairs()}
    assert len(said) == len(list(valid_pairs()))
    assert "Linear with hinge" in said


def test_names_say_only_what_tells_arms_apart() -> None:
    assert names("softmax:log_likelihood:0.5", "sigmoid:cross_entropy:3") == TWO
    assert names("softmax:log_likelihood:0.5", "softmax:log_likelihood:3", "sigmoid:quadratic:1") == (
        "Softmax with log-likelihood, rate 0.5",
        "Softmax with log-likelihood, rate 3",
        "Sigmoid with quadratic",
    )
    assert names("softmax:log_likelihood:0.5", "softmax:log_likelihood:0.5:hidden=100,20") == (
        "Softmax with log-likelihood",
        "Softmax with log-likelihood, 100-20 hidden",
    )
    assert names("softmax:log_likelihood:0.5", "softmax:log_likelihood:3:hidden_activation=relu:l2=0.1") == (
        "Softmax with log-likelihood, rate 0.5",
        "Softmax with log-likelihood, rate 3, hidden relu, lambda 0.1",
    )


def test_arms_that_are_the_same_are_numbered() -> None:
    assert names("softmax:quadratic:1", "softmax:quadratic:1") == (
        "Softmax with quadratic (arm 1)",
        "Softmax with quadratic (arm 2)",
    )


def test_labels_have_the_same_number_of_lines() -> None:
    arms = [Arm.parse(text) for text in ("softmax:quadratic:1", "softmax:quadratic:2", "sigmoid:quadratic:1")]
    assert wording.arm_labels(arms) == (
        ("Softmax with", "quadratic", "rate 1"),
        ("Softmax with", "quadratic", "rate 2"),
        ("Sigmoid with", "quadratic", ""),
    )


# Accuracies whose paired differences are 1.0, 0.8 and 0.6 points: mean 0.8, standard deviation 0.2 and so a half
# width of 4.303 * 0.2 / sqrt(3) = 0.497.
AHEAD = [[0.91, 0.908, 0.906], [0.90, 0.90, 0.90]]
# 1.0, -0.6, 0.2: mean 0.2, standard deviation 0.8, half width 4.303 * 0.8 / sqrt(3) = 1.99.
CLOSE = [[0.91, 0.894, 0.902], [0.90, 0.90, 0.90]]


def test_a_winner_is_ahead() -> None:
    assert wording.verdict(judge(AHEAD), TWO) == "Softmax with log-likelihood is ahead by 0.8 ± 0.5 points (3 seeds)."


def test_a_winner_beats_every_other_arm() -> None:
    said = wording.verdict(judge([[0.95, 0.951, 0.949], *AHEAD]), THREE)
    assert said.startswith("Softmax with log-likelihood is ahead of every other arm, and of the next, Sigmoid with")


def test_too_close_says_how_many_seeds_would_tell() -> None:
    found = judge(CLOSE)
    said = wording.verdict(found, TWO)
    assert said == (
        f"Too close to call: 0.2 ± 2.0 points apart over 3 seeds; about {found.seeds_needed} seeds would tell."
    )
    three = judge([*CLOSE, [0.5, 0.51, 0.52]])
    assert wording.verdict(three, THREE).startswith("Too close to call: Softmax with log-likelihood and Sigmoid with")


def test_a_difference_no_number_of_seeds_would_tell() -> None:
    assert "not even 1,000 seeds" in wording.verdict(judge([[0.9, 0.8, 0.7], [0.8, 0.9, 0.7]]), TWO)


def test_a_small_lead_is_not_rounded_away() -> None:
    said = wording.verdict(judge([[0.9004, 0.9005, 0.9006], [0.9, 0.9, 0.9]]), TWO)
    assert "by 0.05 ± 0.02 points" in said


@pytest.mark.parametrize(
    ("accuracies", "said"),
    [
        ([[0.9, 0.8], [0.9, 0.8]], "A tie: Softmax with log-likelihood and Sigmoid with cross-entropy have the same"),
        ([[0.9], [0.88]], "No verdict from one seed: Softmax with log-likelihood is 2.0 points ahead of Sigmoid"),
        ([[0.9], [0.9]], "No verdict from one seed: Softmax with log-likelihood and Sigmoid with cross-entropy have"),
        ([[0.9, 0.8]], "Nothing to compare: Softmax with log-likelihood is the only arm."),
    ],
)
def test_no_verdict_says_why(accuracies: list[list[float]], said: str) -> None:
    assert wording.verdict(judge(accuracies), TWO[: len(accuracies)]).startswith(said)


def test_every_kind_of_verdict_has_its_words() -> None:
    assert set(wording.VERDICTS) == set(get_args(Kind))
    for kind, sentences in wording.VERDICTS.items():
        (always,) = (row for row in sentences if row.fits is wording.Sentence("").fits)
        assert always is sentences[-1], kind


def test_diverged_arms_are_named() -> None:
    assert wording.diverged([0, 2], 5, TWO) == ["Sigmoid with cross-entropy diverged in 2 of 5 seeds."]
    assert wording.diverged([1, 0], 1, TWO) == ["Softmax with log-likelihood diverged."]


def test_the_table_of_pairs_shows_what_the_verdict_rests_on() -> None:
    table = pairs_table(judge(AHEAD), TWO)
    assert table.to_dict("records") == [
        {
            "pair": "Softmax with log-likelihood minus Sigmoid with cross-entropy",
            "points": "+0.80 ± 0.50",
            "seeds": "3 won, 0 tied, 0 lost",
            "p, corrected": "0.020",  # t = 0.8 / (0.2 / sqrt 3) = 6.93 with 2 degrees of freedom
            "verdict": "told apart",
        }
    ]
    assert len(pairs_table(judge([*AHEAD, [0.5, 0.6, 0.7]]), THREE)) == 3
    assert "3 pairs" in pairs_note(judge([*AHEAD, [0.5, 0.6, 0.7]]))
    assert pairs_table(judge([[0.9], [0.88]]), TWO)["verdict"].tolist() == ["not tested: one seed"]


def test_mcnemars_test_is_shown_for_each_seed() -> None:
    tests = (SeedTest(4, 0, 1, McNemar(12, 2, 0.0129), 0.0129), SeedTest(5, 0, 1, McNemar(5, 5, 1.0), 1.0))
    table = mcnemar_table(tests, TWO)
    assert table["seed"].tolist() == [4, 5]
    assert table["p, corrected"].tolist() == ["0.013", "1.000"]
    assert table["networks"].tolist() == ["told apart", "too close"]


def test_who_made_the_results_is_said_where_it_was_another_engine() -> None:
    assert wording.made_by(["compiled 1", "compiled 1"], "compiled 1") == ""
    said = wording.made_by(["compiled 1", "numpy 3", "plain 1"], "plain 1")
    assert said.startswith("These figures come from the engine compiled 1 and numpy 3, and here trains plain 1: ")
