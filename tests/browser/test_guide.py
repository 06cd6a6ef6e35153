"""The guided story in a real browser: the picture stays in the first screen, by keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_access import assert_accessible
from tests.browser.test_reading import AT_THE_TOP, ENOUGH
from ui.story.guide import prediction, steps

PATIENCE = 60_000  # milliseconds until the networks of the log-likelihood are there
ANSWERS = {
    "softmax": "All three rise",
    "inverse": "Nothing",
    "likelihood": "Right and unsure",
    "slowdown": "Later",
    "pairs": "Cross-entropy",
}
"""What is predicted on each page: the first and the third come out otherwise."""

COME_OUT = re.compile(r"Right\.|It comes out otherwise\.")
CUT = """() => {
    const line = document.querySelector('.st-key-step')
    return [...line.querySelectorAll('span, a')].filter(it => it.scrollWidth > 2)
        .filter(it => it.getBoundingClientRect().left < -1 || it.getBoundingClientRect().right > innerWidth + 1
            || it.querySelector('p') && it.querySelector('p').scrollWidth > it.querySelector('p').clientWidth + 1)
        .map(it => it.textContent)
}"""


def press(target: Locator, keyboard: bool) -> None:
    """By the keyboard alone, or by a finger."""
    if keyboard:
        target.focus()
        target.press("Enter")
    else:
        target.tap()


def assert_picture_first(page: Page, slug: str) -> None:
    """Assert that heading and first picture are in the first screen, and nothing of the line is cut."""
    page.wait_for_function(AT_THE_TOP.replace("ENOUGH", ENOUGH.get(slug, "innerHeight")))
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("device", ["phone", "laptop"])
def test_the_story_is_walked_from_its_first_step_to_compare(new_page, settle, assert_fits, device):
    keyboard = device == "laptop"
    sizes = [(853, 480), (1280, 720)] if keyboard else [(390, 844)]  # the first is 1280 x 720 zoomed to 150 %
    touch = {} if keyboard else {"has_touch": True, "is_mobile": True}
    page = new_page(*sizes[0], **touch)
    page.goto("/softmax?guide=1")
    for number, step in enumerate(steps.STEPS, start=1):
        expect(page.get_by_role("heading", level=1, name=step.page.title, exact=True)).to_be_visible()
        asked = page.locator(".st-key-guess")
        expect(asked).to_be_visible(timeout=PATIENCE)
        settle(page)
        for width, height in reversed(sizes):
            page.set_viewport_size({"width": width, "height": height})
            assert_picture_first(page, step.page.slug)
        assert_fits(page)
        if number == 1:
            assert_accessible(page)
        press(asked.get_by_text(ANSWERS[step.page.slug], exact=True).locator("xpath=ancestor::button"), keyboard)
        show = page.get_by_role("button", name=prediction.SHOW)
        expect(show).to_be_enabled()
        press(show, keyboard)
        told = page.locator(".st-key-prediction")
        expect(told).to_contain_text(COME_OUT)
        if keyboard:
            expect(told.locator("p").first).to_be_focused()
        expect(page.locator("#announcer")).to_contain_text(ANSWERS[step.page.slug])
        settle(page)
        assert_picture_first(page, step.page.slug)
        assert_fits(page)
        dots = page.locator(".steps li")
        expect(dots).to_have_count(len(steps.STEPS))
        expect(dots.nth(number - 1)).to_have_attribute("aria-current", "step")
        expect(dots.nth(number - 1)).not_to_have_class("open")
        if step.page.slug == "slowdown":  # the ball rolls by itself
            expect(page.get_by_role("slider", name="Epoch")).not_to_have_attribute("aria-valuetext", "epoch 0 of 300")
        last = step is steps.STEPS[-1]
        if last:
            assert_accessible(page)
        press(page.locator(".st-key-step").get_by_role("link", name="Compare" if last else "Next"), keyboard)
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible()
    if keyboard:
        page.goto("/inverse?guide=1&constant=2")  # a new session
        settle(page)
        press(page.locator(".st-key-step").get_by_role("link", name="Back"), keyboard)
        expect(page.get_by_role("heading", level=1, name="Softmax", exact=True)).to_be_visible()
        leave = page.get_by_role("link", name="Leave the guided story")
        expect(leave).to_be_visible()
        press(leave, keyboard)
        expect(page.locator(".st-key-step")).to_have_count(0)
        assert "guide" not in page.url
