"""The twelve pairs, and for those that can be trained three judges that know nothing of `core.formulas`.

Central differences of the cost; the layer's Jacobian with the loss's gradient, in `core` and again in mpmath with fifty
digits; and the complex step through the formulas of the book.
"""

import cmath
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp

from core.limits import InvalidSetting
from core.losses import LOSSES, one_hot
from core.outputs import OUTPUTS
from core.pairs import PAIRS, pair, valid_pairs

every_pair = pytest.mark.parametrize("row", valid_pairs(), ids=lambda row: ":".join(row.key))
every_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])

SATURATED = (  # logits; the true class is each in turn
    (50, 0, -3, 7, 7),
    (90, 89, 0, -90, -91),
    (-40, -40, -41, -45, -40),
    (300, -300, 299, 298.5, 0),
    (1000, 990, 0, 5, 5),
    (10_000, -10_000, -9_990, -9_990, -10_000),
    (10_000, 9_999, 0, -10_000, 9_960),
    (0, 0, 0, 0, 10_000),
    (-10_000, -10_000, -10_000, -10_000, -10_000),
)


def near_kink(row, z, labels, step):
    """Where a margin of the hinge loss is within a step of 0, which only linear outputs reach, (...)."""
    margins = 1 + z - np.take_along_axis(z, labels[..., None], -1)
    others = np.arange(z.shape[-1]) != labels[..., None]
    return (row.key == ("linear", "hinge")) & (others & (np.abs(margins) <= 2 * step)).any(axis=-1)


def some_logits(size, spread, dtype=np.float64, classes=10):
    rng = np.random.default_rng([size, int(spread)])
    z = np.clip(rng.normal(scale=spread, size=(size, classes)), -10_000, 10_000).astype(dtype)
    return z, rng.integers(0, classes, size)


def test_every_output_layer_has_a_row_with_every_loss():
    assert set(PAIRS) == set(itertools.product(OUTPUTS, LOSSES))
    assert len(PAIRS) == 12
    assert all(row.key == key for key, row in PAIRS.items())


def test_verdicts():
    verdicts = {key: row.verdict for key, row in PAIRS.items() if row.verdict != "valid"}
    assert verdicts == {
        ("softmax", "hinge"): "caution",
        ("sigmoid", "log_likelihood"): "caution",
        ("sigmoid", "hinge"): "caution",
        ("linear", "log_likelihood"): "refused",
        ("linear", "cross_entropy"): "refused",
    }
    assert all(row.refused == (row.verdict == "refused") for row in PAIRS.values())
    assert all(row.caution == (row.verdict == "caution") for row in PAIRS.values())
    assert [row.key for row in valid_pairs()] == [key for key, row in PAIRS.items() if not row.refused]


def test_what_is_not_plainly_valid_says_why_and_what_can_be_trained_has_a_formula():
    for row in PAIRS.values():
        assert bool(row.note) == (row.verdict != "valid")
        assert row.note.endswith(".") == bool(row.note)
        assert bool(row.formula) != row.refused
        assert row.name[0].isupper()


@pytest.mark.parametrize("row", [row for row in PAIRS.values() if row.refused], ids=lambda row: ":".join(row.key))
def test_a_refused_pair_cannot_be_calculated(row):
    assert "negative number" in row.note
    for function in (row.cost, row.delta):
        with pytest.raises(InvalidSetting) as refusal:
            function([1.0, 2.0], 0)
        assert str(refusal.value) == row.note


@pytest.mark.parametrize(
    ("output", "loss", "sentence"),
    [
        ("relu", "hinge", "output layer must be one of softmax, sigmoid, linear, got 'relu'"),
        ("softmax", 3, "loss must be one of log_likelihood, cross_entropy, quadratic, hinge, got 3"),
    ],
)
def test_an_unknown_key_is_refused_in_a_sentence(output, loss, sentence):
    with pytest.raises(InvalidSetting) as refusal:
        pair(output, loss)
    assert str(refusal.value) == sentence


@every_pair
@pytest.mark.parametrize(
    ("z", "labels"), [(np.zeros((2, 3)), [0, 1, 2]), (np.zeros((2, 3)), 0), (0.5, 0), (np.zeros(3), 3)]
)
def test_arguments_that_do_not_agree_are_refused(row, z, labels):
    for function in (row.cost, row.delta):
        with pytest.raises(ValueError, match="labels must"):
            function(z, labels)


