"""Functions whose values are kept: specifications and tables that every run of a page needs again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from lab.languages import words

P = ParamSpec("P")
T = TypeVar("T")


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Keep the function's last 512 values, by its arguments and by the language that is spoken: most hold words.

    As `functools.lru_cache` does; but here a type checker still sees the arguments, and finds a wrong call.
    """

    @lru_cache(maxsize=512)
    def kept(_language: str, *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        return kept(words.language(), *args, **kwargs)  # type: ignore[arg-type]  # they are hashable

    return wrapped
