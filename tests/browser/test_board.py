"""A class at its board in a browser: a teacher at a projector, students on phones.

The server of these tests listens to the loopback alone; to have a QR code its visitors come by a name that Chromium is
told to be this computer's.
"""

import re
from collections.abc import Callable
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.test_access import assert_accessible

SMALL = "/board?v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5&train=500&epochs=10&new=1"
NAME = "lab.example"


@pytest.fixture(scope="module")
def browser(chromium):
    """A Chromium to which the name is this computer's."""
    with sync_playwright() as playwright:
        flags = [*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def teacher(new_page: Callable[..., Page], settle: Callable[[Page], None], server: str) -> Page:
    """The teacher's page of a new board, on a projector."""
    page = new_page(width=1280, height=720, base_url=server.replace("127.0.0.1", NAME))
    page.goto(SMALL)
    settle(page)
    page.get_by_role("button", name="Open a class board").click()
    page.wait_for_url(re.compile("host="))
    settle(page)
    return page


def code_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["code"][0]


def join(page: Page, code: str, name: str) -> None:
    page.goto(f"/board?code={code}")
    page.get_by_role("textbox", name="Nickname").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("You stand for this pair")).to_be_visible()


def predict(page: Page, arm: int, points: str) -> None:
    page.get_by_test_id("stRadio").locator("label").filter(has_text="with").nth(arm).click()
    page.get_by_test_id("stNumberInputField").fill(points)
    page.get_by_role("button", name="Predict", exact=True).click()
    expect(page.get_by_text("You said:")).to_be_visible()


SMALLEST = """() => {
    const found = [];
    const texts = document.createTreeWalker(document.querySelector('.st-key-board-desk'), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const holder = texts.currentNode.parentElement, box = holder.getBoundingClientRect();
        const seen = box.width > 1 && box.height > 1 && texts.currentNode.textContent.trim();
        if (seen && !holder.closest('button, style') && parseFloat(getComputedStyle(holder).fontSize) < 20) {
            found.push(texts.currentNode.textContent);
        }
    }
    return found;
}"""
"""What a class cannot read from the last row; buttons are the teacher's."""


def assert_for_a_hall(page: Page) -> None:
    """Nothing that is drawn for the class lies below the window, or beside it, or is set small.

    What a plot cuts off has a place below it, and is not drawn.
    """
    tall, wide = page.evaluate(
        """() => {
            const drawn = [...document.querySelectorAll('.st-key-board-desk *:not(svg *)')];
            const boxes = drawn.map(element => element.getBoundingClientRect());
            const seen = boxes.filter(box => box.width > 1 && box.height > 1);
            return [Math.max(...seen.map(box => box.bottom)), Math.max(...seen.map(box => box.right))];
        }"""
    )
    assert tall <= 722
    assert wide <= 1282
    assert not page.evaluate(SMALLEST)
    assert_accessible(page)


def test_a_lesson_from_the_code_to_the_verdict(teacher, new_page, settle, assert_fits):
    ada = new_page(width=390, height=844, has_touch=True, is_mobile=True)
    bob = new_page(width=390, height=844)
    join(ada, code_of(teacher), "Ada")
    join(bob, code_of(teacher), "李小龙")
    predict(ada, 0, "0.5")
    predict(bob, 1, "1.5")
    settle(ada)
    assert_fits(ada)
    assert_accessible(ada)
    expect(teacher.locator(".st-key-board-class").get_by_text("2 joined, 2 of them have predicted")).to_be_visible()
    expect(teacher.get_by_text("李小龙")).to_be_visible()
    settle(teacher)
    assert_for_a_hall(teacher)

    teacher.get_by_role("button", name="Hide names").click()
    expect(teacher.get_by_text("李小龙")).not_to_be_visible()
    teacher.get_by_role("button", name="Pause").click()
    expect(ada.get_by_text("Your teacher has paused the board")).to_be_visible()
    expect(teacher.get_by_text("Paused: students can look")).to_be_visible()
    settle(teacher)
    assert_for_a_hall(teacher)
    teacher.get_by_role("button", name="Go on").click()

    teacher.get_by_role("button", name="Next step: Train").dblclick()  # the second press leads no further
    for page in (ada, bob):
        page.get_by_role("button", name="Train", exact=True).dblclick()
    ada.reload()  # in the middle
    for page in (ada, bob):
        expect(page.get_by_text("Now wait for the others")).to_be_visible(timeout=60_000)
    settle(ada)
    assert_fits(ada)
    assert_accessible(ada)
    expect(teacher.locator(".st-key-board-side").get_by_text("2 of 2 have finished")).to_be_visible()
    settle(teacher)
    assert_for_a_hall(teacher)
    assert teacher.locator(".st-key-board-plot svg.marks").bounding_box()["height"] > 500

    teacher.get_by_role("button", name="Next step: Discuss").click()
    verdict = teacher.locator(".st-key-word h2")
    expect(verdict).to_have_text(re.compile("close to call|ahead|tie", re.IGNORECASE))
    settle(teacher)
    assert_for_a_hall(teacher)
    assert teacher.locator(".st-key-board-plot svg.marks").bounding_box()["height"] > 400
    expect(ada.locator(".st-key-word h2")).to_have_text(verdict.inner_text())
    settle(ada)
    assert_fits(ada)
    assert_accessible(ada)


def test_the_code_on_the_screen_leads_a_phone_to_the_board(teacher, phone, settle, assert_fits):
    """By the picture of the QR code, and typed, with the keyboard alone, after a wrong one."""
    code = code_of(teacher)
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(teacher.screenshot())))
    assert parse_qs(urlsplit(found.text).query) == {"code": [code]}
    assert (urlsplit(found.text).hostname, urlsplit(found.text).path) == (NAME, "/board")

    phone.goto("/board")
    settle(phone)
    assert_fits(phone)
    phone.get_by_role("textbox", name="Code").focus()
    phone.keyboard.type("AAAA-AAAA")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("There is no board with this code")).to_be_visible()
    settle(phone)
    assert_accessible(phone)
    phone.get_by_role("textbox", name="Code").fill(code.lower().replace("-", " "))
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("textbox", name="Nickname")).to_be_visible()
    assert parse_qs(urlsplit(phone.url).query) == {"code": [code]}
    settle(phone)
    assert_fits(phone)
    assert_accessible(phone)
    phone.get_by_role("textbox", name="Nickname").focus()
    phone.keyboard.type("Ada")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("You are Ada, number 1")).to_be_visible()
