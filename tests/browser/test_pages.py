"""Every page in a real browser: opens cold, fits wide and narrow, in light and dark, with nothing on the console."""

import pytest
from playwright.sync_api import expect

from tests.browser.compare import chip
from ui.site import menu

PATHS = [f"/{row.slug}" for row in menu.MENU]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_cold_and_fits(new_page, settle, assert_fits, path, scheme):
    for width in (1440, 390):
        page = new_page(width=width, color_scheme=scheme)
        page.goto(path)
        settle(page)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_be_visible()
        assert heading.bounding_box()["y"] <= 40
        assert_fits(page)


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
