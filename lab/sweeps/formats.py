"""The formats in which a sweep is written, by the end of the file's name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType

from core.limits import choice
from lab.sweeps.columns import COLUMNS, Cells

Rows = Sequence[Cells]


def as_csv(rows: Rows) -> bytes:
    """Comma-separated values (RFC 4180) in UTF-8, a heading first. Numbers have all their digits.

    What does not exist is empty; a cost that is not finite is `nan` or `inf`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in COLUMNS])
    writer.writerows(rows)
    return text.getvalue().encode()


def as_parquet(rows: Rows) -> bytes:
    """Apache Parquet. A column's unit is the `unit` of its field's metadata; what does not exist is null."""
    import pyarrow as pa  # noqa: PLC0415  # half a second, and of no use to anything else here
    from pyarrow import parquet  # noqa: PLC0415

    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema(
        [pa.field(column.name, types[column.kind], metadata={"unit": column.unit}) for column in COLUMNS]
    )
    arrays = [pa.array(cells, kind) for cells, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(arrays, schema), sink)
    return bytes(sink.getvalue())


FORMATS: MappingProxyType[str, Callable[[Rows], bytes]] = MappingProxyType({".csv": as_csv, ".parquet": as_parquet})
"""By the end of a file's name."""


def format_of(destination: str) -> Callable[[Rows], bytes]:
    """What writes a sweep to a file of this name, or to `-`, standard output: CSV. Raises `InvalidSetting`.

    >>> format_of("rates.txt")
    Traceback (most recent call last):
    core.limits.InvalidSetting: the end of the name of a sweep's file must be one of .csv, .parquet, got '.txt'
    """
    if destination == "-":
        return as_csv
    return FORMATS[choice("the end of the name of a sweep's file", Path(destination).suffix.lower(), FORMATS)]
