"""Numbers in rows and columns: the sheet of a figure, or of anything else that stands on the screen as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lab.languages.words import N_, _
from ui.charts.figure import Column, Figure

PART = N_("{caption}, part {part} of {parts}")
OF = N_("{title}: {told}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A text; `arm`, counted from 0, where it names one: it is then written in the arm's colour, after its marker."""

    text: str
    arm: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is read: what it is of, a heading a column, and rows of as many cells.

    Numbers stand at the right of their columns, headings too; the first `words` columns are words, at the left.
    """

    caption: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: int = 1


def of_arms(caption: str, names: Sequence[str], columns: Mapping[str, Sequence[str]]) -> Sheet:
    """A sheet with a row an arm: its name, then what `columns` say of it, each a text an arm."""
    headings = (Cell(_("arm")), *map(Cell, columns))
    rows = ((Cell(name, arm), *(Cell(texts[arm]) for texts in columns.values())) for arm, name in enumerate(names))
    return Sheet(caption, headings, tuple(rows))


def turned(sheet: Sheet) -> Sheet:
    """The same with rows for columns: for few rows of many columns on a narrow screen."""
    whole = [sheet.headings, *sheet.rows]
    headings, *rows = zip(*whole, strict=True)
    return Sheet(sheet.caption, (Cell(""), *headings[1:]), tuple(rows))


def narrowed(sheet: Sheet, beside: int) -> list[Sheet]:
    """The same for a phone: its rows as columns, so many of them `beside` each other, in as many sheets as it takes."""
    starts = range(0, len(sheet.rows), beside)
    parts = [replace(sheet, rows=sheet.rows[start : start + beside]) for start in starts]
    if len(parts) > 1:
        parts = [
            replace(part, caption=_(PART).format(caption=sheet.caption, part=place, parts=len(parts)))
            for place, part in enumerate(parts, start=1)
        ]
    return [turned(part) for part in parts]


def of_figure(figure: Figure) -> Sheet:
    """The numbers of a figure, by its `columns`."""
    rows: list[dict[Any, Any]] = figure.rows.to_dict("records")
    if figure.beside:
        return _beside(figure, rows)
    headings = tuple(Cell(_(column.heading)) for column in figure.columns.values())
    written = tuple(tuple(_cell(figure, row, name) for name in figure.columns) for row in rows)
    words = next((place for place, column in enumerate(figure.columns.values()) if column.form), len(headings))
    return Sheet(figure.title, headings, written, words)


def _beside(figure: Figure, rows: list[dict[Any, Any]]) -> Sheet:
    """A row for each value of the first column, an arm a column."""
    (first, along), (name, told) = list(figure.columns.items())[:2]
    arms = sorted({int(row["arm"]) for row in rows})
    texts = {(row[first], int(row["arm"])): told.text(row, name) for row in rows}
    places = {row[first]: along.text(row, first) for row in rows}
    written = (
        (Cell(said), *(Cell(texts.get((place, arm), "")) for arm in arms)) for place, said in sorted(places.items())
    )
    headings = (Cell(_(along.heading)), *(Cell(figure.names[arm - 1], arm - 1) for arm in arms))
    return Sheet(_(OF).format(title=figure.title, told=_(told.heading)), headings, tuple(written), 0)


def _cell(figure: Figure, row: dict[Any, Any], name: str) -> Cell:
    if name == "arm":
        return Cell(figure.names[int(row[name]) - 1], int(row[name]) - 1)
    column: Column = figure.columns[name]
    return Cell(column.text(row, name))
