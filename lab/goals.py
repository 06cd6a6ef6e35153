"""How soon arms reach an accuracy, in words, as `lab.verdicts` says which is more accurate in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.evidence.reach import Reach

Found = Sequence[Reach]
"""What an experiment says, an arm each, in the order in which they get there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of outcomes that it `fits`; `soon` is when the first arm gets there, in epochs."""

    text: str
    fits: Callable[[Found], bool]


def _alike(found: Found, arms: int) -> bool:
    """Whether the first so many arms get there at the same time."""
    return len({row.median for row in found[:arms]}) == 1 and len({bool(row.missing) for row in found[:arms]}) == 1


ALONE = (
    Sentence("{first} does not reach {goal} % in {all}", lambda found: found[0].median is None),
    Sentence("{first} reaches {goal} % after {soon}, where it gets there at all", lambda found: found[0].missing > 0),
    Sentence("{first} reaches {goal} % after {soon}", lambda _: True),
)
TWO = (
    Sentence("No arm reaches {goal} % in {all}", lambda found: found[0].median is None),
    Sentence("{first} reaches {goal} % after {soon}, {second} never", lambda found: found[1].median is None),
    Sentence(
        "Both arms reach {goal} % after {soon}, where they get there at all",
        lambda found: _alike(found, 2) and found[0].missing > 0,
    ),
    Sentence("Both arms reach {goal} % after {soon}", lambda found: _alike(found, 2)),
    Sentence(
        "{first} reaches {goal} % after {soon}, {second} after {second_takes}, where they get there at all",
        lambda found: found[0].missing > 0,
    ),
    Sentence(
        "{first} reaches {goal} % after {soon}, {second} after {second_takes}, where it gets there at all",
        lambda found: found[1].missing > 0,
    ),
    Sentence("{first} reaches {goal} % after {soon}, {second} after {second_takes}", lambda _: True),
)
MANY = (
    Sentence("No arm reaches {goal} % in {all}", lambda found: found[0].median is None),
    Sentence("All arms reach {goal} % after {soon}", lambda found: _alike(found, len(found)) and not found[0].missing),
    Sentence("Several arms are the first to reach {goal} %, after {soon}", lambda found: _alike(found, 3)),
    Sentence("{first} and {second} are the first to reach {goal} %, after {soon}", lambda found: _alike(found, 2)),
    Sentence(
        "{first} is the first to reach {goal} %, after {soon}, where it gets there at all",
        lambda found: found[0].missing > 0,
    ),
    Sentence(
        "{first} is the first to reach {goal} %, after {soon}; the last is {last}, after {last_takes}",
        lambda found: not any(row.missing for row in found),
    ),
    Sentence("{first} is the first to reach {goal} %, after {soon}", lambda _: True),
)
"""Of one arm, of two and of more. The first sentence that fits is used."""

DETAIL = (
    "Epochs until {goal} % of the {images:,} validation images are right, the median over the seeds that get there."
)
ARMS = (
    Sentence("{name}: never ({seeds}).", lambda rows: rows[0].median is None),
    Sentence(
        "{name}: {median} (in {count} of {seeds}, from {low} to {high}; never in the others).",
        lambda rows: rows[0].missing > 0,
    ),
    Sentence("{name}: {median} (one seed).", lambda rows: len(rows[0].epochs) == 1),
    Sentence("{name}: {median} (in each of {seeds}).", lambda rows: rows[0].reached[0] == rows[0].reached[-1]),
    Sentence("{name}: {median} (from {low} to {high} in {seeds}).", lambda _: True),
)
"""Of each arm, given alone."""

EPOCHS = {True: "{count} epoch", False: "{count} epochs"}
SEEDS = {True: "{count} seed", False: "{count} seeds"}
"""Whether it is one, and the words."""


def in_order(found: Sequence[Reach]) -> list[int]:
    """The arms by how soon they get there: those that do in every seed first, those that never do last."""
    return sorted(range(len(found)), key=lambda arm: _lateness(found[arm]))


def _lateness(row: Reach) -> tuple[bool, bool, float]:
    return row.median is None, row.missing > 0, row.median or 0.0


def headline(found: Sequence[Reach], names: Sequence[str], goal: float, epochs: int) -> str:
    """Which arm reaches the accuracy `goal`, a fraction of 1, after how many of all `epochs`, in a line."""
    order = in_order(found)
    rows = [found[arm] for arm in order]
    second, last = order[min(1, len(order) - 1)], order[-1]
    return _first({1: ALONE, 2: TWO}.get(len(rows), MANY), rows).format(
        goal=f"{100 * goal:g}",
        all=_counted(EPOCHS, epochs),
        first=names[order[0]],
        soon=_counted(EPOCHS, rows[0].median),
        second=_within(names[second]),
        second_takes=_number(found[second].median),
        last=_within(names[last]),
        last_takes=_number(found[last].median),
    )


def detail(found: Sequence[Reach], names: Sequence[str], goal: float, images: int) -> str:
    """What the headline is taken from: every arm's median and range over the seeds, and in how many it gets there.

    `images` are the validation images of the curves.
    """
    arms = (_arm(found[arm], names[arm]) for arm in in_order(found))
    return " ".join([DETAIL.format(goal=f"{100 * goal:g}", images=images), *arms])


def _arm(row: Reach, name: str) -> str:
    low, high = (row.reached[0], row.reached[-1]) if row.reached else (None, None)
    return _first(ARMS, [row]).format(
        name=name,
        median=_number(row.median),
        low=_number(low),
        high=_number(high),
        count=len(row.reached),
        seeds=_counted(SEEDS, len(row.epochs)),
    )


def _first(sentences: Sequence[Sentence], rows: Found) -> str:
    return next(row.text for row in sentences if row.fits(rows))


def _counted(words: dict[bool, str], count: float | None) -> str:
    return words[count == 1].format(count=_number(count))


def _number(epochs: float | None) -> str:
    """Epochs as they are counted: whole, or to a twentieth."""
    return "" if epochs is None else f"{epochs:.2f}".rstrip("0").rstrip(".")


def _within(name: str) -> str:
    """A name inside a sentence."""
    return name[:1].lower() + name[1:]
