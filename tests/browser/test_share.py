"""Share in a real browser: the code is read from the picture on the screen, Copy copies, the keyboard gets in and out.

To have a code, visitors come by a name: one that Chromium is told to be this computer's. That the codes of all pages
give their links is in tests/browser/test_pages.py; here are pages with something set.
"""

import io
import re
from urllib.parse import unquote

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NAME
from tests.browser.test_access import assert_accessible
from ui.site import menu
from ui.site.share import button, reach

WINDOWS = ((1280, 720, "light"), (390, 844, "dark"), (1440, 900, "dark"), (853, 480, "light"))
SET = {"softmax": "?z=1,0,-2,3.1", "compare": "?v=1&arm=softmax~quadratic~3&arm=linear~hinge~0.1&train=500"}


def named(server: str) -> str:
    """The server's address by the name."""
    return server.replace("127.0.0.1", NAME)


def share(page: Page) -> Locator:
    """The button."""
    return page.locator(".st-key-share").get_by_role("button").first


def opened(page: Page, settle) -> str:
    """Open Share; the link that it shows."""
    share(page).click()
    field = page.get_by_role("textbox", name=button.LINK)
    expect(field).to_be_visible()
    settle(page)
    return field.input_value()


def read(page: Page) -> list[str]:
    """The codes in the picture on the screen."""
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))]


def assert_code_gives_link(page: Page, settle, assert_fits, slug: str) -> None:
    """Open Share, assert that its code is whole and gives the link that it shows, and shut it."""
    link = opened(page, settle)
    assert unquote(link).rstrip("/") == unquote(page.url).rstrip("/") or "?" not in page.url
    assert link.startswith(f"http://{NAME}:")
    assert read(page) == [link]
    expect(page.get_by_text(menu.BY_SLUG[slug].shares)).to_be_visible()
    assert_fits(page)
    size = page.viewport_size
    box = page.get_by_role("img", name="QR code").bounding_box()
    assert size
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
    assert box["width"] >= (0.75 * size["width"] if size["width"] < 600 else 0.7 * size["height"])
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


@pytest.mark.parametrize("slug", SET)
def test_the_code_on_the_screen_gives_the_link(new_page, settle, assert_fits, server, slug):
    for width, height, scheme in WINDOWS if slug == "compare" else WINDOWS[1:2]:
        page = new_page(width=width, height=height, color_scheme=scheme)
        page.goto(f"{named(server)}/{slug}{SET[slug]}")
        settle(page)
        assert_code_gives_link(page, settle, assert_fits, slug)


def test_copy_puts_the_link_on_the_clipboard(new_page, settle):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/softmax{SET['softmax']}")
    settle(page)
    link = opened(page, settle)
    page.get_by_role("button", name=button.COPY, exact=True).click()
    expect(page.get_by_role("status").filter(has_text=button.COPIED)).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == link


def test_copy_works_where_the_browser_has_no_clipboard_for_scripts(new_page, settle, server):
    """As at an address in the local network, which is no secure one."""
    page = new_page()
    page.goto(f"{named(server)}/softmax{SET['softmax']}")
    settle(page)
    assert page.evaluate("() => navigator.clipboard === undefined")
    link = opened(page, settle)
    page.evaluate("() => document.addEventListener('copy', () => { window.copied = String(getSelection()) })")
    page.get_by_role("button", name=button.COPY, exact=True).click()
    expect(page.get_by_role("status").filter(has_text=button.COPIED)).to_be_visible()
    assert page.evaluate("() => window.copied") == link


def test_a_link_that_opens_nowhere_else_has_a_sentence_instead_of_a_code(page, settle, server):
    page.goto("/pairs")
    settle(page)
    assert opened(page, settle) == f"{server}/pairs"
    expect(page.get_by_text(reach.ALONE)).to_be_visible()
    expect(page.get_by_role("img", name="QR code")).to_have_count(0)
    assert read(page) == []


def test_what_was_moved_is_in_the_link_and_no_script_runs_but_that_of_share(page, settle):
    page.goto("/softmax")
    settle(page)
    page.get_by_role("slider").first.press("ArrowRight")
    page.wait_for_url(re.compile(r"\?z="))
    settle(page)
    assert unquote(opened(page, settle)) == unquote(page.url)


@pytest.mark.parametrize("slug", ["", "softmax", "compare"])
def test_the_keyboard_gets_in_and_out_and_it_is_accessible(page, settle, slug):
    page.goto(f"/{slug}")
    settle(page)
    share(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name=button.LINK)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=button.COPY, exact=True)).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    expect(share(page)).to_be_focused()
