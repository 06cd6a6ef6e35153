"""Home in a real browser: a newcomer sees a finished result at once, and it plays without the server."""

import pytest
from playwright.sync_api import expect

from ui.form import presets
from ui.home.exhibit import Exhibit

CURVES = ".st-key-hero-plot svg.marks .mark-line path"
FIRST = presets.PRESETS["default"]
LATER = "getComputedStyle(document.querySelector('.st-key-hero-verdict h2'), '::after').content"
AT_ONCE = 1500  # milliseconds from the page to its result
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
    page.locator(CURVES).first.wait_for(timeout=AT_ONCE)


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


def test_its_result_opens_in_compare(page, settle):
    page.goto("/")
    settle(page)
    page.get_by_role("link", name="Open in Compare").first.click()
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible()
    shown = Exhibit.of(FIRST)
    assert shown is not None
    expect(page.get_by_role("heading", name=shown.answer.headline)).to_be_visible()
