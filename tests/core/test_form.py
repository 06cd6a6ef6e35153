"""Pictures brought to MNIST's form: MNIST itself, MNIST moved and scaled, pens, fonts, and photos of paper."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from core.datasets import Mnist
from core.digits.form import figures, to_form
from core.experiment import Experiment
from core.network import logits
from core.training import Training
from tests.core.handwriting import drawn, moved, photographed, printed

WITHIN = 0.02
"""How much of the accuracy may be lost on the way: two points."""


@pytest.fixture(scope="module")
def recognised(digits: Mnist):
    """The share of pictures, with their labels, that a network of 100 hidden units answers rightly, or their answers.

    It has seen each of the 50,000 images once.
    """
    training = Training(Experiment(hidden=(100,), train=50_000, epochs=1).runs(seed=1)[:1], digits)
    for _ in training:
        pass
    (result,) = training.results()

    def answers(forms):
        pixels = np.array([np.zeros((28, 28), np.uint8) if form is None else form for form in forms])
        return logits(result.weights, result.run.hidden_activation, pixels.reshape(-1, 784)).argmax(axis=1)

    return lambda forms, labels: float((answers(forms) == labels).mean())


@pytest.fixture(scope="module")
def some(digits: Mnist):
    """Test images (400, 28, 28) and their labels."""
    chosen = np.random.default_rng(5).choice(len(digits.test), 400, replace=False)
    return digits.test.pixels[chosen].reshape(-1, 28, 28), digits.test.labels[chosen]


def test_an_image_of_the_database_stays_as_it_is(digits: Mnist) -> None:
    images = digits.test.pixels[:600].reshape(-1, 28, 28)
    forms = np.array([to_form(image) for image in images])
    far = np.abs(forms.astype(float) - images).mean(axis=(1, 2))
    assert far.mean() < 0.25
    assert np.quantile(far, 0.995) < 1


@pytest.mark.parametrize(("scale", "side"), [(0.7, 28), (1, 60), (1.4, 60), (2, 90)])
def test_a_digit_of_any_size_at_any_place_is_recognised_as_well(recognised, some, scale: float, side: int) -> None:
    images, labels = some
    forms = [to_form(picture) for picture in moved(images, scale, side, np.random.default_rng(7))]
    assert recognised(forms, labels) >= recognised(images, labels) - WITHIN


def test_digits_of_thin_and_of_thick_pens_are_recognised(recognised) -> None:
    pictures = [(digit, drawn(digit, width)) for digit in range(10) for width in (3, 8, 14, 20, 30)]
    labels = np.array([digit for digit, _ in pictures])
    assert recognised([to_form(picture) for _, picture in pictures], labels) >= 0.9


def test_printed_digits_are_recognised(recognised) -> None:
    """Most of them, from thin to bold: nobody who wrote for the database drew a 6 with a ruler, or gave a 1 a flag."""
    looks = [(size, bold) for size in (40, 200) for bold in (0, size // 50, size // 25)]
    pictures = [
        (digit, printed(digit, ImageFont.load_default(size), bold)) for digit in range(10) for size, bold in looks
    ]
    labels = np.array([digit for digit, _ in pictures])
    assert recognised([to_form(picture) for _, picture in pictures], labels) >= 0.7


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize(("side", "width"), [(140, 11), (70, 6)])
def test_size_and_place_change_little(digit: int, side: int, width: int) -> None:
    """But that the middle of the mass may round to the next pixel."""
    form = to_form(drawn(digit, 22, 280)).astype(float)
    sheet = np.full((500, 700), 255, np.uint8)
    sheet[20 : 20 + side, 680 - side : 680] = drawn(digit, width, side)
    small = to_form(sheet).astype(float)
    nearest = min(np.abs(np.roll(small, (y, x), (0, 1)) - form).mean() for y in (-1, 0, 1) for x in (-1, 0, 1))
    assert nearest < 12


def test_photos_of_paper_are_recognised(recognised, some) -> None:
    rng = np.random.default_rng(9)
    images, labels = some[0][:40], some[1][:40]
    photos = [photographed(image, rng) for image in images]
    assert recognised([to_form(photo) for photo in photos], labels) >= 0.85
    assert recognised([to_form(255 - photo) for photo in photos[:20]], labels[:20]) >= 0.85


@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (28, 28), (640, 480)])
def test_where_nothing_is_written_there_is_no_digit(level: int, shape: tuple[int, int]) -> None:
    assert to_form(np.full(shape, level, np.uint8)) is None


def test_paper_alone_is_no_digit() -> None:
    rng = np.random.default_rng(2)
    shade = np.linspace(120, 220, 300) + rng.normal(0, 8, (200, 300))
    assert to_form(np.clip(shade, 0, 255).astype(np.uint8)) is None


def test_figures_beside_each_other_are_counted_and_a_digit_of_several_strokes_is_one(digits: Mnist) -> None:
    forms = digits.test.pixels.reshape(-1, 28, 28)
    assert sum(figures(form) != 1 for form in forms) == 4
    for first, second in ((1, 1), (3, 7), (0, 8)):
        assert figures(to_form(np.hstack([drawn(first, 20), drawn(second, 20)]))) == 2
    assert figures(np.zeros((28, 28), np.uint8)) == 0


def test_specks_and_a_finger_at_the_edge_are_left_out() -> None:
    alone = drawn(4, 16)
    marked = alone.copy()
    marked[5:8, 5:8] = 0
    marked[100:200, :25] = 60
    marked[:, 270:] = 40
    form = to_form(alone)
    assert form is not None
    assert np.abs(to_form(marked).astype(float) - form).mean() < 3


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 2**32 - 1),
    st.sampled_from([(0, 256), (0, 2), (100, 140)]),
)
def test_whatever_is_drawn_comes_out_in_form(height: int, width: int, seed: int, levels: tuple[int, int]) -> None:
    picture = np.random.default_rng(seed).integers(*levels, size=(height, width), dtype=np.uint8)
    form = to_form(picture)
    if form is None:
        return
    assert form.shape == (28, 28)
    assert form.dtype == np.uint8
    assert form.max() == 255
    rows, columns = form.any(axis=1).nonzero()[0], form.any(axis=0).nonzero()[0]
    assert max(np.ptp(rows), np.ptp(columns)) < 20


@pytest.mark.parametrize("turn", [np.flipud, np.fliplr, np.transpose])
def test_the_centre_of_mass_is_in_the_middle(turn) -> None:
    """As it is in the database: within half a pixel of the pixel 14, down and across."""
    form = to_form(turn(drawn(9, 12)))
    mass = form.sum()
    assert abs(form.sum(axis=1) @ np.arange(28) / mass - 14) <= 0.51
    assert abs(form.sum(axis=0) @ np.arange(28) / mass - 14) <= 0.51
