"""Titles that fit into whatever holds a plot: the browser chooses among lines that were divided beforehand."""

from __future__ import annotations

import json
import re
import textwrap
from typing import Any

CHARACTER = 0.52  # the width of a character, of the type's size
TIERS = (900, 640, 460, 340, 250, 170, 120, 90)  # the widths in pixels that titles are divided for

WITHIN_FORMULA = re.compile(r" (?=[=+] )|(?<= [=+]) |(?<=\bln) ")
"""The spaces of a formula, at which no line ends."""

ROOM: dict[str, Any] = {
    "name": "room",
    "expr": "(width > 0 && isValid(containerSize()[0]) ? containerSize()[0] : width) / grow",
}
"""The parameter that says how many pixels there are for type as it is written, before the plot's own width is known."""


def title(text: str, size: int) -> dict[str, Any]:
    """A title in lines that fit, in type of `size` pixels. Its plot has the parameters `ROOM` and `GROW`."""
    return {"text": {"expr": in_lines(text, size)}, "fontSize": size, "limit": 0, "anchor": "start", "frame": "bounds"}


def in_lines(text: str, size: int) -> str:
    """An expression for the lines of `text` in as many pixels as there are.

    >>> in_lines("Cost", 14)[:19]
    'room > 900 ? ["Cost'
    >>> "z\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}ln\N{NO-BREAK SPACE}a" in in_lines("Logits, z = ln a", 14)
    True
    """
    bound = WITHIN_FORMULA.sub("\N{NO-BREAK SPACE}", text)
    divided = [
        json.dumps(textwrap.wrap(bound, int(width / (size * CHARACTER)), break_on_hyphens=False), ensure_ascii=False)
        for width in TIERS
    ]
    steps = [f"room > {width} ? {lines} : " for width, lines in zip(TIERS, divided, strict=True)]
    return "".join(steps) + divided[-1]
