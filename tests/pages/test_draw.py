"""Draw, on Digits: what is drawn, brought or taken as a sample, and what every arm answers to it."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import mnist
from core.digits.answers import answers
from core.experiment import Experiment
from lab import photo
from lab.gallery.shipped import Shipped
from lab.serving.snapshot import Snapshot
from tests.core.handwriting import drawn, png
from tests.pages.conftest import Bench, open_page
from ui.charts.palette import style
from ui.digits import canvas, draw_tab, ten, upload
from ui.session import KEY

PAGE = "pages/digits.py"
DRAW = [("look", "draw")]


class Canvas:
    """Stands in for the canvas, which lives in the browser: `image_bytes` is what the browser has sent."""

    def __init__(self) -> None:
        self.image_bytes: bytes | None = None
        self.keys: list[str] = []

    def __call__(self, *, key: str, **_: object) -> "Canvas":
        if self.keys and self.keys[-1] != key:
            self.image_bytes = None  # another canvas, on which nothing is
        self.keys.append(key)
        return self

    def show(self, digit: int, ink: int = 16) -> None:
        """Ink on a clear ground, as the canvas sends it."""
        black = 255 - drawn(digit, 22)
        levels = np.full((*black.shape, 4), ink, np.uint8)
        levels[..., 3] = black
        self.image_bytes = png(levels)


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Canvas:
    found = Canvas()
    monkeypatch.setitem(sys.modules, "streamlit_drawable_canvas", SimpleNamespace(st_canvas=found))
    return found


@pytest.fixture
def page(bench: Bench, drawing: Canvas) -> AppTest:
    """The tab with the shipped result of the default experiment, of which the networks are there."""
    experiment = Experiment()
    results = Shipped().results(experiment)
    records = tuple(tuple(run.records for run in runs) for runs in results)
    epochs = experiment.epochs
    bench.snapshots[experiment] = Snapshot("finished", epochs, epochs, records=records, results=results)
    return open_page(PAGE, DRAW)


def headline(at: AppTest) -> str:
    return at.subheader[0].value if at.subheader else ""


def texts(at: AppTest) -> list[str]:
    return [one.value for one in at.markdown]


def pictures(at: AppTest) -> list[str]:
    """The digits that are shown as the networks see them."""
    return [one.proto.body for one in at.main.get("html") if "digit-picture" in one.proto.body]


def test_an_empty_canvas_asks_for_a_drawing(page: AppTest) -> None:
    assert draw_tab.ASKED["canvas"] in texts(page)
    assert not page.subheader


@pytest.mark.parametrize("ink", [16, 235], ids=["on light", "on dark"])
def test_every_arm_answers_what_is_drawn_until_it_is_cleared(page: AppTest, drawing: Canvas, ink: int) -> None:
    drawing.show(1, ink)
    page.run()
    assert headline(page) == draw_tab.ALL.format(digit=1)
    assert len([text for text in texts(page) if text.startswith("Answers **1**")]) == 2
    assert draw_tab.SEEN in pictures(page)[0]
    assert draw_tab.FORM in [one.value for one in page.caption]
    page.button(key="clear").click().run()
    assert draw_tab.ASKED["canvas"] in texts(page)
    assert len(set(drawing.keys)) == 2


@pytest.mark.parametrize("sent", [b"", b"no picture", png(np.zeros((280, 280, 4), np.uint8))])
def test_what_is_no_drawing_is_none(page: AppTest, drawing: Canvas, sent: bytes) -> None:
    drawing.image_bytes = sent
    page.run()
    assert draw_tab.ASKED["canvas"] in texts(page)


def test_a_drawing_that_has_to_wait_is_told_so(page: AppTest, drawing: Canvas, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(data: bytes) -> None:
        raise photo.Busy(photo.BUSY)

    monkeypatch.setattr(photo, "read", busy)
    drawing.show(1)
    page.run()
    assert [one.value for one in page.warning] == [canvas.BUSY]


def test_a_sample_is_a_test_image_of_the_digit_that_is_chosen(page: AppTest) -> None:
    page.segmented_control[0].set_value("sample").run()
    assert headline(page) == draw_tab.UNSURE.format(said=draw_tab.ALL.format(digit=3), arms=style(1).sign)
    page.selectbox(key="draw sample").set_value(7).run()
    assert headline(page) == draw_tab.ALL.format(digit=7)
    first = pictures(page)
    seven = int(np.flatnonzero(mnist().test.labels == 7)[page.session_state[KEY].drawing.turn])
    assert draw_tab.TAKEN.format(number=seven + 1) in first[0]
    assert draw_tab.FORM not in [one.value for one in page.caption]
    page.button(key="another").click().run()
    assert headline(page)
    assert pictures(page) != first


def bring(page: AppTest, name: str, data: bytes) -> list[str]:
    """The errors that are said."""
    page.segmented_control[0].set_value("photo").run()
    page.file_uploader[0].set_value((name, data, "image/png")).run()
    assert not page.exception
    return [one.value for one in page.error]


def test_a_photo_is_answered(page: AppTest) -> None:
    assert bring(page, "seven.png", png(drawn(7, 20))) == []
    assert headline(page) == draw_tab.ALL.format(digit=7)
    page.file_uploader[0].clear().run()
    assert draw_tab.ASKED["photo"] in texts(page)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", photo.NO_PICTURE),
        (png(np.full((200, 300), 230, np.uint8)), upload.NO_DIGIT),
    ],
)
def test_a_file_that_shows_no_digit_gets_a_sentence(page: AppTest, data: bytes, said: str) -> None:
    assert bring(page, "seven.png", data) == [said]
    assert not page.subheader


def test_two_figures_beside_each_other_are_said_to_be_two(page: AppTest) -> None:
    one = drawn(1, 20)
    assert bring(page, "eleven.png", png(np.hstack([one, one]))) == []
    assert [found.value for found in page.warning] == [draw_tab.SEVERAL.format(count=2)]
    page.file_uploader[0].set_value(("one.png", png(one), "image/png")).run()
    assert not page.warning


def test_an_answer_below_even_odds_is_said_to_be_unsure(page: AppTest) -> None:
    digits = mnist().test
    networks = [runs[0] for runs in Shipped().results(Experiment())]
    sure = np.array([answers(result, digits.pixels[:2000]).a.max(axis=1) for result in networks])
    threes = np.flatnonzero(digits.labels[:2000] == 3)
    turn = next(turn for turn, image in enumerate(threes) if sure[0, image] > ten.UNSURE > sure[1, image])
    page.session_state[KEY].drawing.turn = turn
    page.segmented_control[0].set_value("sample").run()
    assert headline(page).endswith(f"(unsure: {style(1).sign})")
    said = [text for text in texts(page) if text.startswith("Answers")]
    assert [ten.LOW in text for text in said] == [False, True]


def test_nothing_is_stored_and_the_page_says_so(page: AppTest) -> None:
    assert draw_tab.KEPT in [one.value for one in page.caption]
