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


def assert_in_one_screen(page: Page) -> None:
    """Nothing that is drawn for the class lies below the window, or beside it."""
    tall, wide = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll('.st-key-board-desk *')].map(e => e.getBoundingClientRect());
            const seen = boxes.filter(box => box.width > 1 && box.height > 1);
            return [Math.max(...seen.map(box => box.bottom)), Math.max(...seen.map(box => box.right))];
        }"""
    )
    assert tall <= 722
    assert wide <= 1282


def test_a_lesson_from_the_code_to_the_verdict(teacher, new_page, settle, assert_fits):
    code = code_of(teacher)
    ada = new_page(width=390, height=844, has_touch=True, is_mobile=True)
    bob = new_page(width=390, height=844)
    join(ada, code, "Ada")
    join(bob, code, "李小龙")
    for page in (ada, bob):
        settle(page)
        assert_fits(page)
        assert_accessible(page)
    predict(ada, 0, "0.5")
    predict(bob, 1, "1.5")
    expect(teacher.get_by_text("2 joined, 2 of them have predicted")).to_be_visible()
    expect(teacher.get_by_text("李小龙")).to_be_visible()
    settle(teacher)
    assert_in_one_screen(teacher)
    assert_accessible(teacher)

    teacher.get_by_role("button", name="Hide names").click()
    expect(teacher.get_by_text("李小龙")).not_to_be_visible()
    teacher.get_by_role("button", name="Pause").click()
    expect(ada.get_by_text("Your teacher has paused the board")).to_be_visible()
    teacher.get_by_role("button", name="Go on").click()

    teacher.get_by_role("button", name="Next step: Train").click()
    for page in (ada, bob):
        page.get_by_role("button", name="Train", exact=True).click()
    for page in (ada, bob):
        expect(page.get_by_text("Now wait for the others")).to_be_visible(timeout=60_000)
        settle(page)
        assert_fits(page)
        assert_accessible(page)
    expect(teacher.get_by_text("2 of 2 have finished")).to_be_visible()
    settle(teacher)
    assert_in_one_screen(teacher)
    assert_accessible(teacher)
    assert teacher.locator(".st-key-board-plot svg.marks").bounding_box()["height"] > 400

    teacher.get_by_role("button", name="Next step: Discuss").click()
    verdict = teacher.locator(".st-key-word h2")
    expect(verdict).to_have_text(re.compile("close to call|ahead|tie", re.IGNORECASE))
    settle(teacher)
    assert_in_one_screen(teacher)
    assert_accessible(teacher)
    expect(ada.get_by_text("had predicted")).to_be_visible()
    assert ada.locator(".st-key-word h2").inner_text() == verdict.inner_text()
    settle(ada)
    assert_fits(ada)
    assert_accessible(ada)

    ada.reload()
    expect(ada.get_by_text("You are Ada, number 1")).to_be_visible()


def test_the_qr_code_on_the_screen_gives_the_link(teacher, settle):
    found = zxingcpp.read_barcodes(Image.open(BytesIO(teacher.screenshot())))
    (link,) = [barcode.text for barcode in found] or [""]
    assert parse_qs(urlsplit(link).query) == {"code": [code_of(teacher)]}
    assert (urlsplit(link).hostname, urlsplit(link).path) == (NAME, "/board")


def test_the_code_typed_at_the_door_leads_to_the_board(teacher, phone, settle, assert_fits):
    phone.goto("/board")
    settle(phone)
    assert_fits(phone)
    assert_accessible(phone)
    phone.get_by_role("textbox", name="Code").fill(code_of(teacher).lower().replace("-", " "))
    phone.get_by_role("textbox", name="Code").press("Enter")
    expect(phone.get_by_role("button", name="Join", exact=True)).to_be_visible()
    assert parse_qs(urlsplit(phone.url).query) == {"code": [code_of(teacher)]}
