"""Digits in a browser: tiles by mouse and keyboard, a cell that opens its images, all tabs accessible and fitting."""

import re

from playwright.sync_api import expect

from tests.browser.test_access import PANEL, assert_accessible
from ui.digits.place import VIEWS


def test_an_image_is_chosen_by_mouse_and_keyboard_and_is_in_the_address(page, settle, assert_fits):
    page.goto("/digits?which=all")
    settle(page)
    tiles = page.get_by_role("group", name="Test images to choose from").get_by_role("button")
    expect(tiles).to_have_count(40)
    expect(page.get_by_role("heading", level=3)).to_have_text("Test image 1: a 7")
    tiles.nth(8).click()
    expect(page.get_by_role("heading", level=3)).to_have_text("Test image 9: a 5")
    page.wait_for_url(re.compile("image=8"))
    expect(tiles.nth(8)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=3)).to_have_text("Test image 11: a 0")
    settle(page)
    assert_fits(page)
    box = page.locator(".vega-embed svg.marks").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 900  # the answers lie inside the first screen


def test_a_cell_of_a_matrix_opens_its_images(page, settle):
    page.goto("/digits?look=confusion")
    settle(page)
    cell = page.locator("svg.marks").nth(1).locator(".mark-rect path").nth(2)
    cell.click()
    expect(page.get_by_role("group", name="Test images to choose from")).to_be_visible()
    for asked in ("network=2", "which=all", r"digit=\d", r"taken=\d"):
        page.wait_for_url(re.compile(asked))
    page.get_by_role("tab", name="Confusion").click()
    settle(page)
    expect(page.locator("svg.marks")).to_have_count(2)


def test_every_tab_is_accessible_and_fits_a_phone(new_page, settle, assert_fits):
    page = new_page(width=390, height=844)
    page.goto("/digits")
    settle(page)
    assert_accessible(page)
    for name in VIEWS.values():
        page.get_by_role("tab", name=name).click()
        settle(page)
        assert_fits(page)
        assert_accessible(page, within=PANEL)
