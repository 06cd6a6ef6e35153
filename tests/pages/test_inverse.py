"""Inverting softmax: activations stay a distribution, and come back from the logits whatever the constant is."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.story import explain
from core.story.shares import WHOLE, to_shares
from tests.pages.conftest import Bench, open_page
from tests.pages.test_softmax import alts, said
from ui.story import sentences

PAGE = "pages/inverse.py"


def test_there_and_back(bench: Bench):
    at = open_page(PAGE, [("a", "0.1,0.2,0.3,0.4"), ("constant", "3")])
    a = np.array([0.1, 0.2, 0.3, 0.4])
    trip = explain.round_trip(a, 3.0)
    assert alts(at) == [
        "Activations as set: a1 0.1, a2 0.2, a3 0.3, a4 0.4.",
        sentences.logits(trip.z),
        sentences.neurons("Softmax", trip.back),
    ]
    assert ":material/close:" not in said(at)
    assert not at.warning


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(place=st.integers(0, 3), thousandths=st.integers(1, 997))
def test_the_others_make_room(bench: Bench, place, thousandths):
    at = open_page(PAGE)
    at.slider[place].set_value(thousandths / WHOLE).run()
    values = [slider.value for slider in at.slider[:4]]
    assert values[place] == thousandths / WHOLE
    assert sum(values) == pytest.approx(1)
    assert min(values) >= 1 / WHOLE
    assert at.query_params["a"] == ",".join(f"{value:g}" for value in values)


def test_the_constant_changes_the_logits_and_nothing_else(bench: Bench):
    at = open_page(PAGE)
    given_before, logits, back = alts(at)
    at.slider[4].set_value(5.0).run()
    assert alts(at)[0] == given_before
    assert alts(at)[1] != logits
    assert alts(at)[2] == back


def test_activations_that_do_not_sum_to_one_are_refused(bench: Bench):
    at = open_page(PAGE, [("a", "0.5,0.5,0.5,0.5")])
    assert len(at.warning) == 1
    assert "sum to 1" in at.warning[0].value
    assert [slider.value for slider in at.slider[:4]] == [0.25] * 4
    at = open_page(PAGE, [("a", "cat")])
    assert len(at.warning) == 1
    assert tuple(round(slider.value * WHOLE) for slider in at.slider[:4]) == to_shares(
        np.exp(explain.LOGITS) / np.exp(explain.LOGITS).sum()
    )