@every_pair
@pytest.mark.parametrize("spread", [0.1, 1, 5, 20])
def test_delta_agrees_with_central_differences(row, spread):
    z, labels = some_logits(200, spread)
    step = 1e-5
    away = ~near_kink(row, z, labels, step)
    z, labels = z[away], labels[away]
    assert len(z) > 190
    moves = step * np.eye(10)
    repeated = labels[:, None].repeat(10, axis=1)
    slope = (row.cost(z[:, None] + moves, repeated) - row.cost(z[:, None] - moves, repeated)) / (2 * step)
    delta = row.delta(z, labels)
    assert np.abs(delta - slope).max() <= 1e-6 * max(1, np.abs(delta).max())


@every_pair
@pytest.mark.parametrize("spread", [0.1, 1, 5])
def test_cost_and_delta_agree_with_the_layer_and_the_loss_taken_apart(row, spread):
    z, labels = some_logits(200, spread)
    a = row.output.activations(z)
    # a softmax or sigmoid of normal logits is within 1e-12 of 0 or 1 here, so that 1 - a keeps about four digits
    assert row.cost(z, labels) == pytest.approx(row.loss.of_activations(a, labels), rel=1e-4, abs=1e-13)
    composed = np.einsum("njk,nj->nk", row.output.jacobian(z), row.loss.gradient(a, labels))
    assert row.delta(z, labels) == pytest.approx(composed, rel=1e-4, abs=1e-13)


BOOK_LAYERS = {
    "softmax": lambda z: [cmath.exp(x) / sum(cmath.exp(w) for w in z) for x in z],
    "sigmoid": lambda z: [1 / (1 + cmath.exp(-x)) for x in z],
    "linear": list,
}
BOOK_LOSSES = {
    "log_likelihood": lambda a, y: -cmath.log(a[y]),
    "cross_entropy": lambda a, y: -sum(cmath.log(x if j == y else 1 - x) for j, x in enumerate(a)),
    "quadratic": lambda a, y: sum((x - (j == y)) ** 2 for j, x in enumerate(a)) / 2,
    "hinge": lambda a, y: sum(max(0, 1 + x - a[y], key=lambda m: m.real) for j, x in enumerate(a) if j != y),
}


@every_pair
def test_delta_agrees_with_the_complex_step(row):
    z, labels = some_logits(40, 2, classes=6)
    step = 1e-30  # nothing is subtracted, so it may be as small as it likes

    def slope(logits, label, k):
        moved = [x + (1j * step if j == k else 0) for j, x in enumerate(logits.tolist())]
        return BOOK_LOSSES[row.loss.key](BOOK_LAYERS[row.output.key](moved), label).imag / step

    slopes = [[slope(logits, label, k) for k in range(6)] for logits, label in zip(z, labels, strict=True)]
    # 1 - a of activations as near to 1 as 1e-4 has lost four of sixteen digits
    assert row.delta(z, labels) == pytest.approx(np.array(slopes), rel=1e-10, abs=1e-13)


def logarithm(value, complement):
    return mp.log1p(-complement) if complement < 0.5 else mp.log(value)


CLOSED = [("softmax", "log_likelihood"), ("sigmoid", "cross_entropy")]
"""The pairs whose delta is the formula a - y as it stands: a and y are its terms."""


@mp.workdps(50)
def exactly(row, z, label):
    """Cost, delta, and the size of the terms that each entry of delta is a sum of, by composing Jacobian and gradient.

    Fifty digits suffice, since 1 - a is worked out as a sum or quotient of positive numbers and nothing underflows.
    """
    n = range(len(z))
    powers = [mp.exp(mp.mpf(x)) for x in z]
    a, rest = {
        "softmax": lambda: [
            [power / sum(powers) for power in powers],
            [sum(powers[:j] + powers[j + 1 :]) / sum(powers) for j in n],
        ],
        "sigmoid": lambda: [[power / (1 + power) for power in powers], [1 / (1 + power) for power in powers]],
        "linear": lambda: [list(map(mp.mpf, z)), [1 - mp.mpf(x) for x in z]],
    }[row.output.key]()
    error = [-rest[j] if j == label else a[j] for j in n]
    margin = [0 if j == label else a[j] + (rest[label] if row.output.probabilities else 1 - a[label]) for j in n]
    cost, gradient = {
        "log_likelihood": lambda: (-logarithm(a[label], rest[label]), [-(j == label) / a[j] for j in n]),
        "cross_entropy": lambda: (
            -sum(logarithm(a[j], rest[j]) if j == label else logarithm(rest[j], a[j]) for j in n),
            [-1 / a[j] if j == label else 1 / rest[j] for j in n],
        ),
        "quadratic": lambda: (sum(x**2 for x in error) / 2, error),
        "hinge": lambda: (
            sum(max(x, 0) for x in margin),
            [-sum(x > 0 for x in margin) if j == label else int(margin[j] > 0) for j in n],
        ),
    }[row.loss.key]()
    jacobian = {
        "softmax": lambda j, k: a[j] * (rest[j] if j == k else -a[k]),
        "sigmoid": lambda j, k: (j == k) * a[j] * rest[j],
        "linear": lambda j, k: int(j == k),
    }[row.output.key]
    terms = [[jacobian(j, k) * gradient[j] for j in n] for k in n]
    sizes = [a[j] + (j == label) for j in n] if row.key in CLOSED else [sum(map(abs, row)) for row in terms]
    return float(cost), [float(sum(row)) for row in terms], list(map(float, sizes))


