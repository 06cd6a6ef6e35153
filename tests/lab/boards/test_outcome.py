"""The verdict of a class is that of `judge` on the same runs; what the class predicted stands beside it."""

from statistics import mean, stdev

import numpy as np
import pytest

from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.verdict import judge
from lab import verdicts, wording
from lab.boards import rules, verdict
from lab.boards.board import Room
from tests.lab.synthetic import finished

TWO = Experiment(epochs=2)
THREE = Experiment((*TWO.arms, Arm("softmax", "quadratic", 3)), epochs=2)
LABELS = mnist().test.labels


def room(predictions: list[tuple[int, float] | None], experiment: Experiment = TWO) -> Room:
    made = rules.opened("key", "host", experiment, 0.0)
    for number, said in enumerate(predictions):
        made = rules.joined(made, str(number), "", None)
        if said:
            made = rules.predicted(made, str(number), *said)
    return made


def results(of: Room, numbers: list[int]) -> dict[int, tuple]:
    return {
        number: tuple(map(finished, of.board.of(number).runs(of.board.of(number).first_seed))) for number in numbers
    }


def ahead(of: Room, numbers: list[int], shares: tuple[float, ...]) -> dict[int, tuple]:
    """Runs that answer such a share of the images rightly, other ones in each seed."""
    found = results(of, numbers)
    for number, runs in found.items():
        for share, run in zip(shares, runs, strict=True):
            wrong = np.random.default_rng(number).random(10_000) >= share
            object.__setattr__(run, "predictions", np.where(wrong, (LABELS + 1) % 10, LABELS).astype(np.uint8))
            object.__setattr__(run, "test_accuracy", 1 - float(wrong.mean()))
    return found


@pytest.mark.parametrize("experiment", [TWO, THREE], ids=["two arms", "three"])
def test_the_verdict_is_that_of_judge_on_the_same_runs(experiment):
    made = room([None] * 5, experiment)
    there = results(made, [1, 2, 5])  # the others have left in the middle
    runs = [[there[number][arm] for number in (1, 2, 5)] for arm in range(len(experiment.arms))]
    found = verdict.outcome(made, there, LABELS)
    assert found
    assert found.verdict == judge(runs, LABELS)
    assert found.headline == verdicts.headline(judge(runs, LABELS), wording.short_names(experiment.arms))
    assert found.verdict.seeds == 3


def test_before_anybody_has_finished_there_is_none():
    assert verdict.outcome(room([None]), {}, LABELS) is None


def test_who_has_not_finished_all_arms_does_not_count():
    made = room([None] * 3)
    there = results(made, [1, 2, 3])
    whole = verdict.outcome(made, {1: there[1], 2: there[2]}, LABELS)
    assert verdict.outcome(made, {**there, 3: there[3][:1]}, LABELS) == whole


def test_the_spread_is_that_of_the_test_accuracies():
    made = room([None] * 3)
    there = results(made, [1, 2, 3])
    found = verdict.outcome(made, there, LABELS)
    assert found
    first = [100 * there[number][0].test_accuracy for number in (1, 2, 3)]
    assert (found.spreads[0].mean, found.spreads[0].deviation) == (mean(first), stdev(first))
    alone = verdict.outcome(made, {1: there[1]}, LABELS)
    assert alone
    assert alone.spreads[0].deviation is None


def test_predictions_are_counted_by_arm_with_the_median_of_their_points():
    made = room([(0, 1.0), (1, 0.5), (0, 3.0), None, (0, 0.2)])
    assert verdict.predictions(made) == (verdict.Predicted(3, 1.0), verdict.Predicted(1, 0.5))


@pytest.mark.parametrize(
    ("predictions", "said"),
    [
        ([(0, 1.0), (1, 0.5), (0, 3.0), None], "2 of 3 had predicted it, by 2.0 points (the median)."),
        ([(1, 1.0), (1, 0.5), None, None], "None of 2 predictions was this arm."),
        ([(0, 1.0), None, None, None], "The one prediction named it: softmax with log-likelihood, by 1.0 points."),
        ([(1, 1.0), None, None, None], "The one prediction was another arm."),
        ([None] * 4, "Nobody had predicted."),
    ],
    ids=["some", "none", "one right", "one wrong", "nobody"],
)
def test_beside_an_arm_that_is_ahead_it_is_said_how_many_were_right(predictions, said):
    made = room(predictions)
    found = verdict.outcome(made, ahead(made, [1, 2, 3, 4], (0.95, 0.90)), LABELS)
    assert found
    assert found.verdict.winner == 0
    assert found.foreseen == said


@pytest.mark.parametrize(
    ("predictions", "said"),
    [
        (
            [(1, 1.0), (1, 2.0), (0, 0.5), None],
            "Most often predicted was sigmoid with cross-entropy: 2 of 3, by 1.5 points (the median).",
        ),
        ([(1, 1.0), (0, 2.0), None, None], "The class was divided: 2 predictions, and no arm was named most."),
        ([(1, 1.0), None, None, None], "The one prediction was sigmoid with cross-entropy, by 1.0 points."),
        ([None] * 4, "Nobody had predicted."),
    ],
    ids=["most", "divided", "one", "nobody"],
)
def test_where_none_is_ahead_it_is_said_what_most_had_predicted(predictions, said):
    made = room(predictions)
    found = verdict.outcome(made, ahead(made, [1, 2, 3, 4], (0.9, 0.9)), LABELS)
    assert found
    assert found.verdict.winner is None
    assert found.foreseen == said
