"""Compare in Chinese: no English word is left in its verdict or its tabs, and a tab stays open in another language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from lab import links
from lab.languages import words
from tests.pages.conftest import Bench, open_page
from tests.pages.test_compare import PAGE, SMALL
from ui import language
from ui.compare import results

ENGLISH = re.compile("[A-Za-z]{2,}")
NAMES = {"softmax", "sigmoid", "JSON", "Brier", "McNemar", "Holm", "dC", "dz", "da"}
MARKUP = re.compile(r"<style>.*?</style>|<[^>]+>|:material/\w+:", re.DOTALL)
TAB = "tabs-accuracy"


@pytest.fixture
def at(bench: Bench) -> AppTest:
    """The page of a finished comparison."""
    bench.finish(SMALL)
    return open_page(PAGE, [*links.to_query(SMALL), (language.NAME, "zh")])


def in_chinese(name: str) -> str:
    with words.speaking("zh"):
        return words._(name)


def said(node: Any) -> Iterator[str]:
    """What the elements within a part of the page say: their text, labels and help, and the titles of charts."""
    if isinstance(node, Block):
        for child in node.children.values():
            yield from said(child)
        return
    for name in ("body", "label", "help", "alt"):
        if isinstance(text := getattr(node.proto, name, ""), str):
            yield MARKUP.sub("", text)
    if node.type == "arrow_data_frame":
        yield " ".join(map(str, [*node.value.columns, *node.value.to_numpy().ravel()]))


def english(node: Any) -> list[str]:
    return [word for text in said(node) for word in ENGLISH.findall(text) if word not in NAMES]


@pytest.mark.parametrize("name", results.TABS)
def test_a_tab_says_no_english_word(at: AppTest, name: str) -> None:
    at.session_state[TAB] = in_chinese(name)
    at.run()
    if any(toggle.key == "view.numbers" for toggle in at.toggle):
        at.toggle(key="view.numbers").set_value(True).run()
    assert not at.exception
    assert [english(tab) for tab in at.tabs] == [[]] * len(results.TABS)
    (filled,) = [tab for tab in at.tabs if tab.children]
    assert filled.label == in_chinese(name)
    assert re.search("[\u3400-\u9fff]", " ".join(said(filled)))


def test_the_verdict_is_in_chinese(at: AppTest) -> None:
    assert not english(at.header[0])
    assert re.search("[\u3400-\u9fff]", at.header[0].value)


@pytest.mark.parametrize("name", [name for name in results.TABS if name != results.FIRST["accuracy"]])
def test_the_open_tab_stays_in_another_language(at: AppTest, name: str) -> None:
    at.session_state[TAB] = in_chinese(name)
    at.run()
    at.button_group(key=language.KEY).set_value("en").run()
    assert at.session_state[TAB] == name
    at.button_group(key=language.KEY).set_value("zh").run()
    assert at.session_state[TAB] == in_chinese(name)


def test_a_growing_picture_and_what_was_stopped_are_told_in_chinese(bench: Bench, at: AppTest) -> None:
    at.button(key="train").click().run()
    bench.advance(SMALL, 1)
    at.run()
    strip = next(block.proto.body for block in at.get("html") if 'class="glimpse"' in block.proto.body)
    assert not english(next(block for block in at.get("html") if 'class="glimpse"' in block.proto.body))
    assert not ENGLISH.search(re.findall('aria-label="([^"]*)"', strip)[0])
    at.button(key="stop").click().run()
    assert not english(at.header[0])
