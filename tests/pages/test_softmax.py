"""Softmax: what is shown is what core gives, address and sliders are one, every claim is checked on the page."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.outputs import OUTPUTS, softmax
from core.story import explain
from tests.pages.conftest import Bench, open_page
from ui import numerals
from ui.site.menu import GUIDE_ME
from ui.story import sentences, softmax_tabs

PAGE = "pages/softmax.py"
Z = (1.0, 0.0, -2.0, 3.1)
TABS = tuple(softmax_tabs.TABS)


def alts(at):
    """What is said of each chart to those who do not see it."""
    found = (re.search(r'class="figure-takeaway">(.*?)</p>', block.proto.body) for block in at.main.get("html"))
    return [unescape(match[1]) for match in found if match]


def said(at):
    return "\n".join(block.value for block in [*at.main.markdown, *at.main.caption, *at.info])


def test_the_page_shows_both_layers_as_core_gives_them(bench: Bench):
    at = open_page(PAGE, [("z", "1,0,-2,3.1")])
    assert at.title[0].value == "Softmax"
    shown = alts(at)
    for key in ("softmax", "sigmoid"):
        a = OUTPUTS[key].activations(Z)
        assert sentences.neurons(OUTPUTS[key].name, a) in shown
        assert f"Sum of the four: **{numerals.exact(round(float(a.sum()), 6))}**" in said(at)
    assert [slider.value for slider in at.slider[:4]] == list(Z)
    assert not at.warning
    assert not bench.asked


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(z=st.lists(st.integers(-50, 50).map(lambda tenths: tenths / 10), min_size=4, max_size=4))
def test_any_logits_in_the_address_are_shown_as_core_gives_them(bench: Bench, z):
    at = open_page(PAGE, [("z", ",".join(map(numerals.exact, z)))])
    assert alts(at)[0] == sentences.neurons("Softmax", softmax(z))
    assert [slider.value for slider in at.slider[:4]] == z


def test_a_slider_moves_the_bars_the_address_and_the_sentence(bench: Bench):
    at = open_page(PAGE)
    before = alts(at)[0]
    at.slider[3].set_value(1.5).run()
    moved = (*explain.LOGITS[:3], 1.5)
    assert alts(at)[0] == sentences.neurons("Softmax", softmax(moved)) != before
    assert at.query_params == {"z": "2.5,-1,3.2,1.5"}
    assert "z₄ went from 0.5 to 1.5" in said(at)
    at.button[0].click().run()  # reset
    assert at.query_params == {}
    assert alts(at)[0] == before


def test_what_is_set_survives_a_change_of_page(bench: Bench):
    at = open_page(PAGE, [("z", "1,0,-2,3.1"), ("tab", "raise")])
    at.switch_page("pages/inverse.py")
    at.query_params.clear()
    at.run()
    at.switch_page(PAGE)
    at.query_params.clear()
    at.run()
    assert [slider.value for slider in at.slider[:4]] == list(Z)
    assert dict(at.query_params) == {"z": "1,0,-2,3.1", "tab": "raise"}


@pytest.mark.parametrize(
    ("query", "sentence", "z"),
    [
        ("1,0,-2", "z must be 4 numbers", (1.0, 0.0, -2.0, 0.5)),
        ("1e999,x,nan,-7e9", "z must be 4 numbers", (500.0, -1.0, 3.2, -500.0)),
        ("[evil](http://x)", "z must be 4 numbers", explain.LOGITS),
    ],
)
def test_wild_logits_are_refused_with_one_sentence(bench: Bench, query, sentence, z):
    at = open_page(PAGE, [("z", query)])
    assert len(at.warning) == 1
    assert sentence in at.warning[0].value
    assert "](" not in at.warning[0].value.replace("\\]\\(", "")
    assert tuple(slider.value for slider in at.slider[:4]) == z
    assert alts(at)[0] == sentences.neurons("Softmax", softmax(z))


@pytest.mark.parametrize("tab", TABS)
def test_every_claim_holds_on_the_page(bench: Bench, tab):
    at = open_page(PAGE, [("z", "1,0,-2,3.1"), ("tab", tab)])
    assert ":material/close:" not in said(at)
    assert not at.error


def test_the_plain_formula_breaks_at_a_thousand_and_the_page_says_so(bench: Bench):
    at = open_page(PAGE, [("tab", "float"), ("offset", "1000")])
    assert "nan" in said(at)
    assert ":material/close: Broken" in said(at)
    stable = softmax([value + 1000 for value in explain.LOGITS])
    assert all(numerals.tex(a) in said(at) for a in stable)


def test_floating_point_is_named_where_it_shows_0(bench: Bench):
    at = open_page(PAGE, [("z", "500,0,0,-500")])
    assert "4.9e-324" in at.info[0].value
    assert at.slider[0].max == 500


def test_the_small_layer_sends_its_logits_to_the_sliders(bench: Bench):
    at = open_page(PAGE, [("tab", "layer"), ("z", "0,0,0,0"), ("inputs", "1,1,1")])
    next(button for button in at.button if button.label.startswith("Put these")).click().run()
    assert at.query_params["z"] == "3.7,-0.2,5.6,0.7"
    assert [slider.value for slider in at.slider[:4]] == [3.7, -0.2, 5.6, 0.7]


def test_a_prediction_is_answered_from_the_numbers_and_counted(bench: Bench):
    at = open_page(PAGE)
    at.pills(key="softmax fall").set_value("fall").run()
    next(button for button in at.button if button.label == "Reveal").click().run()
    assert "**Right.**" in said(at)
    assert "1 of 1 right so far" in said(at)
    next(button for button in at.button if button.label == "Next question").click().run()
    at.pills(key="softmax move").set_value(["a1"]).run()
    next(button for button in at.button if button.label == "Reveal").click().run()
    assert "**Not quite.**" in said(at)
    assert "1 of 2 right so far" in said(at)


def test_the_page_ends_in_training(bench: Bench):
    at = open_page(PAGE)
    links = [link.proto for link in at.main.get("page_link")]
    assert [link.label for link in links] == ["See it in training", "Next: Inverting softmax", GUIDE_ME]
    assert "arm=softmax" in links[0].query_string
