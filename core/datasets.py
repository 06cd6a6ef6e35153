"""MNIST: the four IDX files -> images and labels, split into training, validation and test; stratified choices.

The IDX format is described on the database's own page (LeCun, Cortes, Burges): a magic number that holds the type of
the values and the number of dimensions, the dimensions, then the values, all big-endian.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.limits import Limit
from core.words import N_, ForPeople, Said

DATA = Path(__file__).parent / "data"
DIGITS = 10
PIXELS = 784
TRAINING = 50_000  # of the training file's 60,000 images, as Nielsen splits them; the rest validate

UNSIGNED_BYTE = 0x08  # the IDX code of the only type of value in MNIST


MISSING = N_(
    "data file {file} is missing, expected a gzip file of {size:,} bytes once unpacked: put the published file back, "
    "as core/data/README.md says"
)
NOT_PACKED = N_(
    "data file {file} cannot be unpacked to the expected {size:,} bytes ({error}): put the published file back, as "
    "core/data/README.md says"
)
NOT_AS_LONG = N_(
    "data file {file} must hold {size:,} bytes once unpacked, got {got:,}: put the published file back, as "
    "core/data/README.md says"
)
ANOTHER = N_(
    "data file {file} must have SHA-256 {sha256} once unpacked, got {got}: put the published file back, as "
    "core/data/README.md says"
)


class DataError(ForPeople):
    """A data file that cannot be used. Its text names the file, what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One published file: its `name`, and the `size` in bytes and SHA-256 of its content before compression."""

    name: str
    size: int
    sha256: str


TRAIN_IMAGES = Source(
    "train-images-idx3-ubyte.gz",
    47_040_016,
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
)
TRAIN_LABELS = Source(
    "train-labels-idx1-ubyte.gz",
    60_008,
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
)
TEST_IMAGES = Source(
    "t10k-images-idx3-ubyte.gz",
    7_840_016,
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
)
TEST_LABELS = Source(
    "t10k-labels-idx1-ubyte.gz",
    10_008,
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)
SOURCES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """Images with their labels, read-only: `pixels` uint8 (n, 784), 0 background to 255 ink; `labels` uint8 (n,)."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __len__(self) -> int:
        """How many images there are."""
        return len(self.labels)

    def __getitem__(self, which: slice | NDArray[np.intp]) -> Images:
        """The images at a slice (a view) or at integer positions (a copy), read-only."""
        pixels, labels = self.pixels[which], self.labels[which]
        pixels.flags.writeable = labels.flags.writeable = False
        return Images(pixels, labels)


@dataclass(frozen=True, slots=True, eq=False)
class Mnist:
    """All 70,000 images: 50,000 to train from, 10,000 to validate with, 10,000 for the one final test."""

    training: Images
    validation: Images
    test: Images


def parse_idx(content: bytes) -> NDArray[np.uint8]:
    """The array in an IDX file of unsigned bytes, read-only, in the shape its header gives.

    Raises `ValueError` where the header is not that of such a file or the content is not as long as it says.
    """
    if len(content) < 4 or content[:3] != bytes([0, 0, UNSIGNED_BYTE]):
        raise ValueError(f"an IDX file of unsigned bytes must start with 00 00 08, got '{content[:3].hex(' ')}'")
    header = 4 + 4 * content[3]
    if len(content) < header:
        raise ValueError(f"the IDX header must have {header} bytes, got {len(content)}")
    shape = struct.unpack_from(f">{content[3]}I", content, 4)
    values = np.frombuffer(memoryview(content)[header:], np.uint8)
    if len(values) != math.prod(shape):
        raise ValueError(f"an IDX file of shape {shape} must hold {math.prod(shape):,} values, got {len(values):,}")
    return values.reshape(shape)


def load(folder: Path = DATA) -> Mnist:
    """Read and check the four files in `folder`; under a second.

    Raises `DataError` where a file is missing, truncated or not the published one.
    """
    train = Images(_read(folder, TRAIN_IMAGES).reshape(-1, PIXELS), _read(folder, TRAIN_LABELS))
    test = Images(_read(folder, TEST_IMAGES).reshape(-1, PIXELS), _read(folder, TEST_LABELS))
    return Mnist(train[:TRAINING], train[TRAINING:], test)


@cache
def mnist() -> Mnist:
    """The data that come with the program, read once a process."""
    return load()


def choose(images: Images, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw the positions of `count` of the `images` without repeats, stratified by digit and in random order.

    Each digit has its share to within less than one image (largest remainder). The same generator state gives the
    same positions. Raises `InvalidSetting` unless `count` is between 1 and the number of images.
    """
    count = Limit("number of images", 1, len(images), whole=True).check_whole(count)
    order = rng.permutation(len(images))
    digits = images.labels[order]
    shares = _shares(images.labels, count)
    chosen = np.concatenate([order[digits == digit][:share] for digit, share in enumerate(shares)])
    rng.shuffle(chosen)
    return chosen


def _shares(labels: NDArray[np.uint8], count: int) -> NDArray[np.intp]:
    """How many of each digit make `count` images, (10,): proportional, the largest remainders rounded up."""
    wanted = count * np.bincount(labels, minlength=DIGITS)  # in whole numbers, so that nothing is lost to rounding
    shares, remainders = np.divmod(wanted, len(labels))
    shares[np.argsort(-remainders, kind="stable")[: count - shares.sum()]] += 1
    return shares


def _read(folder: Path, source: Source) -> NDArray[np.uint8]:
    """The array in one checked file."""
    path = folder / source.name
    try:
        content = gzip.decompress(path.read_bytes())
    except FileNotFoundError as error:
        raise _refusal(MISSING, source) from error
    except (OSError, EOFError, zlib.error) as error:
        raise _refusal(NOT_PACKED, source, error=str(error)) from error
    if len(content) != source.size:
        raise _refusal(NOT_AS_LONG, source, got=len(content))
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise _refusal(ANOTHER, source, got=found)
    return parse_idx(content)


def _refusal(template: str, source: Source, **found: object) -> DataError:
    """The sentence about a file that cannot be used. It names no folder: a visitor of a server may read it."""
    return DataError(Said(template, {"file": source.name, "size": source.size, "sha256": source.sha256, **found}))
