"""Every page in a real browser: opens cold, fits wide and narrow, in light and dark, with nothing on the console.

What only looks at a page as it opens is here for all pages, and shares them: each is opened once wide and light, and
once narrow and dark.
"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.compare import chip
from tests.browser.conftest import visits
from tests.browser.test_access import assert_accessible, turn
from tests.browser.test_share import WINDOWS, assert_code_gives_link, named, share
from ui.site import menu

PATHS = [f"/{row.slug}" for row in menu.MENU]


@pytest.fixture(scope="module", params=PATHS)
def desk(request, browser, server, server_log, settle):
    """A page in a wide window and light, its server called by a name, for tests that leave it as it is."""
    with visits(browser, server, server_log) as open_page:
        page = open_page(color_scheme="light")
        page.goto(f"{named(server)}{request.param}")
        settle(page)
        yield page


@pytest.fixture(scope="module", params=PATHS)
def narrow(request, browser, server, server_log, settle):
    """A page in a narrow window and dark, for tests that leave it as it is."""
    with visits(browser, server, server_log) as open_page:
        page = open_page(width=390, color_scheme="dark")
        page.goto(request.param)
        settle(page)
        yield page


def test_a_page_opens_cold_and_fits(desk, settle, assert_fits):
    assert_heading_on_top(desk)
    assert_fits(desk)
    turn(desk, "dark")
    settle(desk)
    assert_fits(desk)
    turn(desk, "light")


def test_a_page_opens_cold_and_fits_where_it_is_narrow(narrow, settle, assert_fits):
    assert_heading_on_top(narrow)
    assert_fits(narrow)
    turn(narrow, "light")
    settle(narrow)
    assert_fits(narrow)
    turn(narrow, "dark")


def assert_heading_on_top(page: Page) -> None:
    """Assert that the page begins with its heading."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()
    assert heading.bounding_box()["y"] <= 40


def test_a_page_is_accessible(desk):
    """More of Compare: tests/browser/test_access.py."""
    assert_accessible(desk)
    turn(desk, "light")


def test_the_code_on_the_screen_gives_the_link_and_fits(desk, settle, assert_fits):
    slug = urlsplit(desk.url).path.strip("/")
    width, height, scheme = WINDOWS[list(menu.BY_SLUG).index(slug) % len(WINDOWS)]  # each window with some pages
    whole = desk.viewport_size
    desk.set_viewport_size({"width": width, "height": height})
    turn(desk, scheme)
    settle(desk)
    assert_code_gives_link(desk, settle, assert_fits, slug)
    desk.set_viewport_size(whole)
    turn(desk, "light")
    settle(desk)


def test_share_stands_at_the_end_of_the_headings_line(desk):
    assert_share_in_place(desk, 1440)


def test_share_stands_at_the_end_of_the_headings_line_where_it_is_narrow(narrow):
    assert_share_in_place(narrow, 390)


def assert_share_in_place(page: Page, width: int) -> None:
    """Assert that Share stands to the right of the heading, and left of Streamlit's own menu."""
    expect(share(page)).to_be_in_viewport()
    heading, found = page.get_by_role("heading", level=1).bounding_box(), share(page).bounding_box()
    assert found["y"] <= 40
    assert found["x"] >= heading["x"] + heading["width"]
    assert width - 130 <= found["x"] + found["width"] <= width - 40


def test_the_menu_leads_to_every_page(page, settle):
    page.goto("/")
    settle(page)
    sidebar = page.get_by_test_id("stSidebar")
    for row in menu.MENU[1:]:
        sidebar.get_by_role("link", name=row.name, exact=True).click()
        expect(page.get_by_role("heading", level=1, name=row.name)).to_be_visible()


def test_a_link_of_home_opens_compare_filled_in(page, settle):
    page.goto("/")
    settle(page)
    page.get_by_role("link", name="Open in Compare").nth(1).click()
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible()
    expect(page.get_by_text("10 added to the output biases")).to_be_visible()
    assert "output_bias=10" in page.url


def test_a_sweep_trains_and_carries_its_best_rates_over(page, settle, assert_fits):
    page.goto("/learning_rate?v=1&arm=softmax~log_likelihood~0.5&arm=linear~hinge~0.1&train=100&epochs=3&from=0.1&to=3")
    settle(page)
    page.get_by_role("button", name="Train", exact=True).click()
    carry = page.get_by_role("link", name="Compare each at its best learning rate")
    expect(carry).to_be_visible(timeout=90_000)
    settle(page)
    assert_fits(page)
    rates = [row.locator("td").last.inner_text() for row in page.locator(".sheet tbody tr").all()]
    carry.click()
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible()
    for arm, rate in enumerate(rates, start=1):
        expect(chip(page, arm)).to_contain_text(f"· {rate}")


def test_a_result_is_a_link_on_recent(page, settle):
    page.goto("/compare?v=1&arm=softmax~quadratic~1&train=50&epochs=2&seeds=1")
    settle(page)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("tab", name="Curves")).to_be_visible(timeout=90_000)
    page.get_by_role("link", name="Recent").click()
    expect(page.get_by_role("heading", name="Yours")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Open in Compare").first.click()
    expect(page.get_by_role("tab", name="Curves")).to_be_visible()


@pytest.mark.parametrize("address", ["/compare", "/softmax?guide=1"])
def test_the_menu_is_opened_on_a_phone(phone, settle, address):
    """Headings stand beside the menu's button, and above the bar that holds it."""
    phone.goto(address)
    settle(phone)
    phone.get_by_test_id("stExpandSidebarButton").tap()
    expect(phone.get_by_role("link", name="Home", exact=True)).to_be_in_viewport(ratio=1)
