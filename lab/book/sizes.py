"""The book's accuracy with more and more images, a row a number of them."""

from __future__ import annotations

from core.words import N_, said
from lab.book.experiments import SIZES
from lab.book.row import Row

TECHNIQUES = N_("Other techniques for regularization")
PLOT = N_("in the data of the plot, fig/more_data.json")

OTHERS = N_(
    "Moved by {shift:+.2f} points: the book takes the first {images:,} images. On those other seeds gave {own:.2f} % "
    "here, and on images that are drawn at random, as ours are, so much more."
)
IMAGES = N_("{images:,} images")
MORE = N_(
    "The first {images:,} images for {epochs:,} epochs, with weight decay: as many steps for every number of images."
)

_SIZES = (
    (100, 69.09, 1.04, 69.22, 75.95, 0),
    (200, 76.37, 0.94, 76.10, 81.21, 0),
    (500, 85.29, 0.48, 85.45, 86.54, 1),
    (1000, 88.85, 0.37, 88.66, 89.29, 1),
    (2000, 91.27, 0.39, 91.16, 91.36, 1),
    (5000, 93.24, 0.24, 93.50, 93.70, 1),
    (10_000, 94.89, 0.62, 0.0, 0.0, 1),
    (20_000, 95.85, 0.32, 0.0, 0.0, 1),
    (50_000, 95.97, 0.17, 0.0, 0.0, 1),
)
"""The images, the book's figure, the spread, what other seeds gave on the book's own images and on others (neither
where it was not tried, as there is hardly a difference any more), and the seeds of `--quick`."""

MORE_IMAGES: dict[int, Row] = {
    images: Row(
        f"images-{images}",
        3,
        TECHNIQUES,
        said(IMAGES, images=images),
        said(MORE, images=images, epochs=SIZES[images].epochs),
        (figure, PLOT),
        "last validation",
        (SIZES[images], 0),
        quick=seeds,
        spread=spread,
        shift=round(others - own, 2),
        differs=said(OTHERS, shift=others - own, images=images, own=own) if own else "",
    )
    for images, figure, spread, own, others, seeds in _SIZES
}
"""By the number of images."""
