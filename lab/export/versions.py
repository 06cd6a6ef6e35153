"""Which program, engine and libraries stand behind a result, so that it can be made again."""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core.results import RunResult
from core.words import N_

Results = Sequence[Sequence[RunResult]]

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
PACKAGES = {"NumPy": "numpy", "SciPy": "scipy", "Numba": "numba"}
"""The libraries that take part in a result, by the names of their packages."""


@cache
def program() -> str:
    """The version of this program."""
    said: str = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    return said


def engines(results: Results) -> list[str]:
    """The engines that trained the runs, such as `compiled 1`."""
    return sorted({run.engine for runs in results for run in runs})


def versions(results: Results) -> dict[str, str]:
    """Names and versions: those of the engines that trained are part of the result, the others are of this machine."""
    trained = {N_("Engine that trained"): ", ".join(engines(results))}
    return {N_("Output layers and losses"): program(), **trained, "Python": platform.python_version(), **_packages()}


def version_of(package: str) -> str:
    """The version of a package that is installed here, '' where it is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _packages() -> dict[str, str]:
    found = {name: version_of(package) for name, package in PACKAGES.items()}
    return {name: said for name, said in found.items() if said}
