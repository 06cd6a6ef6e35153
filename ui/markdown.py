"""Plain text for commands that take Markdown."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:^-])")


def plain(text: str) -> str:
    r"""`text`, which a visitor typed or a link contained, escaped so that nothing in it is formatted.

    >>> print(plain("a_b [c](d) $x$"))
    a\_b \[c\]\(d\) \$x\$
    """
    return SPECIAL.sub(r"\\\1", text)
