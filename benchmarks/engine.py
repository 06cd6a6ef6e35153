"""Time the training engine beside its peers: same networks, same images, same work, turns interleaved.

    python benchmarks/engine.py                  # everything: about ten minutes
    python benchmarks/engine.py --quick          # fewer images and turns: under a minute and a half
    python benchmarks/engine.py --beside FOLDER  # the code of another checkout of the project too

Needs `pip install -r requirements.txt -r benchmarks/requirements.txt`; what is not installed is left out, and said so.
Every figure is the median of turns, so a machine whose speed drifts slows all of them alike; a ratio is the median of
the ratios turn by turn. Each competitor has a process of its own, which may use so many cores as its row says and is
idle while it is not its turn. An epoch shuffles 10,000 images and trains on each; the engine's running costs of the
mini-batches have a row of their own.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import competitors, machine
from benchmarks.competitors import BASE
from benchmarks.turns import HERE, Competitor, Race, ratio, table

SIZES = (1, 10, 64, 1000)
IMAGES, FEW = 10_000, 1_000


@dataclass(frozen=True)
class Section:
    """One table: who takes part, given the images and the other checkout; mini-batch sizes with turns, quick and full.

    Size 0 stands for an experiment's own mini-batches.
    """

    title: str
    who: Callable[[int, Path | None], Sequence[Competitor]]
    turns: dict[int, tuple[int, int]]


SECTIONS = {
    "one": Section(
        "One network",
        lambda images, _: competitors.one(images),
        {1: (1, 3), 10: (5, 25), 64: (5, 25), 1000: (5, 25)},
    ),
    "six": Section(
        "Six networks",
        lambda images, _: competitors.six(images),
        {1: (1, 3), 10: (2, 11), 64: (2, 11), 1000: (2, 11)},
    ),
    "seeds": Section(
        "Six networks x five seeds on two cores",
        lambda images, _: competitors.seeds(images),
        {10: (2, 11), 64: (2, 11)},
    ),
    "epochs": Section(
        "One network with running costs, the engine that is chosen",
        competitors.epochs,
        {1: (2, 11), 10: (5, 25), 64: (5, 25)},
    ),
    "default": Section(
        "The default experiment, all of it, on one core",
        lambda _, beside: competitors.whole(beside),
        {0: (1, 11)},
    ),
}
"""The tables in their order."""


def measure(section: Section, images: int, beside: Path | None, *, quick: bool) -> None:
    """Time one table and print it."""
    who = section.who(images, beside)
    rows: dict[str, list[object]] = {of.name: [of.name, of.cores] for of in who}
    head: list[object] = ["", "cores"]
    shares = []
    with Race(who) as race:
        for size, turns in section.turns.items():
            at = f"mini-batch {size}" if size else "whole"
            times = race.times(size, turns[0 if quick else 1])
            head += [f"{at}, ms", "times"]
            for name in rows:
                found = name in times
                rows[name] += [statistics.median(times[name]), ratio(times, name, BASE)] if found else ["", ""]
            others = [of.name for of in who if of.folder != HERE]
            shares += [f"{at}: {BASE} of {name} {ratio(times, BASE, name):.2f}" for name in others]
    table(f"{section.title} (times: of the {BASE}'s time)", [head, *rows.values()])
    if shares:
        print("", *shares, sep="\n", flush=True)


def main() -> None:
    """Print what machine this is, then every table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help=f"epochs of {FEW:,} images, and fewer turns")
    options.add_argument("--only", choices=SECTIONS, nargs="*", default=list(SECTIONS), help="some tables only")
    options.add_argument("--beside", type=Path, metavar="FOLDER", help="another checkout of the project")
    chosen = options.parse_args()
    beside = chosen.beside and chosen.beside.resolve()
    if beside and not (beside / "core" / "training.py").is_file():
        options.error(f"--beside must name a checkout of this project, got {str(chosen.beside)!r}")
    images = FEW if chosen.quick else IMAGES
    print("\n".join(machine.description()))
    print(f"Epochs of {images:,} images; {time.strftime('%Y-%m-%d %H:%M')}")
    for name in chosen.only:
        measure(SECTIONS[name], images, beside, quick=chosen.quick)


if __name__ == "__main__":
    main()
