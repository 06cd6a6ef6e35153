"""Running experiments for many people: workers, queue, results, links. No screen, no mathematics.

For Python and notebooks: `import lab`, then `lab.compare(...)` gives a `lab.Result`; both are loaded when asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lab.notebook.comparison import compare
    from lab.notebook.result import Result

__all__ = ["Result", "compare"]

_WHERE = {"Result": "lab.notebook.result", "compare": "lab.notebook.comparison"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}: there are {' and '.join(__all__)}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
