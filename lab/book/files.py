"""The files in which outcomes last: the data of the page, with when and by what they were made, and when they are old.

{"date": "2026-03-01", "engine": "compiled 1", "python": "3.11.9", ..., "rows": {"quadratic-30": {"experiment":
(its key), "figure": 95.42, "band": [94.9, 95.9], "runs": [{"seed": 0, "value": 95.3, "rank": null, ...}, ...]}}}
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from core.engine.choice import chosen
from core.experiment import Experiment
from lab.book.outcome import Outcome, Seen
from lab.book.row import Row
from lab.export.versions import version_of

DATA = Path(__file__).with_name("data") / "full.json"
"""What the page shows, written by `python -m lab reproduce`."""

OTHER_ENGINE = "the figures are by the engine {found}, and {wanted} trains now"
NOT_THERE = "{key} has no figures"
NO_ROW = "{key} has figures, but no row"
CHANGED = "{key} is not what its row says: {what}"


@dataclass(frozen=True, slots=True)
class Made:
    """How outcomes were made: the day (UTC), the engine's identity, versions ('' where a package is not installed),
    the processor and how many of its cores trained, the seconds it took, and how many runs were trained; the others
    were in the store.
    """

    date: str
    engine: str
    python: str
    numpy: str
    numba: str
    processor: str
    cores: int
    seconds: float
    runs: int
    trained: int


@dataclass(frozen=True, slots=True)
class Published:
    """Outcomes by the key of their row, and how they were made."""

    made: Made
    outcomes: Mapping[str, Outcome]


def made_here(cores: int, seconds: float, runs: int, trained: int) -> Made:
    """How outcomes are made in this process, now."""
    return Made(
        datetime.now(UTC).date().isoformat(),
        chosen().identity,
        platform.python_version(),
        version_of("numpy"),
        version_of("numba"),
        processor(),
        cores,
        round(seconds, 1),
        runs,
        trained,
    )


def processor() -> str:
    """The processor's name, as Linux or Python tells it; no name of the machine."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.processor() or platform.machine())


def as_json(published: Published) -> str:
    """The text of a file, for `read`."""
    rows = {key: _row(outcome) for key, outcome in published.outcomes.items()}
    return json.dumps({**asdict(published.made), "rows": rows}, ensure_ascii=False, indent=1) + "\n"


@cache
def read(path: Path, rows: tuple[Row, ...]) -> Published:
    """What a file holds of these rows. Raises `OSError`, `ValueError`, `KeyError` and `TypeError` for what is no such
    file.
    """
    held = json.loads(path.read_text(encoding="utf-8"))
    found = held.pop("rows")
    runs = {row.key: _seen(found[row.key]["runs"]) for row in rows if row.key in found}
    return Published(Made(**held), {row.key: Outcome(row, runs[row.key]) for row in rows if row.key in runs})


def stale(path: Path, rows: Sequence[Row], engine: str) -> list[str]:
    """In what a file differs from what the rows and the engine (its identity) say now, a sentence each."""
    held = json.loads(path.read_text(encoding="utf-8"))
    found, keys = held["rows"], {row.key for row in rows}
    problems = [NO_ROW.format(key=key) for key in found if key not in keys]
    if held["engine"] != engine:
        problems.append(OTHER_ENGINE.format(found=held["engine"], wanted=engine))
    for row in rows:
        if row.key not in found:
            problems.append(NOT_THERE.format(key=row.key))
            continue
        wanted = _said(row, row.experiment, engine)
        wrong = [name for name, value in wanted.items() if found[row.key][name] != value]
        if [run["seed"] for run in found[row.key]["runs"]] != list(row.experiment.seed_range):
            wrong.append("seeds")
        if wrong:
            problems.append(CHANGED.format(key=row.key, what=", ".join(wrong)))
    return problems


def _row(outcome: Outcome) -> dict[str, Any]:
    row, seeds = outcome.row, len(outcome.seen)
    said = _said(row, row.of_seeds(seeds), chosen().identity)
    return {**said, "ours": round(outcome.ours, 4), "inside": outcome.inside, "runs": list(map(asdict, outcome.seen))}


def _said(row: Row, experiment: Experiment, engine: str) -> dict[str, Any]:
    """What a row says of its figures: where one of these has changed, they are no longer its own."""
    band = row.band(experiment.seeds)
    return {
        "experiment": experiment.key_by(engine),
        "arm": str(row.tested),
        "reads": row.reads,
        "figure": row.figure,
        "band": [band.low, band.high],
    }


def _seen(runs: Iterable[Mapping[str, Any]]) -> tuple[Seen, ...]:
    return tuple(Seen(**{**run, "lost": tuple(run["lost"]), "nearly": tuple(run["nearly"])}) for run in runs)
