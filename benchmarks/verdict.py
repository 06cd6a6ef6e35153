"""How often the verdict errs, holds the truth and finds a difference, beside the paired t test over seeds alone.

    python benchmarks/verdict.py            # some twenty minutes of one core, after training once
    python benchmarks/verdict.py --quick    # a tenth of the draws

In every draw seeds and test images are both drawn anew: from the trained seeds of `benchmarks.population` and the
10,000 test images, or made up. What is true is known: the mean over all that there is to draw from.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is loaded

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import population
from benchmarks.population import ARMS, IMAGES, Draw
from core.evidence.crossed import Right, crossed
from core.evidence.odds import odds
from core.evidence.statistics import LEVEL, holm
from core.verdict import Verdict, verdict

SEEDS = (2, 3, 5, 10)
KEPT = Path(tempfile.gettempdir()) / "verdict-population.npy"


@dataclass(frozen=True, slots=True)
class Population:
    """What is drawn from, and the true gap of every pair of its arms, in points."""

    name: str
    draw: Draw
    gaps: Sequence[float]


def tie(name: str, draw: Draw, arms: int) -> Population:
    """Arms that truly tie."""
    return Population(name, draw, [0.0] * (arms * (arms - 1) // 2))


def real(name: str, right: Right) -> Population:
    """Trained arms, of which all seeds and images are known."""
    means = 100 * right.mean(axis=(1, 2))
    return Population(name, population.of_arms(right), [first - second for first, second in combinations(means, 2)])


def seeds_alone(right: Right, gaps: Sequence[float]) -> tuple[list[float], list[bool]]:
    """The paired t test over seeds of every pair: p that the gap is the true one, and whether the interval holds it."""
    points = 100 * right.mean(axis=2)
    ps = []
    for (first, second), gap in zip(combinations(points, 2), gaps, strict=True):
        off = np.round(first - second - gap, 9)
        spread = off.std(ddof=1)
        t = abs(off.mean()) / spread * len(off) ** 0.5 if spread else np.inf if off.any() else 0.0
        ps.append(float(2 * stats.t.sf(t, len(off) - 1)))
    return ps, [p > 1 - LEVEL for p in ps]


def errors(of: Population, seeds: int, draws: int, rng: np.random.Generator) -> list[float]:
    """The shares of draws in which some pair is told apart from what it truly is, and of intervals that hold the truth:
    by the verdict, then by the seeds alone.

    The first is a false "ahead" where arms tie; where they do not it is just as likely, for no test knows the gap.
    """
    rows = []
    for _ in range(draws):
        right = of.draw(rng, seeds)
        pairs = [(row, row.error, gap) for row, gap in zip(crossed(right).values(), of.gaps, strict=True)]
        ps = [error.p(row.mean - gap) for row, error, gap in pairs if error]
        inside = [abs(row.mean - gap) <= error.half_width() for row, error, gap in pairs if error]
        theirs, theirs_inside = seeds_alone(right, of.gaps)
        rows.append(
            [min(holm(ps).adjusted) < 0.05, np.mean(inside), min(holm(theirs).adjusted) < 0.05, np.mean(theirs_inside)]
        )
    return [float(share) for share in np.mean(np.array(rows, dtype=float), axis=0)]


def print_errors(populations: Sequence[Population], draws: int, rng: np.random.Generator) -> None:
    """Two tables, of what is told apart from the truth and of intervals that hold it, a row a population."""
    found = [
        (of.name, [errors(of, seeds, draws // (1 if len(of.gaps) < 4 else 4), rng) for seeds in SEEDS])
        for of in populations
    ]
    for title, column in (("Told apart from the truth, %", 0), ("Intervals that hold the truth, %", 1)):
        print(f"\n{title}, by the verdict (by the seeds alone)\n")
        print(f"| arms | {' | '.join(f'{seeds} seeds' for seeds in SEEDS)} |\n| --- {'| ---: ' * len(SEEDS)}|")
        for name, rows in found:
            cells = (f"{100 * row[column]:.1f} ({100 * row[column + 2]:.1f})" for row in rows)
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


def print_power(right: Right, pair: tuple[int, int], draws: int, rng: np.random.Generator) -> None:
    """How often two arms are told apart, plainly or by too little to matter, and by the seeds alone; and the odds."""
    two = right[list(pair)]
    of = real("", two)
    truth = true_odds(two, rng)
    cells = []
    for seeds in SEEDS:
        rows = []
        for _ in range(draws):
            drawn = of.draw(rng, seeds)
            found = verdict(drawn)
            said = odds(found.comparisons[0].between)
            by_seeds, _ = seeds_alone(drawn, [0.0])
            inside = said is not None and said.low <= truth <= said.high
            rows.append([found.kind == "winner", found.kind == "small_lead", by_seeds[0] < 0.05, inside])
        plainly, little, theirs, held = 100 * np.mean(rows, axis=0)
        cells.append(f"{plainly:.0f} + {little:.0f} ({theirs:.0f}), {held:.0f}")
    print(f"| {ARMS[pair[0]]} − {ARMS[pair[1]]} | {of.gaps[0]:+.2f} | {truth:.2f} | {' | '.join(cells)} |", flush=True)


def true_odds(two: Right, rng: np.random.Generator) -> float:
    """How often the first of two arms beats the second with one seed, on images drawn anew; a tie is one half."""
    differences = two[0].astype(np.float32) - two[1]
    drawn = rng.multinomial(IMAGES, np.full(IMAGES, 1 / IMAGES), size=400).astype(np.float32)
    gaps = drawn @ differences.T
    return float(np.mean(gaps > 0) + np.mean(gaps == 0) / 2)


def contradictions(right: Right, comparisons: int, rng: np.random.Generator) -> tuple[int, int, int]:
    """Of so many comparisons, judged on either half of the test images: how many contradict each other, agree on an
    arm that is ahead, and name one in one half only.
    """
    contrary, agreed, one = 0, 0, 0
    for _ in range(comparisons):
        seeds = rng.choice(right.shape[1], size=rng.choice(SEEDS), replace=False)
        arms = rng.choice(len(right), size=2, replace=False)
        images = rng.permutation(right.shape[2])
        drawn = right[arms][:, seeds]
        found = [verdict(drawn[:, :, half]).winner for half in np.split(images, 2)]
        named = [winner for winner in found if winner is not None]
        contrary += len(set(named)) == 2
        agreed += len(named) == 2 and len(set(named)) == 1
        one += len(named) == 1
    return contrary, agreed, one


def shares(right: Right, rng: np.random.Generator) -> None:
    """How much of the half-width comes from the seeds, of all pairs of these arms, by the number of seeds."""
    for seeds in SEEDS:
        found: list[Verdict] = [verdict(right[:, rng.permutation(right.shape[1])[:seeds]]) for _ in range(20)]
        parts = [row.between.error.share_of_images for one in found for row in one.comparisons if row.between.error]
        low, middle, high = np.percentile(parts, [10, 50, 90])
        print(f"| {seeds} | {100 * middle:.0f} | {100 * low:.0f} to {100 * high:.0f} |")


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="a tenth of the draws")
    options.add_argument("--kept", type=Path, default=KEPT, help=f"where trained networks are kept (default {KEPT})")
    told = options.parse_args()
    part = 10 if told.quick else 1
    start = time.perf_counter()
    networks = population.trained(told.kept)
    every = population.arms_of(networks, range(len(ARMS)))
    usual = every[list(population.USUAL)]

    rng = np.random.default_rng(0)
    print_errors(populations(networks, usual), 4000 // part, rng)

    print("\nTold apart, %: plainly + by too little to matter (by the seeds alone), and intervals that hold the odds\n")
    print(f"| arms | gap | odds | {' | '.join(f'{seeds} seeds' for seeds in SEEDS)} |\n| --- {'| ---: ' * 6}|")
    for pair in ((0, 1), (0, 2), (0, 3), (1, 4), (0, 5), (2, 3), population.CLOSE):
        print_power(every, pair, 1000 // part, rng)

    contrary, agreed, one = contradictions(every, 1000 // part, rng)
    print(
        f"\nOf {1000 // part} comparisons on halves of the test images, {contrary} contradict each other, {agreed} name"
    )
    print(f"the same arm, {one} name an arm in one half only.")

    print("\nThe images' share of the variance, all pairs of the six usual arms, %\n")
    print("| seeds | median | from the 10th to the 90th percentile |\n| --- | ---: | ---: |")
    shares(usual, rng)
    print(f"\n{time.perf_counter() - start:.0f} s")


def populations(networks: NDArray[np.bool_], usual: Right) -> list[Population]:
    """All that is drawn from."""
    one = population.of_one_arm
    made = population.made_up
    return [
        tie("made up, two: no arm differs on an image", made(2, 0.0, 0.03), 2),
        tie("made up, two: seeds and images alike", made(2, 0.3, 0.03), 2),
        tie("made up, two: images more", made(2, 0.5, 0.01), 2),
        tie("made up, six: seeds and images alike", made(6, 0.3, 0.03), 6),
        tie("made up, six: networks an image apart", population.nearly_the_same(6), 6),
        *(tie(f"one arm, trained as {count}", one(networks, count), count) for count in range(2, 7)),
        real("softmax and sigmoid", usual[:2]),
        real("0.3 and 0.31", population.arms_of(networks, population.CLOSE)),
        real("the three good pairs", usual[[0, 1, 3]]),
        real("the six usual pairs", usual),
    ]


if __name__ == "__main__":
    main()
