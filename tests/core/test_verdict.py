"""The verdict: hand-worked cases, its properties, and how often it errs when there is nothing to find."""

import math
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evidence.statistics import holm
from core.verdict import MATTERS, compare, judge, mcnemar_by_seed, verdict
from tests.core.answers import nested, predictions

IMAGES = 100

tables = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(80, 90).map(lambda right: right / IMAGES), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def judged(accuracies, diverged=None, images=10_000, **more):
    return verdict(nested(accuracies, images), diverged, **more)


def null(arms, seeds, rng, images=2000):
    """Answers of arms that do not differ: images are easy or hard for all, and for each arm, seed and network."""
    ease = rng.normal(1.4, 1.0, images) + 0.3 * rng.normal(size=(arms, 1, images))
    moved = 0.04 * rng.normal(size=(arms, seeds, 1)) + 0.3 * rng.normal(size=(arms, seeds, images))
    return ease + moved > 0


def test_a_winner_by_hand():
    # Differences of 2 and 4 points: mean 3. Of the seeds: s = sqrt 2, standard error 1, with one degree of freedom
    # t = 12.706: half-width 12.7, and 3 is too close.
    seen = judged([[0.92, 0.94], [0.90, 0.90]])
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("too_close", 0, 1, None)
    assert seen.lead.difference == pytest.approx(3)
    assert seen.lead.half_width == pytest.approx(12.7062, abs=1e-4)
    # Four of each: s^2 = 8/7, standard error sqrt(1/7) = 0.378, t(7) = 2.364624: 0.894 by the seeds alone. The images:
    # d is 1 on 200 of 10,000 in all seeds, and on 200 more in half of them. The means over seeds have the variance
    # (200 x 1 + 200 x 1/4 - 10,000 x 0.03^2) / 9,999 = 0.024102; the rest, squares of 200 x 8 x 1/4 = 400 less the
    # seeds' 10,000 x 8 x 0.01^2 = 8, by 7 x 9,999, is 0.0056006, and an eighth of it 0.00070007. So the images' part is
    # 0.023402 / 10,000, in points squared 0.023402; both parts 0.166259, with 7 x 0.166259 / 0.142857 = 8.1467 degrees
    # of freedom, t = 2.298795.
    seen = judged([[0.92, 0.94] * 4, [0.90] * 8])
    assert (seen.kind, seen.winner, seen.lead.outlook()) == ("winner", 0, ("unsaid", None))
    assert seen.lead.between.images_variance == pytest.approx(0.023402, abs=1e-6)
    assert seen.lead.half_width == pytest.approx(2.298795 * math.sqrt(0.166259), abs=2e-5)
    # any number of seeds would leave the images' part, a normal quantile of it; the seeds' own test is the 0.894 above
    assert seen.lead.images_alone == pytest.approx(1.959964 * math.sqrt(0.023402), abs=1e-5)
    assert seen.lead.seeds_alone == pytest.approx(2.364624 / math.sqrt(7), abs=1e-5)


def test_the_lead_is_the_leaders_also_when_it_stands_second():
    seen = judged([[0.90] * 6, [0.91, 0.92, 0.93] * 2])
    assert (seen.leader, seen.rival, seen.winner) == (1, 0, 1)
    assert seen.lead.difference == pytest.approx(2)
    assert seen.comparisons[0].difference == pytest.approx(-2)
    assert (seen.comparisons[0].between.wins, seen.lead.between.losses, seen.lead.between.wins) == (0, 0, 6)


def test_a_winner_beats_every_other_arm():
    # arm 0 is far ahead of arm 1 in every seed; arm 2, which diverged once, differs too much to be told from it
    far, behind, wild = [0.95, 0.951, 0.949, 0.95], [0.90, 0.9005, 0.8995, 0.90], [0.96, 0.955, 0.10, 0.958]
    seen = judged([far, behind, wild], [0, 0, 1])
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("too_close", 0, 2, None)
    assert seen.comparisons[0].told_apart
    assert not seen.comparisons[1].told_apart
    assert seen.diverged == (0, 0, 1)
    assert judged([far, behind]).winner == 0


