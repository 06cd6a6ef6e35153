"""The kinds of scripts: a row each. To add one: write its template in this folder, and its row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of script.

    `label` is what people call it, `file_name` how its file is called, `template` the template beside this module, and
    `needs` the packages without which it does not run, as pip calls them.
    """

    key: str
    label: str
    file_name: str
    template: str
    needs: tuple[str, ...]


KINDS: dict[str, Kind] = {
    row.key: row
    for row in (
        Kind("numpy", "Python with NumPy", "compare_numpy.py", "numpy.py.jinja", ("numpy",)),
        Kind("pytorch", "Python with PyTorch", "compare_pytorch.py", "pytorch.py.jinja", ("numpy", "torch")),
    )
}
"""The kinds of scripts by key."""
