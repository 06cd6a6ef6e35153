"""Timing things that take turns, each in processes of its own, and printing what came of it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self, cast

HERE = Path(__file__).parents[1]
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

Epoch = Callable[[], object]
Times = list[float]


class Missing(Exception):
    """What a competitor needs and this machine has not: it is left out."""


@dataclass(frozen=True)
class Competitor:
    """One row of a table: something that trains for an epoch, in a process for each of its `shares`.

    `place` is the module and the function that, called with the options of a share, gives epochs by mini-batch size.
    A process by itself is held to so many `cores`; of several each has one thread, and the time is that of the slowest.
    `folder` is the checkout of the project whose code is trained with. `sizes` are the mini-batches it is timed at, or
    all.
    """

    name: str
    place: tuple[str, str]
    cores: int = 1
    shares: Sequence[Mapping[str, Any]] = ({},)
    folder: Path = HERE
    environment: Mapping[str, str] = field(default_factory=dict)
    sizes: Sequence[int] | None = None


class Worker:
    """A competitor's process; it is idle while it is not its turn."""

    def __init__(self, of: Competitor, share: Mapping[str, Any]) -> None:
        told = {"folder": str(of.folder), "place": of.place, "share": dict(share), "cores": of.cores}
        threads = str(of.cores // len(of.shares))
        environment = os.environ | dict.fromkeys(THREADS, threads) | dict(of.environment)
        command = [sys.executable, str(HERE / "benchmarks" / "process.py"), json.dumps(told)]
        self.name = of.name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=of.folder, encoding="utf-8"
        )

    def begin(self, batch: int) -> None:
        """Have an epoch of mini-batches of this size begun."""
        pipe = cast("IO[str]", self.process.stdin)
        pipe.write(f"{batch}\n")
        pipe.flush()

    def end(self) -> float:
        """Wait until it is over: its milliseconds. Raises `Missing` where it cannot be run here."""
        line = cast("IO[str]", self.process.stdout).readline()
        if not line:
            raise RuntimeError(f"the process of {self.name!r} was to train for an epoch, and ended; see above")
        answer = json.loads(line)
        if "missing" in answer:
            raise Missing(answer["missing"])
        return float(answer["ms"])

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


class Race:
    """Competitors that take turns; a context, at whose end their processes end."""

    def __init__(self, competitors: Sequence[Competitor]) -> None:
        self.competitors = {of.name: of for of in competitors}
        self.workers = {of.name: [Worker(of, share) for share in of.shares] for of in competitors}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for workers in self.workers.values():
            for worker in workers:
                worker.close()

    def times(self, batch: int, turns: int) -> dict[str, Times]:
        """Milliseconds of every competitor's epochs, turn by turn, after one that is not counted.

        In that one, in which libraries are loaded and functions compiled, all run at once.
        """
        running = {
            name: workers
            for name, workers in self.workers.items()
            if batch in (self.competitors[name].sizes or [batch])
        }
        for workers in running.values():
            for worker in workers:
                worker.begin(batch)
        for name, workers in list(running.items()):
            try:
                for worker in workers:
                    worker.end()
            except Missing as missing:
                print(f"{name} is left out: it needs {missing}, which is not here", flush=True)
                del running[name]
                for worker in self.workers.pop(name):
                    worker.close()
        times: dict[str, Times] = {name: [] for name in running}
        for _ in range(turns):
            for name, workers in running.items():
                for worker in workers:
                    worker.begin(batch)
                times[name].append(max(worker.end() for worker in workers))
        return times


def ratio(times: Mapping[str, Times], over: str, under: str) -> float:
    """The median of the ratios turn by turn."""
    return statistics.median(a / b for a, b in zip(times[over], times[under], strict=True))


def table(title: str, rows: Sequence[Sequence[object]]) -> None:
    """Print a table as Markdown, its first row the head."""
    texts = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    print(f"\n{title}\n")
    for row in [texts[0], rule, *texts[1:]]:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        print("| " + " | ".join(cells) + " |", flush=True)
