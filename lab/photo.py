"""A file that a visitor brings -> a grey picture, or a sentence that says why not.

A stranger's file is read in the server's process. So what it says of its size is checked before a pixel is decoded,
only PNG and JPEG are read at all, and one file at a time: a PNG of 25 megapixels takes up to 200 MB until it is read.
"""

from __future__ import annotations

import io
import math
import struct
import threading
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.words import N_, ForPeople, said

FORMS = ("PNG", "JPEG")
LARGEST = 5 * 1024 * 1024
"""Bytes of a file; as much as `server.maxUploadSize` lets through."""

MOST = 25_000_000
"""Pixels of a picture."""

ENOUGH = 800
"""Pixels of the longer side that are kept, and up to twice as many."""

PATIENCE = 5.0
"""Seconds to wait while others' pictures are read."""

NO_PICTURE = N_("This file is no picture in PNG or JPEG. Bring a photo or a scan in one of these.")
TOO_LONG = N_("A picture may have at most 5 MB, this one has {size:.1f} MB. Make it smaller.")
TOO_LARGE = N_("A picture may have at most 25 million pixels, this one has {wide:,} by {high:,}. Make it smaller.")
FAR_TOO_LARGE = N_("A picture may have at most 25 million pixels, this one has far more. Make it smaller.")
MOVING = N_("This picture moves. Bring one that stands still.")
DAMAGED = N_("This picture is damaged or not whole. Save it again, or take another one.")
BUSY = N_("Many pictures are being read at this moment. Bring yours again in a few seconds.")

BROKEN = (ArithmeticError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error, zlib.error)
"""What Pillow raises where a file is not what it says."""

BOMB = (Image.DecompressionBombWarning, Image.DecompressionBombError)

_one_at_a_time = threading.Lock()


class Refused(ForPeople, ValueError):
    """A file that is not read. Its text says to people why not and what to do."""


class Busy(Refused):
    """A file that is not read at this moment, because others' are."""


def read(data: bytes) -> NDArray[np.uint8]:
    """The grey levels of a picture in PNG or JPEG, uint8 (height, width), 0 black to 255 white.

    It stands as it was held when it was taken, and is made smaller in whole steps while its longer side is at least
    twice `ENOUGH`. What is clear shows paper: white below dark ink, black below light ink. Raises `Refused`.
    """
    if len(data) > LARGEST:
        raise Refused(said(TOO_LONG, size=math.ceil(10 * len(data) / 1024**2) / 10))
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy(BUSY)
    try:
        with _opened(data) as image:
            return _grey(ImageOps.exif_transpose(_small(image)))
    except BROKEN as error:
        raise error if isinstance(error, Refused) else Refused(DAMAGED) from error
    finally:
        _one_at_a_time.release()


def _opened(data: bytes) -> Image.Image:
    """The picture in a file, of which the header alone has been read."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMS)
    except BOMB as error:
        raise Refused(FAR_TOO_LARGE) from error
    except BROKEN as error:
        raise Refused(NO_PICTURE) from error
    if image.width * image.height > MOST:
        raise Refused(said(TOO_LARGE, wide=image.width, high=image.height))
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise Refused(MOVING)
    return image


def _small(image: Image.Image) -> Image.Image:
    """The picture decoded, smaller, in a mode that can be turned into grey: L, LA, RGB, RGBA or CMYK."""
    image.draft("L", (ENOUGH, ENOUGH))  # of a JPEG only what is needed is decoded
    image.load()
    if image.mode.startswith("I"):  # 16 bits a pixel, of which the upper eight count
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode in ("1", "P"):
        image = image.convert("L")
    factor = max(1, max(image.size) // ENOUGH)
    return image.reduce(factor) if factor > 1 else image


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    """The grey levels of a small picture, on paper where it is clear."""
    if image.mode not in ("LA", "RGBA"):
        return np.asarray(image.convert("L"))
    levels = np.asarray(image.convert("RGB").convert("L"), np.float64)
    cover = np.asarray(image.getchannel("A"), np.float64) / 255
    paper = 255.0 if np.sum(levels * cover) <= 127 * np.sum(cover) else 0.0
    return np.asarray(np.rint(paper + (levels - paper) * cover), np.uint8)
