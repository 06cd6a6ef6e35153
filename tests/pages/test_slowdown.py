"""Learning slowdown: the book's neuron, the slopes of every pair, and a derivation each step of which is checked."""

import pytest

from core.story import explain
from core.story.neuron import NEURON_LOSSES, RATES, STARTS, descend
from tests.pages.conftest import Bench, open_page
from tests.pages.test_softmax import alts, said
from ui.story import neuron_views, sentences, slowdown_tabs

PAGE = "pages/slowdown.py"


def ends(at):
    """What the page says of each neuron under its curves."""
    return [line for line in said(at).splitlines() if "in 300 epochs. The cost falls" in line]


@pytest.mark.parametrize("rates", RATES)
@pytest.mark.parametrize("start", STARTS)
def test_the_page_shows_the_book_s_neuron_from_both_starts_at_both_rates(bench: Bench, start, rates):
    at = open_page(PAGE, [("rates", rates)])
    assert [slider.value for slider in at.slider[:2]] == [2.0, 2.0]
    next(button for button in at.button if button.label == STARTS[start].name).click().run()
    place = STARTS[start].weight, STARTS[start].bias
    assert [slider.value for slider in at.slider[:2]] == list(place)
    ways = [descend(*place, RATES[rates][loss], loss) for loss in NEURON_LOSSES]
    assert ends(at) == [sentences.learned(way.output, explain.steepest(way.cost)) for way in ways]
    assert (neuron_views.BOOK in said(at)) == (rates == "book")


def test_it_opens_where_the_picture_says_what_the_text_says(bench: Bench):
    at = open_page(PAGE)
    quadratic, cross_entropy = ends(at)  # at 0.15 for both
    assert "**0.20** in 300 epochs" in quadratic
    assert "fastest in epoch **215**" in quadratic
    assert "**0.01** in 300 epochs" in cross_entropy
    assert "fastest in epoch **1**" in cross_entropy


def test_the_slopes_of_every_layer_are_drawn(bench: Bench):
    at = open_page(PAGE)
    drawn = [alt for alt in alts(at) if "|dC/dz|" in alt]
    assert [alt.split()[0] for alt in drawn] == ["Softmax", "Sigmoid", "Linear"]
    assert said(at).count("refused") == 2


@pytest.mark.parametrize("y", ["1", "4"])
def test_every_step_of_the_derivation_is_checked_on_the_reader_s_own_logits(bench: Bench, y):
    at = open_page(PAGE, [("tab", "derivation"), ("z", "1,0,-2,3.1"), ("y", y)])
    assert said(at).count(":material/check: Agrees with finite differences.") == 5
    assert ":material/close:" not in said(at)
    assert [slider.value for slider in at.slider[2:]] == [1.0, 0.0, -2.0, 3.1]


def test_logits_go_from_page_to_page_and_tabs_do_not(bench: Bench):
    at = open_page("pages/softmax.py", [("z", "1,0,-2,3.1"), ("tab", "raise")])
    at.switch_page(PAGE)
    at.query_params.clear()
    at.run()
    assert not at.exception
    assert not at.error
    assert dict(at.query_params) == {"z": "1,0,-2,3.1"}


def test_beyond_floating_point_the_chain_is_said_to_break(bench: Bench):
    at = open_page(PAGE, [("tab", "derivation"), ("z", "500,0,0,-500"), ("y", "4")])
    assert slowdown_tabs.UNCHAINED in [info.value for info in at.info]
    assert ":material/close:" not in said(at)
