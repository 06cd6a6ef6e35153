"""Claims of the story: what a page says of the reader's numbers, each with the computation that it must agree with.

A claim is drawn with a mark: it holds, it fails, or floating point cannot tell here. `tests/pages/test_story.py` moves
everything that a reader can move, and checks every mark against computations of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import streamlit as st

from lab.languages.words import _
from ui import numerals

MARKS = {True: ":material/check:", False: ":material/close:", None: ":material/question_mark:"}
TOLERANCE = 1e-6
"""The largest relative error against central differences of a derivative that is right."""

Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: whether the claim `holds`, None where that cannot be told, and the numbers for its words."""

    holds: bool | None
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim(Generic[Seen]):
    """A sentence about what the reader sees, and its check; `untold` is said instead where that cannot tell."""

    sentence: str
    check: Callable[[Seen], Finding]
    untold: str = ""

    def said(self, seen: Seen) -> str:
        """The claim in Markdown, with its mark and its numbers."""
        found = self.check(seen)
        words = self.untold if found.holds is None else self.sentence
        return f"{MARKS[found.holds]} {_(words).format(**found.numbers)}"


def draw(*said: str) -> None:
    """Draw claims that were said, a line each."""
    st.markdown("  \n".join(said))


def differences(error: float | None) -> Finding:
    """What the largest relative error of a derivative against central differences tells; None: these cannot tell."""
    if error is None:
        return Finding(None)
    return Finding(error <= TOLERANCE, {"error": numerals.error(error)})
