from core.evidence.statistics import McNemar
from core.experiment import Arm
from core.pairs import valid_pairs
from core.verdict import SeedTest
from core.verdict import verdict as judge
from lab import wording
from tests.core.answers import nested
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


def test_short_names_say_what_the_arms_do_not_share() -> None:
    arms = [Arm.parse("sigmoid:quadratic:3"), Arm.parse("softmax:quadratic:3")]
    assert wording.short_names(arms) == ("Sigmoid", "Softmax")
    assert wording.short_names([*arms, Arm.parse("softmax:log_likelihood:3")]) == wording.arm_names(
        [*arms, Arm.parse("softmax:log_likelihood:3")]
    )
    own = [Arm.parse(f"softmax:log_likelihood:0.5{text}") for text in (":hidden=none", ":l2=1:init=large", "")]
    assert wording.short_names(own[:2]) == ("No hidden layer", "Large start, lambda 1")
    assert wording.short_names(own) == wording.arm_names(own)
    assert wording.short_names(arms[:1] * 2) == wording.arm_names(arms[:1] * 2)


def test_the_table_of_pairs_shows_what_the_verdict_rests_on() -> None:
    # Differences of 1.0, 0.8 and 0.6 points: mean 0.8, standard deviation 0.2. By the seeds alone t = 6.93 with 2
    # degrees of freedom, p = 0.020, half-width 4.303 * 0.2 / sqrt 3 = 0.497; the images add to that.
    seen = judge(nested([[0.91, 0.908, 0.906], [0.90, 0.90, 0.90]]))
    (row,) = pairs_table(seen, TWO).to_dict("records")
    assert row["pair"] == "Softmax with log-likelihood minus Sigmoid with cross-entropy"
    assert row["points"].startswith("+0.80 ± 0.5")
    assert row["seeds"] == "3 won, 0 tied, 0 lost"
    assert float(row["p, corrected"]) >= 0.020
    assert row["verdict"] == "told apart"
    odds = seen.comparisons[0].odds()
    assert row["ahead, trained once"] == f"{100 * odds.estimate:.0f} % ({100 * odds.low:.0f} to {100 * odds.high:.0f})"


def test_the_table_of_pairs_has_a_row_a_pair_and_says_what_it_cannot_test() -> None:
    three = judge(nested([[0.91, 0.908, 0.906], [0.90, 0.90, 0.90], [0.5, 0.6, 0.7]]))
    assert len(pairs_table(three, THREE)) == 3
    assert "3 pairs" in pairs_note(three)
    assert pairs_table(judge(nested([[0.9], [0.88]])), TWO)["verdict"].tolist() == ["not tested: one seed"]
    little = judge(nested([[0.9008, 0.9009, 0.9007] * 2, [0.9] * 6]))
    assert pairs_table(little, TWO)["verdict"].tolist() == ["told apart, by too little to matter"]


def test_mcnemars_test_is_shown_for_each_seed() -> None:
    tests = (SeedTest(4, 0, 1, McNemar(12, 2, 0.0129), 0.0129), SeedTest(5, 0, 1, McNemar(5, 5, 1.0), 1.0))
    table = mcnemar_table(tests, TWO)
    assert table["seed"].tolist() == [4, 5]
    assert table["p, corrected"].tolist() == ["0.013", "1.000"]
    assert table["networks"].tolist() == ["told apart", "too close"]


def test_who_made_the_results_is_said_where_it_was_another_engine() -> None:
    assert wording.made_by(["compiled 1", "compiled 1"], "compiled 1") == ""
    said = wording.made_by(["compiled 1", "numpy 3", "plain 1"], "plain 1")
    assert said.startswith("These figures come from the engine compiled 1 and numpy 3. This server trains with plain 1")
