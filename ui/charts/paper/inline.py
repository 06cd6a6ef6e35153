"""What pictures need where they stand within a page of HTML: their typeface, and their colours on a dark screen."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache
from itertools import pairwise

from ui.charts.palette import ARM_STYLES, THEMES, Theme
from ui.charts.paper.child import FONTS

FACES = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}
FACE = (
    "@font-face {{ font-family: 'Source Sans Pro'; font-weight: {weight}; "
    "src: url(data:font/woff;base64,{font}) format('woff'); }}"
)
DARK = "@media screen and (prefers-color-scheme: dark) {{\n{rules}\n}}"
PICTURE = 'figure [fill="{light}"] {{ fill: {dark}; }}\nfigure [stroke="{light}"] {{ stroke: {dark}; }}'
VARIABLE = ":root {{ --{name}: {colour}; }}"
ARM = ".arm-{number} {{ color: {colour}; }}"
THEME = ("background", "text", "faded", "grid")

HEADER = struct.Struct(">4sHHHH")  # of a TrueType file: version, number of tables, and what searching them needs
ENTRY = struct.Struct(">4sIII")  # of its table of contents: tag, checksum, offset, length
WOFF = struct.Struct(">4s4sIHHIHHIIIII")
WOFF_ENTRY = struct.Struct(">4sIIII")  # tag, offset, compressed and original length, checksum


@cache
def stylesheet() -> str:
    """CSS for a page whose pictures are SVG within `figure`: their typeface, and their colours on a dark screen.

    The colours of the theme are in the variables `--background`, `--text`, `--faded` and `--grid`; text about an arm,
    counted from 1, is of the class `arm-1`. It needs nothing from anywhere.
    """
    faces = [
        FACE.format(weight=weight, font=base64.b64encode(woff((FONTS / file).read_bytes())).decode())
        for weight, file in FACES.items()
    ]
    pictures = [PICTURE.format(light=light, dark=dark) for light, dark in night().items()]
    return "\n".join([*faces, *_rules("light"), DARK.format(rules="\n".join([*_rules("dark"), *pictures]))])


def night() -> dict[str, str]:
    """What each colour of a picture is on a dark screen."""
    themes = {getattr(THEMES["light"], name): getattr(THEMES["dark"], name) for name in THEME}
    arms = {light: style.dark for style in ARM_STYLES for light in (style.light, style.ink)}
    return themes | arms


def signs() -> tuple[str, ...]:
    """The arms' markers as characters for text."""
    return tuple(style.sign for style in ARM_STYLES)


def _rules(theme: Theme) -> list[str]:
    variables = [VARIABLE.format(name=name, colour=getattr(THEMES[theme], name)) for name in THEME]
    arms = [ARM.format(number=number, colour=style.text(theme)) for number, style in enumerate(ARM_STYLES, start=1)]
    return [*variables, *arms]


def woff(font: bytes) -> bytes:
    """A TrueType font in the Web Open Font Format (W3C, WOFF 1.0): the same tables, each packed by zlib."""
    version, count, *_ = HEADER.unpack_from(font)
    directory = [ENTRY.unpack_from(font, HEADER.size + ENTRY.size * place) for place in range(count)]
    tables = [font[offset : offset + length] for _, _, offset, length in directory]
    packed = [min(zlib.compress(table, 9), table, key=len) for table in tables]
    padded = [table + bytes(-len(table) % 4) for table in packed]
    begins = [WOFF.size + WOFF_ENTRY.size * count]
    for table in padded:
        begins.append(begins[-1] + len(table))
    contents = b"".join(
        WOFF_ENTRY.pack(tag, begin, len(small), length, checksum)
        for (tag, checksum, _, length), (begin, _), small in zip(directory, pairwise(begins), packed, strict=True)
    )
    whole = HEADER.size + sum(ENTRY.size + length + -length % 4 for *_, length in directory)
    header = WOFF.pack(b"wOFF", version, begins[-1], count, 0, whole, 1, 0, 0, 0, 0, 0, 0)
    return header + contents + b"".join(padded)
