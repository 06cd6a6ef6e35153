"""Test images to choose from, and what every arm answers to the chosen one."""

from __future__ import annotations

from core.datasets import mnist
from ui.digits import place, ten
from ui.digits.source import Source


def draw(source: Source) -> None:
    """Draw the tab."""
    image = int(place.value("image"))
    test = mnist().test
    ten.draw(source, test.pixels[image], int(test.labels[image]), key="gallery")
