"""Titles that fit into whatever holds a plot: the browser chooses among lines that were divided beforehand."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
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


BROAD = "[⺀-鿿豈-﫿＀-￯]"
"""A character of Chinese, or of its punctuation, which is twice as broad as others."""

UNIT = re.compile(rf"[（「“《]*(?:{BROAD}|[^ ⺀-鿿豈-﫿＀-￯，。；：？！）」”》、…]+)[，。；：？！）」”》、…%]* *")
"""What no line ends within: a Chinese character or a word, with the punctuation that belongs to it."""


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
    tiers = [json.dumps(divided(bound, int(width / (size * CHARACTER))), ensure_ascii=False) for width in TIERS]
    steps = [f"room > {width} ? {lines} : " for width, lines in zip(TIERS, tiers, strict=True)]
    return "".join(steps) + tiers[-1]


def width(text: str, broad: float = 2) -> float:
    """How many characters of usual breadth a text is as long as; a `broad` one counts as so many.

    >>> width("softmax 层"), width("")
    (10, 0)
    """
    return sum(broad if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def divided(text: str, characters: int, broad: float = 2) -> list[str]:
    """The text in lines of at most so many characters, a `broad` one as in `width`; a longer word has its own line.

    >>> divided("Accuracy on 1,000 images", 15), divided("在 1,000 张图像上的准确率，%", 14)
    (['Accuracy on', '1,000 images'], ['在 1,000 张图', '像上的准确', '率，%'])
    """
    if not re.search(BROAD, text):
        return textwrap.wrap(text, characters, break_on_hyphens=False)
    lines = [""]
    for unit in UNIT.findall(text):
        if lines[-1] and width(lines[-1], broad) + width(unit.rstrip(), broad) > characters:
            lines.append("")
        lines[-1] += unit
    return [line.rstrip() for line in lines]
