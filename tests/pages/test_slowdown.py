"""Learning slowdown: the book's neuron, the slopes of every pair, and a derivation each step of which is checked."""

import pytest

from core.story import explain
from core.story.neuron import BOOK_RATES, descend
from tests.pages.conftest import Bench, open_page
from tests.pages.test_softmax import alts, said
from ui.story import sentences

PAGE = "pages/slowdown.py"


def test_the_bad_start_is_that_of_the_book(bench: Bench):
    at = open_page(PAGE)
    assert [slider.value for slider in at.slider[:2]] == [2.0, 2.0]
    ways = {loss: descend(2.0, 2.0, rate, loss) for loss, rate in BOOK_RATES.items()}
    assert alts(at)[0] == sentences.outputs({loss: way.output for loss, way in ways.items()})
    for way in ways.values():
        assert sentences.learned(way.output, explain.steepest(way.cost)) in said(at)
    assert "**0.20** in 300 epochs" in said(at)
    assert "fastest in epoch **1**" in said(at)
    assert "thirtyfold" in said(at)


def test_the_easy_start_and_one_rate_for_both(bench: Bench):
    at = open_page(PAGE)
    next(button for button in at.button if button.label == "Easy start").click().run()
    assert dict(at.query_params) == {"w": "0.6", "b": "0.9"}
    assert "**0.09** in 300 epochs" in said(at)
    at.radio[0].set_value("same").run()
    assert at.query_params["rates"] == "same"
    assert sentences.outputs({loss: descend(0.6, 0.9, 0.15, loss).output for loss in BOOK_RATES}) == alts(at)[0]
    assert "thirtyfold" not in said(at)


def test_the_slopes_of_every_layer_are_drawn(bench: Bench):
    at = open_page(PAGE)
    drawn = [alt for alt in alts(at) if "|dC/dz|" in alt]
    assert [alt.split()[0] for alt in drawn] == ["Softmax", "Sigmoid", "Linear"]
    assert said(at).count("refused") == 2


@pytest.mark.parametrize("y", ["1", "4"])
def test_every_step_of_the_derivation_is_checked_on_the_reader_s_own_logits(bench: Bench, y):
    at = open_page(PAGE, [("tab", "derivation"), ("z", "1,0,-2,3.1"), ("y", y)])
    assert said(at).count(":material/check: Checked.") == 5
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
    assert sentences.UNCHAINED in [info.value for info in at.info]
    assert ":material/close:" not in said(at)
