"""How soon arms reach an accuracy, in words, as `lab.verdicts` says which is more accurate in the end."""

from __future__ import annotations

from collections.abc import Sequence

from core.evidence.reach import Reach
from lab.languages.words import N_, _
from lab.saying import Sentence, first, together
from lab.wording import small

Found = Sequence[Reach]
"""What an experiment says, an arm each, in the order in which they get there."""


def _alike(found: Found) -> int:
    """How many arms are the first, at the same time."""
    return sum(row.median == found[0].median for row in found)


def _some_missing(found: Found) -> bool:
    """Whether an arm that is the first does not get there in every seed."""
    return any(row.missing for row in found[: _alike(found)])


ALONE: tuple[Sentence[Found], ...] = (
    Sentence("{first} does not reach {goal} % in {all}", lambda found: found[0].median is None),
    Sentence("{first} reaches {goal} % after {soon}, where it gets there at all", lambda found: found[0].missing > 0),
    Sentence("{first} reaches {goal} % after {soon}"),
)
TWO: tuple[Sentence[Found], ...] = (
    Sentence("No arm reaches {goal} % in {all}", lambda found: found[0].median is None),
    Sentence(
        "{first} reaches {goal} % after {soon}, where it gets there at all, and {second} never",
        lambda found: found[1].median is None and found[0].missing > 0,
    ),
    Sentence("{first} reaches {goal} % after {soon}, {second} never", lambda found: found[1].median is None),
    Sentence(
        "Both arms reach {goal} % after {soon}, where they get there at all",
        lambda found: _alike(found) == 2 and _some_missing(found),
    ),
    Sentence("Both arms reach {goal} % after {soon}", lambda found: _alike(found) == 2),
    Sentence(
        "{first} reaches {goal} % after {soon}, {second} after {second_takes}, where they get there at all",
        lambda found: found[0].missing > 0 and found[1].missing > 0,
    ),
    Sentence(
        "{first} reaches {goal} % after {soon}, where it gets there at all, and {second} after {second_takes}",
        lambda found: found[0].missing > 0,
    ),
    Sentence(
        "{first} reaches {goal} % after {soon}, {second} after {second_takes}, where it gets there at all",
        lambda found: found[1].missing > 0,
    ),
    Sentence("{first} reaches {goal} % after {soon}, {second} after {second_takes}"),
)
MANY: tuple[Sentence[Found], ...] = (
    Sentence("No arm reaches {goal} % in {all}", lambda found: found[0].median is None),
    Sentence(
        "All arms reach {goal} % after {soon}",
        lambda found: _alike(found) == len(found) and not _some_missing(found),
    ),
    Sentence(
        "Several arms are the first to reach {goal} %, after {soon}, where they get there at all",
        lambda found: _alike(found) > 2 and _some_missing(found),
    ),
    Sentence("Several arms are the first to reach {goal} %, after {soon}", lambda found: _alike(found) > 2),
    Sentence(
        "{first} and {second} are the first to reach {goal} %, after {soon}, where they get there at all",
        lambda found: _alike(found) == 2 and _some_missing(found),
    ),
    Sentence("{first} and {second} are the first to reach {goal} %, after {soon}", lambda found: _alike(found) == 2),
    Sentence(
        "{first} is the first to reach {goal} %, after {soon}, where it gets there at all",
        lambda found: found[0].missing > 0,
    ),
    Sentence(
        "{first} is the first to reach {goal} %, after {soon}; the last is {last}, after {last_takes}",
        lambda found: not any(row.missing for row in found),
    ),
    Sentence("{first} is the first to reach {goal} %, after {soon}"),
)
"""Of one arm, of two and of more. The first sentence that fits is used; `soon` is when the first arm gets there."""

DETAIL = N_(
    "Epochs until {goal} % of the {images:,} validation images are right, the median over the seeds that get there."
)
ARMS: tuple[Sentence[Reach], ...] = (
    Sentence("{name}: never ({seeds}).", lambda row: row.median is None),
    Sentence(
        "{name}: {median} (in {count} of {seeds}, from {low} to {high}; never in the others).",
        lambda row: row.missing > 0,
    ),
    Sentence("{name}: {median} (one seed).", lambda row: len(row.epochs) == 1),
    Sentence("{name}: {median} (in each of {seeds}).", lambda row: row.reached[0] == row.reached[-1]),
    Sentence("{name}: {median} (from {low} to {high} in {seeds})."),
)
"""Of each arm, given alone."""

CELLS: tuple[Sentence[Reach], ...] = (
    Sentence("never", lambda row: row.median is None),
    Sentence("{median}, in {count} of {seeds}", lambda row: row.missing > 0),
    Sentence("{median}"),
)
"""The same in a table."""


EPOCHS = {True: N_("{count} epoch"), False: N_("{count} epochs")}
SEEDS = {True: N_("{count} seed"), False: N_("{count} seeds")}
"""Whether it is one, and the words."""


def in_order(found: Sequence[Reach]) -> list[int]:
    """The arms by how soon they get there, in the seeds in which they do; those that never do last."""
    return sorted(range(len(found)), key=lambda arm: _lateness(found[arm]))


def _lateness(row: Reach) -> tuple[bool, float, float]:
    return row.median is None, row.median or 0.0, row.missing / len(row.epochs)


def headline(found: Sequence[Reach], names: Sequence[str], goal: float, epochs: int) -> str:
    """Which arm reaches the accuracy `goal`, a fraction of 1, after how many of all `epochs`, in a line."""
    order = in_order(found)
    rows = [found[arm] for arm in order]
    second, last = order[min(1, len(order) - 1)], order[-1]
    return first({1: ALONE, 2: TWO}.get(len(rows), MANY), rows).format(
        goal=f"{100 * goal:g}",
        all=_counted(EPOCHS, epochs),
        first=names[order[0]],
        soon=_counted(EPOCHS, rows[0].median),
        second=small(names[second]),
        second_takes=_number(found[second].median),
        last=small(names[last]),
        last_takes=_number(found[last].median),
    )


def detail(found: Sequence[Reach], names: Sequence[str], goal: float, images: int) -> str:
    """What the headline is taken from: every arm's median and range over the seeds, and in how many it gets there.

    `images` are the validation images of the curves.
    """
    arms = (first(ARMS, found[arm]).format(name=names[arm], **_fields(found[arm])) for arm in in_order(found))
    return together([_(DETAIL).format(goal=f"{100 * goal:g}", images=images), *arms])


def cell(row: Reach) -> str:
    """How soon an arm gets there, for a table: the median, and in how many seeds where not in all.

    >>> cell(Reach((0.65, 0.7, None))), cell(Reach((None,)))
    ('0.675, in 2 of 3 seeds', 'never')
    """
    return first(CELLS, row).format(**_fields(row))


def _fields(row: Reach) -> dict[str, object]:
    low, high = (row.reached[0], row.reached[-1]) if row.reached else (None, None)
    return {
        "median": _number(row.median),
        "low": _number(low),
        "high": _number(high),
        "count": len(row.reached),
        "seeds": _counted(SEEDS, len(row.epochs)),
    }


def _counted(words: dict[bool, str], count: float | None) -> str:
    return _(words[count == 1]).format(count=_number(count))


def _number(epochs: float | None) -> str:
    """Epochs as they are counted: whole, in twentieths, or half way between two of those."""
    return "" if epochs is None else f"{epochs:,.3f}".rstrip("0").rstrip(".")
