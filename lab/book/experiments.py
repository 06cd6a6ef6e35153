"""The book's experiments as ours: mini-batches of 10, sigmoid hidden units, and large initial weights wherever the book
had not yet introduced the smaller ones. Arms that the book sets beside each other stand beside each other here too.
"""

from __future__ import annotations

from dataclasses import replace

from core.experiment import Arm, Experiment

PASSES = 1_500_000
"""Images that go through each network of `SIZES` while it learns, as in the book's program."""

_LARGE = Experiment(train=50_000, validation=10_000, init="large", test_each_epoch=True, seeds=9)
_ENTROPY = Arm("sigmoid", "cross_entropy", 0.5)
_SLOWER = Arm("sigmoid", "cross_entropy", 0.1)

THIRTY = replace(_LARGE, arms=(Arm("sigmoid", "quadratic", 3.0), _ENTROPY, replace(_ENTROPY, l2=5.0)))
"""Chapter 1's network of 30 hidden units, the same with the cross-entropy, and that with weight decay."""

HUNDRED = replace(THIRTY, hidden=(100,))
"""The same with 100 hidden units."""

FEW = replace(_LARGE, arms=(_ENTROPY, replace(_ENTROPY, l2=0.1)), train=1000, validation=1000, epochs=400)
"""Overfitting: 1,000 images for 400 epochs, without and with weight decay."""

TUNED = replace(_LARGE, arms=(_SLOWER,), hidden=(100,), l2=5.0, epochs=60, seeds=5)
"""The best that chapter 3 comes to."""

STARTS = replace(_LARGE, arms=(replace(_SLOWER, init="large"), replace(_SLOWER, init="scaled")), init="scaled", l2=5.0)
"""The two kinds of initial weights."""

SOFTMAX = replace(_LARGE, arms=(Arm("softmax", "log_likelihood", 0.1),), init="scaled", hidden=(100,), epochs=60)
"""What chapter 6 begins with."""

SIZES: dict[int, Experiment] = {
    images: Experiment((_ENTROPY,), train=images, init="large", l2=images * 1e-4, epochs=PASSES // images, seeds=5)
    for images in (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
}
"""More and more images, by how many: as many steps and as much weight decay an image for all."""
