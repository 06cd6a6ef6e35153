"""Tables of numbers: what stands in them, and how they are set."""

import re

import pandas as pd
import pytest

from ui import figures
from ui.charts.figure import Column, Figure
from ui.charts.palette import ARM_STYLES
from ui.charts.sheet import Cell, Sheet, narrowed, of_arms, of_figure, turned

NAMES = ("Softmax", "Sigmoid <b>")
BAND = Column("cost, nats", "#.3g", band=True)


def figure(**how: object) -> Figure:
    rows = [(1, 0, 2.0, 1.5, 2.5), (1, 1, 0.5, 0.49, 0.51), (2, 0, 3.0, float("nan"), float("nan"))]
    table = pd.DataFrame(rows, columns=["arm", "epoch", "value", "low", "high"])
    columns = {"epoch": Column("epoch", "g"), "value": BAND}
    return Figure("Cost", table, {}, "It falls.", columns, names=NAMES, **how)  # type: ignore[arg-type]


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (sheet.headings, *sheet.rows)]


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (0.51234, 0.4, 0.6, "0.512 ± 0.100"),
        (0.42, 0.41, 0.43, "0.420 ± 0.010"),
        (123.4, 120, 126, "123 ± 3"),
        (1234.5, 1200, 1260, "1.23e+03 ± 30"),
        (0.5, float("nan"), float("nan"), "0.500"),
        (float("nan"), 0.0, 1.0, ""),
    ],
)
def test_a_number_has_its_spread_in_as_many_decimals(value: float, low: float, high: float, said: str) -> None:
    assert BAND.text({"value": value, "low": low, "high": high}, "value") == said


def test_arms_stand_beside_each_other() -> None:
    assert texts(of_figure(figure(beside=True))) == [
        ["epoch", *NAMES],
        ["0", "2.00 ± 0.50", "3.00"],
        ["1", "0.500 ± 0.010", ""],
    ]


def test_or_below_each_other_with_their_names() -> None:
    columns = {"arm": Column("arm"), "epoch": Column("epoch", "g")}
    of = Figure("Cost", figure().table, {}, "It falls.", columns, names=NAMES)
    found = of_figure(of)
    assert texts(found) == [["arm", "epoch"], ["Softmax", "0"], ["Softmax", "1"], ["Sigmoid <b>", "0"]]
    assert [row[0].arm for row in found.rows] == [0, 0, 1]
    assert found.words == 1


def test_rows_can_be_turned_into_columns() -> None:
    found = turned(of_arms("Best", NAMES, {"final": ["90", "91"], "best": ["92", "93"]}))
    assert texts(found) == [["", *NAMES], ["final", "90", "91"], ["best", "92", "93"]]
    assert [cell.arm for cell in found.headings] == [None, 0, 1]


def test_on_a_phone_few_rows_stand_beside_each_other() -> None:
    found = of_arms("Best", ("A", "B", "C"), {"final": ["90", "91", "92"]})
    parts = narrowed(found, 2)
    assert [part.caption for part in parts] == ["Best, part 1 of 2", "Best, part 2 of 2"]
    assert [texts(part) for part in parts] == [[["", "A", "B"], ["final", "90", "91"]], [["", "C"], ["final", "92"]]]
    assert [part.caption for part in narrowed(found, 3)] == ["Best"]


def test_numbers_stand_right_under_their_headings_and_names_left_in_their_colours() -> None:
    html = figures.html(of_arms("Best & last", NAMES, {"final": ["90", "91"]}))
    assert html.startswith('<p class="sheet-caption"')
    assert 'tabindex="0" aria-label="Best &amp; last"' in html  # what scrolls can be reached by keyboard
    assert re.findall(r"<t[hd]\b[^>]*>", html) == [
        '<th scope=col class="words">',
        "<th scope=col>",
        *('<th scope=row class="words">', "<td>") * 2,
    ]
    assert "Sigmoid &lt;b&gt;" in html
    for row in ARM_STYLES[:2]:
        assert f"light-dark({row.ink}, {row.dark})" in html
        assert row.sign in html


def test_a_sheet_without_words_has_no_row_headers() -> None:
    assert "scope=row" not in figures.html(Sheet("Numbers", (Cell("epoch"),), ((Cell("1"),),), words=0))
