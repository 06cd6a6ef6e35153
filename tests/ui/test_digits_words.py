"""Words on Digits about numbers: each against what it speaks of."""

import re

import numpy as np
import pytest
import vl_convert

from core.digits.answers import Answers
from core.digits.saliency import saliency
from core.engine.weights import initial_weights
from core.outputs import OUTPUTS
from ui import numerals
from ui.charts.digits import confusion, ten
from ui.digits import pixels_tab
from ui.digits import ten as words

IMAGE = np.arange(784, dtype=np.uint8)


def test_the_check_of_the_gradient_says_its_error_in_two_digits():
    found = saliency(initial_weights((30,), "large", 0.0, seed=3), "sigmoid", IMAGE, 4)
    assert found.error > 0
    said = f"{found.error:.1e}".replace("e-0", "e−").replace("e-", "e−")
    assert f"difference between the two is {said} of the largest slope" in pixels_tab.checked(found)


def test_a_network_of_dead_units_has_no_largest_slope():
    layers = initial_weights((30,), "scaled", 0.0, seed=3)
    layers[0][:, -1] = -1000
    found = saliency(layers, "relu", IMAGE, 4)
    assert pixels_tab.checked(found) == pixels_tab.FLAT


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.02, "&lt;.1"), (0.3, ".3"), (0.96, "1"), (12.4, "12"), (99.4, "99"), (99.96, "99"), (100, "100")],
)
def test_a_cell_of_confusion_with_images_never_says_none_nor_all_of_what_is_not_all(share, said):
    spec = {
        "data": {"values": [{"share": share}]},
        "transform": [{"calculate": confusion.NUMBER, "as": "number"}],
        "mark": "text",
        "encoding": {"text": {"field": "number", "type": "nominal"}},
    }
    svg = vl_convert.vegalite_to_svg(spec)
    assert re.findall(r"<text[^>]*>([^<]*)</text>", svg) == [said]


@pytest.mark.parametrize("z", [(40, 60, 50, 30, 0, 0, 0, 0, 0, 0), (-900, -760, -800, *[-950] * 7)])
def test_all_words_and_bars_name_the_same_answer_where_sigmoids_have_saturated(z):
    logits = np.array([z], np.float64)
    layer = OUTPUTS["sigmoid"]
    found = Answers(layer, logits, layer.activations(logits))
    assert np.sum(found.a == found.a.max()) > 1
    figure = ten.figure(1, "One", found)
    assert figure.table["answered"].index(True) == 1
    assert "answers 1." in figure.takeaway
    assert " for 1 and " in figure.takeaway
    assert "**1**" in words.said(found)


@pytest.mark.parametrize("layer", OUTPUTS.values(), ids=list(OUTPUTS))
def test_what_is_said_of_the_ten_of_every_output_layer_is_so(layer):
    z = np.random.default_rng(0).standard_normal((200, 10))
    sums = Answers(layer, z, np.asarray(layer.activations(z))).sums
    assert ("sum to 1:" in ten.kind_of(layer).told) == bool(np.allclose(sums, 1))


def test_numbers_at_bars_are_written_as_in_the_words_beside_them():
    a = np.array([0.004, 0.314, -0.5, 9.994, 9.996, -42.04, 99.96, 1234.5, 9999.6, 1e30])
    texts = ten.table(a, answered=9)["text"]
    assert texts == ["", ".31", "−.50", "9.99", "10.0", "−42.0", "100", "1234", "10000", numerals.text(1e30)]
