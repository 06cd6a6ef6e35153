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
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from threadpoolctl import threadpool_info

from benchmarks.peers import PEERS, Epoch, jax_scan, quiet
from benchmarks.turns import Elsewhere, ratio, table, take_turns
from benchmarks.work import IMAGES, SAME, SIX, engine, settings
from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.network import scale
from core.training import Training


def peer(name: str, batch: int, **options: int) -> Epoch:
    """An epoch of a peer on the first 10,000 images."""
    quiet()
    data = mnist().training[:IMAGES]
    make = jax_scan if options else PEERS[name]
    return make(scale(data.pixels), data.labels.astype(np.intp), batch, **options)


def one_network(repetitions: int) -> None:
    """The engine with one arm beside every peer."""
    for batch in (10, 64):
        epochs = {"engine": engine(settings(batch), SIX[:1])}
        epochs |= {name: Elsewhere(peer, name, batch) for name in PEERS}
        times = take_turns(epochs, repetitions)
        rows = [(name, statistics.median(ms), ratio(times, name, "engine")) for name, ms in times.items()]
        table(f"One network, mini-batch {batch}", [("", "ms an epoch", "times the engine"), *rows])


def six_arms(repetitions: int) -> None:
    """Six arms in one engine beside six alone."""
    for batch in (10, 64):
        run = settings(batch)
        alone = [engine(run, [arm]) for arm in SIX]
        one = engine(run, SAME[:1])
        epochs: dict[str, Epoch] = {
            "six arms alone": lambda alone=alone: [epoch() for epoch in alone],
            "six usual pairs, stacked": engine(run, SIX),
            "one alone, six times": lambda one=one: [one() for _ in range(6)],
            "one pair at six rates, stacked": engine(run, SAME),
        }
        times = take_turns(epochs, repetitions)
        base = {"six usual pairs, stacked": "six arms alone", "one pair at six rates, stacked": "one alone, six times"}
        rows = [
            (
                name,
                statistics.median(ms),
                ratio(times, name, base[name]) if name in base else "",
            )
            for name, ms in times.items()
        ]
        table(
            f"Six arms on one core, mini-batch {batch}",
            [("", "ms an epoch", "of the same alone"), *rows],
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
    """How time grows with images, hidden units, mini-batch and arms."""
    cases: list[tuple[str, Run, int]] = [
        *((f"{n:,} images", settings(10, train=n), 1) for n in (1_000, 10_000, 50_000)),
        *((f"{h} hidden", settings(10, hidden=(h,)), 1) for h in (10, 30, 100, 300)),
        *((f"mini-batch {b}", settings(b), 1) for b in (1, 10, 32, 64, 100, 1000)),
        *((f"{k} arms", settings(10), k) for k in (1, 2, 4, 8, 16)),
    ]
    rows = []
    for name, run, networks in cases:
        arms = [replace(SIX[0], learning_rate=0.1 + k / 100) for k in range(networks)]
        times = take_turns({"engine": engine(run, arms)}, repetitions)
        ms = statistics.median(times["engine"])
        rows.append((name, ms, ms * 1e6 / (run.train * networks)))
    head = ("", "ms an epoch", "ns an image and arm")
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
