"""Home in a real browser: a newcomer sees a finished result at once, and it plays without the server."""

import pytest
from playwright.sync_api import expect

from tests.browser.compare import BEGUN
from ui.form import presets
from ui.home.exhibit import Exhibit

CURVES = ".st-key-hero-plot svg.marks .mark-line path"
FIRST = presets.PRESETS["default"]
LATER = "getComputedStyle(document.querySelector('.st-key-hero-verdict h2'), '::after').content"
CARDS = """() => {
    const boxes = [...document.querySelectorAll("[class*='st-key-card-']")].map(card => card.getBoundingClientRect())
    return {rows: new Set(boxes.map(box => Math.round(box.y))).size,
        widths: new Set(boxes.map(box => Math.round(box.width))).size}
}"""
SCRIPTS = "window.scripts = 0; new MutationObserver(() => { window.scripts += 1 }).observe(document.querySelector("
SCRIPTS += "'[data-testid=stApp]'), { attributes: true, attributeFilter: ['data-test-script-state'] })"


def box(page, selector):
    found = page.locator(selector).bounding_box()
    assert found, selector
    return found


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (1024, 768), (853, 480), (390, 844)])
def test_a_newcomer_sees_the_question_and_its_curves_on_the_first_screen(new_page, settle, assert_fits, size):
    width, height = size
    page = new_page(width=width, height=height)
    page.goto("/")
    settle(page)
    expect(page.get_by_role("heading", level=1, name=FIRST.question)).to_be_in_viewport(ratio=1)
    assert box(page, "h1")["y"] <= 40
    plot = box(page, ".st-key-hero-plot")
    assert plot["y"] + plot["height"] <= height
    assert plot["height"] >= 0.45 * height
    shown = Exhibit.of(FIRST)
    assert shown is not None
    verdict = page.get_by_role("heading", level=2, name=shown.answer.headline)
    expect(verdict).to_be_in_viewport(ratio=1)
    if width < 1160:
        assert box(page, ".st-key-hero-verdict")["y"] < plot["y"]
    assert_fits(page)


def test_the_result_is_there_as_soon_as_the_page(new_page, settle):
    """With an empty store, for a visitor who is not the server's first."""
    settle_first = new_page()
    settle_first.goto("/")
    settle(settle_first)
    page = new_page()
    page.goto("/", wait_until="commit")
    page.get_by_role("heading", level=1).wait_for()
    page.locator(CURVES).first.wait_for()


def test_it_plays_again_in_the_browser_alone(page, settle):
    page.goto("/")
    settle(page)
    page.evaluate(SCRIPTS)
    bar = page.get_by_role("group", name="Replay")
    whole = page.locator(CURVES).first.get_attribute("d")
    assert page.evaluate(LATER) == "none"
    verdict = page.locator(".st-key-hero-verdict").bounding_box()
    bar.get_by_role("button", name="Play").click()
    expect(bar).not_to_contain_text("epoch 30 of 30")
    bar.get_by_role("button", name="Pause").click()
    expect(page.locator(CURVES).first).not_to_have_attribute("d", whole or "")
    assert page.evaluate(LATER) == '"at the end"'  # which the verdict is of, not of what is drawn
    assert page.locator(".st-key-hero-verdict").bounding_box() == verdict
    bar.get_by_role("slider", name="Epoch").press("End")
    expect(bar).to_contain_text("epoch 30 of 30")
    expect(page.locator(CURVES).first).to_have_attribute("d", whole or "")
    assert page.evaluate(LATER) == "none"
    assert page.evaluate("window.scripts") == 0


@pytest.mark.parametrize("key", presets.PRESETS)
def test_a_card_opens_its_comparison_complete(page, settle, key):
    """With nothing in the store and nothing trained. How soon it does: benchmarks/opening.py."""
    page.goto("/")
    settle(page)
    shown = Exhibit.of(presets.PRESETS[key])
    assert shown is not None
    page.evaluate(BEGUN)
    page.get_by_role("link", name="Open in Compare").nth(list(presets.PRESETS).index(key)).click()
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible()
    expect(page.get_by_role("heading", name=shown.answer.headline, exact=True)).to_be_visible()
    settle(page)
    curves = page.locator(".st-key-main-plot svg.marks .mark-line path")
    expect(curves.first).to_be_visible()
    assert curves.count() >= len(shown.names) * shown.preset.experiment.seeds
    for arm in range(1, len(shown.names) + 1):
        assert page.locator(f".st-key-cost-{arm} svg.marks").count() == 1
    expect(page.get_by_role("tab", name="Table")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Train again")).to_be_enabled()
    assert not page.evaluate("window.begun")


def test_the_cards_stand_beside_each_other_as_many_as_have_room(page, settle, assert_fits):
    page.goto("/")
    settle(page)
    cards = page.locator("[class*='st-key-card-']")
    expect(cards).to_have_count(len(presets.PRESETS))  # the story in place of the first
    for width, beside in ((1440, 3), (1024, 2), (768, 2), (390, 1)):
        page.set_viewport_size({"width": width, "height": 1000})
        rows = -(-len(presets.PRESETS) // beside)
        page.wait_for_function(f"rows => ({CARDS})().rows === rows", arg=rows)
        settle(page)
        assert page.evaluate(CARDS) == {"rows": rows, "widths": 1}
        assert_fits(page)


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_every_preset_is_reached_on_the_one_line_of_presets(new_page, settle, assert_fits, width):
    page = new_page(width=width, height=844)
    page.goto("/compare")
    settle(page)
    for preset in presets.PRESETS.values():
        pill = page.get_by_role("radio", name=preset.label, exact=True)
        pill.click()  # scrolls it into sight
        settle(page)
        expect(pill).to_be_checked()
        expect(pill).to_be_in_viewport(ratio=1)
        assert_fits(page)
    tops = {round(pill.bounding_box()["y"]) for pill in page.locator(".st-key-presets").get_by_role("radio").all()}
    assert len(tops) == 1
