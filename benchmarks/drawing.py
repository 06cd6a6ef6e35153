"""What networks answer to test images, pens, fonts and photos that are brought to the form of the database.

    python benchmarks/drawing.py                # all 10,000 test images: some ten minutes of one core
    python benchmarks/drawing.py --images 1000  # some of them

Fonts are those that the system has of DejaVu.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is loaded

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

sys.path.insert(0, str(Path(__file__).parents[1]))

from core.datasets import mnist
from core.digits.answers import answers
from core.digits.form import SIDE, to_form
from core.experiment import Experiment
from core.results import RunResult
from core.training import Training
from tests.core.handwriting import Picture, drawn, moved, photographed, printed

FONTS = Path("/usr/share/fonts/truetype/dejavu")
MOVED = ((0.5, 28), (0.7, 28), (0.85, 28), (1.0, 60), (1.3, 80), (2.0, 100), (4.0, 280), (8.0, 400))
"""How many times as large, and the side of the square in which the digit lies somewhere."""

PHOTOS = 1000
WIDTHS = (3, 8, 14, 20, 30)

Labels = NDArray[np.integer]


def trained() -> tuple[RunResult, ...]:
    """Two networks of 100 hidden units that have seen 50,000 images five times."""
    training = Training(Experiment(hidden=(100,), train=50_000, epochs=5).runs(seed=1), mnist())
    for _ in training:
        pass
    return tuple(training.results())


class Table:
    """Rows of a Markdown table: what was shown, how many, right answers of each network, milliseconds a picture."""

    def __init__(self, networks: Sequence[RunResult]) -> None:
        self.networks = networks
        print("| pictures | count | softmax, % right | sigmoid, % right | ms |")
        print("| --- | ---: | ---: | ---: | ---: |")

    def row(self, name: str, forms: NDArray[np.uint8], labels: Labels, ms: float = 0.0) -> None:
        """Print a row of pictures that are in form."""
        pixels = forms.reshape(len(forms), -1)
        right = [100 * np.mean(answers(network, pixels).answered == labels) for network in self.networks]
        print(f"| {name} | {len(labels):,} | {right[0]:.2f} | {right[1]:.2f} | {ms:.1f} |", flush=True)

    def brought(self, name: str, pictures: Sequence[Picture], labels: Labels) -> NDArray[np.uint8]:
        """Bring pictures to form, and print their row. What shows no digit is an empty image."""
        begun = time.perf_counter()
        forms = [to_form(picture) for picture in pictures]
        ms = 1000 * (time.perf_counter() - begun) / len(pictures)
        found = np.array([np.zeros((SIDE, SIDE), np.uint8) if form is None else form for form in forms])
        self.row(name, found, labels, ms)
        return found


def main() -> None:
    """Train, show and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=10_000, help="how many test images, 10000 by default")
    count = parser.parse_args().images
    rng = np.random.default_rng(15)
    test = mnist().test
    chosen = np.sort(rng.choice(len(test), count, replace=False))
    images, labels = test.pixels[chosen].reshape(-1, SIDE, SIDE), test.labels[chosen]
    table = Table(trained())
    table.row("test images", images, labels)
    same = table.brought("the same, brought to form", images, labels)
    for scale, side in MOVED:
        table.brought(f"{scale:g} times as large, in {side} × {side}", moved(images, scale, side, rng), labels)
    few = min(PHOTOS, count)
    table.row(f"the first {few:,} test images", images[:few], labels[:few])
    photos = [photographed(image, rng) for image in images[:few]]
    table.brought("photos of them on paper, with shadows", photos, labels[:few])
    digits = np.arange(10)
    for width in WIDTHS:
        table.brought(f"a pen of {width} of 280 pixels", [drawn(int(digit), width) for digit in digits], digits)
    for path in sorted(FONTS.glob("*.ttf")):
        fonts = [ImageFont.truetype(path, size) for size in (40, 90, 200)]
        pictures = [printed(int(digit), font) for font in fonts for digit in digits]
        table.brought(path.stem, pictures, np.tile(digits, len(fonts)))
    far = np.abs(same.astype(float) - images).mean(axis=(1, 2))
    print(f"\nImages brought to form differ from what they were by {far.mean():.2f} grey levels in the mean,")
    print(f"{np.mean(far > 1):.2%} of them by more than 1 and {np.mean(far > 5):.2%} by more than 5.")


if __name__ == "__main__":
    main()
