"""Spaces between words that are not written in Latin letters and those that are: 30 轮, softmax 层, but 对数似然领先.

Whoever fills in a sentence does not know with which letter a name or a number begins. So the spaces at both ends of
what was filled in are set anew.
"""

from __future__ import annotations

import re
from typing import Any

IDEOGRAPH = "[\u3400-\u9fff]"
WRITTEN = "[A-Za-z0-9]"
"""What is set off by a space: Latin letters and figures."""

_TOUCHING = re.compile(f"(?<={IDEOGRAPH})(?={WRITTEN})|(?<={WRITTEN})(?={IDEOGRAPH})")
_APART = re.compile(f"(?<={IDEOGRAPH}) (?={IDEOGRAPH})")


def spaced(text: str) -> str:
    """The text with a space between an ideograph and a Latin letter or figure, and none between two ideographs.

    >>> spaced("训练30轮softmax层"), spaced("对数似然 领先")
    ('训练 30 轮 softmax 层', '对数似然领先')
    """
    return _TOUCHING.sub(" ", _APART.sub("", text))


class Template(str):
    """A text whose fields are still to be filled in, and which is then `spaced`."""

    __slots__ = ()

    def format(self, *args: Any, **values: Any) -> str:
        """The text with its fields filled in."""
        return spaced(super().format(*args, **values))
