"""Accessible: axe-core finds nothing of ours in Compare, whatever is open, and the main job needs no mouse."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.compare import PATIENCE, TWO, chip, trained

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
FIND = """([within, rules]) => axe.run(within, {runOnly: rules, resultTypes: ['violations']}).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html, node.failureSummary])))"""
STREAMLITS = {
    "scrollable-region-focusable": "katex-display",  # Streamlit lets a wide formula scroll, and gives it no focus
}
"""Rules that Streamlit's own elements break, and what these are known by."""

POPOVER, PANEL = "[data-testid=stPopoverBody]", "[role=tabpanel]:not([hidden])"
"""What has been opened on a page that was looked at whole before."""

BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(14, 17, 23)"}
# What follows a scroll bar instead of the clock ends when somebody scrolls, and is not waited for.
STILL = """() => Promise.all(document.getAnimations().filter(moving => moving.timeline === document.timeline)
    .map(moving => moving.finished.catch(() => {})))"""
THEMED = "colour => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor === colour"


def turn(page: Page, theme: str) -> None:
    """Let the page have a theme, as where the reader's system changes it."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.wait_for_function(THEMED, arg=BACKGROUNDS[theme])


def assert_accessible(page: Page, *rules: str, within: str = "html") -> None:
    """Assert that axe-core finds nothing of ours in the page as it is, or in one of its elements, in either theme."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    for theme in BACKGROUNDS:
        turn(page, theme)
        page.evaluate(STILL)
        found = [
            (rule, html, why)
            for rule, html, why in page.evaluate(FIND, [within, list(rules or WCAG)])
            if STREAMLITS.get(rule, "nothing") not in html
        ]
        assert not found, f"{page.url}, {theme}"


def test_compare_is_accessible_with_all_that_opens(page, settle):
    trained(page, settle, TWO)
    assert_accessible(page, *WCAG, "best-practice")
    for opened in (".st-key-chip-1", ".st-key-shared", ".st-key-share"):
        page.locator(opened).get_by_role("button").first.click()
        expect(page.locator(opened).get_by_role("button").first).to_have_attribute("aria-expanded", "true")
        settle(page)
        assert_accessible(page, within=POPOVER)
        page.keyboard.press("Escape")
    for tab in ("Same yardstick", "Slowdown", "Digits", "Table"):
        page.get_by_role("tab", name=tab).click()
        settle(page)
        assert_accessible(page, within=PANEL)
    page.goto(f"{TWO}&view=lecture")
    settle(page)
    assert_accessible(page, *WCAG, "best-practice")


@pytest.mark.parametrize("opener", ["chip-1", "shared"])
def test_the_keyboard_enters_a_popover_of_a_finished_result_and_leaves_it(page, settle, opener):
    page.goto("/compare")
    settle(page)
    opens = page.locator(f".st-key-{opener}").get_by_role("button").first
    opens.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('[data-testid=stPopoverBody]') !== null")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    expect(opens).to_be_focused()
    for key, follows in (("Shift+Tab", opener), ("Tab", {"chip-1": "chip-2", "shared": "line"}[opener])):
        opens.focus()
        page.keyboard.press("Enter")
        inside = "() => document.activeElement.closest('[data-testid=stPopoverBody]') !== null"
        page.wait_for_function(inside)
        while page.evaluate(inside):  # there is an end: the page's order goes on
            page.keyboard.press(key)
        expect(page.locator(f".st-key-{follows} :focus")).to_have_count(1)
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_the_main_job_needs_no_mouse(page, settle):
    """From the top of the page: to an arm, another rate, Train, and the verdict, told and in focus."""
    page.goto(f"{TWO}&first_seed=99")
    settle(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link that skips the menu
    presses = 1
    while not page.evaluate("() => document.activeElement.closest('.st-key-chip-1') !== null"):
        page.keyboard.press("Tab")
        presses += 1
        assert presses < 12
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Learning rate of arm 1")
    expect(field).to_be_visible()
    for _ in range(4):
        if field.evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("0.2")
    page.keyboard.press("Enter")
    expect(chip(page, 1)).to_contain_text("· 0.2")
    page.keyboard.press("Escape")
    while not page.evaluate("() => document.activeElement.closest('.st-key-train') !== null"):
        page.keyboard.press("Tab")
        presses += 1
        assert presses < 12
    page.keyboard.press("Enter")
    verdict = page.locator(".st-key-word").get_by_role("heading", level=2)
    expect(page.get_by_role("tab", name="Curves")).to_be_visible(timeout=PATIENCE)
    expect(verdict).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text(verdict.inner_text())