def smallest(dtype):
    """Below the smallest normal float digits are lost one after another, and any may be 0; in products of four, say."""
    return 4 * float(np.finfo(dtype).tiny)


def rounding(dtype):
    """The relative tolerance of saturated logits.

    A number as small as e^-t was raised from a difference of logits rounded by t eps / 2; the last before underflow,
    and the worst, has t = ln(1 / smallest), 87 in float32 and 708 in float64. Up to four such factors meet in a delta.
    """
    info = np.finfo(dtype)
    return float(-2 * np.log(info.tiny) * info.eps)


def assert_exact(row, z, labels):
    """Compare elementwise. Where an entry of delta changes its sign its terms cancel, so it is as exact as they are."""
    costs, deltas, sizes = map(np.array, zip(*map(exactly, [row] * len(z), z.tolist(), labels.tolist()), strict=True))
    allowed = {"rel": rounding(z.dtype), "abs": smallest(z.dtype)}
    assert row.cost(z, labels).astype(float) == pytest.approx(costs, **allowed)
    wrong = np.abs(row.delta(z, labels) - deltas) > rounding(z.dtype) * sizes + smallest(z.dtype)
    assert not wrong.any(), (z[wrong.any(axis=-1)], row.delta(z, labels)[wrong], deltas[wrong])


@every_pair
@every_dtype
@pytest.mark.parametrize("z", SATURATED, ids=str)
def test_saturated_logits_agree_elementwise_with_mpmath(row, dtype, z):
    logits = np.tile(np.array(z, dtype), (len(z), 1))
    assert logits[0].tolist() == list(z)  # they are exact in float32
    assert_exact(row, logits, np.arange(len(z)))


@every_pair
@every_dtype
@pytest.mark.parametrize("spread", [3, 10, 50, 200, 3000])
def test_random_logits_agree_elementwise_with_mpmath(row, dtype, spread):
    assert_exact(row, *some_logits(50, spread, dtype))


@every_pair
def test_the_compiled_deltas_are_as_exact(row, compiled_deltas):
    """At saturated logits, at ordinary ones and at 10,000."""
    saturated = [np.tile(np.array(z + z, np.float32), (10, 1)) for z in SATURATED]
    spread = [some_logits(30, spread, np.float32) for spread in (0.1, 3, 10, 50, 200, 3000)]
    z = np.concatenate([*saturated, *(logits for logits, _ in spread)])
    labels = np.concatenate([*(np.arange(10) for _ in SATURATED), *(labels for _, labels in spread)])
    _, deltas, sizes = map(np.array, zip(*map(exactly, [row] * len(z), z.tolist(), labels.tolist()), strict=True))
    found = compiled_deltas(row.key, z, labels)
    wrong = np.abs(found - deltas) > rounding(np.float32) * sizes + smallest(np.float32)
    assert not wrong.any(), (z[wrong.any(axis=-1)], found[wrong], deltas[wrong])


shapes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(2, 11))
big_logits = st.sampled_from([np.float32, np.float64]).flatmap(
    lambda dtype: shapes.flatmap(
        lambda shape: arrays(dtype, shape, elements=st.floats(-10_000, 10_000, width=32)),
    )
)


@every_pair
@given(z=big_logits, data=st.data())
@settings(deadline=None)
def test_big_logits_give_finite_numbers_of_the_same_dtype(row, z, data):
    labels = data.draw(arrays(np.int64, z.shape[:-1], elements=st.integers(0, z.shape[-1] - 1)))
    before = z.copy()
    cost, delta = row.cost(z, labels), row.delta(z, labels)
    assert (cost.shape, cost.dtype) == (z.shape[:-1], z.dtype)
    assert (delta.shape, delta.dtype) == (z.shape, z.dtype)
    assert np.isfinite(cost).all()
    assert np.isfinite(delta).all()
    assert (cost >= 0).all()
    assert np.array_equal(z, before)


