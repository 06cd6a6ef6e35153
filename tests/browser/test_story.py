"""The story in a real browser: sliders by keyboard alone, accessible texts that change, the address, both widths."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.outputs import softmax
from ui.story import sentences

NUMBER = re.compile(r"a4 ([0-9.e-]+)")


def takeaway(page: Page, begins: str):
    """What is read to those who do not see a chart, by how it begins."""
    return page.locator(".figure-takeaway").filter(has_text=re.compile(f"^{begins}"))


def softmax_chart(page: Page):
    return takeaway(page, "Softmax layer").first


def a4(page: Page) -> float:
    found = NUMBER.search(softmax_chart(page).text_content() or "")
    assert found
    return float(found[1])


def reach_by_tab(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the slider of this name has the focus."""
    slider = page.get_by_role("slider", name=name)
    for _ in range(most):
        page.keyboard.press("Tab")
        if slider.evaluate("slider => slider === document.activeElement"):
            return
    pytest.fail(f"no slider {name!r} within {most} presses of Tab")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_z4_by_the_keyboard_alone_then_invert_and_return(new_page, settle, assert_fits, width, scheme):
    page = new_page(width=width, color_scheme=scheme)
    page.goto("/softmax?z=1,0,-2,3.1")
    settle(page)
    expect(softmax_chart(page)).to_have_text(sentences.neurons("Softmax", softmax([1, 0, -2, 3.1])))
    before = a4(page)
    reach_by_tab(page, "z₄")
    page.keyboard.press("ArrowRight")
    expect(softmax_chart(page)).to_have_text(sentences.neurons("Softmax", softmax([1, 0, -2, 3.2])))
    assert a4(page) > before
    expect(page).to_have_url(re.compile(r"/softmax\?z=1(,|%2C)0(,|%2C)-2(,|%2C)3\.2$"))
    expect(page.get_by_text("z₄ went from 3.1 to 3.2")).to_be_visible()
    assert_fits(page)

    onward = page.get_by_test_id("stMain").get_by_role("link", name="Next: Inverting softmax")
    onward.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Inverting softmax")).to_be_visible()
    settle(page)
    returned = takeaway(page, "Softmax layer")
    set_by_hand = takeaway(page, "Activations as set")
    back = returned.text_content()
    logits = takeaway(page, "Logits")
    first = logits.text_content()
    reach_by_tab(page, "Constant C")
    page.keyboard.press("ArrowRight")
    expect(logits).not_to_have_text(first or "")
    expect(returned).to_have_text(back or "")
    expect(set_by_hand).to_be_visible()
    assert_fits(page)

    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Softmax", exact=True)).to_be_visible()
    expect(softmax_chart(page)).to_have_text(sentences.neurons("Softmax", softmax([1, 0, -2, 3.2])))


def test_what_is_set_survives_a_reload(page, settle):
    page.goto("/softmax")
    settle(page)
    page.get_by_role("slider", name="z₁").focus()
    page.keyboard.press("ArrowLeft")
    moved = sentences.neurons("Softmax", softmax([2.4, -1, 3.2, 0.5]))
    expect(softmax_chart(page)).to_have_text(moved)
    page.get_by_role("tab", name="Raise one").click()
    expect(page.get_by_text("Monotonic")).to_be_visible()
    page.wait_for_url(re.compile("tab=raise"))
    page.reload()
    settle(page)
    expect(softmax_chart(page)).to_have_text(moved)
    expect(page.get_by_text("Monotonic")).to_be_visible()


def test_the_back_button_takes_a_move_back(page, settle):
    page.goto("/softmax?z=1,0,-2,3.1")
    settle(page)
    before = softmax_chart(page).text_content()
    page.get_by_role("slider", name="z₄").focus()
    page.keyboard.press("ArrowRight")
    expect(softmax_chart(page)).not_to_have_text(before or "")
    page.go_back()
    expect(softmax_chart(page)).to_have_text(before or "")


def test_many_moves_in_a_row_all_count(page, settle):
    page.goto("/softmax?z=0,0,0,0")
    settle(page)
    page.get_by_role("slider", name="z₄").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(softmax_chart(page)).to_have_text(sentences.neurons("Softmax", softmax([0, 0, 0, 1.2])))


def test_a_slider_that_others_make_room_for_keeps_the_focus(page, settle):
    page.goto("/inverse?a=0.25,0.25,0.25,0.25")
    settle(page)
    slider = page.get_by_role("slider", name="a₁")
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"a=0\.262"))
    expect(slider).to_be_focused()
    expect(slider).to_have_value("0.262")
    expect(page.get_by_role("slider", name="a₂")).to_have_value("0.246")


def test_wild_values_are_refused_with_a_sentence(page, settle):
    page.goto("/softmax?z=cat,1e400,,7")
    settle(page)
    expect(page.get_by_text("z must be 4 numbers between -500 and 500")).to_have_count(1)
    expect(page).to_have_url(re.compile("500"))


def test_text_on_charts_can_be_read_in_the_dark(new_page, settle):
    page = new_page(color_scheme="dark")
    page.goto("/softmax")
    settle(page)
    chart = page.locator("[data-testid=stVegaLiteChart][aria-label='Softmax layer']")
    colour = chart.locator("text").last.evaluate("text => getComputedStyle(text).fill")
    assert min(map(int, re.findall(r"\d+", colour)[:3])) > 150


def test_the_networks_of_the_log_likelihood_train_by_themselves(page, settle, assert_fits):
    page.goto("/likelihood")
    image = page.get_by_role("img", name="A handwritten 7")
    expect(image).to_be_visible(timeout=60_000)
    settle(page)
    page.get_by_role("button", name="Next image", exact=True).click()
    expect(page.get_by_text("Test image 2 of 10,000")).to_be_visible()
    page.get_by_role("tab", name="The same image under sigmoid").click()
    expect(page.get_by_text("squared units", exact=False).first).to_be_visible()
    settle(page)
    assert_fits(page)


def test_a_pair_is_compared_in_one_click(page, settle):
    page.goto("/pairs")
    settle(page)
    page.get_by_role("tab", name="Sigmoid").click()
    page.get_by_role("link", name="Compare this pair").nth(2).click()
    expect(page.get_by_role("heading", level=1, name="Compare")).to_be_visible()
    assert "sigmoid~quadratic~3" in page.url.replace("%7E", "~")
