"""Compare in a real browser: trained to the end, stopped, refused, wrong input, links, the back button, a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.compare import PATIENCE, SIX, button, chip, rate, train, train_button, trained
from tests.browser.compare import TWO as SMALL

LONG = "/compare?v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~quadratic~3&train=50000&epochs=30&seeds=5"
EVERYTHING = (
    "/compare?v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~quadratic~3&arm=linear~hinge~0.1"
    "&train=200&epochs=2&close_up=1"
)


def open_tab(page: Page, settle, tab: str) -> None:
    """Open a tab of the results."""
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
    settle(page)


def test_a_page_whose_timers_are_lost_is_woken(page, settle):
    # Every timer that Streamlit sets for the looks at a training is dropped; only the page's own watch is left.
    page.add_init_script(
        "const set = window.setInterval; window.setInterval = (call, pause, ...more) =>"
        " pause >= 250 && pause <= 6000 && pause !== 500 ? 0 : set(call, pause, ...more)"
    )
    page.goto(SMALL + "&first_seed=4711")
    settle(page)
    train(page)


def accuracies(page: Page) -> list[float]:
    """The final validation accuracies in the table, in percent."""
    rows = page.get_by_role("region", name="How the arms ended").locator("tbody tr").all()
    return [float(row.locator("td").first.inner_text().split("±")[0]) for row in rows]


def charts(page: Page):
    return page.get_by_test_id("stVegaLiteChart")


def test_the_default_experiment_opens_and_trains_to_the_end(page, settle, assert_fits):
    page.goto("/compare")
    settle(page)
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    assert_fits(page)
    train(page)
    settle(page)
    expect(charts(page).locator("svg.marks")).to_have_count(3, timeout=PATIENCE)  # accuracy, and each cost
    expect(page.get_by_text(re.compile("Accuracy, at the end: Softmax with"))).to_have_count(1)
    assert len(accuracies(page)) == 2
    assert min(accuracies(page)) > 85
    assert_fits(page)


def test_stop_stops_within_two_seconds(page, settle):
    page.goto(LONG)
    settle(page)
    train_button(page).click()
    expect(button(page, "Stop")).to_be_visible(timeout=PATIENCE)
    button(page, "Stop").click()
    expect(train_button(page)).to_be_enabled(timeout=2000)
    expect(page.get_by_role("heading", name=re.compile("Stopped at epoch|Not trained yet"))).to_be_visible()


def test_a_refused_pair_disables_train_and_says_why(page, settle):
    page.goto("/compare")
    settle(page)
    chip(page, 1).click()
    page.get_by_role("radio", name="Linear").click()
    expect(page.get_by_role("alert").filter(has_text="a negative number has no logarithm")).to_be_visible()
    expect(train_button(page)).to_be_disabled()
    page.get_by_role("radio", name="Softmax", exact=True).click()
    expect(train_button(page)).to_be_enabled()


def test_fields_hold_what_was_set_when_their_popover_is_opened_again(page, settle):
    """They are drawn in the popover that was opened last; what is set in the others is kept by the server alone."""
    page.goto("/compare")
    settle(page)
    rate(page, 1).fill("0.37")
    page.keyboard.press("Enter")
    expect(chip(page, 1)).to_contain_text("· 0.37")
    page.keyboard.press("Escape")
    page.locator(".st-key-shared").get_by_role("button").click()
    expect(page.get_by_role("spinbutton", name="Epochs", exact=True)).to_have_value("30")
    page.keyboard.press("Escape")
    expect(rate(page, 1)).to_have_value("0.37")
    slider = page.get_by_role("slider", name="Round learning rates for arm 1")
    expect(slider).to_have_attribute("aria-valuetext", "0.37")


def test_a_preset_holds_though_a_chip_was_open_before(page, settle):
    page.goto("/compare")
    settle(page)
    chip(page, 1).click()
    expect(page.get_by_role("textbox", name="Learning rate of arm 1")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("The slowdown", exact=True).click()
    expect(chip(page, 1)).to_contain_text("Sigmoid · quadratic · 3")
    settle(page)
    button(page, "Lecture").click()
    expect(page.locator(".st-key-leave-lecture")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("arm=sigmoid~quadratic~3"))


def test_what_was_wrong_with_a_link_stands_until_the_form_changes(page, settle):
    page.goto("/compare?v=1&arm=softmax~log_likelihood~fast&arm=foo&epochs=999999&bogus=1")
    told = page.get_by_role("alert").filter(has_text="Some of this link could not be used")
    expect(told).to_be_visible()
    settle(page)
    page.wait_for_timeout(1500)  # the page is run again when the browser has measured itself
    settle(page)
    expect(told).to_be_visible()
    rate(page, 1).fill("0.7")
    page.keyboard.press("Enter")
    expect(told).to_have_count(0)


def test_a_lecture_that_is_not_trained_hears_its_keys(page, settle):
    page.goto(f"{SMALL}&first_seed=5150&view=lecture")
    settle(page)
    expect(page.get_by_role("heading", name="Not trained yet")).to_be_visible()
    hears = page.locator(".bar[hidden]")  # the part that hears the keys, where there is no bar to be seen
    expect(hears).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"/compare\?.*view=lecture"))
    expect(page.get_by_role("heading", name="Not trained yet")).to_have_count(0)  # a preset, whose result is shipped
    page.goto(f"{SMALL}&first_seed=5150&view=lecture")
    settle(page)
    expect(hears).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-chip-1")).to_be_visible()
    settle(page)
    assert "view=lecture" not in page.url


def test_a_lecture_on_a_phone_has_its_chart_in_the_first_screen(phone, settle, assert_fits):
    phone.goto("/compare?view=lecture")
    settle(phone)
    word = phone.locator(".st-key-word").get_by_role("heading").bounding_box()
    plot = phone.locator(".st-key-main-plot").bounding_box()
    assert word
    assert plot
    assert word["width"] > 300
    assert plot["y"] + plot["height"] <= 844
    assert_fits(phone)


def test_what_was_typed_is_trained_though_train_is_pressed_at_once(page, settle):
    page.goto(SMALL)
    settle(page)
    field = rate(page, 1)
    field.fill("0.37")  # leaving the field and pressing the button are two clicks for Streamlit, a moment apart
    train_button(page).click()
    expect(page.get_by_role("tab", name="Curves")).to_be_visible(timeout=PATIENCE)
    settle(page)
    expect(chip(page, 1)).to_contain_text("· 0.37")
    expect(page).to_have_url(re.compile("log_likelihood~0.37"))


def test_a_press_while_the_window_changes_its_width_is_not_lost(page, settle):
    page.goto(f"{SMALL}&first_seed=11")
    settle(page)
    page.set_viewport_size({"width": 1100, "height": 1000})
    train(page)


def test_a_wrong_learning_rate_is_one_sentence(page, settle):
    page.goto("/compare")
    settle(page)
    for typed in ("fast", "-1", "**1**"):
        rate(page, 1).fill(typed)
        page.keyboard.press("Enter")
        said = f"Learning rate must be between 0.0001 and 100, got '{typed}'."
        expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
        expect(train_button(page)).to_be_disabled()
        settle(page)


def test_no_epochs_is_one_sentence(page, settle):
    page.goto("/compare")
    settle(page)
    page.locator(".st-key-shared").get_by_role("button").click()
    page.get_by_role("spinbutton", name="Epochs", exact=True).fill("0")
    page.keyboard.press("Enter")
    said = "Number of epochs must be a whole number between 1 and 15,000, got 0."
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(train_button(page)).to_be_disabled()


def test_the_result_is_there_again_for_who_opens_its_address(page, new_page, settle):
    page.goto(SMALL)
    settle(page)
    train(page)
    settle(page)
    seen = accuracies(page)
    other = new_page()
    other.goto(page.url)
    expect(other.get_by_role("tab", name="Curves")).to_be_visible()
    settle(other)
    assert accuracies(other) == seen
    page.reload()
    expect(page.get_by_role("tab", name="Curves")).to_be_visible()


def test_the_address_follows_the_form_and_the_form_the_back_button(page, settle):
    page.goto("/compare")
    settle(page)
    field = rate(page, 1)
    field.fill("0.7")
    page.keyboard.press("Enter")
    page.wait_for_url("**arm=softmax~log_likelihood~0.7**")
    page.wait_for_timeout(2100)  # so long the page takes the former address for one that it has not yet been told of
    page.go_back()
    expect(chip(page, 1)).to_contain_text("0.5")
    settle(page)  # until then the field that it replaces is there, too
    expect(field).to_have_value("0.5")
    page.go_forward()
    expect(chip(page, 1)).to_contain_text("0.7")
    settle(page)
    expect(field).to_have_value("0.7")
    page.get_by_role("link", name="Recent").click()
    expect(page.get_by_role("heading", name="Recent")).to_be_visible()
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(rate(page, 1)).to_have_value("0.7")


def test_a_second_press_trains_nothing_twice(page, settle):
    page.goto(SMALL + "&first_seed=7")
    settle(page)
    train_button(page).dblclick()
    expect(page.get_by_role("tab", name="Curves")).to_be_visible(timeout=PATIENCE)
    train_button(page).click()
    settle(page)
    expect(page.get_by_role("tab", name="Curves")).to_be_visible()


def test_who_opens_the_link_of_what_is_being_trained_sees_it_grow(page, new_page, settle):
    page.goto(LONG + "&first_seed=20")
    settle(page)
    train_button(page).click()
    expect(button(page, "Stop")).to_be_visible(timeout=PATIENCE)
    other = new_page()
    other.goto(page.url)
    expect(button(other, "Stop")).to_be_visible(timeout=PATIENCE)
    button(other, "Stop").click()
    expect(train_button(other)).to_be_enabled()
    expect(button(page, "Stop")).to_be_visible()
    button(page, "Stop").click()
    expect(train_button(page)).to_be_enabled()


def test_the_tabs_open_and_fit(page, settle, assert_fits):
    trained(page, settle, SMALL)
    for tab in ("Same yardstick", "Slowdown", "Digits", "Table"):
        open_tab(page, settle, tab)
        # all at one moment: those of the tab before may still be taken away
        labels = charts(page).evaluate_all("charts => charts.map(chart => chart.getAttribute('aria-label'))")
        assert all((label or "").strip() for label in labels)
        assert_fits(page)


def test_all_that_can_be_unfolded_is_drawn_with_its_numbers(page, settle, assert_fits):
    trained(page, settle, EVERYTHING)
    for tab in ("Curves", "Same yardstick", "Slowdown", "Digits", "Table"):
        open_tab(page, settle, tab)
        panel = page.get_by_role("tabpanel").filter(visible=True)
        for folded in panel.get_by_test_id("stExpander").all():
            folded.locator("summary").click()
            settle(page)
        drawn = panel.get_by_test_id("stVegaLiteChart").count()
        for numbers in panel.get_by_text("Numbers", exact=True).all():
            numbers.click()
            expect(panel.locator(".sheet td").nth(drawn - 1)).to_be_attached()  # each chart has its numbers
            settle(page)
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
        assert_fits(page)


def test_everything_fits_a_phone(phone, settle, assert_fits):
    phone.goto(SMALL)
    settle(phone)
    assert_fits(phone)
    if not phone.get_by_role("tab", name="Curves").count():
        train(phone)
    settle(phone)
    expect(charts(phone)).to_have_count(3)  # accuracy and two costs, one below another
    assert_fits(phone)
    for tab in ("Same yardstick", "Slowdown", "Digits", "Table"):
        phone.get_by_role("tab", name=tab).click()
        settle(phone)
        assert_fits(phone)


@pytest.mark.parametrize("address", [SMALL, SIX], ids=["two", "six"])
def test_no_column_is_cut_off_on_a_phone(phone, settle, address):
    trained(phone, settle, address)
    for tab in ("Curves", "Table"):
        phone.get_by_role("tab", name=tab).click()
        settle(phone)
        sheets = phone.locator(".sheet:visible")
        expect(sheets.first).to_be_visible()
        assert sheets.evaluate_all("all => Math.max(...all.map(one => one.scrollWidth - one.clientWidth))") <= 1


def test_a_tab_that_is_chosen_comes_up_with_its_contents(new_page, settle):
    page = new_page(width=1440, height=900)
    page.goto("/compare")
    settle(page)
    page.get_by_role("tab", name="Table").click()
    page.wait_for_function("document.querySelector('[role=tablist]').getBoundingClientRect().top < 0.2 * innerHeight")
    expect(page.get_by_role("tab", name="Table")).to_be_in_viewport()
    expect(page.get_by_role("tabpanel", name="Table")).to_be_in_viewport(ratio=0.2)
    settle(page)  # a key that is pressed while the tabs are drawn anew is nobody's
    page.mouse.wheel(0, -5000)
    page.wait_for_function("document.querySelector('[role=tablist]').getBoundingClientRect().top > 0.5 * innerHeight")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Digits")).to_have_attribute("aria-selected", "true")
    # As far as the page goes: it may be too short for the tabs to come to the top.
    page.wait_for_function("document.querySelector('[role=tablist]').getBoundingClientRect().top < 0.4 * innerHeight")
