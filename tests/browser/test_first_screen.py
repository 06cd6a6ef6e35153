"""The first screens of Compare and Learning rate, measured: verdict or progress and chart; full screen; lecture."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.compare import PATIENCE, SIX, TWO, train_button, trained
from ui.charts.palette import ARM_STYLES

WINDOWS = [(1440, 900), (853, 480), (1024, 768), (390, 844)]  # the second is 1280 x 720 zoomed to 150 %
PHONE = 600  # pixels of width below which the chart has all of it
LONG = {address: address.replace("train=100&epochs=3", "train=50000&epochs=200&seeds=5") for address in (TWO, SIX)}
GROWS = {1440: TWO, 853: SIX, 1024: TWO, 390: SIX}
"""What is seen growing in a window of this width."""

BOXES = """() => Object.fromEntries(
    [['word', '.st-key-word'], ['chart', '.st-key-main-plot svg.marks'], ['content', '.st-key-compare'],
     ['heading', 'h1'], ['costs', '.st-key-costs'], ['bar', '.st-key-bar']].map(([name, selector]) => {
        const found = document.querySelector(selector)
        if (!found) return [name, null]
        const {left, top, right, bottom, width, height} = found.getBoundingClientRect()
        return [name, {left, top, right, bottom, width, height}]
    }))"""
TYPE = """() => Math.min(...[...document.querySelectorAll('.st-key-main-plot svg.marks text')]
    .filter(text => text.textContent.trim()).map(text => parseFloat(getComputedStyle(text).fontSize)))"""
LINES = """() => Math.max(...[...document.querySelectorAll('.st-key-main-plot svg.marks path')]
    .map(path => parseFloat(path.getAttribute('stroke-width') || 0)))"""

# Words that cover others, or are cut at the edge of their chart; two pixels are rounding, a fifth of a line is air.
OVERLAPPING = """holder => {
    const chart = document.querySelector(holder + ' svg.marks')
    const edge = chart.getBoundingClientRect()
    const words = [...chart.querySelectorAll('text')].filter(text => text.textContent.trim()
        && getComputedStyle(text).opacity > 0 && text.getAttribute('opacity') !== '0')
        .flatMap(text => text.querySelector('tspan') ? [...text.querySelectorAll('tspan')] : [text])
        .map(text => ({said: text.textContent, box: text.getBoundingClientRect()}))
    const cut = words.filter(({box}) => box.left < edge.left - 2 || box.right > edge.right + 2
        || box.top < edge.top - 2 || box.bottom > edge.bottom + 2).map(({said}) => said)
    const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.2 * Math.min(a.height, b.height)
    return [...cut, ...words.flatMap((one, place) => words.slice(place + 1)
        .filter(other => other.said !== one.said && meet(one.box, other.box)).map(other => [one.said, other.said]))]
}"""


def assert_first_screen(page: Page, width: int, height: int, boxes_of: str = BOXES) -> None:
    """Assert where verdict or progress and the main chart stand."""
    boxes = page.evaluate(boxes_of)
    word, chart = boxes["word"], boxes["chart"]
    assert boxes["heading"]["top"] <= 40
    assert word["top"] >= 0
    assert word["bottom"] <= chart["top"] + 1  # the chart is directly below
    assert chart["bottom"] <= height
    assert chart["right"] <= width
    assert chart["height"] >= 0.45 * height
    assert chart["width"] >= (0.9 if width < PHONE else 0.55) * boxes["content"]["width"]


def assert_chart_fills(page: Page) -> None:
    """Assert that the main chart, with its title and its axes, fills the window."""
    chart = page.evaluate(BOXES)["chart"]
    assert chart["bottom"] <= 720
    assert chart["width"] * chart["height"] >= 0.85 * 1280 * 720


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_verdict_and_chart_are_seen_at_once_before_during_and_after(new_page, settle, assert_fits, width, height):
    page = new_page(width=width, height=height)
    for address in (TWO, SIX):
        trained(page, settle, address)
        assert_first_screen(page, width, height)
        assert_fits(page)
    page.goto(f"{LONG[GROWS[width]]}&first_seed={width}")
    settle(page)
    train_button(page).click()
    expect(page.locator(".st-key-main-plot svg.marks")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.wait_for_function("document.querySelectorAll('.st-key-main-plot svg.marks path').length > 20")
    assert_first_screen(page, width, height)
    page.locator(".st-key-stop").get_by_role("button").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(re.compile("Stopped|Not trained yet"))
    expect(train_button(page)).to_be_enabled()


def test_costs_stand_beside_the_chart_six_in_two_columns(page, settle):
    trained(page, settle, SIX)
    boxes = page.evaluate(BOXES)
    assert boxes["costs"]["left"] > boxes["chart"]["right"]
    assert boxes["costs"]["bottom"] <= boxes["bar"]["top"] + 1
    costs = page.locator(".st-key-costs svg.marks")
    expect(costs).to_have_count(6)
    lefts = {round(box["x"]) for box in (drawn.bounding_box() for drawn in costs.all()) if box}
    assert len(lefts) == 2


def test_a_chart_in_full_screen_fills_the_window(new_page, settle):
    page = new_page(width=1280, height=720)
    trained(page, settle, TWO)
    for holder in (".st-key-main-plot", ".st-key-cost-1"):
        type_of, lines_of = (measure.replace(".st-key-main-plot", holder) for measure in (TYPE, LINES))
        assert (page.evaluate(type_of), page.evaluate(lines_of)) == (14, 2.5)
        page.locator(holder).hover()
        page.locator(holder).get_by_role("button", name=re.compile("Fullscreen")).click()
        filled = "holder => {const box = document.querySelector(holder + ' svg.marks').getBoundingClientRect();"
        page.wait_for_function(filled + "return box.width * box.height >= 0.85 * innerWidth * innerHeight}", arg=holder)
        page.wait_for_function(f"({type_of})() >= 20")
        assert page.evaluate(lines_of) == 4
        assert page.evaluate(OVERLAPPING, holder) == []
        page.keyboard.press("Escape")
        page.wait_for_function(filled + "return box.width < 0.85 * innerWidth}", arg=holder)
        page.wait_for_function(f"({type_of})() === 14")
        assert page.evaluate(lines_of) == 2.5


def test_the_lecture_view_fills_a_projector_and_is_led_by_the_keyboard(new_page, settle, assert_fits):
    page = new_page(width=1280, height=720)
    trained(page, settle, TWO)
    page.locator(".st-key-enter-lecture").get_by_role("button").click()
    expect(page.get_by_role("button", name="Leave (Esc)")).to_be_visible()
    expect(page.get_by_role("link", name="Recent")).to_have_count(0)
    settle(page)
    chart = "document.querySelector('.st-key-main-plot svg.marks').getBoundingClientRect()"
    page.wait_for_function(f"{chart}.right <= innerWidth && {chart}.width >= 0.9 * innerWidth")  # the menu is folded
    assert page.evaluate(BOXES)["bar"]["bottom"] <= 720
    assert_chart_fills(page)
    assert page.evaluate(TYPE) >= 20
    assert page.evaluate(LINES) == 4
    assert_fits(page)
    assert "view=lecture" in page.url
    scrub = page.get_by_role("slider", name="Epoch")
    page.keyboard.press("Space")
    expect(scrub).to_have_attribute("aria-valuetext", re.compile("epoch [012] of 3"))
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("compare.*arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5"))
    for following in ("arm=sigmoid~quadratic~3", "arm=linear~hinge~0.1"):
        settle(page)
        assert_chart_fills(page)
        page.keyboard.press("ArrowRight")
        page.wait_for_url(re.compile(following))
    settle(page)
    assert_chart_fills(page)
    names = page.locator(".st-key-main-plot svg.marks text", has_text="Linear with hinge")
    expect(names).to_have_attribute("fill", ARM_STYLES[5].ink)  # six arms have a legend, in their colours
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-chips")).to_be_visible()
    assert "view=lecture" not in page.url


SWEEP = BOXES.replace(".st-key-main-plot", ".st-key-curves-plot").replace(".st-key-compare", ".st-key-sweep")


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_a_fresh_learning_rate_page_shows_its_verdict_and_chart_at_once(new_page, settle, assert_fits, width, height):
    page = new_page(width=width, height=height)
    page.goto("/learning_rate")
    settle(page)
    assert_first_screen(page, width, height, SWEEP)
    assert_fits(page)
    page.get_by_role("button", name="Train again").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".st-key-curves-plot svg.marks")).to_be_visible()
    assert_first_screen(page, width, height, SWEEP)
    page.locator(".st-key-stop").get_by_role("button").click()
    expect(train_button(page)).to_be_enabled()
