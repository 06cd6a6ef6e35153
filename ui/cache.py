"""Functions whose values are kept: specifications and tables that every run of a page needs again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Keep the function's last 512 values, by its arguments.

    As `functools.lru_cache` does; but here a type checker still sees the arguments, and finds a wrong call.
    """
    return cast("Callable[P, T]", lru_cache(maxsize=512)(function))
