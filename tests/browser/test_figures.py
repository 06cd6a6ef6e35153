"""Charts in a real browser: titles that are never cut, type that can be read, a toolbar with short names."""

import pytest
from playwright.sync_api import Page, expect

ADDRESSES = ["/softmax", "/inverse", "/slowdown", "/slowdown?tab=derivation"]
SIX = (
    "/compare?v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5&arm=sigmoid~quadratic~3"
    "&arm=softmax~quadratic~3&arm=linear~quadratic~0.1&arm=linear~hinge~0.1&train=100&epochs=2&close_up=1"
)
PATIENCE = 90_000  # milliseconds: tests may share their processors with others

# Titles that stick out of their chart or end in an ellipsis, and type smaller than 14 px. Two pixels are rounding.
FAULTS = """() => {
    const out = [];
    for (const svg of document.querySelectorAll('[data-testid=stVegaLiteChart] svg.marks')) {
        const edge = svg.getBoundingClientRect();
        for (const text of svg.querySelectorAll('text')) {
            if (!text.textContent.trim() || getComputedStyle(text).opacity === '0') continue;
            if (text.textContent.includes('…')) out.push(`cut: ${text.textContent}`);
            if (parseFloat(getComputedStyle(text).fontSize) < 14) out.push(`small: ${text.textContent}`);
            const box = text.getBoundingClientRect();
            if (text.closest('.role-title') && (box.right > edge.right + 2 || box.left < edge.left - 2)) {
                out.push(`sticks out: ${text.textContent}`);
            }
        }
    }
    return out;
}"""


def check(page: Page, settle, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    settle(page)
    assert page.locator("[data-testid=stVegaLiteChart] svg.marks").count()
    page.wait_for_function(f"() => !({FAULTS})().length", timeout=10_000)
    assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_titles_of_the_story_are_never_cut(page, settle, address):
    page.goto(address)
    settle(page)
    for width in (320, 768, 2560):
        check(page, settle, width)


def test_titles_of_a_comparison_are_never_cut_and_its_toolbars_are_short(page, settle):
    page.goto(SIX)
    settle(page)
    tab = page.get_by_role("tab", name="Slowdown")
    if not tab.count():
        page.get_by_role("button", name="Train").first.click()
    expect(tab).to_be_visible(timeout=PATIENCE)
    for name in ("Same yardstick", "Slowdown", "Digits"):
        page.get_by_role("tab", name=name).click()
        for width in (320, 768, 2560):
            check(page, settle, width)
    names = page.locator("[data-testid=stVegaLiteChart]").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert max(map(len, names)) < 80
    takeaways = page.locator(".figure-takeaway").all_text_contents()
    assert not set(names) & set(takeaways)
    assert all(said.endswith(".") for said in takeaways)
