"""Time the training engine beside its peers: same networks, same images, same work, one process, turns interleaved.

    python benchmarks/engine.py            # everything: about eight minutes
    python benchmarks/engine.py --quick    # fewer repetitions: a minute and a half

Needs `pip install -r requirements.txt -r benchmarks/requirements.txt`. Every figure is the median of repetitions that
took turns, so a machine whose speed drifts slows all of them alike; the ratios are medians of the ratios turn by turn.
Each peer has a process of its own, for a library that is merely loaded may slow the others down, and is idle while it
is not its turn. An epoch of the engine includes its running mini-batch costs, which the peers do not keep. BLAS runs on
one thread, PyTorch too; JAX has the whole machine.
"""

from __future__ import annotations

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is loaded: it is read once

import argparse
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from scipy.linalg.blas import sgemm
from threadpoolctl import threadpool_info

from benchmarks.peers import PEERS, Epoch, jax_scan, quiet
from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.group import Group
from core.network import layer_shapes, scale
from core.sample import TRAINING_DRAW, Sample, draw, lit_pixels
from core.stack import cuts
from core.training import Training

IMAGES = 10_000
SIX = tuple(
    Arm(*key, 0.1)
    for key in [
        ("softmax", "log_likelihood"),
        ("sigmoid", "cross_entropy"),
        ("sigmoid", "quadratic"),
        ("softmax", "quadratic"),
        ("linear", "quadratic"),
        ("linear", "hinge"),
    ]
)
"""The six usual pairs: different formulas, so the stack gains least."""

SAME = tuple(replace(SIX[0], learning_rate=0.1 * (k + 1)) for k in range(6))
"""One pair at six learning rates: what JAX trains by vmap, which maps one function."""


def engine(run: Run, arms: Sequence[Arm]) -> Epoch:
    """An epoch of the engine for `arms` on the settings of `run`'s experiment."""
    data = mnist()
    kept = lit_pixels(data)
    runs = [replace(run, output=a.output, loss=a.loss, learning_rate=a.learning_rate) for a in arms]
    training = Sample(data.training, draw(data.training, run.train, run.seed, TRAINING_DRAW), kept)
    group = Group(runs, range(len(runs)), kept)
    order = np.random.default_rng(0)
    return lambda: group.epoch(training, training, order.permutation(run.train), number=2)


