"""Four bars as the options of a question, and bars named in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lab import saying
from lab.languages.words import N_, _
from ui.numerals import index

BARS = {f"a{place}": index("a", place) for place in range(1, 5)}
BARS_OR_NONE = {**BARS, "none": N_("None of them")}
NONE = frozenset({"none"})


def chosen(picked: Sequence[bool]) -> frozenset[str]:
    """The keys of the bars that are picked, or that of none of them."""
    return frozenset(key for key, one in zip(BARS, picked, strict=True) if one) or NONE


def listed(keys: Collection[str]) -> str:
    """The bars' names in a row, as in a sentence.

    >>> listed({"a1", "a3", "a2"}), listed({"a4"})
    ('a₁, a₂ and a₃', 'a₄')
    """
    names = [_(name) for key, name in BARS_OR_NONE.items() if key in keys]
    return saying.listed(names)
