"""Log-likelihood: trained once by the pool and never by the page; numbers of the network as core gives them."""

import numpy as np
import pytest

from core.datasets import mnist
from core.losses import LOSSES
from core.network import logits
from core.pairs import pair
from tests.pages.conftest import Bench, open_page, results_of
from tests.pages.test_softmax import alts, said
from ui import numerals
from ui.story import networks, sentences

PAGE = "pages/likelihood.py"


@pytest.fixture
def ready(bench: Bench) -> Bench:
    """Both networks are in the store."""
    bench.finish(networks.EXPERIMENT)
    return bench


@pytest.fixture(scope="module")
def activations():
    """What core says of the test images, and the cost of each, for both networks."""
    found = {}
    for (result,) in results_of(networks.EXPERIMENT):
        row = pair(result.run.output, result.run.loss)
        z = logits(result.weights, result.run.hidden_activation, mnist().test.pixels).astype(np.float64)
        labels = mnist().test.labels.astype(np.intp)
        found[row.output.key] = row.output.activations(z), row.cost(z, labels)
    return found


def test_the_first_visit_asks_the_pool_once_and_says_so(bench: Bench):
    at = open_page(PAGE)
    assert bench.asked == [networks.EXPERIMENT]
    assert "being trained for this page" in said(at)
    assert not alts(at)
    at.run()
    assert bench.asked == [networks.EXPERIMENT]
    bench.finish(networks.EXPERIMENT)
    at.run()
    assert len(alts(at)) > 1


def test_a_refusal_is_one_sentence_and_can_be_tried_again(bench: Bench):
    bench.refusal = "The queue is full."
    at = open_page(PAGE)
    assert "The queue is full" in at.warning[0].value
    bench.refusal = ""
    at.button[0].click().run()
    assert bench.asked == [networks.EXPERIMENT]


def test_the_first_image_is_a_7_with_the_network_s_numbers(ready: Bench, activations):
    at = open_page(PAGE)
    a, cost = activations["softmax"]
    label = int(mnist().test.labels[0])
    assert label == 7
    assert alts(at)[0] == sentences.ten("Softmax", a[0], 7)
    assert alts(at)[1] == sentences.point(7, float(a[0, 7]), float(cost[0]))
    assert sentences.verdict(7, a[0], float(cost[0])) in said(at)
    assert not ready.asked


def test_next_random_and_by_digit(ready: Bench):
    at = open_page(PAGE)
    buttons = {button.label: button for button in at.button}
    buttons["Next image"].click().run()
    assert at.query_params["image"] == "1"
    at.pills[0].set_value("3").run()
    labels = mnist().test.labels
    first, second = np.flatnonzero(labels == 3)[:2]
    assert at.query_params["image"] == str(first)
    {button.label: button for button in at.button}["Next image"].click().run()
    assert at.query_params["image"] == str(second)
    {button.label: button for button in at.button}["Random"].click().run()
    assert labels[int(at.query_params["image"])] == 3


def test_the_three_cases_stand_side_by_side(ready: Bench, activations):
    at = open_page(PAGE)
    assert all(title in said(at) for title in sentences.CASES)
    a, _ = activations["softmax"]
    right = a.argmax(axis=1) == mnist().test.labels
    sure = int(np.where(right, a.max(axis=1), -1).argmax())
    assert f"Test image {sure + 1:,} of 10,000" in said(at)


def test_under_sigmoid_the_costs_have_their_units_and_a_warning(ready: Bench, activations):
    at = open_page(PAGE, [("tab", "sigmoid"), ("image", "8")])
    a, cost = activations["sigmoid"]
    label = int(mnist().test.labels[8])
    quadratic = float(LOSSES["quadratic"].of_activations(a[8], label))
    assert sentences.ten("Sigmoid", a[8], label) in alts(at)
    assert all(word in said(at) for word in ("nats", "squared units", "measure different things"))
    assert numerals.tex(quadratic) in said(at)
    assert numerals.tex(float(cost[8])) in said(at)


def test_an_image_that_is_not_there_is_refused(ready: Bench):
    at = open_page(PAGE, [("image", "123456")])
    assert "image must be a whole number between 0 and 9,999" in at.warning[0].value
    assert at.query_params["image"] == "9999"