def test_a_lead_that_is_told_but_small_does_not_matter():
    small = judged([[0.9008, 0.9009, 0.9007] * 2, [0.9] * 6], images=10_000)
    assert (small.kind, small.winner, small.lead.images_ahead) == ("small_lead", 0, 8)
    assert 0 < small.lead.difference < MATTERS
    enough = judged([[0.9012, 0.9013, 0.9011] * 2, [0.9] * 6], images=10_000)
    assert (enough.kind, enough.winner) == ("winner", 0)


def test_one_seed_gives_no_verdict():
    seen = judged([[0.95], [0.90]])
    assert (seen.kind, seen.leader, seen.winner, seen.lead.half_width) == ("one_seed", 0, None, None)
    assert seen.lead.difference == pytest.approx(5)
    assert (seen.comparisons[0].p, seen.comparisons[0].p_adjusted, seen.lead.odds()) == (None,) * 3
    assert (seen.lead.seeds_alone, seen.lead.images_alone) == (None, None)
    assert seen.lead.outlook() == ("unsaid", None)


@pytest.mark.parametrize("seeds", [1, 3])
def test_one_arm_has_nothing_to_be_compared_with(seeds):
    seen = judged([[0.95] * seeds], [1])
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("one_arm", 0, None, None)
    assert (seen.lead, seen.comparisons, seen.diverged) == (None, (), (1,))


def test_an_arm_beside_itself_ties():
    seen = judged([[0.95, 0.94, 0.96]] * 2)
    assert (seen.kind, seen.leader, seen.rival, seen.winner) == ("tie", 0, 1, None)
    assert (seen.lead.difference, seen.lead.between.ties, seen.comparisons[0].p_adjusted) == (0, 3, 1)


def test_seeds_that_tie_are_counted():
    seen = judged([[0.95, 0.95, 0.96, 0.97], [0.95, 0.95, 0.95, 0.95]])
    assert (seen.seeds, seen.comparisons[0].between.ties, seen.comparisons[0].between.wins) == (4, 2, 2)
    assert seen.lead.difference == pytest.approx(0.75)


def test_a_constant_difference_is_not_certain():
    seen = judged([[0.83, 0.81, 0.85], [0.82, 0.80, 0.84]])
    assert seen.lead.between.spread == 0.005
    assert seen.comparisons[0].p > 0
    assert seen.lead.half_width > 0


@pytest.mark.parametrize("shape", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (2, 2)])
def test_what_cannot_be_judged_is_refused(shape):
    with pytest.raises(ValueError, match="answers must be given for at least one"):
        verdict(np.zeros(shape, bool))


@given(tables)
def test_a_verdict_agrees_with_its_intervals(table):
    seen = judged(table, images=IMAGES)
    assert len(seen.comparisons) == len(table) * (len(table) - 1) // 2
    assert (seen.seeds, seen.images) == (len(table[0]), IMAGES)
    for row in seen.comparisons:
        assert row.between.seeds == seen.seeds
        if row.half_width is None:
            assert not row.told_apart
        elif not math.isclose(abs(row.difference), row.half_width):
            assert row.told_apart == (abs(row.difference) > row.half_width)
        if row.half_width is not None:  # no source by itself leaves more than both
            assert max(row.seeds_alone, row.images_alone) <= row.half_width * (1 + 1e-9)
        needed = row.outlook()[1]
        assert needed is None or needed > seen.seeds
    leading = [row for row in seen.comparisons if seen.leader in (row.first, row.second)]
    assert (seen.winner is not None) == (bool(leading) and all(row.told_apart for row in leading))
    assert seen.winner in (None, seen.leader)
    # who is not told apart from the leader is named, whatever stands between; the rival is the best of those
    apart = {row.first + row.second - seen.leader: row.told_apart for row in leading}
    assert set(seen.unbeaten) == {arm for arm, told in apart.items() if not told}
    assert set(seen.beaten) == {arm for arm, told in apart.items() if told}
    sums = [sum(accuracies) for accuracies in table]
    for group in (seen.unbeaten, seen.beaten):
        assert all(sums[one] >= sums[other] - 1e-9 for one, other in pairwise(group))
    assert seen.rival == next(iter(seen.unbeaten or seen.beaten), None)
    assert set(seen.tied) == {arm for arm in apart if table[arm] == table[seen.leader]}
    assert (seen.kind in ("winner", "small_lead")) == (seen.winner is not None)
    assert seen.lead is None or seen.lead.difference > -1e-9


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_arms_and_seeds_changes_nothing(table, random):
    arms, seeds = list(range(len(table))), list(range(len(table[0])))
    random.shuffle(arms)
    random.shuffle(seeds)
    seen = judged(table, images=IMAGES)
    other = judged([[table[arm][seed] for seed in seeds] for arm in arms], images=IMAGES)
    assert other.winner == (None if seen.winner is None else arms.index(seen.winner))
    if seen.kind == "winner":
        assert (other.kind, other.lead.difference) == ("winner", pytest.approx(seen.lead.difference))


