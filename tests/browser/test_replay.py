"""The replay in a real browser: it plays, pauses, steps and scrubs all charts, and the server hears nothing of it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.compare import TWO, chip, trained

# The right end of a chart's main curve, in pixels.
ENDS = """() => [...document.querySelectorAll('svg.marks')].map(svg => Math.max(...[...svg.querySelectorAll('path')]
    .filter(path => parseFloat(path.getAttribute('stroke-width')) === 2.5)
    .map(path => path.getBBox().x + path.getBBox().width)))"""

LATER = "() => getComputedStyle(document.querySelector('.st-key-word h2'), '::after').content"


def ends(page: Page) -> list[float]:
    return [float(end) for end in page.evaluate(ENDS)]


def test_all_charts_are_replayed_and_no_script_runs_on_the_server(page, settle):
    sent: list[object] = []

    def note(frame: object) -> None:  # Playwright takes no built-in
        sent.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    trained(page, settle, TWO)
    whole = ends(page)
    assert len(whole) == 3
    assert page.evaluate(LATER) == "none"
    word = page.locator(".st-key-word").bounding_box()
    page.wait_for_timeout(600)  # the page's width is told when nothing has been touched for 400 ms
    settle(page)
    sent.clear()
    bar = page.get_by_role("group", name="Replay")
    scrub = bar.get_by_role("slider", name="Epoch")

    bar.get_by_role("button", name="Play").click()
    expect(scrub).to_have_attribute("aria-valuetext", re.compile("epoch 1 of 3"))
    bar.get_by_role("button", name="Pause").click()
    held = ends(page)
    assert all(0 < now < end for now, end in zip(held, whole, strict=True))
    assert page.evaluate(LATER) == '"at the end"'  # which the verdict is of, not of what is drawn
    assert page.locator(".st-key-word").bounding_box() == word

    bar.get_by_role("button", name="One epoch on").click()
    expect(scrub).to_have_attribute("aria-valuetext", "epoch 2 of 3")
    assert all(now > before for now, before in zip(ends(page), held, strict=True))
    bar.get_by_role("button", name="One epoch back").click()
    expect(scrub).to_have_attribute("aria-valuetext", "epoch 1 of 3")

    scrub.fill("3")
    expect(scrub).to_have_attribute("aria-valuetext", "epoch 3 of 3")
    page.wait_for_function(f"whole => ({ENDS})().every((end, place) => Math.abs(end - whole[place]) < 1)", arg=whole)
    assert page.evaluate(LATER) == "none"
    assert not sent


def test_reduced_motion_is_replayed_in_steps(new_page, settle):
    page = new_page(reduced_motion="reduce")
    trained(page, settle, TWO)
    bar = page.get_by_role("group", name="Replay")
    places: list[str] = []

    def noted(place: str) -> None:
        places.append(place)

    page.expose_function("noted", noted)
    page.evaluate(
        "() => document.querySelector('.st-key-replay').addEventListener('replay',"
        " event => noted(String(event.currentTarget.value)))"
    )
    bar.get_by_role("button", name="Play").click()
    expect(bar.get_by_role("button", name="Play")).to_be_visible(timeout=20_000)  # at the end
    assert set(places) <= {"0", "1", "2", "3", "null"}


def test_the_chip_that_is_pointed_at_stands_out(page, settle):
    trained(page, settle, TWO)
    faint = "() => document.querySelectorAll('.st-key-main-plot svg.marks path[opacity=\"0.12\"]').length"
    assert page.evaluate(faint) == 0
    chip(page, 2).hover()
    page.wait_for_function(f"({faint})() > 0")
