"""The files of a result: what they are called, what they hold, and that each is offered with true words."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from core.experiment import Arm, Experiment
from lab.gallery.rows import ROWS
from lab.gallery.shipped import Shipped
from lab.scripts.kinds import KINDS
from ui.site.downloads import files, popover
from ui.site.downloads.files import FILES, AbsentError, Order

WRONG = ROWS["wrong"].experiment


@pytest.fixture(scope="module")
def order() -> Order:
    found = Shipped().results(WRONG)
    assert found is not None
    return Order(WRONG, found, "https://lab.example")


def test_a_name_says_what_is_in_the_file_and_of_which_experiment() -> None:
    key = WRONG.key[:8]
    start = "softmax-log-likelihood_vs_sigmoid-log-likelihood"
    assert files.name_of(WRONG, FILES["csv"]) == f"{start}_{key}.csv"
    assert files.name_of(WRONG, FILES["png"]) == f"{start}_{key}_accuracy.png"
    assert files.name_of(WRONG, FILES["numpy"]) == f"{start}_{key}_numpy.py"
    six = files.name_of(ROWS["six"].experiment, FILES["json"])
    assert re.fullmatch(r"softmax-log-likelihood_vs_sigmoid-cross-entropy_and_4_more_[0-9a-f]{8}\.json", six)


@pytest.mark.parametrize("row", FILES.values(), ids=FILES)
def test_names_are_different_short_and_plain(row: files.File) -> None:
    own = Arm("softmax", "log_likelihood", 0.5, hidden=(300, 300), hidden_activation="tanh", init="large", l2=12.345)
    long = Experiment(arms=(own, replace(own, learning_rate=0.1234), Arm("linear", "hinge", 0.1)))
    name = files.name_of(long, row)
    assert re.fullmatch(r"[a-z0-9_.-]+", name)
    assert len(name) < 255  # the longest that file systems take
    assert len({files.name_of(long, other) for other in FILES.values()}) == len(FILES)


def test_all_files_are_offered_once() -> None:
    offered = [key for row in popover.GROUPS for key in row.keys]
    assert sorted(offered) == sorted(FILES)
    assert set(KINDS) < set(offered)


def test_numbers_and_networks_are_those_of_the_result(order: Order) -> None:
    rows = list(csv.DictReader(io.StringIO(FILES["csv"].make(order).decode())))
    last = [row for row in rows if row["set"] == "final test"]
    assert [float(row["accuracy"]) for row in last] == [run.test_accuracy for runs in order.results for run in runs]
    whole = json.loads(FILES["json"].make(order))
    assert [len(arm["runs"]) for arm in whole["arms"]] == [3, 3]
    with np.load(io.BytesIO(FILES["npz"].make(order))) as kept:
        networks = [name for name in kept.files if name.endswith("layer1_weights")]
    assert len(networks) == files.networks(order.results) == 4  # three of the default result, one of the wrong pair


def test_without_networks_there_is_a_sentence(order: Order) -> None:
    bare = tuple(tuple(replace(run, weights=()) for run in runs) for runs in order.results)
    with pytest.raises(AbsentError, match="Train it again"):
        FILES["npz"].make(replace(order, results=bare))


def test_the_picture_is_the_one_of_all_pictures_and_everything_holds_all(order: Order) -> None:
    with zipfile.ZipFile(io.BytesIO(FILES["everything"].make(order))) as whole:
        assert whole.testzip() is None
        names = set(whole.namelist())
        assert whole.read("figures/accuracy.svg") == FILES["svg"].make(order)
        report = whole.read("report.html").decode()
    assert {"runs.csv", "columns.csv", "runs.json", "weights.npz", "report.html"} < names
    assert {row.file_name for row in KINDS.values()} < names
    with zipfile.ZipFile(io.BytesIO(FILES["pictures"].make(order))) as pictures:
        assert {f"figures/{name}" for name in pictures.namelist()} == {
            name for name in names if name.startswith("figures/")
        }
    assert "https://lab.example/compare?v=1" in report


def test_what_the_popover_says_is_true_of_the_result(order: Order) -> None:
    assert popover.holds(WRONG) == "2 arms, seeds 0 to 2, epochs 0 to 30."
    assert popover.holds(Experiment(WRONG.arms[:1], seeds=1, first_seed=7, epochs=2000)) == (
        "1 arm, seed 7, epochs 0 to 2,000."
    )
    words = popover._of_networks(order.results)
    assert words.startswith("Weights and biases of 4 of the 6 networks")
    assert popover._there("npz", WRONG, order.results)


def test_of_a_large_result_only_what_is_small_is_offered(order: Order) -> None:
    large = Experiment(WRONG.arms, train=10, batch=10, epochs=files.MOST_RECORDS, seeds=1)
    there = {key for key in FILES if popover._there(key, large, order.results)}
    assert there == {"npz", *KINDS}


def test_the_python_line_gives_the_same_experiment() -> None:
    odd = Experiment(
        (Arm("softmax", "hinge", 0.1, hidden=()), Arm("sigmoid", "quadratic", 3)),
        hidden=(30, 20),
        init="large",
        l2=0.1,
        train=500,
        test_each_epoch=True,
    )
    line = popover.in_python(odd).splitlines()[-1]

    class Lab:
        @staticmethod
        def compare(*arms: str, **settings: object) -> Experiment:
            return Experiment(tuple(map(Arm.parse, arms)), **settings)

    assert eval(line.partition(" = ")[2], {"lab": Lab}) == odd  # noqa: S307 (our own line)
