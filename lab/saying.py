"""Sentences that are chosen by what they fit: whole literals with named fields, for translators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

from lab.languages.words import N_, _, said

Found = TypeVar("Found")
"""What a sentence is about."""


AND = N_("{others} and {last}")
COMMA = N_(", ")
SEMICOLON = N_("; ")
TOGETHER = N_("{before} {after}")
"""Two sentences, one after the other."""

FULL_STOP = N_("{words}.")
ENDS = (".", "。")


def always(_: object) -> bool:
    """What fits everything."""
    return True


@dataclass(frozen=True, slots=True)
class Sentence(Generic[Found]):
    """What is said of something that it `fits`: of anything, where no more is given.

    Its text is a message for translators, as in `N_`.
    """

    text: str
    fits: Callable[[Found], bool] = always


def first(sentences: Sequence[Sentence[Found]], found: Found) -> str:
    """The text of the first sentence that fits, in the reader's language."""
    return _(next(row.text for row in sentences if row.fits(found)))


def listed(names: Sequence[str]) -> str:
    """Names in a row.

    >>> listed(["one", "two", "three"]), listed(["one"]), listed([])
    ('one, two and three', 'one', '')
    """
    return _(AND).format(others=_(COMMA).join(names[:-1]), last=names[-1]) if len(names) > 1 else "".join(names)


def followed(before: str, after: str) -> str:
    """Two sentences, each of which may be empty, one after the other: a `Said`, where there are two.

    >>> followed("It is one.", "It is two."), followed("It is one.", "")
    ('It is one. It is two.', 'It is one.')
    """
    return said(TOGETHER, before=before, after=after) if before and after else before or after


def together(sentences: Iterable[str]) -> str:
    """Sentences one after the other in the reader's language, without those that are empty.

    >>> together(["It is one.", "", "It is two."]), together([])
    ('It is one. It is two.', '')
    """
    return _(reduce(followed, filter(None, sentences), ""))


def sentence(words: str) -> str:
    """The words with a capital letter and a full stop.

    >>> sentence("first seed must be between 0 and 5, got -1")
    'First seed must be between 0 and 5, got -1.'
    """
    whole = words[:1].upper() + words[1:]
    return whole if whole.endswith(ENDS) else _(FULL_STOP).format(words=whole)
