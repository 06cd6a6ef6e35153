"""What notes, helps and captions state, against figures worked out here."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.experiment import Arm
from core.limits import LEARNING_RATE
from lab.gallery.rows import USUAL
from tests.ui.synthetic import experiment, framed, records, result
from ui import shown
from ui.charts.digits.recognition import Lost
from ui.charts.tables import curves
from ui.compare.verdict_view import losses, smaller
from ui.form.sweeps import outcomes, plan
from ui.home import ground
from ui.site import sketch
from ui.story import sentences
from ui.sweep import view

ROOT = Path(__file__).resolve().parents[2]
RATES = (LEARNING_RATE.low, 0.0005, 0.001, 0.5, 30.0, LEARNING_RATE.high)
LOST = Lost(0, 3, 8, 0.0, 0, nearly=False, diverged=None)


def test_only_lost_digits_are_called_lost():
    assert losses((LOST,), ("Softmax",)) == ["Softmax has lost digits, see the tab Digits: 8 in seed 3."]
    nearly = replace(LOST, digit=5, recall=0.05, answered=60, nearly=True)
    assert losses((nearly,), ("Softmax",)) == ["Softmax has nearly lost digits, see the tab Digits: 5 in seed 3."]
    both = losses((LOST, nearly, replace(nearly, seed=4)), ("Softmax",))
    assert [said.partition(": ")[2] for said in both] == ["8 in seed 3.", "5 in seed 3; 5 in seed 4."]


def test_of_an_untrained_network_no_digit_is_listed():
    nine = tuple(replace(LOST, digit=digit, diverged=1) for digit in range(9))
    (said,) = losses(nine, ("Softmax",))
    assert "untrained network" in said
    assert "lost" not in said
    (said,) = losses((replace(LOST, diverged=4),), ("Softmax",))
    assert "one epoch before it diverged" in said


@pytest.mark.parametrize("arm", USUAL, ids=str)
@pytest.mark.parametrize("rate", RATES)
def test_a_rate_that_may_do_can_be_set_and_is_no_higher_than_the_usual(arm: Arm, rate: float):
    found = smaller(replace(arm, learning_rate=rate))
    if found is None:
        assert rate / 10 < LEARNING_RATE.low
    else:
        assert LEARNING_RATE.check(found) == found
        assert found <= min(rate / 10 * 1.001, arm.learning_rate)


def test_the_band_is_called_what_it_is():
    """An interval for the mean holds the mean of other seeds less often than it holds the true mean."""
    assert "t interval for the mean over the seeds" in shown.BAND
    assert "other seeds" not in shown.BAND
    assert shown.HELP["view.band"] == shown.BAND


def test_a_seed_without_a_finite_figure_is_missing_from_the_band():
    of = experiment(1)
    found = records(of)
    found[0][0] = (*found[0][0][:-1], replace(found[0][0][-1], validation_cost=np.nan))
    last = framed(curves(of, found, ["cost"])).query("kind == 'mean' and set == 'validation'").iloc[-1]
    assert last["seeds"] == of.seeds - 1


def test_the_ground_claims_equal_weights_only_where_layers_are_the_same():
    assert "same initial weights where layers are the same" in ground.POINTS
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "with a band" not in ground.POINTS + readme + (ROOT / "pages/pairs.py").read_text(encoding="utf-8")


def test_a_sweeps_accuracies_have_their_spread():
    sweep = plan(experiment(1, seeds=2), (0.1, 1.0))
    pairs = [
        [replace(result(sweep.experiment, arm, seed), test_accuracy=0.8 + 0.02 * seed) for seed in range(2)]
        for arm in range(2)
    ]
    (row,) = outcomes(sweep, pairs)
    assert view.percent(row.test[0], row.test_spread[0]) == "81.00 ± 1.41"  # 0.02 / sqrt 2
    (alone,) = outcomes(plan(experiment(1, seeds=1), (0.1, 1.0)), [runs[:1] for runs in pairs])
    assert view.percent(alone.test[0], alone.test_spread[0]) == "80.00"


def test_means_in_a_table_of_pairs_have_their_spread():
    assert "**81.00 ± 1.41**" in sentences.accuracies(("Softmax",), (0, 1), ((0.8, 0.82),))


def test_a_sketch_has_a_scale_and_names():
    curve = np.array([0.1, 0.5, 0.9])
    assert sketch.ends([curve]) == (0.1, 0.9)
    assert sketch.ends([np.array([0.9, 0.9])]) == pytest.approx((0.85, 0.9))
    # cut at 0.9 - 2.2 * (0.9 - 0.8): the arms differ by a tenth in the later half
    apart = [np.array([0.1, 0.7, 0.9, 0.9]), np.array([0.1, 0.3, 0.8, 0.8])]
    assert sketch.ends(apart) == (pytest.approx(0.68), 0.9)
    assert re.findall(r"\w+ &amp; \w+|Sigmoid", sketch.legend(("this & that", "Sigmoid"))) == [
        "this &amp; that",
        "Sigmoid",
    ]


def test_the_design_names_modules_that_are_there():
    """The tree of docs/design.md: every word of its left side is a folder or a module of the house."""
    design = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    tree = design.partition("## The house")[2].partition("Who may import whom")[0]
    folder, missing = ROOT, []
    for line in filter(None, tree.splitlines()):
        left = re.match(r"    ( *)((?:\S+ )*\S+)?(?:  |$)", line)
        if left is None or len(left[1]) > 2:
            continue
        words = (left[2] or "").split()
        if not left[1] and words:
            folder = ROOT / words[0]
        under = ROOT if not left[1] else folder
        missing += [word for word in words if not ((under / word).exists() or (under / f"{word}.py").exists())]
    assert missing == []
