"""A figure: what is drawn, what it shows in words, and how its numbers are told, in one value.

A spec is constant for its kind and holds no data, so that a figure can grow without being built anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from ui.charts.marks import Spec

Table = pd.DataFrame | Mapping[str, Sequence[Any]] | Mapping[str, NDArray[Any]]
"""A frame, or columns of one length, which are made and sent at a quarter of the cost."""

Size = Literal["content", "stretch"]


@dataclass(frozen=True, slots=True)
class Column:
    """How a column of a figure's table is told in numbers.

    `heading` names it with its unit, in English: it is said where it is shown. `form` is Python's format of a number;
    a column of words has none. `band` says that the table's columns `low` and `high` are the ends of its band: half of
    its width follows after ±.
    """

    heading: str
    form: str = ""
    band: bool = False

    def text(self, row: Mapping[Any, Any], name: str) -> str:
        """What the column `name` says in a row; nothing where it has no value there.

        >>> Column("cost, nats", ".3g", band=True).text({"value": 0.51234, "low": 0.4, "high": 0.6}, "value")
        '0.512 ± 0.100'
        """
        if pd.isna(row[name]):
            return ""
        said = format(row[name], self.form).removesuffix(".")
        if not self.band or pd.isna(row["low"]):
            return said
        half = (row["high"] - row["low"]) / 2
        places = len(said.partition(".")[2])
        return f"{said} ± {half:.2g}" if "e" in said else f"{said} ± {half:.{places}f}"


@dataclass(frozen=True, eq=False)
class Figure:
    """A chart with everything that is known about it.

    title: what is measured and on what; the chart's accessible name.
    table: the data, long, a row a mark; the spec's encodings and `columns` name its columns.
    spec: Vega-Lite without data, constant for its kind.
    takeaway: what it shows with these data, in a sentence or two; read to those who do not see it.
    columns: the table's columns that are told in numbers, in order.
    note: how it is to be read, in a sentence; stands below it.
    names: the arms' names, where the table has a column `arm`, which counts them from 1.
    told: which rows of a table are told in numbers; all where it is None.
    beside: whether arms stand beside each other in the numbers: a row for each value of the first of `columns`.
    width, height: as wide as its container, or as the spec says; as high as the spec says, or as its container.
    """

    title: str
    table: Table
    spec: Spec
    takeaway: str
    columns: Mapping[str, Column]
    note: str = ""
    names: tuple[str, ...] = ()
    told: Callable[[Table], NDArray[np.bool_]] | None = None
    beside: bool = False
    width: Size = "stretch"
    height: Size = "content"

    @cached_property
    def columnar(self) -> pa.Table:
        """The table as it goes to the browser, made once however often the figure is drawn."""
        if isinstance(self.table, pd.DataFrame):
            return pa.Table.from_pandas(self.table, preserve_index=False)
        return pa.table({name: _sent(column) for name, column in self.table.items()})

    @property
    def rows(self) -> pd.DataFrame:
        """The rows of the table that are told in numbers."""
        frame = self.table if isinstance(self.table, pd.DataFrame) else pd.DataFrame(dict(self.table))
        return frame if self.told is None else frame[self.told(self.table)]

    @property
    def tells(self) -> bool:
        """Whether there is a row that is told in numbers."""
        return self.columnar.num_rows > 0 if self.told is None else bool(self.told(self.table).any())


def _sent(column: Sequence[Any] | NDArray[Any]) -> pa.Array:
    """A column as it is sent: what an array has as nan is nothing there, as in a frame."""
    return pa.array(column, from_pandas=isinstance(column, np.ndarray))


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What all figures of a kind have in common, whatever their data."""

    title: str
    spec: Spec
    columns: Mapping[str, Column]
    names: tuple[str, ...] = ()

    def of(self, table: Table, takeaway: str) -> Figure:
        """The figure of these data."""
        return Figure(self.title, table, self.spec, takeaway, self.columns, names=self.names)
