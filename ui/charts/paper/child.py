"""The renderer, in this process or as a process of its own: `python -m ui.charts.paper.child` draws what it is sent.

It reads a line of JSON, how many times as large PNG pictures are and a list of specifications, and answers each of
these in a line of JSON: the picture as SVG and as PNG, or what went wrong. Of the house it imports nothing, so that it
is there at once.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

FONTS = Path(__file__).parent / "fonts"
NICENESS = 10


@cache
def _renderer() -> ModuleType:
    """The renderer, 80 MB of it, loaded where something is to leave the page."""
    import vl_convert  # noqa: PLC0415

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def svg(specification: dict[str, Any]) -> str:
    """A Vega-Lite specification, its data in it, as SVG. Nothing is fetched from the network."""
    drawn: str = _renderer().vegalite_to_svg(specification, allowed_base_urls=[])
    return drawn


def png(picture: str, scale: float) -> bytes:
    """An SVG as PNG, `scale` times as many pixels wide as it says."""
    drawn: bytes = _renderer().svg_to_png(picture, scale=scale)
    return drawn


def _answer(specification: dict[str, Any], scale: float) -> dict[str, str]:
    try:
        picture = svg(specification)
        return {"svg": picture, "png": base64.b64encode(png(picture, scale)).decode()}
    except Exception as wrong:  # noqa: BLE001  # whatever it is, whoever asked reads it, and the next is drawn
        return {"wrong": str(wrong)}


def main() -> None:
    """Draw what comes in, as long as something does, leaving the processor to whoever needs it more."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    for line in sys.stdin:
        asked = json.loads(line)
        for specification in asked["specifications"]:
            sys.stdout.write(json.dumps(_answer(specification, asked["scale"])) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
