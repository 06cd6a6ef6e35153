"""Timing things that take turns, some of them in processes of their own, and printing what came of it."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.peers import Epoch


class Elsewhere:
    """An epoch that is trained in a process of its own, made there by `make(*arguments)`; calling it waits for it."""

    def __init__(self, make: Callable[..., Epoch], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        context.Process(target=_serve, args=(theirs, make, arguments), daemon=True).start()

    def __call__(self) -> None:
        """Have one epoch trained."""
        self.begin()
        self.end()

    def begin(self) -> None:
        """Have one epoch begun."""
        self.pipe.send(True)

    def end(self) -> None:
        """Wait until it is over."""
        self.pipe.recv()


def _serve(pipe: Connection, make: Callable[..., Epoch], arguments: Sequence[Any]) -> None:
    epoch = make(*arguments)
    with suppress(EOFError, KeyboardInterrupt):  # the end of the pipe is the end of the work
        while pipe.recv():
            epoch()
            pipe.send(True)


def take_turns(epochs: dict[str, Epoch], repetitions: int) -> dict[str, list[float]]:
    """Run every epoch once to warm up, then `repetitions` times in turns; milliseconds."""
    for epoch in epochs.values():
        if isinstance(epoch, Elsewhere):
            epoch.begin()  # to load and to compile they need not take turns
    for epoch in epochs.values():
        epoch.end() if isinstance(epoch, Elsewhere) else epoch()
    times: dict[str, list[float]] = {name: [] for name in epochs}
    for _ in range(repetitions):
        for name, epoch in epochs.items():
            start = time.perf_counter()
            epoch()
            times[name].append((time.perf_counter() - start) * 1000)
    return times


def ratio(times: dict[str, list[float]], over: str, under: str) -> float:
    """The median of the ratios turn by turn."""
    return statistics.median(a / b for a, b in zip(times[over], times[under], strict=True))


def table(title: str, rows: Sequence[Sequence[object]]) -> None:
    """Print a table, its first row the head."""
    print(f"\n{title}")
    texts = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    for row in texts:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
