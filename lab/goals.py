"""How soon arms reach an accuracy, in words, as `lab.verdicts` says which is more accurate in the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.evidence.reach import Reach

Found = Sequence[Reach]
"""What an experiment says, an arm each, in the order in which they get there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said where it `fits`."""

    text: str
    fits: Callable[[Found], bool]


HEADLINES = (
    Sentence("No arm reaches {goal} % in {all} epochs", lambda found: found[0].median is None),
    Sentence("{first} reaches {goal} % after {soon} epochs", lambda found: len(found) == 1),
    Sentence(
        "{first} reaches {goal} % after {soon} epochs, no other arm in {all}",
        lambda found: found[1].median is None,
    ),
    Sentence(
        "Both reach {goal} % after {soon} epochs, where they get there at all",
        lambda found: len(found) == 2 and found[0].median == found[1].median and _sometimes(found),
    ),
    Sentence(
        "Both reach {goal} % after {soon} epochs", lambda found: len(found) == 2 and found[0].median == found[1].median
    ),
    Sentence(
        "{first} reaches {goal} % after {soon} epochs, {second} after {late}, where it gets there at all",
        lambda found: len(found) == 2 and not found[0].missing and bool(found[1].missing),
    ),
    Sentence(
        "{first} reaches {goal} % after {soon} epochs, {second} after {late}, where they get there at all",
        lambda found: len(found) == 2 and _sometimes(found),
    ),
    Sentence("{first} reaches {goal} % after {soon} epochs, {second} after {late}", lambda found: len(found) == 2),
    Sentence(
        "{first} is the first to reach {goal} %, after {soon} epochs; the last, {last}, takes {longest}",
        lambda found: not _sometimes(found) and found[0].median != found[1].median,
    ),
    Sentence(
        "{first} is the first to reach {goal} %, after {soon} epochs", lambda found: found[0].median != found[1].median
    ),
    Sentence("The first to reach {goal} % take {soon} epochs", lambda _: True),
)
"""The first that fits is used."""

DETAIL = "The median over seeds of the epochs until {goal} % of the {images:,} validation images are right. {arms}"
ALL_ALIKE = "{name}: {median} in each of {seeds} seeds."
ALL = "{name}: {median} ({low} to {high} in {seeds} seeds)."
ONE_SEED = "{name}: {median} (one seed)."
SOME = "{name}: {median} in {count} of {seeds} seeds, never in the others ({all} epochs)."
NEVER = "{name}: never in {all} epochs ({seeds} seeds)."


def _sometimes(found: Found) -> bool:
    return any(row.missing for row in found)


def in_order(found: Sequence[Reach]) -> list[int]:
    """The arms by how soon they get there: those that do in every seed first, the sooner the better."""
    return sorted(
        range(len(found)), key=lambda arm: (found[arm].median is None, bool(found[arm].missing), _when(found[arm]))
    )


def _when(row: Reach) -> float:
    return 0.0 if row.median is None else row.median


def headline(found: Sequence[Reach], names: Sequence[str], goal: float, epochs: int) -> str:
    """Which arm reaches the accuracy `goal`, a fraction of 1, after how many of all `epochs`, in a line."""
    order = in_order(found)
    rows = [found[arm] for arm in order]
    second = order[min(1, len(order) - 1)]
    text = next(row.text for row in HEADLINES if row.fits(rows))
    return text.format(
        goal=f"{100 * goal:g}",
        all=epochs,
        first=names[order[0]],
        soon=_number(rows[0].median),
        second=names[second][:1].lower() + names[second][1:],
        late=_number(found[second].median),
        last=names[order[-1]][:1].lower() + names[order[-1]][1:],
        longest=_number(rows[-1].median),
    )


def detail(found: Sequence[Reach], names: Sequence[str], goal: float, epochs: int, images: int) -> str:
    """What the headline is taken from: every arm's median and range over the seeds, and in how many it gets there."""
    arms = " ".join(_arm(found[arm], names[arm], epochs) for arm in in_order(found))
    return DETAIL.format(goal=f"{100 * goal:g}", images=images, arms=arms)


def _arm(row: Reach, name: str, epochs: int) -> str:
    reached = row.reached
    text = ALL
    if not reached:
        text = NEVER
    elif row.missing:
        text = SOME
    elif len(reached) == 1:
        text = ONE_SEED
    elif reached[0] == reached[-1]:
        text = ALL_ALIKE
    return text.format(
        name=name,
        median=_number(row.median),
        low=_number(reached[0] if reached else None),
        high=_number(reached[-1] if reached else None),
        count=len(reached),
        seeds=len(row.epochs),
        all=epochs,
    )


def _number(epochs: float | None) -> str:
    """Epochs as they are counted: whole, or to a twentieth."""
    return "" if epochs is None else f"{epochs:.2f}".rstrip("0").rstrip(".")
