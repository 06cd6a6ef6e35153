"""How the tests use Compare: open it, reach a control, train to the end."""

from playwright.sync_api import Locator, Page, expect

TWO = "/compare?v=1&arm=softmax~log_likelihood~0.5&arm=linear~hinge~0.1&train=100&epochs=3"
SIX = (
    "/compare?v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5&arm=sigmoid~quadratic~3"
    "&arm=softmax~quadratic~3&arm=linear~quadratic~0.1&arm=linear~hinge~0.1&train=100&epochs=3"
)
PATIENCE = 90_000  # milliseconds: tests may share their processors with others


def button(page: Page, name: str) -> Locator:
    """A button of the page itself: Streamlit's own header has a Stop, too, while a script runs."""
    return page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)


def train_button(page: Page) -> Locator:
    """Train, or Train again."""
    return page.locator(".st-key-train").get_by_role("button")


BEGUN = """
() => {
    window.begun = false
    new MutationObserver(() => { window.begun ||= Boolean(document.querySelector(".st-key-stop")) })
        .observe(document.body, { childList: true, subtree: true })
}
"""
"""Remembers that Stop was there, however shortly: where a result is shown, nothing else tells that it is trained."""


def train(page: Page) -> None:
    """Train to the end."""
    page.evaluate(BEGUN)
    train_button(page).click()
    page.wait_for_function("() => window.begun", timeout=PATIENCE)
    expect(button(page, "Stop")).to_be_hidden(timeout=PATIENCE)
    expect(page.get_by_role("tab", name="Curves")).to_be_visible(timeout=PATIENCE)
    expect(train_button(page)).to_be_enabled()


def trained(page: Page, settle, address: str) -> None:
    """Open the finished result of an address, trained now or before."""
    page.goto(address)
    settle(page)
    if not page.get_by_role("tab", name="Curves").count():
        train(page)
        settle(page)


def chip(page: Page, arm: int) -> Locator:
    """The chip of an arm, counted from 1."""
    return page.locator(f".st-key-chip-{arm}").get_by_role("button").first


def rate(page: Page, arm: int) -> Locator:
    """The field of an arm's learning rate; its chip is opened where it is shut."""
    field = page.get_by_role("textbox", name=f"Learning rate of arm {arm}")
    if not field.count():
        chip(page, arm).click()
    expect(field).to_be_visible()
    return field
