"""Who takes part in the benchmark of the engine: a row each, by table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.ours import Share
from benchmarks.turns import HERE, Competitor

SIX_ALONE = ((0, 0, 6),)
HALVES = ((0, 0, 3),), ((0, 3, 6),)
FIVE_SEEDS = ((0, 0, 6), (1, 0, 6), (2, 0, 3)), ((3, 0, 6), (4, 0, 6), (2, 3, 6))
SLOW_AT_ONE = (10, 64, 1000)  # six of these one after another take half a minute an epoch with mini-batches of 1

BASE = "compiled engine"
"""What all others are compared with."""


def _ours(name: str, engine: str, images: int, *shares: Sequence[Share], costs: bool = False) -> Competitor:
    """An engine of the project on a core for each share."""
    told = [{"name": engine, "images": images, "shares": share, "costs": costs} for share in shares]
    return Competitor(name, ("benchmarks.ours", "engine"), len(shares), told)


def _peer(name: str, function: str, cores: int, sizes: Sequence[int] | None = None, **share: int) -> Competitor:
    """A peer in a process that has so many cores."""
    return Competitor(name, ("benchmarks.peers", function), cores, [share], sizes=sizes)


def one(images: int) -> list[Competitor]:
    """One network: 784-30-10, softmax with log-likelihood."""
    network = ((0, 0, 1),)
    return [
        _ours(BASE, "compiled", images, network),
        _ours("compiled engine with costs", "compiled", images, network, costs=True),
        _ours("plain engine", "plain", images, network),
        Competitor("C, first layer alone", ("benchmarks.floor", "c_loop"), 1, [{"images": images, "whole": False}]),
        Competitor("C, whole network", ("benchmarks.floor", "c_loop"), 1, [{"images": images, "whole": True}]),
        _peer("loop over images, as in the book", "book", 1, images=images),
        _peer("scikit-learn", "scikit_learn", 1, images=images),
        _peer("scikit-learn, two cores", "scikit_learn", 2, images=images),
        _peer("PyTorch", "torch_eager", 1, images=images),
        _peer("PyTorch, two cores", "torch_eager", 2, images=images, threads=2),
        _peer("JAX jit, scan", "jax_scan", 1, images=images),
        _peer("JAX jit, scan, two cores", "jax_scan", 2, images=images),
        _peer("JAX vmap of one", "jax_scan", 1, images=images, networks=1),
        _peer("JAX vmap of one, two cores", "jax_scan", 2, images=images, networks=1),
    ]


def six(images: int) -> list[Competitor]:
    """Six networks on the same mini-batches: the six usual pairs, the peers' all softmax with log-likelihood."""
    return [
        _ours(BASE, "compiled", images, SIX_ALONE),
        _ours("compiled engine, two processes", "compiled", images, *HALVES),
        _ours("plain engine", "plain", images, SIX_ALONE),
        _ours("plain engine, two processes", "plain", images, *HALVES),
        _peer("scikit-learn, in turn", "scikit_learn", 1, SLOW_AT_ONE, images=images, networks=6),
        _peer("PyTorch, in turn", "torch_eager", 1, SLOW_AT_ONE, images=images, networks=6),
        _peer("JAX vmap over six", "jax_scan", 1, images=images, networks=6),
        _peer("JAX vmap over six, two cores", "jax_scan", 2, images=images, networks=6),
    ]


def seeds(images: int) -> list[Competitor]:
    """Six networks for each of five seeds, on two cores."""
    return [
        _ours(BASE, "compiled", images, *FIVE_SEEDS),
        _ours("compiled engine with costs", "compiled", images, *FIVE_SEEDS, costs=True),
        _ours("plain engine", "plain", images, *FIVE_SEEDS),
        _peer("JAX vmap over all", "jax_scan", 2, images=images, networks=6, seeds=5),
        _peer("JAX vmap over six, in turn", "jax_scan", 2, images=images, networks=6, again=5),
    ]


def whole(beside: Path | None) -> list[Competitor]:
    """The default experiment on one core, with both engines, and with the code of another checkout."""
    place = "benchmarks.ours", "default_experiment"
    rows = [Competitor(BASE, place, environment={"LAB_ENGINE": "compiled"})]
    rows.append(Competitor("plain engine", place, environment={"LAB_ENGINE": "plain"}))
    return rows + _there(beside, place)


def epochs(images: int, beside: Path | None) -> list[Competitor]:
    """One network, running costs included, with the engine that is chosen here and in another checkout."""
    place, share = ("benchmarks.ours", "one_network"), {"images": images}
    return [Competitor(BASE, place, shares=[share]), *_there(beside, place, share)]


def _there(beside: Path | None, place: tuple[str, str], share: dict[str, int] | None = None) -> list[Competitor]:
    """The same in another checkout, if there is one, by its own choice of engine."""
    environment = {"LAB_ENGINE": ""}
    here = [] if beside is None or beside == HERE else [beside]
    return [
        Competitor(f"checkout {folder.name}", place, shares=[share or {}], folder=folder, environment=environment)
        for folder in here
    ]
