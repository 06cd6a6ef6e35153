"""Ranges of numbers, with the sentence that is shown where one is left, and those that are not of one setting.

The limits of a setting stand in its row, in `core.settings`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from core.words import N_, ForPeople, said

T = TypeVar("T")

NO_NUMBER = N_("{name} must be between {low:,.12g} and {high:,.12g}, got {got}")
NO_WHOLE_NUMBER = N_("{name} must be a whole number between {low:,.12g} and {high:,.12g}, got {got}")
NOT_KNOWN = N_("{name} must be one of {known}, got {got}")


class InvalidSetting(ForPeople, ValueError):
    """A setting that cannot be used. Its text is one sentence for people: what was wanted and what came."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The range of one number.

    `name` is what people call the setting, `low` and `high` belong to the range, `whole` asks for an integer.
    """

    name: str
    low: float
    high: float
    whole: bool = False

    def check(self, value: object) -> float:
        """Give back `value` as a float (an int where the limit is `whole`).

        `value` may be a number or the text of one. Raises `InvalidSetting` with what was wanted and what came.

        >>> Limit("learning rate", 0.0001, 100).check("fast")
        Traceback (most recent call last):
        core.limits.InvalidSetting: learning rate must be between 0.0001 and 100, got 'fast'
        """
        template = NO_WHOLE_NUMBER if self.whole else NO_NUMBER
        refusal = InvalidSetting(said(template, name=self.name, low=self.low, high=self.high, got=repr(value)))
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise refusal
        try:
            number = float(value)
        except (ValueError, OverflowError):
            raise refusal from None
        if not math.isfinite(number) or not self.low <= number <= self.high:
            raise refusal
        if self.whole and number != int(number):
            raise refusal
        return int(number) if self.whole else number + 0.0  # no negative zero: it would hash like 0 and print otherwise

    def nearest(self, text: str, fallback: T) -> float | T:
        """The number within the limit closest to the one that `text` names; the fallback where it names none.

        >>> Limit("mini-batch size", 1, 1000, whole=True).nearest("2000", 10)
        1000
        """
        try:
            number = float(text)
        except ValueError:
            return fallback
        if math.isnan(number):
            return fallback
        number = min(max(number, self.low), self.high)
        return self.check(round(number) if self.whole else number)

    def check_whole(self, value: object) -> int:
        """`check` for a limit that is `whole`, typed as the integer it gives."""
        return int(self.check(value))


LEARNING_RATE = Limit(N_("learning rate"), 0.0001, 100)
HIDDEN_UNITS = Limit(N_("number of hidden units in a layer"), 1, 300, whole=True)
HIDDEN_LAYERS = Limit(N_("number of hidden layers"), 0, 2, whole=True)
PASSES = Limit(N_("training images times epochs"), 10, 5_000_000, whole=True)
WEIGHT = Limit(N_("weight"), -100, 100)  # of the page about a single neuron
BIAS = Limit(N_("bias"), -100, 100)
ARMS = Limit(N_("number of arms"), 1, 64, whole=True)
SWEPT = Limit(N_("number of runs of a sweep"), 1, 10_000, whole=True)
SHOWN_ARMS = Limit(N_("number of arms"), 1, 6, whole=True)  # what Compare, links and the command line take


def choice(name: str, value: object, known: Iterable[str]) -> str:
    """Give back `value` where it is one of the `known` registry keys; else raise `InvalidSetting` listing them.

    >>> choice("loss", "entropy", ["quadratic", "hinge"])
    Traceback (most recent call last):
    core.limits.InvalidSetting: loss must be one of quadratic, hinge, got 'entropy'
    """
    keys = list(known)
    if not isinstance(value, str) or value not in keys:
        raise InvalidSetting(said(NOT_KNOWN, name=name, known=", ".join(keys), got=repr(value)))
    return value
