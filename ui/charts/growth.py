"""Full screen: a chart that has the whole of a large window is set as for a projector, with larger type and lines.

The browser decides, by two parameters that are 1 elsewhere. So the spec stays the same, and so does a chart on a page.
"""

from __future__ import annotations

from typing import Any

from ui.cache import remembered

LARGE_TYPE, LARGE_LINE = 20, 4  # pixels of type, and of a mean curve, in full screen
TYPE, BOLD = 14, 2.5  # the same on a page

_SIDES = 48  # pixels beside a chart in full screen, at most; beside one on a page there are at least 64
_LEAST = (900, 560)  # pixels of a window that has room for large type
_WHOLE = (
    f"width > 0 && isValid(containerSize()[0]) && windowSize()[0] - containerSize()[0] < {_SIDES}"
    f" && windowSize()[0] >= {_LEAST[0]} && windowSize()[1] >= {_LEAST[1]}"
)

GROW: dict[str, Any] = {"name": "grow", "expr": f"{_WHOLE} ? {LARGE_TYPE} / {TYPE} : 1"}
"""The parameter that says how many times larger than written type is, and what is measured by it."""

BROADEN: dict[str, Any] = {"name": "broaden", "expr": f"{_WHOLE} ? {LARGE_LINE} / {BOLD} : 1"}
"""The parameter that says how many times broader than written lines are."""

STILL: list[dict[str, Any]] = [{**row, "expr": "1"} for row in (GROW, BROADEN)]
"""The two for a chart that is written large."""

SET_ANEW = "(grow > 1 ? '\\u200b' : '')"
"""An expression that ends a text of several lines, not seen: Vega sets its lines anew only where the text changes."""

BY_TYPE = "{} * grow"
BY_AREA = "{} * grow * grow"
BY_LINE = "{} * broaden"
HOW = {
    **dict.fromkeys(("fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize", "lineHeight"), BY_TYPE),
    **dict.fromkeys(("dx", "dy", "labelPadding", "titlePadding", "rowPadding", "labelLimit"), BY_TYPE),
    **dict.fromkeys(("minExtent", "maxExtent", "offset", "subtitlePadding"), BY_TYPE),
    **dict.fromkeys(("size", "symbolSize"), BY_AREA),
    **dict.fromkeys(("strokeWidth", "symbolStrokeWidth"), BY_LINE),
}
"""How what a spec writes as a number grows, by its name. A name that stands for an encoding is no number."""


def growing(spec: Any) -> Any:
    """The same spec, or part of one, whose type and lines grow. It has the parameters `GROW` and `BROADEN`.

    >>> growing({"mark": {"type": "text", "fontSize": 14}, "height": 340})
    {'mark': {'type': 'text', 'fontSize': {'expr': '14 * grow'}}, 'height': 340}
    """
    if isinstance(spec, list):
        return [growing(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        name: {"expr": HOW[name].format(part)} if name in HOW and isinstance(part, int | float) else growing(part)
        for name, part in spec.items()
    }


class _Same:
    """A spec as a key of a cache: by what it is, not by what it holds, which takes longer to compare than to rewrite.

    The cache keeps it, so that no other spec takes its identity.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.spec is other.spec

    def __hash__(self) -> int:
        return id(self.spec)


@remembered
def _grown(key: _Same) -> dict[str, Any]:
    grown: dict[str, Any] = growing(key.spec)
    return grown


def sent(spec: dict[str, Any]) -> dict[str, Any]:
    """A whole spec as it goes to the browser, where it grows; made once as long as it is the same object."""
    return _grown(_Same(spec))