def test_all_pairs_are_corrected_for_their_number():
    rows = compare(null(4, 5, np.random.default_rng(2)))
    assert [(row.first, row.second) for row in rows] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    assert [row.p for row in rows] == [row.between.error.p(row.difference) for row in rows]
    corrected = holm([row.p for row in rows])
    assert [row.p_adjusted for row in rows] == pytest.approx(corrected.adjusted)
    assert [row.level for row in rows] == pytest.approx(corrected.levels)


def test_where_several_verdicts_can_be_looked_at_each_is_corrected_for_all():
    right = null(3, 5, np.random.default_rng(3))
    alone, among = verdict(right), verdict(right, looks=9)
    assert among.looks == 9
    for one, other in zip(alone.comparisons, among.comparisons, strict=True):
        assert other.p == one.p
        assert other.p_adjusted >= min(1, 8.99 * one.p)
        assert other.half_width >= one.half_width
    two = verdict(right[:2], looks=9).comparisons[0]
    assert (two.p_adjusted, two.level) == (pytest.approx(min(1, 9 * two.p)), pytest.approx(1 - 0.05 / 9))


@pytest.mark.parametrize(("arms", "seeds"), [(2, 2), (2, 5), (3, 3), (6, 2)])
def test_without_a_difference_a_winner_is_seldom_named(arms, seeds):
    # 300 draws: 5 % with three standard errors of 1.26 %; more, with trained networks, in benchmarks/verdict.py
    rng = np.random.default_rng([arms, seeds])
    assert np.mean([verdict(null(arms, seeds, rng)).winner is not None for _ in range(300)]) <= 0.088


def test_equal_differences_of_two_seeds_tell_nothing_apart():
    # six arms whose networks differ by an image or so: both seeds of some pair often have the same difference
    rng = np.random.default_rng(1)
    told = 0
    for _ in range(100):
        right = np.broadcast_to(rng.random(2000) < 0.9, (6, 2, 2000)).copy()
        for network in right.reshape(-1, 2000):
            network[rng.integers(2000, size=rng.poisson(1.0))] ^= True
        told += any(row.told_apart for row in verdict(right).comparisons)
    assert told <= 5


def fake(seed, answers, diverged=None):
    """What the verdict reads of a RunResult."""
    return SimpleNamespace(run=SimpleNamespace(seed=seed), predictions=np.array(answers, np.uint8), diverged=diverged)


def test_judge_reads_answers_and_counts_diverged_runs():
    labels = np.random.default_rng(0).integers(0, 10, 10_000).astype(np.uint8)
    right = nested([[0.95, 0.94, 0.96], [0.90, 0.11, 0.12]])
    ends = [[None, None, None], [None, 4, 1]]
    results = [
        [fake(seed, predictions(row, labels), end) for seed, (row, end) in enumerate(zip(*arm, strict=True))]
        for arm in zip(right, ends, strict=True)
    ]
    assert judge(results, labels) == verdict(right, [0, 2])


def test_mcnemar_is_told_for_each_seed_and_pair():
    labels = np.zeros(6, np.uint8)
    results = [
        [fake(7, [0, 0, 0, 1, 1, 1]), fake(8, [0] * 6)],
        [fake(7, [1, 1, 1, 0, 0, 0]), fake(8, [1] * 6)],
        [fake(7, [0, 0, 0, 1, 1, 1]), fake(8, [1] * 6)],
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
