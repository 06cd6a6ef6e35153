"""What is worked out once and kept: specs and tables that follow from little and are asked for at every run."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Keep the function's last 512 values, by its arguments.

    The same as `functools.lru_cache`, which however takes any arguments in the eyes of a type checker: here a call with
    wrong ones is found before it fails on somebody's screen.
    """
    return cast("Callable[P, T]", lru_cache(maxsize=512)(function))
