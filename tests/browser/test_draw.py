"""Draw in a browser: with the mouse, with a finger, with the keyboard alone, and a file that is no picture."""

from playwright.sync_api import Page, expect

from tests.core.handwriting import drawn, png
from ui.digits import draw_tab
from ui.digits.canvas import SIDE

ANSWERED = draw_tab.ALL.format(digit=1)
"""What stands where both arms of the default experiment answer 1."""


def opened(page: Page, settle) -> tuple[float, float]:
    """Open the tab; where the middle of the canvas is."""
    page.goto("/digits?look=draw")
    settle(page)
    expect(page.get_by_text(draw_tab.ASKED["canvas"])).to_be_visible()
    box = page.locator(".st-key-canvas canvas").last.bounding_box()
    assert box
    assert box["width"] == box["height"]
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_one_drawn_with_the_mouse_in_a_small_window_is_answered_in_it_until_it_is_cleared(
    new_page, settle, assert_fits
):
    page = new_page(width=853, height=480)
    x, y = opened(page, settle)
    assert y + SIDE / 2 <= 480, "the canvas is whole in the first screen"
    column = page.locator(".st-key-canvas").bounding_box()
    assert column
    assert column["width"] >= SIDE
    page.mouse.move(x + 5, y - 90)
    page.mouse.down()
    page.mouse.move(x - 5, y + 90, steps=10)
    page.mouse.up()
    expect(page.get_by_role("heading", name=ANSWERED)).to_be_visible()
    expect(page.get_by_text("Answers 1 at")).to_have_count(2)
    settle(page)
    answer = page.locator(".vega-embed svg.marks").first.bounding_box()
    assert answer
    assert answer["y"] + answer["height"] <= 480, "canvas and answer are in one screen"
    for name in ("Softmax with log-likelihood", "Sigmoid with cross-entropy"):
        arm = page.locator(".digits-source .arm", has_text=name).bounding_box()
        assert arm
        assert 0 <= arm["y"] <= 40, "the arms are named in the title's line"
    assert_fits(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text(draw_tab.ASKED["canvas"])).to_be_visible()
    expect(page.get_by_role("heading", name=ANSWERED)).to_have_count(0)


def test_a_one_drawn_with_a_finger_does_not_move_the_page(phone, settle, assert_fits):
    x, y = opened(phone, settle)
    finger = phone.context.new_cdp_session(phone)

    def touch(kind: str, *points: dict[str, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x + 5, "y": y - 90})
    for step in range(1, 11):
        touch("touchMove", {"x": x + 5 - step, "y": y - 90 + 18 * step})
    touch("touchEnd")
    headline = phone.get_by_role("heading", name=ANSWERED)
    expect(headline).to_be_in_viewport()
    assert phone.locator(".st-key-canvas canvas").last.bounding_box()["y"] == y - 140
    settle(phone)
    assert_fits(phone)


def test_a_sample_is_taken_with_the_keyboard_alone(page, settle):
    page.goto("/digits?look=draw")
    settle(page)
    page.get_by_role("tab", name="Draw").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Draw")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Sample")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="answers 3")).to_be_visible()


def test_a_picture_is_brought_and_what_is_none_gets_a_sentence(page, settle, tmp_path):
    page.goto("/digits?look=draw")
    settle(page)
    page.get_by_role("radio", name="Photo or scan").click()
    field = page.locator("input[type=file]")
    field.set_input_files({"name": "seven.png", "mimeType": "image/png", "buffer": b"<svg><script>"})
    expect(page.get_by_text("no picture in PNG or JPEG")).to_be_visible()
    field.set_input_files({"name": "seven.png", "mimeType": "image/png", "buffer": png(drawn(7, 20))})
    expect(page.get_by_role("heading", name="answers 7")).to_be_visible()
    expect(page.get_by_text("no picture in PNG or JPEG")).to_have_count(0)
    field.set_input_files({"name": "seven.svg", "mimeType": "image/svg+xml", "buffer": b"<svg></svg>"})
    expect(page.get_by_text("files are not allowed")).to_be_visible()
