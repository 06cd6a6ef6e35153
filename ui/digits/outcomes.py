"""What the networks of one seed make of the 10,000 test images: worked out once a result, and kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import mnist
from core.digits.answers import answers
from core.digits.selection import Selection, surest
from core.results import RunResult
from ui.digits import place
from ui.digits.source import Source

KEPT = 128
"""Networks whose figures are kept: 80 kB each."""


def answered(source: Source) -> NDArray[np.uint8]:
    """The digit that each arm's network answers to each test image (arms, 10,000), as it was recorded."""
    return np.stack([result.predictions for result in source.networks])


def choices(source: Source) -> Iterator[str]:
    """What can be asked of the images: without weights nobody knows how sure, and one arm cannot disagree."""
    for key in place.WHICH:
        if (key != "surest" or judged(source) in source.there) and (key != "disagree" or len(source.networks) > 1):
            yield key


def which(source: Source) -> str:
    """What is asked of the images; all where that cannot be asked of this result."""
    chosen = str(place.value("which"))
    return chosen if chosen in choices(source) else "all"


def image(source: Source, found: NDArray[np.intp] | None = None) -> int:
    """The image that is looked at: the chosen one, else the first of those `found`, else the first of all."""
    chosen = int(place.value("image"))
    if chosen != place.FIRST:
        return chosen
    found = selected(source) if found is None else found
    return int(found[0]) if len(found) else 0


def selected(source: Source) -> NDArray[np.intp]:
    """The test images that are asked for, in their order, or the surest mistakes first."""
    asked, arm = which(source), judged(source)
    first = asked == "surest"
    selection = Selection("wrong" if first else asked, arm, _digit("digit"), _digit("taken"))
    found = selection.of(answered(source), mnist().test.labels)
    if not first:
        return found
    result = source.networks[arm]
    return surest(found, _sureness(result.key, result))


def judged(source: Source) -> int:
    """The arm, counted from 0, that "right", "wrong" and "answer" are about."""
    return min(int(place.value("network")), len(source.networks)) - 1


def _digit(name: str) -> int | None:
    chosen = place.value(name)
    return None if chosen == place.ANY else int(chosen)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _sureness(key: str, _result: RunResult) -> NDArray[np.float64]:  # noqa: ARG001 (what is cached by)
    """How sure the network is of its answer to each test image (10,000,)."""
    return answers(_result, mnist().test.pixels).sureness
