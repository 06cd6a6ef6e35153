"""The neuron's hill in a real browser: a click sets the ball down, and the replay asks nothing of the server."""

import re

import pytest
from playwright.sync_api import Page, expect

HILL = "[data-testid=stVegaLiteChart][aria-label*='cost over z']"
BALL = "a => [...a.querySelectorAll('text')].map(t => t.textContent).find(t => t.startsWith('a = '))"
RUNS = """() => {
    window.runs = 0;
    new MutationObserver(changes => {
        window.runs += changes.filter(change => change.target.dataset.testScriptState === 'running').length;
    }).observe(document.querySelector('[data-testid=stApp]'), {attributes: true});
}"""


def ball(page: Page, place: int = 0) -> str:
    """What stands beside the ball of a hill."""
    return page.locator(HILL).nth(place).evaluate(BALL) or ""


def wait_for_ball(page: Page, words: str) -> None:
    page.wait_for_function(f"words => ({BALL})(document.querySelector(`{HILL}`)) === words", arg=words)


@pytest.fixture
def slowdown(page, settle):
    page.goto("/slowdown")
    settle(page)
    expect(page.locator(HILL)).to_have_count(2)
    return page


def test_the_ball_rolls_in_step_with_the_curves_and_no_script_runs(slowdown):
    page = slowdown
    wait_for_ball(page, "a = 0.98")  # before anything is learned: there is something to play
    page.evaluate(RUNS)
    scrub = page.get_by_role("slider").and_(page.locator("[data-part=scrub]"))
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"() => !['a = 0.98', 'a = 0.97'].includes(({BALL})(document.querySelector(`{HILL}`)))")
    page.get_by_role("button", name="Pause").click()
    scrub.evaluate("it => { it.value = 300; it.dispatchEvent(new Event('input', {bubbles: true})) }")
    wait_for_ball(page, "a = 0.20")  # the book's quadratic neuron after 300 epochs
    assert page.evaluate("window.runs") == 0


def test_a_click_on_a_hill_sets_the_ball_down_there(slowdown, settle):
    page = slowdown
    box = page.locator(HILL).nth(1).locator("g.mark-symbol, g.mark-line").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.15)  # about z = 8 of -10 to 10
    page.wait_for_url(re.compile(r"w=([34]\.\d)&b=\1$"))
    settle(page)
    sliders = [page.get_by_role("slider", name=name) for name in ("Weight w at the start", "Bias b at the start")]
    assert sliders[0].get_attribute("aria-valuenow") == sliders[1].get_attribute("aria-valuenow")


def test_the_ball_is_set_down_by_the_keyboard(slowdown, settle):
    page = slowdown
    page.get_by_role("slider", name="Weight w at the start").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"w=2\.1"))
    settle(page)
    assert ball(page).startswith("a = 0.98")
