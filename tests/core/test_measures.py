"""Yardsticks, slowdown and digits: against hand-worked figures, 50-digit arithmetic and definitions written out."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax

from core.evidence.measures import (
    LOG_OUTPUTS,
    LOST,
    NEARLY_LOST,
    accuracy,
    chance_ece,
    confusion,
    lost_digits,
    nearly_lost_digits,
    output_sums,
    predictions,
    recall,
    reliability,
    slowdown,
    yardsticks,
)
from core.outputs import OUTPUTS
from core.pairs import pair, valid_pairs
from core.results import Record, Slowdown, Yardsticks, epochs_to_reach, epochs_until

SCALED = [output for output in OUTPUTS.values() if output.probabilities]
BY_KEY = {"ids": lambda row: "-".join(row.key) if isinstance(row.key, tuple) else row.key}


def some(images=200, classes=10, spread=3.0, seed=0, dtype=np.float32):
    rng = np.random.default_rng(seed)
    return rng.normal(0, spread, (images, classes)).astype(dtype), rng.integers(0, classes, images).astype(np.uint8)


def figures(value):
    """The numbers in a Yardsticks or a Slowdown, None left out."""
    names = value.__dataclass_fields__
    return [number for name in names for number in np.ravel(getattr(value, name)) if number is not None]


logits = st.lists(
    st.tuples(st.lists(st.floats(-50, 50), min_size=4, max_size=4), st.integers(0, 3)), min_size=1, max_size=30
).map(lambda rows: (np.array([z for z, _ in rows]), np.array([y for _, y in rows])))


def test_yardsticks_of_a_hand_worked_softmax():
    z, labels = np.log([[0.7, 0.2, 0.1], [0.5, 0.25, 0.25]]) + 3, np.array([0, 1])
    mine = yardsticks(OUTPUTS["softmax"], z, labels)
    assert mine.nll == pytest.approx(-(math.log(0.7) + math.log(0.25)) / 2)
    assert mine.brier == pytest.approx(((0.09 + 0.04 + 0.01) + (0.25 + 0.5625 + 0.0625)) / 2)
    assert mine.ece == pytest.approx((0.3 + 0.5) / 2)  # 0.7 and right, 0.5 and wrong, each alone in its bin
    assert mine.output_sum == pytest.approx(1)


def test_yardsticks_of_a_hand_worked_sigmoid_are_those_of_the_outputs_scaled_to_sum_to_one():
    a = np.array([[0.8, 0.4, 0.8]])
    mine = yardsticks(OUTPUTS["sigmoid"], np.log(a / (1 - a)), np.array([2]))
    assert mine.output_sum == pytest.approx(2)
    assert mine.nll == pytest.approx(-math.log(0.4))
    assert mine.brier == pytest.approx(0.16 + 0.04 + 0.36)
    assert mine.ece == pytest.approx(0.4)  # the first of the equal answers, which is wrong


@pytest.mark.parametrize("output", SCALED, **BY_KEY)
def test_yardsticks_agree_with_their_definitions(output):
    z, labels = some(dtype=np.float64)
    a = {"softmax": lambda z: softmax(z, axis=-1), "sigmoid": expit}[output.key](z)
    p = a / a.sum(axis=1, keepdims=True)
    y = np.eye(10)[labels]
    top, right = p.max(axis=1), p.argmax(axis=1) == labels
    gaps = 0.0
    for low in range(10):
        inside = [i for i in range(len(top)) if low / 10 < top[i] <= (low + 1) / 10]
        if inside:
            gaps += len(inside) / len(top) * abs(np.mean(right[inside]) - np.mean(top[inside]))
    mine = yardsticks(output, z, labels)
    assert mine.nll == pytest.approx(-np.log(p[y == 1]).mean(), rel=1e-12)
    assert mine.brier == pytest.approx(((p - y) ** 2).sum(axis=1).mean(), rel=1e-12)
    assert mine.ece == pytest.approx(gaps, rel=1e-12)
    assert mine.output_sum == pytest.approx(a.sum(axis=1).mean(), rel=1e-12)


def test_the_likelihood_of_saturated_sigmoids_is_exact_where_every_output_underflows():
    z = np.array([[-800.0, -801.0, -900.0], [800.0, 30.0, -3.0], [-10_000.0, 10_000.0, 0.0]])
    labels = np.array([1, 2, 0])
    with mpmath.workdps(50):
        a = [[1 / (1 + mpmath.exp(-value)) for value in row] for row in z.tolist()]
        nll = [-mpmath.log(row[y] / sum(row)) for row, y in zip(a, labels.tolist(), strict=True)]
    for row, y, expected in zip(z, labels, nll, strict=True):
        assert yardsticks(OUTPUTS["sigmoid"], row[None], np.array([y])).nll == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("output", SCALED, **BY_KEY)
def test_every_output_layer_that_can_be_scaled_has_its_logarithm(output):
    z, _ = some(dtype=np.float64)
    distance = LOG_OUTPUTS[output.key](z) - np.log(output.activations(z))
    np.testing.assert_allclose(distance, np.broadcast_to(distance[:, :1], distance.shape), atol=1e-9)


def test_outputs_that_cannot_be_scaled_say_so():
    z, labels = some()
    mine = yardsticks(OUTPUTS["linear"], z, labels)
    assert (mine.nll, mine.brier, mine.ece) == (None, None, None)
    assert mine.output_sum == pytest.approx(z.sum(axis=1).mean(), rel=1e-5)
    assert reliability(OUTPUTS["linear"], z, labels) is None


@pytest.mark.parametrize("output", OUTPUTS.values(), **BY_KEY)
def test_nothing_depends_on_the_layout_of_memory(output):
    z, labels = some()
    swapped = np.ascontiguousarray(z.T).T
    strided = np.repeat(z, 2, axis=0)[::2]
    assert not swapped.flags.c_contiguous
    assert not strided.flags.c_contiguous
    for view in (swapped, strided):
        assert yardsticks(output, view, labels) == yardsticks(output, z, labels)
        assert slowdown(pair(output.key, "quadratic"), view, labels) == slowdown(
            pair(output.key, "quadratic"), z, labels
        )
        assert (predictions(view) == predictions(z)).all()


@pytest.mark.parametrize("row", valid_pairs(), **BY_KEY)
def test_logits_are_never_written_to(row):
    z, labels = some()
    z.flags.writeable = labels.flags.writeable = False
    yardsticks(row.output, z, labels)
    slowdown(row, z, labels)


@pytest.mark.parametrize("row", valid_pairs(), **BY_KEY)
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_diverged_run_has_figures_that_are_nan_and_warns_of_nothing(row, bad):
    z, labels = some()
    z[3, 4] = bad
    assert all(math.isnan(figure) for figure in figures(yardsticks(row.output, z, labels)))
    assert all(math.isnan(figure) for figure in figures(slowdown(row, z, labels)))
    assert math.isnan(output_sums(row.output, z)[3])
    assert np.isnan(output_sums(row.output, z)).sum() == 1
    diagram = reliability(row.output, z, labels)
    assert diagram is None or diagram.counts.sum() == len(z) - 1


@pytest.mark.parametrize("row", valid_pairs(), **BY_KEY)
def test_the_largest_float32_logits_overflow_nowhere(row):
    z, labels = some()
    z *= np.float32(1e37)
    assert np.isfinite(figures(yardsticks(row.output, z, labels))).all()
    assert np.isfinite(figures(slowdown(row, z, labels))).all()


def test_figures_are_plain_floats():
    z, labels = some()
    for row in valid_pairs():
        for value in (yardsticks(row.output, z, labels), slowdown(row, z, labels, (1.0, 2.0))):
            assert {type(number) for name in value.__dataclass_fields__ for number in [getattr(value, name)]} <= {
                float,
                tuple,
                type(None),
            }


@given(logits, st.floats(-30, 30))
def test_yardsticks_stay_in_their_ranges_and_softmax_ignores_a_shift(sample, shift):
    z, labels = sample
    for output in SCALED:
        mine = yardsticks(output, z, labels)
        assert mine.nll >= 0
        assert 0 <= mine.brier <= 2 + 1e-12
        assert 0 <= mine.ece <= 1
    mine, moved = (yardsticks(OUTPUTS["softmax"], values, labels) for values in (z, z + shift))
    assert moved.nll == pytest.approx(mine.nll, abs=1e-9)
    assert moved.brier == pytest.approx(mine.brier, abs=1e-9)


@given(logits)
def test_the_brier_score_is_no_more_than_twice_the_likelihood_says(sample):
    z, labels = sample
    # per image the squared distance is at most 2 (1 - p_y)^2 and -ln p_y at least 1 - p_y, whose mean is less than nll
    mine = yardsticks(OUTPUTS["softmax"], z, labels)
    assert mine.brier <= 2 * mine.nll + 1e-12


def test_reliability_of_a_hand_worked_example():
    top = np.array([0.45, 0.5, 0.95, 0.95])  # 0.5 is the closed end of (0.4, 0.5]
    rest = (1 - top) / 2
    z, labels = np.log(np.stack([top, rest, rest], axis=1)), np.array([0, 2, 0, 0])
    z[1] = [0, 0, -1000]
    diagram = reliability(OUTPUTS["softmax"], z, labels)
    np.testing.assert_allclose(diagram.edges, np.arange(11) / 10)
    assert diagram.counts.tolist() == [0, 0, 0, 0, 2, 0, 0, 0, 0, 2]
    np.testing.assert_allclose(diagram.confidence[[4, 9]], [0.475, 0.95])
    np.testing.assert_allclose(diagram.accuracy[[4, 9]], [0.5, 1])
    assert np.isnan(diagram.accuracy[[0, 8]]).all()
    assert diagram.ece == pytest.approx((0.025 + 0.05) / 2)


@pytest.mark.parametrize("bins", [1, 7, 15])
def test_reliability_counts_every_image_once(bins):
    z, labels = some(spread=30)
    diagram = reliability(OUTPUTS["softmax"], z, labels, bins)
    filled = diagram.counts > 0
    assert diagram.counts.sum() == len(z)
    assert len(diagram.edges) == bins + 1
    assert diagram.counts[filled] @ diagram.accuracy[filled] == pytest.approx(len(z) * accuracy(z, labels))
    assert (diagram.edges[:-1][filled] <= diagram.confidence[filled]).all()
    assert (diagram.confidence[filled] <= diagram.edges[1:][filled]).all()


def test_reliability_without_images_has_no_error():
    z = np.full((2, 3), math.nan)
    assert math.isnan(reliability(OUTPUTS["softmax"], z, np.array([0, 1])).ece)


@pytest.mark.parametrize("row", valid_pairs(), **BY_KEY)
def test_slowdown_agrees_with_its_definitions(row):
    z, labels = some(dtype=np.float64, spread=5)
    y, a = np.eye(10)[labels], row.output.activations(z)
    slopes = np.abs(np.diagonal(row.output.jacobian(z), axis1=-2, axis2=-1))
    stuck = sum(slopes[i, j] < 0.01 and abs(a[i, j] - y[i, j]) > 0.5 for i in range(len(z)) for j in range(10))
    mine = slowdown(row, z, labels, (0.5, 0.25))
    assert mine.delta == pytest.approx(np.linalg.norm(row.delta(z, labels), axis=1).mean(), rel=1e-12)
    assert mine.derivative == pytest.approx(slopes.mean(), rel=1e-12)
    assert mine.stuck == stuck / a.size
    assert mine.gradients == (0.5, 0.25)


def test_a_bad_start_saturates_sigmoids_and_leaves_softmax_alone():
    z, labels = some(spread=0.1)
    quadratic, cross_entropy = (
        slowdown(pair("sigmoid", loss), z + np.float32(10), labels) for loss in ("quadratic", "cross_entropy")
    )
    assert quadratic.stuck == cross_entropy.stuck == 0.9  # the nine outputs that should be 0
    assert quadratic.derivative < 1e-4
    assert quadratic.delta < 1e-3  # three from the nine wrong outputs, times the derivative
    assert cross_entropy.delta == pytest.approx(3, rel=0.01)
    before, after = (slowdown(pair("softmax", "log_likelihood"), z + np.float32(c), labels) for c in (0, 10))
    assert figures(after) == pytest.approx(figures(before), rel=1e-5)
    assert after.stuck == 0


def test_predictions_take_the_first_of_equals_and_stacks():
    assert predictions(np.array([[1.0, 3.0, 3.0], [0.0, 0.0, 0.0]])).tolist() == [1, 0]
    assert predictions(np.zeros((2, 5, 10))).shape == (2, 5)
    assert predictions(np.zeros((5, 10))).dtype == np.uint8
    assert accuracy(np.array([[1.0, 2.0], [2.0, 1.0], [0.0, 0.0]]), np.array([1, 1, 0])) == pytest.approx(2 / 3)


def test_digits_of_a_hand_worked_example():
    labels = np.array([0, 0, 1, 1, 1, 2], np.uint8)
    answers = np.array([0, 1, 1, 1, 0, 0], np.uint8)
    assert confusion(answers, labels, 4).tolist() == [[1, 1, 0, 0], [1, 2, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    np.testing.assert_allclose(recall(answers, labels, 4), [1 / 2, 2 / 3, 0, math.nan])
    assert lost_digits(answers, labels, 4) == (2,)  # of 3 there is no image to lose


@pytest.mark.parametrize(("right", "lost"), [(0, (1,)), (9, (1,)), (10, ())])
def test_a_digit_is_lost_below_a_recall_of_one_percent(right, lost):
    # sigmoid with quadratic, 3.0, 100 hidden, large, 50,000 images: 1 and 3 of about 1,000 right beside digits at 97 %
    labels = np.repeat(np.arange(2, dtype=np.uint8), 1000)
    answers = np.zeros(2000, np.uint8)
    answers[1000 : 1000 + right] = 1
    assert lost_digits(answers, labels) == lost


@given(st.lists(st.integers(0, 100), min_size=10, max_size=10))
def test_every_digit_is_lost_nearly_lost_or_kept_by_its_recall(right):
    labels = np.repeat(np.arange(10, dtype=np.uint8), 100)
    answers = np.array([digit if n < right[digit] else (digit + 1) % 10 for digit in range(10) for n in range(100)])
    lost, nearly = lost_digits(answers, labels), nearly_lost_digits(answers, labels)
    for digit, count in enumerate(right):
        assert (digit in lost) == (count / 100 < LOST)
        assert (digit in nearly) == (LOST <= count / 100 < NEARLY_LOST)


def test_chance_alone_gives_a_calibrated_network_an_error():
    """As sure as 0.9 of each of 1,000 images, all in one bin: E|hits - 900| / 1,000 of a binomial is 0.0075."""
    z = np.zeros((1000, 10))
    z[:, 0] = np.log(0.9 / (0.1 / 9))
    assert chance_ece(OUTPUTS["softmax"], z) == pytest.approx(0.00757, rel=0.1)  # mean deviation: sqrt(2 npq / pi) / n
    assert chance_ece(OUTPUTS["softmax"], np.tile(z, (16, 1))) == pytest.approx(0.00757 / 4, rel=0.15)
    assert chance_ece(OUTPUTS["linear"], z) is None
    assert math.isnan(chance_ece(OUTPUTS["softmax"], np.full((5, 10), np.nan)))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=90))
def test_confusion_counts_every_image_once(images):
    answers, labels = np.array(images, np.uint8).T
    table = confusion(answers, labels)
    assert table.sum() == len(images)
    assert table.trace() == sum(a == y for a, y in images)
    assert table.sum(axis=1).tolist() == np.bincount(labels, minlength=10).tolist()
    assert all(table[digit, digit] == 0 < table[digit].sum() for digit in lost_digits(answers, labels))


def record(epoch, reached, close_up=(), cost=1.0):
    return Record(
        epoch=epoch,
        training_cost=cost,
        validation_cost=cost,
        training_accuracy=reached,
        validation_accuracy=reached,
        test_accuracy=None,
        minibatch_costs=(),
        close_up=close_up,
        yardsticks=Yardsticks(None, None, None, 1.0),
        slowdown=Slowdown(1.0, 1.0, 0.0, ()),
        seconds=0.0,
    )


RECORDS = [
    record(0, 0.1),
    record(1, 0.5, (0.2, 0.3, 0.6, 0.5)),  # pieces of a quarter
    record(2, 0.7, (0.55, 0.65, 0.72, 0.7)),
    record(3, 0.76),
    record(4, 0.8),
]


@pytest.mark.parametrize(
    ("wanted", "epochs"), [(0, 0), (0.1, 0), (0.2, 0.25), (0.6, 0.75), (0.65, 1.5), (0.73, 3), (0.8, 4), (0.81, None)]
)
def test_epochs_to_reach_counts_in_pieces_where_there_are_any(wanted, epochs):
    assert epochs_to_reach(RECORDS, wanted) == epochs


@pytest.mark.parametrize(("share", "epochs"), [(0.8, 1.5), (0.9, 1.75), (0.95, 3), (1, 4)])
def test_epochs_until_a_share_of_the_final_accuracy(share, epochs):
    assert epochs_until(RECORDS, share) == epochs  # 0.64, 0.72, 0.76 and 0.8 of a final 0.8: none missed by rounding


def test_a_diverged_run_reaches_no_share_of_what_it_did_not_learn():
    diverged = [*RECORDS, record(5, 0.098, cost=math.nan)]
    assert epochs_until(diverged, 0.8) is None
    assert epochs_to_reach(diverged, 0.65) == 1.5
    assert epochs_until([], 0.8) is None
