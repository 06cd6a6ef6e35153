"""The curves of a class: a line a seed and the mean of all, whatever number of seeds an experiment may have."""

import json

import pytest

from core.experiment import Experiment
from lab.boards import rules
from lab.boards.board import Room
from lab.boards.growth import Growth
from tests.lab.synthetic import finished
from ui.board import picture
from ui.charts.comparison.curves import FEW

EXPERIMENT = Experiment(epochs=2, train=100, validation=100)


def grown(students: int, finished_ones: int, step: str = "train") -> tuple[Room, Growth]:
    """A class in which some have finished, and the others have come to the first epoch."""
    room = rules.opened("key", "host", EXPERIMENT, 0.0).with_board(step=step)
    runs = {number: tuple(map(finished, room.board.of(number).runs(number))) for number in range(1, students + 1)}
    records = {
        number: tuple(run.records if number <= finished_ones else run.records[:2] for run in mine)
        for number, mine in runs.items()
    }
    return room, Growth(records, {number: runs[number] for number in range(1, finished_ones + 1)})


@pytest.mark.parametrize("students", [2, 25, 60])
def test_every_student_has_a_line_and_all_have_a_mean(students):
    room, growth = grown(students, students)
    rows = picture.figure(room, growth, large=True).table
    lines = {
        (arm, seed) for kind, arm, seed in zip(rows["kind"], rows["arm"], rows["seed"], strict=True) if kind == "seed"
    }
    assert len(lines) == 2 * students
    means = [value for kind, value in zip(rows["kind"], rows["value"], strict=True) if kind == "mean"]
    assert len(means) == 2 * (EXPERIMENT.epochs + 1)


def test_the_mean_is_of_all_who_have_finished():
    room, growth = grown(25, 25)
    rows = picture.figure(room, growth, large=True).table
    (end,) = [
        value
        for kind, arm, epoch, value in zip(rows["kind"], rows["arm"], rows["epoch"], rows["value"], strict=True)
        if (kind, arm, epoch) == ("mean", 1, EXPERIMENT.epochs)
    ]
    last = [100 * runs[0].records[-1].validation_accuracy for runs in growth.results.values()]
    assert end == pytest.approx(sum(last) / 25)


def test_many_have_a_band_and_on_a_phone_fewer_do():
    for students, large in ((picture.MOST_THIN + 1, True), (FEW + 1, False)):
        room, growth = grown(students, students)
        assert "seed" not in set(picture.figure(room, growth, large=large).table["kind"])


@pytest.mark.parametrize(
    ("finished_ones", "step", "said"),
    [
        (25, "discuss", "mean over 25 seeds"),
        (24, "discuss", "mean of the seeds so far"),
        (25, "train", "mean of the seeds so far"),
    ],
)
def test_it_is_said_of_which_seeds_the_mean_is(finished_ones, step, said):
    room, growth = grown(25, finished_ones, step)
    spec = json.dumps(picture.figure(room, growth, large=True).spec)
    assert said in spec
    assert ("mean over 25 seeds" in spec) == (said == "mean over 25 seeds")


def test_a_chart_is_built_anew_only_where_somebody_begins():
    room, early = grown(25, 3)
    _, later = grown(25, 20)
    assert picture.figure(room, early, large=True).spec == picture.figure(room, later, large=True).spec


def test_one_student_alone_has_no_mean_of_several():
    room, growth = grown(1, 1, "discuss")
    assert "One seed." in json.dumps(picture.figure(room, growth, large=True).spec)
