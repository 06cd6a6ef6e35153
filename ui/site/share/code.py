"""A link as a QR code: a drawing of squares, dark on white in both themes, since many cameras read it no other way."""

from __future__ import annotations

from html import escape
from itertools import groupby

import segno

from lab.languages.words import N_, _

QUIET = 4  # squares left white around the code, as the standard asks (ISO/IEC 18004)
TITLE = N_("QR code of the link {link}")
DRAWING = (
    '<svg class="qr-code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
    'aria-label="{title}" shape-rendering="crispEdges"><title>{title}</title>'
    '<rect width="{side}" height="{side}" fill="#ffffff"/><path fill="#000000" d="{squares}"/></svg>'
)


def svg(link: str) -> str:
    """The drawing, '' where the link is too long for a code (2,953 bytes).

    Of the codes that hold the link it is one of the fewest squares, so that it can be read from afar, and of these the
    one that mends most.
    """
    try:
        code = segno.make_qr(link, error="l", boost_error=True)
    except segno.DataOverflowError:
        return ""
    rows = [list(row) for row in code.matrix_iter(border=QUIET)]
    squares = "".join(_run(y, row) for y, row in enumerate(rows))
    return DRAWING.format(side=len(rows), title=escape(_(TITLE).format(link=link)), squares=squares)


def _run(y: int, row: list[int]) -> str:
    """The dark squares of a row, as a path of SVG."""
    drawn, x = [], 0
    for dark, squares in groupby(row):
        wide = len(list(squares))
        if dark:
            drawn.append(f"M{x} {y}h{wide}v1h-{wide}z")
        x += wide
    return "".join(drawn)
