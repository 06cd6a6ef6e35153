"""How the book reads a figure off a run, a row each: after which epoch, on which images, of one run or of three."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.results import RunResult
from core.words import N_

THREE = 3
"""The book's best of three is the best of so many runs."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a figure off finished runs.

    `words` say what the figure is. `value` gives it for a run, a fraction of 1. `rank`: where the book takes the best
    of three runs, what it chooses by; None where every run counts.
    """

    key: str
    words: str
    value: Callable[[RunResult], float]
    rank: Callable[[RunResult], float] | None = None


def _best_test(result: RunResult) -> float:
    return max(record.test_accuracy or 0.0 for record in result.sound)


def _best_validation(result: RunResult) -> float:
    return result.best.validation_accuracy


def _test_at_best_validation(result: RunResult) -> float:
    return result.best.test_accuracy or 0.0


def _first_validation(result: RunResult) -> float:
    return result.sound[min(1, len(result.sound) - 1)].validation_accuracy


def _last_validation(result: RunResult) -> float:
    return result.validation_accuracy


_ROWS = (
    Reading("best test", N_("best test accuracy of any epoch"), _best_test),
    Reading(
        "best test of three", N_("best test accuracy of any epoch, of the best of three runs"), _best_test, _best_test
    ),
    Reading(
        "test by validation",
        N_("test accuracy at the best epoch on the validation images, of the best of three runs on these"),
        _test_at_best_validation,
        _best_validation,
    ),
    Reading("best validation", N_("best accuracy of any epoch on the validation images"), _best_validation),
    Reading("first validation", N_("accuracy on the validation images after the first epoch"), _first_validation),
    Reading("last validation", N_("accuracy on the validation images after the last epoch"), _last_validation),
)

READINGS: dict[str, Reading] = {row.key: row for row in _ROWS}
"""By key. Choosing an epoch by the test images flatters a network; the book does it, so it is done here to compare."""
