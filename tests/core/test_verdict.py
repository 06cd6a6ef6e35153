"""The verdict: hand-worked cases, its properties, and how often it errs when there is nothing to find."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.statistics import holm, seeds_to_tell
from core.verdict import compare, judge, mcnemar_by_seed, verdict

tables = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(9400, 9420).map(lambda right: right / 10_000), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def null(arms, seeds, rng):
    """Accuracies of arms that do not differ: what the seeds share, what each run has of its own, counted in images."""
    return np.round(0.95 + rng.normal(0, 0.003, seeds) + rng.normal(0, 0.003, (arms, seeds)), 4)


def test_a_winner_by_hand():
    # differences in points 1, 2, 3: mean 2, s = 1, t = 2 sqrt(3) = 3.46, t(2, 95 %) = 4.303: not enough with three
    seen = verdict([[0.91, 0.92, 0.93], [0.90, 0.90, 0.90]])
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("too_close", 0, 1, None)
    assert seen.difference == pytest.approx(2)
    assert seen.half_width == pytest.approx(4.302653 / math.sqrt(3))
    # and twice over: mean 2, s = sqrt(4/5), half-width t(5) = 2.570582 times s / sqrt(6)
    seen = verdict([[0.91, 0.92, 0.93] * 2, [0.90] * 6])
    assert (seen.kind, seen.winner, seen.seeds_needed) == ("winner", 0, None)
    assert seen.half_width == pytest.approx(2.570582 * math.sqrt(0.8 / 6))


def test_the_difference_is_the_leaders_also_when_it_stands_second():
    seen = verdict([[0.90] * 6, [0.91, 0.92, 0.93] * 2])
    assert (seen.leader, seen.rival, seen.winner) == (1, 0, 1)
    assert seen.difference == pytest.approx(2)
    assert seen.comparisons[0].difference == pytest.approx(-2)
    assert (seen.comparisons[0].wins, seen.comparisons[0].losses) == (0, 6)


def test_a_winner_beats_every_other_arm():
    # arm 0 is far ahead of arm 1 in every seed; arm 2, which diverged once, differs too much to be told from it
    far, behind, wild = [0.95, 0.951, 0.949, 0.95], [0.94, 0.9405, 0.9395, 0.94], [0.96, 0.955, 0.10, 0.958]
    seen = verdict([far, behind, wild], [0, 0, 1])
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("too_close", 0, 2, None)
    assert seen.comparisons[0].told_apart
    assert not seen.comparisons[1].told_apart
    assert seen.diverged == (0, 0, 1)
    assert verdict([far, behind]).winner == 0


def test_seeds_needed_are_those_of_the_arm_hardest_to_tell_from_the_leader():
    seen = verdict(null(3, 4, np.random.default_rng(5)))
    rows = [row for row in seen.comparisons if seen.leader in (row.first, row.second) and not row.told_apart]
    assert seen.kind == "too_close"
    assert seen.seeds_needed == max(row.seeds_needed for row in rows)
    assert seen.seeds_needed > 4


def test_one_seed_gives_no_verdict():
    seen = verdict([[0.95], [0.90]])
    assert (seen.kind, seen.leader, seen.winner, seen.half_width, seen.seeds_needed) == (
        "one_seed",
        0,
        None,
        None,
        None,
    )
    assert seen.difference == pytest.approx(5)
    assert (seen.comparisons[0].p, seen.comparisons[0].p_adjusted) == (None, None)


@pytest.mark.parametrize("seeds", [1, 3])
def test_one_arm_has_nothing_to_be_compared_with(seeds):
    seen = verdict([[0.95] * seeds], [1])
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("one_arm", 0, None, None)
    assert (seen.difference, seen.half_width, seen.comparisons, seen.diverged) == (None, None, (), (1,))


def test_an_arm_beside_itself_ties():
    seen = verdict([[0.95, 0.94, 0.96]] * 2)
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("tie", 0, 1, None)
    assert (seen.difference, seen.half_width, seen.seeds_needed) == (0, 0, None)
    assert (seen.comparisons[0].ties, seen.comparisons[0].p_adjusted) == (3, 1)


def test_seeds_that_tie_are_counted():
    with_ties, without = ([0.95, 0.95, 0.96, 0.97], [0.95, 0.95, 0.95, 0.95]), ([0.96, 0.97], [0.95, 0.95])
    seen = verdict(with_ties)
    assert (seen.seeds, seen.comparisons[0].ties, seen.comparisons[0].wins) == (4, 2, 2)
    assert seen.difference == pytest.approx(0.75)
    assert seen.comparisons[0].p == pytest.approx(stats.ttest_rel(*with_ties).pvalue)
    assert seen.comparisons[0].p != pytest.approx(stats.ttest_rel(*without).pvalue)


def test_a_constant_difference_is_a_difference():
    seen = verdict([[0.83, 0.81, 0.85], [0.82, 0.80, 0.84]])
    assert (seen.kind, seen.winner, seen.half_width) == ("winner", 0, 0)
    assert seen.difference == pytest.approx(1)
    assert seen.comparisons[0].p_adjusted == 0


@pytest.mark.parametrize("bad", [[], [[]], [[0.9, math.nan], [0.9, 0.9]], [[0.9, 0.8], [0.9]]])
def test_what_cannot_be_judged_is_refused(bad):
    with pytest.raises(ValueError, match=r"accuracies must|must be finite|inhomogeneous"):
        verdict(bad)


@given(tables)
def test_a_verdict_agrees_with_its_intervals(table):
    seen = verdict(table)
    assert len(seen.comparisons) == len(table) * (len(table) - 1) // 2
    assert seen.seeds == len(table[0])
    for row in seen.comparisons:
        assert row.wins + row.ties + row.losses == seen.seeds
        if row.half_width is None:
            assert not row.told_apart
        elif not math.isclose(abs(row.difference), row.half_width):
            assert row.told_apart == (abs(row.difference) > row.half_width)
        assert row.seeds_needed is None or row.seeds_needed > seen.seeds
    leading = [row for row in seen.comparisons if seen.leader in (row.first, row.second)]
    assert (seen.winner is not None) == (bool(leading) and all(row.told_apart for row in leading))
    assert seen.winner in (None, seen.leader)
    assert (seen.kind == "winner") == (seen.winner is not None)
    assert seen.difference is None or seen.winner is None or seen.difference > seen.half_width


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_arms_and_seeds_changes_nothing(table, random):
    arms, seeds = list(range(len(table))), list(range(len(table[0])))
    random.shuffle(arms)
    random.shuffle(seeds)
    seen, other = verdict(table), verdict([[table[arm][seed] for seed in seeds] for arm in arms])
    assert other.winner == (None if seen.winner is None else arms.index(seen.winner))
    if seen.kind == "winner":
        assert (other.kind, other.difference) == ("winner", pytest.approx(seen.difference))


def test_comparisons_agree_with_scipy():
    table = null(4, 5, np.random.default_rng(2)) + np.array([[0], [0.002], [0.004], [0.02]])
    rows = compare(table)
    theirs = [stats.ttest_rel(table[row.first], table[row.second]) for row in rows]
    assert [row.p for row in rows] == pytest.approx([test.pvalue for test in theirs], rel=1e-9)
    corrected = holm([float(test.pvalue) for test in theirs])
    assert [row.p_adjusted for row in rows] == pytest.approx(corrected.adjusted, rel=1e-9)
    for row, test, level in zip(rows, theirs, corrected.levels, strict=True):
        interval = test.confidence_interval(level)
        assert row.half_width == pytest.approx(100 * (interval.high - interval.low) / 2, rel=1e-9)


@pytest.mark.parametrize(("arms", "seeds"), [(2, 2), (2, 3), (2, 5), (2, 10), (3, 5), (6, 5), (6, 20)])
def test_without_a_difference_a_winner_is_seldom_named(arms, seeds):
    rng = np.random.default_rng([arms, seeds])
    named = np.mean([verdict(null(arms, seeds, rng)).winner is not None for _ in range(2000)])
    assert named <= 0.065
    if arms == 2:
        assert named >= 0.03  # and not for being deaf


def test_with_the_seeds_it_asks_for_it_finds_the_difference():
    rng = np.random.default_rng(7)
    seeds = seeds_to_tell(0.005, 0.003 * math.sqrt(2))  # the spread of a difference of two runs of `null`
    better = np.array([[0.005], [0]])
    found = np.mean([verdict(null(2, seeds, rng) + better).winner == 0 for _ in range(1000)])
    assert found == pytest.approx(0.8, abs=0.05)


def fake(seed, test_accuracy, predictions=(), diverged=None):
    """What the verdict reads of a RunResult."""
    return SimpleNamespace(
        run=SimpleNamespace(seed=seed),
        test_accuracy=test_accuracy,
        predictions=np.array(predictions, np.uint8),
        diverged=diverged,
    )


def test_judge_reads_test_accuracies_and_counts_diverged_runs():
    results = [
        [fake(seed, a, diverged=d) for seed, (a, d) in enumerate(arm)]
        for arm in (
            [(0.95, None), (0.94, None), (0.96, None)],
            [(0.90, None), (0.11, 4), (0.12, 1)],
        )
    ]
    assert judge(results) == verdict([[0.95, 0.94, 0.96], [0.90, 0.11, 0.12]], [0, 2])


def test_mcnemar_is_told_for_each_seed_and_pair():
    labels = np.zeros(6, np.uint8)
    results = [
        [fake(7, 0.5, [0, 0, 0, 1, 1, 1]), fake(8, 1, [0] * 6)],
        [fake(7, 0.5, [1, 1, 1, 0, 0, 0]), fake(8, 0, [1] * 6)],
        [fake(7, 0.5, [0, 0, 0, 1, 1, 1]), fake(8, 0, [1] * 6)],
    ]
    rows = mcnemar_by_seed(results, labels)
    assert [(row.seed, row.first, row.second) for row in rows] == [
        (seed, *arms) for seed in (7, 8) for arms in ((0, 1), (0, 2), (1, 2))
    ]
    assert [(row.test.only_first, row.test.only_second) for row in rows] == [
        (3, 3),
        (0, 0),
        (3, 3),
        (6, 0),
        (6, 0),
        (0, 0),
    ]
    assert [row.test.p for row in rows] == pytest.approx([1, 1, 1, 2 / 64, 2 / 64, 1])
    assert [row.p_adjusted for row in rows] == pytest.approx([1, 1, 1, 6 / 64, 6 / 64, 1])
