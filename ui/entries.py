"""Values in the address of a page: each has a name, a default, and a text that is read with care and written back.

Reading never raises: it gives the nearest valid value, and a sentence about what was wrong, to be said in the reader's
language where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.limits import InvalidSetting, Limit, choice
from core.notation import number_text
from core.story.shares import WHOLE, to_shares
from core.words import N_, said

COUNT = N_("{name} must be {count} numbers between {low:,.12g} and {high:,.12g}, got {text!r}")
SHARES = N_("{name} must be {count} positive numbers that sum to 1, got {text!r}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One value in the address: `read` gives the nearest valid value to a text and what was wrong ('' if nothing)."""

    name: str
    default: Any
    read: Callable[[str], tuple[Any, str]]
    write: Callable[[Any], str]


def number(name: str, limit: Limit, default: float) -> Entry:
    """A number within `limit`."""

    def read(text: str) -> tuple[Any, str]:
        try:
            return limit.check(text), ""
        except InvalidSetting as wrong:
            return limit.nearest(text, default), wrong.sentence

    return Entry(name, default, read, number_text)


def numbers(name: str, limit: Limit, default: tuple[float, ...]) -> Entry:
    """As many numbers within `limit` as `default` has, joined by commas."""

    def read(text: str) -> tuple[Any, str]:
        parts = text.split(",")
        padded = [*parts, *[""] * len(default)]
        nearest = tuple(limit.nearest(part, other) for part, other in zip(padded, default, strict=False))
        try:
            given = tuple(limit.check(part) for part in parts)
        except InvalidSetting:
            given = ()
        if given == nearest:
            return given, ""
        limits = {"low": limit.low, "high": limit.high}
        return nearest, said(COUNT, name=limit.name, count=len(default), text=text, **limits)

    return Entry(name, default, read, lambda values: ",".join(map(number_text, values)))


def shares(name: str, default: tuple[int, ...]) -> Entry:
    """Thousandths that sum to 1000, written as decimals that sum to 1."""
    unit = Limit(name, 0, 1)

    def read(text: str) -> tuple[Any, str]:
        padded = [*text.split(","), *[""] * len(default)]
        found = [unit.nearest(part, 0) for part, _default in zip(padded, default, strict=False)]
        nearest = to_shares(found) if any(found) else default
        if [round(value * WHOLE, 6) for value in found] == list(nearest):
            return nearest, ""
        return nearest, said(SHARES, name=name, count=len(default), text=text)

    def write(values: tuple[int, ...]) -> str:
        return ",".join(number_text(value / WHOLE) for value in values)

    return Entry(name, default, read, write)


def key(name: str, what: str, known: Sequence[str], default: str = "") -> Entry:
    """One of the `known` keys, by default the first. `what` is the name of such a value in sentences."""
    default = default or known[0]

    def read(text: str) -> tuple[Any, str]:
        try:
            return choice(what, text, known), ""
        except InvalidSetting as wrong:
            return default, wrong.sentence

    return Entry(name, default, read, str)
