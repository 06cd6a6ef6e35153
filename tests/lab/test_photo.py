"""Strangers' files: read as the picture they hold, or refused with a sentence, whatever they are."""

import gzip
import io
import struct
import threading
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from lab import photo

DARK, LIGHT = 20, 240


def _written(mode: str = "L", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """A bar of dark ink in the upper left of light paper."""
    image = Image.new("L", size, LIGHT)
    ImageDraw.Draw(image).rectangle((5, 5, size[0] // 4, size[1] // 2), fill=DARK)
    return image.convert(mode)


def _file(image: Image.Image, form: str = "PNG", **more) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _claims(wide: int, high: int, data: bytes = b"") -> bytes:
    """A PNG whose header says this size, and which holds `data` as its pixels."""
    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    pixels = _chunk(b"IDAT", zlib.compress(data, 9))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + pixels + _chunk(b"IEND", b"")


def _clear(ink: int) -> Image.Image:
    """The bar alone, in ink of this level; all else is clear, and what is below it the other colour."""
    alpha = _written().point(lambda level: 255 if level == DARK else 0)
    image = Image.new("RGBA", alpha.size, (ink, ink, ink, 0))
    image.putalpha(alpha)
    return image


def _sixteen() -> Image.Image:
    return Image.fromarray(np.asarray(_written()).astype(np.uint16) * 257)


def _paletted_with_clear() -> bytes:
    return _file(_written("P"), transparency=0)


READABLE = {
    "grey PNG": _file(_written()),
    "colour PNG": _file(_written("RGB")),
    "PNG with a palette": _file(_written("P")),
    "PNG with one bit a pixel": _file(_written("1")),
    "PNG with 16 bits a pixel": _file(_sixteen()),
    "PNG with alpha": _file(_written("RGBA")),
    "grey PNG with alpha": _file(_written("LA")),
    "dark ink on nothing": _file(_clear(DARK)),
    "PNG with a clear colour": _paletted_with_clear(),
    "JPEG": _file(_written("RGB"), "JPEG", quality=95),
    "grey JPEG": _file(_written(), "JPEG", quality=95),
    "CMYK JPEG": _file(_written("CMYK"), "JPEG", quality=95),
}


@pytest.mark.parametrize("name", READABLE)
def test_all_kinds_of_png_and_jpeg_are_read(name: str) -> None:
    grey = photo.read(READABLE[name])
    assert grey.shape == (40, 60)
    assert grey.dtype == np.uint8
    assert grey[12, 8] < 60, name
    assert grey[30, 50] > 200, name


def test_light_ink_on_nothing_is_light_on_dark() -> None:
    grey = photo.read(_file(_clear(LIGHT)))
    assert grey[12, 8] > 200
    assert grey[30, 50] == 0


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (-1, -1)), (6, (0, -1)), (8, (-1, 0))])
def test_a_photo_stands_as_it_was_held(orientation: int, corner: tuple[int, int]) -> None:
    """Cameras store the picture as the sensor lies, and say in EXIF how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    grey = photo.read(_file(_written("RGB", (64, 64)), "JPEG", quality=95, exif=exif))
    assert grey[corner] > 200, "the paper's own edge"
    inwards = tuple(place + (10 if place == 0 else -10) for place in corner)
    assert grey[inwards] < 60


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_large_picture_is_made_small(form: str) -> None:
    grey = photo.read(_file(_written("RGB", (5000, 3000)), form))
    assert 800 <= max(grey.shape) <= 1600
    assert grey.shape[1] / grey.shape[0] == pytest.approx(5 / 3, abs=0.01)
    assert grey[grey.shape[0] // 4, grey.shape[1] // 8] < 60


HOSTILE = {
    "nothing": (b"", photo.NO_PICTURE),
    "text that is called a picture": (b"this is no picture" * 50, photo.NO_PICTURE),
    "SVG with a script": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        photo.NO_PICTURE,
    ),
    "a page": (b"<!doctype html><script>alert(1)</script>", photo.NO_PICTURE),
    "an archive": (gzip.compress(bytes(10_000_000)), photo.NO_PICTURE),
    "GIF": (_file(_written(), "GIF"), photo.NO_PICTURE),
    "TIFF": (_file(_written(), "TIFF"), photo.NO_PICTURE),
    "WebP": (_file(_written(), "WEBP"), photo.NO_PICTURE),
    "too many bytes": (bytes(photo.LARGEST + 1), photo.TOO_LONG.format(size=5.1)),
    "20,000 by 20,000": (_claims(20_000, 20_000), photo.FAR_TOO_LARGE),
    "a little too large": (_claims(5001, 5000), photo.TOO_LARGE.format(wide=5001, high=5000)),
    "as large as can be said": (_claims(2**31 - 1, 2**31 - 1), photo.FAR_TOO_LARGE),
    "a bomb: more pixels than it says": (_claims(28, 28, bytes(3_000_000)), "", photo.DAMAGED),
    "less pixels than it says": (_claims(4000, 4000, bytes(100)), photo.DAMAGED),
    "no pixels": (_claims(100, 100), photo.DAMAGED),
    "no size": (_claims(0, 0), photo.NO_PICTURE, photo.DAMAGED),
    "truncated PNG": (READABLE["colour PNG"][:-40], photo.DAMAGED),
    "truncated JPEG": (READABLE["JPEG"][:-100], photo.DAMAGED),
    "a JPEG's first bytes": (READABLE["JPEG"][:20], photo.NO_PICTURE),
    "a picture that moves": (
        _file(_written(), save_all=True, append_images=[Image.new("L", (60, 40), 0)]),
        photo.MOVING,
    ),
}


def _said(data: bytes) -> str:
    """Why a file is not read, "" where it is."""
    try:
        grey = photo.read(data)
    except photo.Refused as refused:
        return str(refused)
    assert grey.dtype == np.uint8
    assert max(grey.shape) <= 2 * photo.ENOUGH
    return ""


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_gets_a_sentence(name: str) -> None:
    data, *sentences = HOSTILE[name]
    assert _said(data) in sentences


@given(st.sampled_from(sorted(READABLE)), st.integers(0), st.binary(min_size=1, max_size=8), st.integers(0))
def test_no_damage_makes_more_than_a_sentence(name: str, place: int, garbage: bytes, end: int) -> None:
    data = READABLE[name]
    place %= len(data)
    broken = (data[:place] + garbage + data[place + len(garbage) :])[: 1 + end % len(data)]
    said = _said(broken)
    assert said in ("", photo.NO_PICTURE, photo.DAMAGED, photo.FAR_TOO_LARGE, photo.MOVING) or "million pixels" in said


def test_one_picture_is_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "PATIENCE", 0.0)
    reading, done = threading.Event(), threading.Event()

    def slow(image: Image.Image) -> Image.Image:
        reading.set()
        done.wait(20)
        return image

    monkeypatch.setattr(photo, "_small", slow)
    other = threading.Thread(target=photo.read, args=(READABLE["grey PNG"],))
    other.start()
    assert reading.wait(20)
    with pytest.raises(photo.Busy, match="a few seconds"):
        photo.read(READABLE["grey PNG"])
    done.set()
    other.join()
