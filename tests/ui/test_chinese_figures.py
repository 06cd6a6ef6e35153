"""Every figure in Chinese: no English word is left in it, on the screen, on paper, or in its numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lab.languages import words
from tests.ui.test_figures import ALONE, parts, sample
from ui.charts import sheet
from ui.charts.comparison import figures as comparison
from ui.charts.figure import Figure
from ui.charts.registry import BOOK, COMPARISON, STORY
from ui.charts.titles import divided, width

ENGLISH = re.compile("[A-Za-z]{2,}")
NAMES = {"softmax", "Softmax", "sigmoid", "Sigmoid", "Brier", "dC", "dz", "da", "ln", "ay"}
"""Names, and what stands in formulas."""

GIVEN = {*STORY, "close-up", "sweep"}
"""What the registry gives words of its own, as a page does."""

KINDS = [*COMPARISON, *STORY, *BOOK]
QUOTED = re.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'")
SPOKEN = ("title", "text", "said", "labelExpr", "subtitle")
"""What of a spec holds words: as they are, or as an expression."""


def english(said: str) -> list[str]:
    """The English words in a text."""
    return [word for word in ENGLISH.findall(said) if word not in NAMES]


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Chinese is spoken."""
    with words.speaking("zh"):
        yield


def figure(name: str, arms: int = 2) -> Figure:
    """A figure of a sample that says its arms' names anew."""
    return COMPARISON[name](replace(sample(arms))) if name in COMPARISON else ALONE[name]()


def spoken(spec: Any) -> Iterator[str]:
    """The words that a spec shows."""
    for part in parts(spec):
        for key in SPOKEN:
            found = part.get(key)
            if isinstance(found, list):
                yield from map(str, found)
            elif isinstance(found, str):
                yield from (QUOTED.findall(found) if key == "labelExpr" else [found])
            elif isinstance(found, dict) and isinstance(found.get("expr"), str):
                yield from QUOTED.findall(found["expr"])
        if part.get("as") in SPOKEN:
            yield from QUOTED.findall(str(part["calculate"]))


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("arms", [2, 6])
class TestEveryFigure:
    def test_says_no_english_word(self, name: str, arms: int) -> None:
        of = figure(name, arms)
        own = [of.title] if name not in STORY else []
        shown = [of.takeaway] if name not in GIVEN else []
        assert english(" ".join([*own, *shown, of.note, *of.names])) == []

    def test_has_chinese_numbers(self, name: str, arms: int) -> None:
        found = sheet.of_figure(figure(name, arms))
        said = [cell.text for row in (found.headings, *found.rows) for cell in row]
        assert english(" ".join(said)) == []

    def test_draws_no_english_word(self, name: str, arms: int) -> None:
        of = figure(name, arms)
        marked = [
            word
            for said in spoken({**of.spec, "title": "" if name in STORY else of.spec["title"]})
            for word in english(said)
            if not re.fullmatch(r"datum|isValid|[.%~,\w]*[fgrd]|source|of|extent", word)
        ]
        assert marked == []


def test_a_legend_of_broad_names_has_room_for_them() -> None:
    spec = comparison.accuracy(sample(6).experiment, sample(6).records).spec
    across = next(row["expr"] for row in spec["params"] if row["name"] == "across")
    longest = max(width(name, 1) for name in replace(sample(6)).subject.names)
    assert float(re.findall(r"[\d.]+", across)[0]) > 0.42 * 14 * longest


def test_lines_end_between_characters() -> None:
    assert all(width(line) <= 12 for line in divided("训练结束时验证图像上的准确率，单位是百分点。", 12))
