"""Which engine trains: the compiled one where Numba is installed, else the plain one, or the one that is asked for.

Nothing is imported to find this out: the web process asks for the name and never loads an engine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from core.limits import InvalidSetting, choice

SETTING = "LAB_ENGINE"
"""The environment variable that names an engine."""


@dataclass(frozen=True, slots=True)
class Row:
    """One engine: raise its `version` with every change that alters the bits of its results.

    `place` is the module and the class that make it, `needs` the package without which it cannot run.
    """

    name: str
    version: int
    place: tuple[str, str]
    needs: str

    @property
    def identity(self) -> str:
        """Name and version, part of the key of every run that it trains: `compiled 1`."""
        return f"{self.name} {self.version}"

    @property
    def installed(self) -> bool:
        """Whether the package that it needs can be found."""
        return _found(self.needs)

    def make(self) -> Callable[..., Any]:
        """Load the engine: a `core.engine.interface.Make`, whose module builds on what asks here for a name."""
        module, name = self.place
        maker: Callable[..., Any] = getattr(import_module(module), name)
        return maker


ENGINES: dict[str, Row] = {
    row.name: row
    for row in (
        Row("compiled", 1, ("core.engine.compiled", "Compiled"), "numba"),
        Row("plain", 1, ("core.engine.plain", "Plain"), "numpy"),
    )
}
"""The engines, the preferred one first."""

MAKER = next(iter(ENGINES))
"""The engine that makes results which come with the program: its bits are the same on every machine."""

FORMER = ("numpy 3",)
"""The identities of engines that are no more, the latest first. Results of theirs that are stored are still shown."""


@cache
def _found(package: str) -> bool:
    return find_spec(package) is not None  # looks through the folders of `sys.path`: once is enough


def chosen() -> Row:
    """The engine of this process: what `LAB_ENGINE` names, else the first that is installed.

    Raises `InvalidSetting` where the variable names no engine, or one that cannot run here.
    """
    asked = os.environ.get(SETTING, "")
    return named(asked) if asked else next(row for row in ENGINES.values() if row.installed)


def named(name: str) -> Row:
    """The engine of this name. Raises `InvalidSetting` where there is none, or one that cannot run here."""
    row = ENGINES[choice(f"the engine in {SETTING}", name, ENGINES)]
    if not row.installed:
        raise InvalidSetting(f"the engine {name!r} in {SETTING} needs the package {row.needs}, which is not installed")
    return row
