"""The files of the gallery: one a row, which holds those of its runs that no earlier row has.

A file is the runs one after another, each as the lengths of the three parts of `lab.storage.codec.Packed`, three
unsigned 32-bit numbers, and then the parts. Each run names the engine that made it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from core.experiment import Run
from core.results import RunResult
from lab.gallery.rows import Row
from lab.storage.codec import DamagedError, Packed, pack, unpack

FOLDER = Path(__file__).with_name("data")
LIMIT = 2_000_000  # bytes that all files together may take
LENGTHS = struct.Struct("<3I")


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
    content = b"".join(_parts(result, weights=result.run.seed - first < row.weights) for result in results)
    folder.mkdir(parents=True, exist_ok=True)
    return path(folder, row).write_bytes(content)


def read(folder: Path, row: Row) -> Mapping[Run, RunResult]:
    """The runs in the file of a row. Raises `OSError` and `lab.storage.codec.DamagedError`."""
    return {result.run: result for result in map(unpack, _pieces(path(folder, row).read_bytes()))}


def _parts(result: RunResult, *, weights: bool) -> bytes:
    packed = pack(result)
    parts = (packed.document, packed.weights if weights and packed.weights else b"", packed.predictions)
    return LENGTHS.pack(*map(len, parts)) + b"".join(parts)


def _pieces(content: bytes) -> Iterator[Packed]:
    at = 0
    while at < len(content):
        try:
            lengths = LENGTHS.unpack_from(content, at)
        except struct.error as wrong:
            raise DamagedError(f"a file of shipped results ends too early: {wrong}") from wrong
        at += LENGTHS.size
        parts = []
        for length in lengths:
            parts.append(content[at : at + length])
            at += length
        document, weights, predictions = parts
        yield Packed(document, weights or None, predictions)
