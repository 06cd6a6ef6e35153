"""Everything about a finished experiment as files: in a folder, or packed as one zip.

They are written whole or not at all: beside their place first, then moved there. Files of other names stay as they are.
"""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.experiment import Experiment
from lab import drawing, links
from lab.drawing import Plate
from lab.export import page, tidy, told
from lab.export.document import as_json
from lab.export.weights import as_npz
from lab.languages.words import N_, _
from lab.report import Results
from lab.scripts.kinds import KINDS, Kind
from lab.scripts.script import script

PACKED = ".zip"

UNWRITABLE = "the export must go to a folder or a zip file that can be written, got {destination!r}: {reason}"
NO_ZIP = "the export must go to a folder or to a file that ends in .zip, got the folder {destination!r}"
NO_FOLDER = "the export must go to a folder or to a file that ends in .zip, got the file {destination!r}"

README = N_(
    """{question}

report.html    everything in one page, to be read and printed
runs.csv       every run: a row for each arm, seed, epoch and set of images
columns.csv    what the columns of runs.csv mean, with their units
runs.json      the same figures with the settings, for programs
figures/       every figure as SVG and as PNG
compare_*.py   the same comparison as one Python file, with NumPy alone and with PyTorch
weights.npz    the trained networks, for NumPy, where they are kept: weights (units, inputs) and biases (units,) of
               each arm, seed and layer, such as arm1_seed0_layer1_weights; pixels go in as numbers from 0 to 1

After the address of any server of the program, this opens the comparison:
{link}
"""
)


class ExportError(Exception):
    """An export that cannot be written. The text says why, in a sentence."""


@dataclass(frozen=True)
class Export:
    """A finished experiment, and what several of its files are made of."""

    experiment: Experiment
    results: Results
    address: str = ""

    @cached_property
    def plates(self) -> Mapping[str, Plate]:
        """The figures as pictures, drawn once."""
        return drawing.plates(self.experiment, self.results)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the export: its name, and what makes its contents; None where there is nothing to write."""

    name: str
    make: Callable[[Export], str | bytes | None]


def _report(of: Export) -> str:
    return page.written(of.experiment, of.results, of.plates, of.address)


def _readme(of: Export) -> str:
    question, query = told.question(of.experiment), links.query_string(of.experiment)
    return _(README).format(question=question, link=f"{page.RELATIVE}?{query}")


def _script(kind: Kind) -> File:
    return File(kind.file_name, lambda of: script(of.experiment, kind.key))


FILES: tuple[File, ...] = (
    File("README.txt", _readme),
    File("report.html", _report),
    File("runs.csv", lambda of: tidy.as_csv(of.experiment, of.results)),
    File("columns.csv", lambda _: tidy.columns_as_csv()),
    File("runs.json", lambda of: as_json(of.experiment, of.results) + "\n"),
    File("weights.npz", lambda of: as_npz(of.experiment, of.results)),
    *map(_script, KINDS.values()),
)
"""What an export holds beside its figures: to add a file, add its row here and its line to `README`."""


def files(experiment: Experiment, results: Results, address: str = "") -> dict[str, bytes]:
    """All files by their paths within the export. `address` is where the program is served, for the report's link.

    Raises `lab.drawing.DrawingError`.
    """
    of = Export(experiment, results, address)
    made = {row.name: row.make(of) for row in FILES}
    pictures: dict[str, str | bytes] = {
        f"figures/{name}.{kind}": picture
        for name, plate in of.plates.items()
        for kind, picture in (("svg", plate.svg), ("png", plate.png))
    }
    return {
        name: contents.encode() if isinstance(contents, str) else contents
        for name, contents in (made | pictures).items()
        if contents is not None
    }


def zipped(experiment: Experiment, results: Results, address: str = "") -> bytes:
    """All files as one zip. Raises `lab.drawing.DrawingError`."""
    return packed(files(experiment, results, address))


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Files as one zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


@contextmanager
def opened(destination: Path) -> Iterator[Callable[[Mapping[str, bytes]], None]]:
    """What writes files into a folder or, where the destination ends in .zip, into a zip. Raises `ExportError`.

    A place beside it is taken at once: nobody should learn after the training that nothing can be written there.
    """
    with _explained(destination):
        path = destination.resolve()
        if path.suffix == PACKED and path.is_dir():
            raise ExportError(NO_ZIP.format(destination=str(destination)))
        if path.suffix != PACKED and path.exists() and not path.is_dir():
            raise ExportError(NO_FOLDER.format(destination=str(destination)))
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not os.access(path, os.W_OK):
            raise PermissionError(None, "Permission denied")
        inside = path if path.is_dir() else path.parent  # on the same disk
        beside = inside / f".{path.name}.{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)  # of a process of this number that was killed
        beside.mkdir()

    def write(contents: Mapping[str, bytes]) -> None:
        with _explained(destination):
            whole = {path.name: packed(contents)} if path.suffix == PACKED else contents
            for name, content in whole.items():
                _write(beside / name, content)
            _move(beside, path.parent if path.suffix == PACKED else path, list(whole))

    try:
        yield write
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move(beside: Path, folder: Path, names: list[str]) -> None:
    """Move whole files to their place: at once where nothing is there, else one by one over those of the same names."""
    if not folder.exists():
        beside.rename(folder)
        return
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (beside / name).replace(place)


@contextmanager
def _explained(destination: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as wrong:  # the second where links lead in a circle
        reason = getattr(wrong, "strerror", None) or wrong
        raise ExportError(UNWRITABLE.format(destination=str(destination), reason=reason)) from wrong
