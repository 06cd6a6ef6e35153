"""Digits as pens and printers write them, and photos of them: pictures for what brings pictures to MNIST's form."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

Picture = NDArray[np.uint8]
Line = list[tuple[float, float]]


def _arc(x: float, y: float, wide: float, high: float, begin: float, end: float) -> Line:
    """An arc around (x, y), in degrees, clockwise from the right as the screen's y grows downwards."""
    return [(x + wide * np.cos(t), y + high * np.sin(t)) for t in np.radians(np.linspace(begin, end, 25))]


# Each digit as one or two strokes in a square from 0 to 1, y downwards, as a hand would write it.
STROKES: dict[int, list[Line]] = {
    0: [_arc(0.5, 0.5, 0.28, 0.4, -90, 270)],
    1: [[(0.52, 0.1), (0.48, 0.9)]],
    2: [[*_arc(0.5, 0.32, 0.24, 0.22, 180, 380), (0.26, 0.9), (0.78, 0.88)]],
    3: [[*_arc(0.48, 0.3, 0.22, 0.2, 200, 450), *_arc(0.48, 0.7, 0.25, 0.2, -90, 160)]],
    4: [[(0.3, 0.1), (0.25, 0.52), (0.75, 0.5)], [(0.7, 0.12), (0.64, 0.92)]],
    5: [[(0.36, 0.1), (0.32, 0.46), *_arc(0.46, 0.66, 0.25, 0.22, 240, 500)], [(0.36, 0.1), (0.74, 0.1)]],
    6: [[(0.62, 0.08), (0.4, 0.36), *_arc(0.5, 0.7, 0.2, 0.2, 180, 540)]],
    7: [[(0.25, 0.14), (0.75, 0.12), (0.42, 0.92)]],
    8: [[*_arc(0.5, 0.29, 0.19, 0.19, 90, 450), *_arc(0.5, 0.7, 0.23, 0.22, -90, 270)]],
    9: [[*_arc(0.5, 0.32, 0.2, 0.22, 0, -360), (0.64, 0.9)]],
}


def drawn(digit: int, width: int, side: int = 280) -> Picture:
    """A digit in black lines of this width on white, as on a canvas."""
    image = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(image)
    for line in STROKES[digit]:
        points = [(x * side, y * side) for x, y in line]
        draw.line(points, fill=0, width=width, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=0)
    return np.asarray(image)


def printed(digit: int, font: ImageFont.FreeTypeFont, bold: int = 0, side: int = 280) -> Picture:
    """A digit of a font, in black on white, its strokes wider by `bold` pixels on either side."""
    image = Image.new("L", (side, side), 255)
    ImageDraw.Draw(image).text((side / 2, side / 2), str(digit), font=font, fill=0, anchor="mm", stroke_width=bold)
    return np.asarray(image)


def moved(digits: Sequence[Picture], scale: float, side: int, rng: np.random.Generator) -> list[Picture]:
    """Images (28, 28) of light ink, `scale` times as large, each somewhere in a dark square of `side` pixels."""
    length = round(28 * scale)
    kind = Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX
    placed = []
    for digit in digits:
        square = np.zeros((side, side), np.uint8)
        top, left = rng.integers(0, side - length + 1, size=2)
        square[top : top + length, left : left + length] = Image.fromarray(digit).resize((length, length), kind)
        placed.append(square)
    return placed


def photographed(digit: Picture, rng: np.random.Generator, side: int = 300) -> Picture:
    """An image (28, 28) of light ink as a photo: written on paper, unevenly lit, half in a shadow, with a grain."""
    (written,) = moved([digit], side / 60, side, rng)
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    slope, bend, turn = rng.normal(0, 1, 2), rng.normal(0, 1, 2), rng.uniform(0, 2 * np.pi)
    paper = 200 + 20 * (slope[0] * x + slope[1] * y) + 10 * (bend[0] * x * x + bend[1] * y * y)
    shadow = np.where(x * np.cos(turn) + y * np.sin(turn) > rng.uniform(-0.5, 1.5), 0.75, 1.0)
    paper *= ndimage.gaussian_filter(shadow, side / 40)
    photo = paper * (1 - rng.uniform(0.4, 0.75) * written / 255.0) + rng.normal(0, 6, paper.shape)
    return np.clip(photo, 0, 255).astype(np.uint8)


def png(picture: Picture) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()
