"""Words that the browser works out: expressions of Vega which hold sentences in the reader's language."""

from __future__ import annotations

import string

from lab.languages.words import N_, _

WITH_BAND = N_("{value} ({low} to {high})")


def with_band(fmt: str) -> str:
    """An expression for a row's figure, with its band where it has one; `fmt` is a d3 format."""
    value, low, high = (f"format(datum.{name}, '{fmt}')" for name in ("value", "low", "high"))
    return f"isValid(datum.low) ? {filled(_(WITH_BAND), value=value, low=low, high=high)} : {value}"


def filled(template: str, **fields: str) -> str:
    """An expression for a sentence whose named fields the browser fills in, each with the value of an expression.

    >>> filled("{value} of {all}", value="datum.value", all="length(data('source'))")
    "datum.value + ' of ' + length(data('source'))"
    """
    parts: list[str] = []
    for words, field, *_rest in string.Formatter().parse(template):
        parts += [quoted(words)] if words else []
        parts += [fields[field]] if field else []
    return " + ".join(parts)


def quoted(words: str) -> str:
    r"""Words as an expression has them.

    >>> print(quoted("One seed."), quoted("the seed's"))
    'One seed.' 'the seed\'s'
    """
    escaped = words.replace("\\", r"\\").replace("'", r"\'")
    return f"'{escaped}'"
