"""What may happen on a board, step by step, and what is refused in a sentence."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from lab.boards import rules
from lab.boards.board import LASTS, STEPS, Room
from lab.boards.refusal import Refusal
from tests.lab.strategies import experiments

TWO = Experiment(epochs=5)
NOW = 1_000_000.0


def room(*tokens: str, experiment: Experiment = TWO) -> Room:
    """A board with students of these hashes, each dealt an arm."""
    made = rules.opened("key", "host", experiment, NOW)
    for token in tokens:
        made = rules.joined(made, token, "", None)
    return made


def at(step: str, *tokens: str) -> Room:
    made = room(*tokens)
    for following in STEPS[1 : STEPS.index(step) + 1]:
        made = rules.led(made, following)
    return made


def test_a_new_board_predicts_with_one_seed_for_a_day():
    board = room(experiment=replace(TWO, seeds=7)).board
    assert (board.step, board.paused, board.names_hidden) == ("predict", False, False)
    assert board.experiment == replace(TWO, seeds=1)
    assert (board.made, board.until) == (NOW, NOW + LASTS)


def test_every_student_has_a_seed_of_their_own_and_all_train_all_arms():
    board = room("a", "b", experiment=replace(TWO, first_seed=100)).board
    assert [board.of(number).first_seed for number in (1, 2)] == [101, 102]
    assert all(board.of(number).arms == TWO.arms and board.of(number).seeds == 1 for number in (1, 2))


def test_the_last_student_of_a_full_board_still_has_a_seed():
    board = room(experiment=replace(TWO, first_seed=1_000_000)).board
    assert board.of(rules.MOST_STUDENTS).first_seed <= 1_000_000


@given(experiments())
def test_any_experiment_opens_a_board_or_is_refused(experiment):
    with suppress(Refusal, InvalidSetting):
        board = room(experiment=experiment).board
        assert board.experiment.seeds == 1
        assert board.of(rules.MOST_STUDENTS).arms == experiment.arms


def test_one_arm_is_nothing_to_predict():
    with pytest.raises(Refusal, match="two arms at least"):
        room(experiment=Experiment((Arm("softmax", "quadratic", 3),)))


def test_what_takes_a_student_too_long_is_refused_with_advice():
    with pytest.raises(Refusal, match=r"gives each at most 60 seconds\. With \d"):
        room(experiment=Experiment(train=50_000, epochs=60, hidden=(300,)))


def test_what_would_fill_the_memory_is_refused():
    with pytest.raises(Refusal, match="at most 400 epochs over all arms, and this has 600"):
        room(experiment=Experiment(train=100, epochs=300))


def test_arms_are_dealt_in_turn_around_those_that_are_picked():
    made = rules.joined(room(), "a", "Ada", 1)
    for token in "bcd":
        made = rules.joined(made, token, "", None)
    assert [student.arm for student in made.students] == [1, 0, 0, 1]
    assert [student.number for student in made.students] == [1, 2, 3, 4]


def test_who_joins_twice_stays_who_they_are():
    made = rules.joined(room(), "a", "Ada", 1)
    assert rules.joined(made, "a", "Eve", 0) is made


def test_a_full_board_takes_nobody_else():
    made = room(*map(str, range(rules.MOST_STUDENTS)))
    with pytest.raises(Refusal, match="120 have joined"):
        rules.joined(made, "one more", "", None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("李小龙", "李小龙"),
        ("a\u202eb\u200bc\x00d\n", "abcd"),
        ("e" + "\u0301" * 9, "\u00e9\u0301\u0301"),
        ("<b>Ada</b>", "<b>Ada</b>"),
        (" \u3000\u00a0", ""),
    ],
    ids=["none", "spaces", "Chinese", "unseen", "accents", "markup", "blank"],
)
def test_nicknames_are_cleaned_of_what_cannot_be_seen(given, kept):
    assert rules.joined(room(), "a", given, None).students[0].nickname == kept


@given(st.text())
def test_no_nickname_breaks_a_line_or_grows(text):
    name = rules.cleaned(text)
    assert name == " ".join(name.split())
    assert rules.cleaned(name) == name


def test_a_nickname_that_is_too_long_is_refused():
    with pytest.raises(Refusal, match="at most 20 characters, and this one has 21"):
        rules.joined(room(), "a", "x" * 21, None)


def test_a_prediction_is_changed_until_training_begins_and_not_after():
    made = rules.predicted(rules.predicted(at("predict", "a"), "a", 0, 1.0), "a", 1, 0.25)
    assert (made.students[0].winner, made.students[0].points) == (1, 0.3)  # to a tenth of a point
    with pytest.raises(Refusal, match="stand as they are"):
        rules.predicted(rules.led(made, "train"), "a", 0, 1.0)


@pytest.mark.parametrize("points", [-1, 101, float("nan"), float("inf"), "many", None, True])
def test_points_that_are_none_are_refused(points):
    with pytest.raises(Refusal, match="points that you predict must be between 0 and 100"):
        rules.predicted(at("predict", "a"), "a", 0, points)


@pytest.mark.parametrize("arm", [-1, 2, True, 0.5, "0"])
def test_arms_that_are_none_are_refused(arm):
    with pytest.raises(Refusal, match="no such arm"):
        rules.predicted(at("predict", "a"), "a", arm, 1.0)
    with pytest.raises(Refusal, match="no such arm"):
        rules.joined(room(), "a", "", arm)


def test_training_begins_when_the_teacher_says_so_and_once():
    for step, words in (("predict", "not started"), ("discuss", "over")):
        with pytest.raises(Refusal, match=words):
            rules.training(at(step, "a"), "a")
    made = rules.training(at("train", "a", "b"), "a")
    assert [student.trains for student in made.students] == [True, False]
    assert rules.training(made, "a") is made
    late = rules.led(made, "discuss")
    assert rules.training(late, "a") is late


def test_a_paused_board_only_shows():
    made = rules.paused(at("train", "a"), True)
    for act in (lambda: rules.training(made, "a"), lambda: rules.predicted(made, "a", 0, 1.0)):
        with pytest.raises(Refusal, match="paused"):
            act()
    assert rules.training(rules.paused(made, False), "a").students[0].trains
    assert not rules.led(made, "discuss").board.paused


def test_nobody_goes_back_to_predicting():
    with pytest.raises(Refusal, match="another step"):
        rules.led(at("train"), "predict")
    with pytest.raises(Refusal, match="another step"):
        rules.led(at("predict"), "discuss")
    with pytest.raises(Refusal, match="another step"):
        rules.led(at("predict"), "party")
    assert rules.led(at("discuss"), "train").board.step == "train"
    assert rules.led(at("train"), "train") == at("train")  # two presses that crossed


def test_who_has_not_joined_does_nothing():
    for act in (lambda: rules.training(at("train", "a"), "x"), lambda: rules.predicted(at("predict", "a"), "x", 0, 1)):
        with pytest.raises(Refusal, match="not joined"):
            act()


def test_what_one_does_changes_nothing_of_others():
    before = rules.predicted(at("predict", "a", "b"), "b", 1, 2.0)
    after = rules.training(rules.led(rules.predicted(before, "a", 0, 1.0), "train"), "a")
    assert after.students[1] == before.students[1]


def test_names_are_hidden_and_shown():
    assert rules.hidden(room(), True).board.names_hidden
    assert not rules.hidden(rules.hidden(room(), True), False).board.names_hidden
