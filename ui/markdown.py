"""Text as it stands, for commands that take Markdown."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:^-])")


def plain(text: str) -> str:
    r"""`text` so that nothing in it is formatted: what a visitor typed, or what a link brought.

    >>> print(plain("a_b [c](d) $x$"))
    a\_b \[c\]\(d\) \$x\$
    """
    return SPECIAL.sub(r"\\\1", text)
