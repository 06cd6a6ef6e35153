"""The files that a finished result can be taken along as, a row each. To add one: write its function, add its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from core.datasets import DIGITS, PIXELS
from core.experiment import Experiment
from core.results import RunResult
from core.words import ForPeople
from lab import drawing, wording
from lab.export import as_json, folder, tidy
from lab.export.page import report_page
from lab.export.weights import as_npz
from lab.languages import words
from lab.languages.words import ENGLISH, N_
from lab.scripts.kinds import KINDS
from lab.scripts.script import script
from ui.charts.comparison import figures as comparison
from ui.charts.comparison.curves import usual
from ui.charts.figure import Figure

Results = Sequence[Sequence[RunResult]]

MOST_RECORDS = 10_000
"""Records, of each run one before training and one an epoch, of which everything is made here: their table takes
three seconds and 40 MB."""

MOST_WEIGHTS = 40_000_000
"""Bytes of networks of which files are made here."""

NAMED = 2
"""So many arms are named in the name of a file."""

VERSUS, MORE = "_vs_", "{names}_and_{count}_more"
NAME = "{names}_{key}{ending}"
KEY = 8
"""Characters of the experiment's key in the name of a file."""

PYTHON = "Python with "  # what the label of every kind of script begins with

TEXT = "{kind}; charset=utf-8"
NO_NETWORKS = N_("No networks of this result are kept here. Train it again, and they are.")


class AbsentError(ForPeople):
    """What is asked for is not there. The text says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """A finished result, `results[arm][seed]`, and the `address` that the dashboard has for whoever asks, '' if none.

    Such as `https://lab.example`: a report names it.
    """

    experiment: Experiment
    results: Results
    address: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One kind of file: its `key` in an address, what a button says, how its name ends, its media type, and what makes
    it. `whole`: it holds every record, and is not made of more than `MOST_RECORDS`. `of_networks`: they
    are in it, or answer images for it, and it is not made of more bytes of them than `MOST_WEIGHTS`. `addressed`: it
    names the address.
    """

    key: str
    label: str
    ending: str
    kind: str
    make: Callable[[Order], bytes]
    whole: bool = True
    of_networks: bool = False
    addressed: bool = False


def _csv(of: Order) -> bytes:
    return tidy.as_csv(of.experiment, of.results).encode()


def _json(of: Order) -> bytes:
    return as_json(of.experiment, of.results).encode()


def _npz(of: Order) -> bytes:
    made = as_npz(of.experiment, of.results)
    if made is None:
        raise AbsentError(NO_NETWORKS)
    return made


def _report(of: Order) -> bytes:
    return report_page(of.experiment, of.results, of.address).encode()


def _svg(of: Order) -> bytes:
    return drawing.pictures({"accuracy": _accuracy(of)})["accuracy"].svg.encode()


def _png(of: Order) -> bytes:
    return drawing.pictures({"accuracy": _accuracy(of)})["accuracy"].png


def _accuracy(of: Order) -> Figure:
    """The figure of the accuracies as it is in `lab.drawing.figures`, without the others."""
    records = tuple(tuple(run.records for run in runs) for runs in of.results)
    return comparison.accuracy(of.experiment, records, usual(of.experiment.seeds))


def _pictures(of: Order) -> bytes:
    plates = drawing.plates(of.experiment, of.results)
    kinds = {"svg": {name: plate.svg.encode() for name, plate in plates.items()}}
    kinds["png"] = {name: plate.png for name, plate in plates.items()}
    return folder.packed({f"{name}.{kind}": drawn[name] for name in plates for kind, drawn in kinds.items()})


def _script(kind: str, of: Order) -> bytes:
    return script(of.experiment, kind).encode()


def _everything(of: Order) -> bytes:
    return folder.zipped(of.experiment, of.results, of.address)


_ROWS = (
    File("csv", "CSV", ".csv", TEXT.format(kind="text/csv"), _csv),
    File("json", "JSON", ".json", "application/json", _json),
    File("png", "PNG", "_accuracy.png", "image/png", _png),
    File("svg", "SVG", "_accuracy.svg", "image/svg+xml", _svg),
    File("pictures", "ZIP", "_pictures.zip", "application/zip", _pictures, of_networks=True),
    File("npz", "NPZ", "_networks.npz", "application/octet-stream", _npz, whole=False, of_networks=True),
    File("report", "HTML", "_report.html", TEXT.format(kind="text/html"), _report, addressed=True, of_networks=True),
    *(
        File(
            key,
            row.label.removeprefix(PYTHON),
            f"_{key}.py",
            TEXT.format(kind="text/x-python"),
            partial(_script, key),
            whole=False,
        )
        for key, row in KINDS.items()
    ),
    File("everything", "ZIP", ".zip", "application/zip", _everything, addressed=True, of_networks=True),
)

FILES: dict[str, File] = {row.key: row for row in _ROWS}
"""By key."""


def records(experiment: Experiment) -> int:
    """How many records a finished result has."""
    return len(experiment.arms) * experiment.seeds * (experiment.epochs + 1)


def weights(experiment: Experiment) -> int:
    """How many bytes the networks of a finished result take.

    >>> weights(Experiment())
    572640
    """
    shapes = ((PIXELS, *run.hidden, DIGITS) for run in experiment.runs(experiment.first_seed))
    return 4 * experiment.seeds * sum((a + 1) * b for shape in shapes for a, b in pairwise(shape))


def networks(results: Results) -> int:
    """How many of the runs have kept their networks."""
    return sum(bool(run.weights) for runs in results for run in runs)


def name_of(experiment: Experiment, row: File) -> str:
    """What a file is called: its first arms, the beginning of the experiment's key, and what it is.

    >>> name_of(Experiment(), FILES["csv"]).partition("_")[0], name_of(Experiment(), FILES["csv"])[-4:]
    ('softmax-log-likelihood', '.csv')
    """
    with words.speaking(ENGLISH):
        slugs = [_slug(name) for name in wording.arm_names(experiment.arms)]
    names, more = VERSUS.join(slugs[:NAMED]), len(slugs) - NAMED
    if more > 0:
        names = MORE.format(names=names, count=more)
    return NAME.format(names=names, key=experiment.key[:KEY], ending=row.ending)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower().replace(" with ", " ")).strip("-")
