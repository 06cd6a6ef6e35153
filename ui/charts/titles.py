"""Titles that fit into whatever holds a plot: the browser chooses among lines that were divided beforehand.

Lines are counted in letters of the Latin alphabet. Chinese has no spaces: its lines end between any two characters, but
none begins with what closes or ends with what opens.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from typing import Any

CHARACTER = 0.52  # the width of a character, of the type's size
TIERS = (900, 640, 460, 340, 250, 170, 120, 90)  # the widths in pixels that titles are divided for

WIDE = "WF"  # what Unicode calls a character as wide as its type is high (UAX 11)
CLOSING, OPENING = "，。、：；？！）》”’…·%", "（《“‘"
PIECE = re.compile(rf" +|[{OPENING}]*(?:[^ \u2e80-\uffef{OPENING}{CLOSING}]+|.)[{CLOSING}]*")
"""What no line ends within: a Chinese character, or a word of others, with the marks that belong to it."""

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
    divided = [json.dumps(wrapped(bound, int(width / (size * CHARACTER))), ensure_ascii=False) for width in TIERS]
    steps = [f"room > {width} ? {lines} : " for width, lines in zip(TIERS, divided, strict=True)]
    return "".join(steps) + divided[-1]


def letters(text: str, character: float = CHARACTER) -> float:
    """How many letters are as wide as `text`, where one is on average as wide as this part of the type's size.

    >>> letters("Cost"), letters("代价", 0.5)
    (4, 4.0)
    """
    wide = sum(unicodedata.east_asian_width(sign) in WIDE for sign in text)
    return len(text) + wide * (1 / character - 1) if wide else len(text)


def wrapped(text: str, room: int, character: float = CHARACTER) -> list[str]:
    """The lines of `text` where each has room for so many letters.

    >>> wrapped("Cost on 500 images", 12), wrapped("代价，500 张图像", 12, 0.5)
    (['Cost on 500', 'images'], ['代价，500 张', '图像'])
    """
    if letters(text, character) == len(text):
        return textwrap.wrap(text, room, break_on_hyphens=False)
    lines = [""]
    for piece in PIECE.findall(text):
        if lines[-1] and letters((lines[-1] + piece).rstrip(" "), character) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip(" ")
    return [line.rstrip(" ") for line in lines]
