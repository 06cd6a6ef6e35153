"""The files of the gallery: one a row, which holds those of its runs that no earlier row has.

A file is compressed by zlib. In it are the number of runs; of each run the lengths of its document and its weights, as
`lab.storage.codec.Packed` has them, but not compressed; then all documents, all weights, and the predictions: of each
test image those of all runs beside each other. They are much alike, and so they take a third of the room. Each run
names the engine that made it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from core.experiment import Run
from core.results import RunResult
from lab.gallery.rows import Row
from lab.storage.codec import DAMAGE, DamagedError, Packed, pack, unpack

FOLDER = Path(__file__).with_name("data")
LIMIT = 2_000_000  # bytes that all files together may take
COUNT = struct.Struct("<I")
LENGTHS = struct.Struct("<2I")
SMALLEST, STORED = 9, 0  # levels of zlib


def path(folder: Path, row: Row) -> Path:
    """Where the results of a row are."""
    return folder / f"{row.key}.runs"


def runs(row: Row) -> list[Run]:
    """The runs of a row, arm by arm, seed by seed."""
    return [row.experiment.run(arm, seed) for arm in row.experiment.arms for seed in row.experiment.seed_range]


def holders(rows: Iterable[Row]) -> dict[Run, Row]:
    """Every run of the rows with the row whose file it is in: the first that has it."""
    found: dict[Run, Row] = {}
    for row in rows:
        for run in runs(row):
            found.setdefault(run, row)
    return found


def write(folder: Path, row: Row, results: Iterable[RunResult]) -> int:
    """Write the file of a row; returns its bytes."""
    first = row.experiment.first_seed
    content = _joined([_plain(result, weights=result.run.seed - first < row.weights) for result in results])
    folder.mkdir(parents=True, exist_ok=True)
    return path(folder, row).write_bytes(zlib.compress(content, SMALLEST))


def read(folder: Path, row: Row) -> Mapping[Run, RunResult]:
    """The runs in the file of a row. Raises `OSError` and `lab.storage.codec.DamagedError`."""
    try:
        pieces = list(_pieces(zlib.decompress(path(folder, row).read_bytes())))
    except DAMAGE as wrong:
        raise DamagedError(f"a file of shipped results could not be read: {wrong}") from wrong
    return {result.run: result for result in map(unpack, pieces)}


def _plain(result: RunResult, *, weights: bool) -> tuple[bytes, bytes, bytes]:
    """The document, the weights and the predictions, not compressed."""
    packed = pack(result)
    kept = zlib.decompress(packed.weights) if weights and packed.weights else b""
    return zlib.decompress(packed.document), kept, zlib.decompress(packed.predictions)


def _joined(parts: Sequence[tuple[bytes, bytes, bytes]]) -> bytes:
    if not parts:  # other rows have all of its runs
        return COUNT.pack(0)
    lengths = b"".join(LENGTHS.pack(len(document), len(weights)) for document, weights, _ in parts)
    documents, weights, predictions = (b"".join(kind) for kind in zip(*parts, strict=True))
    return COUNT.pack(len(parts)) + lengths + documents + weights + _turned(predictions, len(parts))


def _pieces(content: bytes) -> Iterator[Packed]:
    (count,) = COUNT.unpack_from(content)
    if not count:
        return
    at = COUNT.size + count * LENGTHS.size
    lengths = list(LENGTHS.iter_unpack(content[COUNT.size : at]))
    documents, at = _cut(content, at, [document for document, _ in lengths])
    weights, at = _cut(content, at, [weight for _, weight in lengths])
    each = (len(content) - at) // count
    predictions, _ = _cut(_turned(content[at:], each), 0, [each] * count)
    for document, weight, predicted in zip(documents, weights, predictions, strict=True):
        yield Packed(_stored(document), _stored(weight) if weight else None, _stored(predicted))


def _cut(content: bytes, at: int, lengths: Iterable[int]) -> tuple[list[bytes], int]:
    """Pieces of these lengths from `at` on, and where they end."""
    pieces = []
    for length in lengths:
        pieces.append(content[at : at + length])
        at += length
    return pieces, at


def _turned(table: bytes, rows: int) -> bytes:
    """A table of bytes in so many rows, column by column."""
    return np.frombuffer(table, np.uint8).reshape(rows, -1).T.tobytes()


def _stored(part: bytes) -> bytes:
    return zlib.compress(part, STORED)
