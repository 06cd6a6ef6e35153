"""Home: a finished result, the other comparisons as cards, and the story, without a database or a pool."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from lab import links
from lab.gallery.shipped import NOTHING, Shipped
from lab.storage.store import Store
from tests.pages.conftest import ROOT, Bench
from ui.form import presets
from ui.home.exhibit import Exhibit
from ui.site import menu

FIRST, *OTHERS = presets.PRESETS.values()


@pytest.fixture
def shipped(bench: Bench, store: Store) -> None:
    store.shipped = Shipped()


def home() -> AppTest:
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
    assert not at.exception
    assert not at.error
    return at


def html(at: AppTest, kind: str) -> list[str]:
    return [one.proto.body for one in at.main.get("html") if f'class="{kind}"' in one.proto.body]


@pytest.mark.usefixtures("shipped")
def test_home_opens_with_a_question_and_the_result_that_answers_it() -> None:
    at = home()
    shown = Exhibit.of(FIRST)
    assert shown is not None
    assert at.title[0].value == "Does softmax beat sigmoid?"
    assert at.header[0].value == shown.answer.headline
    assert len(at.main.get("vega_lite_chart")) == 1
    (strip,) = html(at, "strip")
    assert 'aria-label="Handwritten digits of the test images: 7, 2, 1, 0, 4, 1, 4, 9, 5, 9' in strip


@pytest.mark.usefixtures("shipped")
def test_where_the_chart_ends_otherwise_than_the_verdict_home_says_so() -> None:
    shown = Exhibit.of(FIRST)
    assert shown is not None
    softmax, sigmoid = ([run.records[-1].validation_accuracy for run in runs] for runs in shown.results)
    assert sum(sigmoid) > sum(softmax)  # while the verdict names softmax
    assert "1,000 validation images, on which Sigmoid" in shown.otherwise
    assert shown.otherwise in [caption.value for caption in home().main.caption]


@pytest.mark.usefixtures("shipped")
def test_the_other_presets_are_cards_with_a_sketch_and_a_verdict() -> None:
    at = home()
    text = " ".join(block.value for block in at.main.markdown)
    for preset, sketch in zip(OTHERS, html(at, "sketch"), strict=True):
        shown = Exhibit.of(preset)
        assert shown is not None
        assert preset.question in text
        assert shown.answer.headline in text
        assert all(name in unescape(sketch) for name in shown.names)
        lines = re.findall(r"points=%22([^%]+)%22|points=\"([^\"]+)\"", sketch)
        assert len(lines) == len(preset.experiment.arms)


@pytest.mark.usefixtures("shipped")
def test_the_links_open_the_presets() -> None:
    inside = [link.proto for link in home().main.page_link if link.value == "Open in Compare"]
    wanted = [links.query_string(row.experiment) for row in presets.PRESETS.values()]
    assert [link.query_string.lstrip("?") for link in inside] == wanted


@pytest.mark.usefixtures("shipped")
def test_the_story_is_listed_in_order() -> None:
    story = [page.path for page in menu.MENU if page.group == menu.UNDERSTAND]
    linked = [link.proto.page for link in home().main.page_link if link.value.startswith("**")]
    assert linked == [path.removeprefix("pages/").removesuffix(".py") for path in story]


def test_without_shipped_results_the_questions_and_links_are_there(bench: Bench, store: Store) -> None:
    assert store.shipped is NOTHING
    at = home()
    assert at.title[0].value == FIRST.question
    assert len([link for link in at.main.page_link if link.value == "Open in Compare"]) == len(presets.PRESETS)


@pytest.mark.usefixtures("shipped")
def test_results_of_another_engine_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_ENGINE", "plain")
    said = [caption.value for caption in home().main.caption]
    assert any(
        words.startswith("These figures come from the engine compiled 1. This server trains with") for words in said
    )