@pytest.mark.parametrize("loss", LOSSES)
@given(z=arrays(np.float64, (3, 6), elements=st.integers(-100, 100)), constant=st.integers(-9_000, 9_000))
@settings(deadline=None)
def test_a_constant_added_to_all_logits_changes_nothing_under_softmax(loss, z, constant):
    row, labels = pair("softmax", loss), np.array([0, 3, 5])
    assert np.array_equal(row.cost(z + constant, labels), row.cost(z, labels))  # integers: the shift is exact
    assert np.array_equal(row.delta(z + constant, labels), row.delta(z, labels))


@every_pair
def test_delta_of_what_is_shift_invariant_sums_to_zero(row):
    z, labels = some_logits(50, 3)
    shift_invariant = row.output.key == "softmax" or row.key == ("linear", "hinge")
    sums = np.abs(row.delta(z, labels).sum(axis=-1))
    assert (sums.max() < 1e-14) == shift_invariant


@every_pair
def test_a_single_image_is_a_vector(row):
    z, labels = some_logits(5, 3)
    for function in (row.cost, row.delta):
        together = function(z, labels)
        for i in range(5):
            assert function(z[i], labels[i]) == pytest.approx(together[i], rel=1e-14, abs=1e-300)
            assert function(z[i].tolist(), int(labels[i])).shape == together[i].shape


@every_pair
def test_kinks_take_the_subgradient_0(row):
    z = np.array([[2.0, 1.0, 1.5], [1e4, 1e4 - 1, 1e4 - 2], [-0.25, -1.25, -0.25]])
    if row.key == ("linear", "hinge"):
        assert np.array_equal(row.delta(z, [0, 0, 0]), [[-1, 0, 1], [0, 0, 0], [-1, 0, 1]])
        assert np.array_equal(row.cost(z, [0, 0, 0]), [0.5, 0, 1])


def engine_memory(networks, images, dtype, seed=0):
    """Logits and one-hot labels as the engine has them: units before images in memory, images before units in shape."""
    rng = np.random.default_rng([networks, images, seed])
    z = (rng.normal(size=(networks, 10, images)) * rng.choice([1, 10, 200], size=(networks, 1, 1))).astype(dtype)
    labels = rng.integers(0, 10, (networks, images))
    y = np.ascontiguousarray(one_hot(labels, 10, dtype).swapaxes(-1, -2))
    return z.swapaxes(-1, -2), y.swapaxes(-1, -2), labels


@every_pair
@every_dtype
def test_the_engine_form_is_the_same_formula(row, dtype):
    z, y, labels = engine_memory(3, 17, dtype)
    before = z.copy(), y.copy()
    assert row.cost_of(z, y).dtype == row.delta_of(z, y).dtype == dtype
    few = 8 * float(np.finfo(dtype).eps)  # sums in another order
    assert row.cost_of(z, y) == pytest.approx(row.cost(z.copy(), labels), rel=few, abs=smallest(dtype))
    assert row.delta_of(z, y) == pytest.approx(row.delta(z.copy(), labels), rel=8 * few, abs=smallest(dtype))
    assert np.array_equal(z, before[0])
    assert np.array_equal(y, before[1])
    z.flags.writeable = y.flags.writeable = False
    for function in (row.cost_of, row.delta_of):
        function(z, y)


@every_pair
@every_dtype
def test_stacked_gives_the_same_bits_as_alone(row, dtype):
    for networks, images in itertools.product((2, 3, 6, 64), (1, 2, 3, 7, 8, 10, 16, 33, 250)):
        z, y, _ = engine_memory(networks, images, dtype)
        costs, deltas = row.cost_of(z, y), row.delta_of(z, y)
        for network in range(networks):
            alone = slice(network, network + 1)
            for z1, y1 in (
                (z[alone], y[alone]),
                (z[alone].swapaxes(-1, -2).copy().swapaxes(-1, -2), y[alone].swapaxes(-1, -2).copy().swapaxes(-1, -2)),
            ):
                assert row.cost_of(z1, y1)[0].tobytes() == costs[network].tobytes(), (networks, images)
                assert row.delta_of(z1, y1)[0].tobytes() == deltas[network].tobytes(), (networks, images)