def bare_products(run: Run, networks: int) -> Epoch:
    """Only the matrix products that the engine makes in an epoch, on arrays of the same shapes and layout."""
    kept = len(lit_pixels(mnist())) + 1
    shapes = [(units, inputs + 1) for units, inputs in layer_shapes(run.hidden)]
    shapes[0] = (shapes[0][0], kept)
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal((networks, *shape), np.float32) * 0.01 for shape in shapes]
    batch = run.batch
    x = rng.random((batch, kept), np.float32)
    inputs = [x.T, *(rng.random((networks, units + 1, batch), np.float32) for units, _ in shapes[:-1])]
    deltas = [rng.standard_normal((networks, units, batch), np.float32) * 1e-9 for units, _ in shapes]
    outputs = [np.empty_like(delta) for delta in deltas]
    forward = [
        (w[:, cut], a, out[:, cut])
        for w, a, out in zip(weights, inputs, outputs, strict=True)
        for cut in cuts(w.shape[1], w.shape[2], batch)
    ]
    back = [(w[:, :, :-1].swapaxes(1, 2), d, out) for w, d, out in zip(weights[1:], deltas[1:], outputs, strict=False)]
    updates = [
        (-1.0, a[k].T if layer else a, d[k, cut].T, 1.0, w[k, cut].T, layer > 0, False, True)
        for layer, (w, d, a) in enumerate(zip(weights, deltas, inputs, strict=True))
        for k in range(networks)
        for cut in cuts(w.shape[1], w.shape[2], batch)
    ]

    def epoch() -> None:
        for _ in range(run.train // batch):
            for a, b, out in (*forward, *back):
                np.matmul(a, b, out=out)
            for update in updates:
                sgemm(*update)

    return epoch


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


def settings(batch: int, **others: int | tuple[int, ...]) -> Run:
    """The run that is timed: one hidden layer of 30, 10,000 images unless said otherwise."""
    return replace(Experiment(train=IMAGES, batch=batch).runs(0)[0], **others)  # type: ignore[arg-type]


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


def peer(name: str, batch: int, **options: int) -> Epoch:
    """An epoch of a peer on the first 10,000 images."""
    quiet()
    data = mnist().training[:IMAGES]
    make = jax_scan if options else PEERS[name]
    return make(scale(data.pixels), data.labels.astype(np.intp), batch, **options)


def one_network(repetitions: int) -> None:
    """The engine with one arm beside every peer."""
    for batch in (10, 64):
        epochs = {"engine": engine(settings(batch), SIX[:1]), "bare products": bare_products(settings(batch), 1)}
        epochs |= {name: Elsewhere(peer, name, batch) for name in PEERS}
        times = take_turns(epochs, repetitions)
        rows = [(name, statistics.median(ms), ratio(times, name, "engine")) for name, ms in times.items()]
        table(f"One network, mini-batch {batch}", [("", "ms an epoch", "times the engine"), *rows])


def six_arms(repetitions: int) -> None:
    """Six arms in one stack beside six alone, and beside the bare products."""
    for batch in (10, 64):
        run = settings(batch)
        alone = [engine(run, [arm]) for arm in SIX]
        one = engine(run, SAME[:1])
        epochs: dict[str, Epoch] = {
            "six arms alone": lambda alone=alone: [epoch() for epoch in alone],
            "six usual pairs, stacked": engine(run, SIX),
            "one alone, six times": lambda one=one: [one() for _ in range(6)],
            "one pair at six rates, stacked": engine(run, SAME),
            "bare products of six": bare_products(run, 6),
        }
        times = take_turns(epochs, repetitions)
        base = {"six usual pairs, stacked": "six arms alone", "one pair at six rates, stacked": "one alone, six times"}
        rows = [
            (
                name,
                statistics.median(ms),
                ratio(times, name, base[name]) if name in base else "",
                ratio(times, name, "bare products of six"),
            )
            for name, ms in times.items()
        ]
        table(
            f"Six arms on one core, mini-batch {batch}",
            [("", "ms an epoch", "of the same alone", "times bare products"), *rows],
        )


def six_arms_of(batch: int, arms: Sequence[Arm], seeds: Sequence[int]) -> Epoch:
    """An epoch of six arms for each of the seeds, one after another."""
    epochs = [engine(settings(batch, seed=seed), arms) for seed in seeds]
    return lambda: [epoch() for epoch in epochs]


def jax_of(batch: int, *, at_once: bool) -> Epoch:
    """An epoch of six networks for each of five seeds, all at once or a seed at a time (the same compiled one)."""
    epoch = peer("JAX", batch, networks=6, seeds=5 if at_once else 1)
    return lambda: [epoch() for _ in range(1 if at_once else 5)]


def shared_by_two(batch: int, arms: Sequence[Arm]) -> Epoch:
    """Two epochs of six arms for each of five seeds: ten, five for each process, so seed 2 is trained once by both."""
    halves = [Elsewhere(six_arms_of, batch, arms, share) for share in ([0, 1, 2, 0, 1], [3, 4, 2, 3, 4])]

    def both() -> None:
        for half in halves:
            half.begin()
        for half in halves:
            half.end()

    return both


def two_processes(repetitions: int) -> None:
    """Six arms of five seeds on two processes beside JAX, which trains one pair six times, on the whole machine."""
    for batch in (10, 64):
        engines = {
            "engine, one pair at six rates": shared_by_two(batch, SAME),
            "engine, six usual pairs": shared_by_two(batch, SIX),
        }
        peers = {
            "JAX vmap over arms and seeds": Elsewhere(partial(jax_of, at_once=True), batch),
            "JAX vmap over arms, a seed at a time": Elsewhere(partial(jax_of, at_once=False), batch),
        }
        times = take_turns({**engines, **peers}, repetitions)
        times |= {name: [ms / 2 for ms in times[name]] for name in engines}
        rows = [
            (name, statistics.median(ms), *(ratio(times, name, one) for one in engines)) for name, ms in times.items()
        ]
        table(
            f"Six arms x five seeds, two processes, mini-batch {batch}",
            [("", "ms an epoch of all", "times one pair", "times six pairs"), *rows],
        )


def growth(repetitions: int) -> None:
    """How time grows with images, hidden units, mini-batch and arms, as a multiple of the bare products."""
    cases: list[tuple[str, Run, int]] = [
        *((f"{n:,} images", settings(10, train=n), 1) for n in (1_000, 10_000, 50_000)),
        *((f"{h} hidden", settings(10, hidden=(h,)), 1) for h in (10, 30, 100, 300)),
        *((f"mini-batch {b}", settings(b), 1) for b in (1, 10, 32, 64, 100, 1000)),
        *((f"{k} arms", settings(10), k) for k in (1, 2, 4, 8, 16)),
    ]
    rows = []
    for name, run, networks in cases:
        arms = [replace(SIX[0], learning_rate=0.1 + k / 100) for k in range(networks)]
        times = take_turns({"engine": engine(run, arms), "bare": bare_products(run, networks)}, repetitions)
        ms = statistics.median(times["engine"])
        rows.append((name, ms, ms * 1e6 / (run.train * networks), ratio(times, "engine", "bare")))
    head = ("", "ms an epoch", "ns an image and arm", "times bare products")
    table("Growth (10,000 images, 30 hidden, mini-batch 10, one arm, unless said)", [head, *rows])


def whole_experiment(repetitions: int) -> None:
    """Compare's default experiment on one core: three seeds, every record and the final test included."""
    experiment = Experiment()

    def train() -> None:
        for seed in experiment.seed_range:
            training = Training(experiment.runs(seed), mnist())
            for _ in training:
                pass
            training.results()

    def epochs_alone() -> None:
        for seed in experiment.seed_range:
            training = Training(experiment.runs(seed), mnist())
            (group,) = training.groups
            for _ in range(experiment.epochs):
                group.epoch(training.training, training.validation, np.arange(experiment.train), number=2)

    def evaluations_alone() -> None:
        for seed in experiment.seed_range:
            training = Training(experiment.runs(seed), mnist())
            (group,) = training.groups
            for _ in range(experiment.epochs):
                group.evaluate(training.training)
                group.evaluate(training.validation)

    times = take_turns(
        {"all of it": train, "set-up and epochs": epochs_alone, "set-up, costs and accuracies": evaluations_alone},
        repetitions,
    )
    table("The default experiment on one core", [("", "ms"), *((n, statistics.median(ms)) for n, ms in times.items())])


def main() -> None:
    """Print what machine this is, then every table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="fewer repetitions: a minute and a half")
    options.add_argument("--only", choices=SECTIONS, nargs="*", default=list(SECTIONS), help="some tables only")
    chosen = options.parse_args()
    print(f"{os.cpu_count()} processors; NumPy {np.__version__}")
    for library in threadpool_info():
        print(
            f"  {library['internal_api']} {library['version']} in {Path(library['filepath']).name}: "
            f"{library.get('architecture')} kernel, {library['num_threads']} thread(s)"
        )
    for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        print(f"  {variable} is {os.environ.get(variable, 'not set')}")
    for name in chosen.only:
        section, few, many = SECTIONS[name]
        section(few if chosen.quick else many)


SECTIONS: dict[str, tuple[Callable[[int], None], int, int]] = {
    "one": (one_network, 3, 25),
    "six": (six_arms, 4, 31),
    "processes": (two_processes, 2, 11),
    "growth": (growth, 1, 9),
    "default": (whole_experiment, 3, 11),
}
"""Each table with its repetitions, quick and full."""

if __name__ == "__main__":
    main()
