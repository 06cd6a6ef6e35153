"""A progress bar where somebody sees it: on a terminal, or in a notebook with or without widgets."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from tqdm import tqdm

WIDTH = 80  # characters of a bar that is text in a notebook


class Line:
    """A line of text in a notebook that is written over: what tqdm writes its bar to where there are no widgets."""

    encoding = "utf-8"  # tqdm asks whether it may draw blocks

    def __init__(self) -> None:
        display = import_module("IPython.display").display  # it is there where there is a notebook
        self._place = display({"text/plain": ""}, raw=True, display_id=True)

    def write(self, text: str) -> None:
        """Show the text in place of what was there."""
        self._place.update({"text/plain": text.strip("\r\n ")}, raw=True)

    def flush(self) -> None:
        """Nothing is held back."""


def bar(epochs: int, *, quiet: bool) -> tqdm[Any]:
    """A bar of so many epochs, gone at the end; none where it is to be `quiet`, or where nobody would see it."""
    if quiet or not (in_notebook() or sys.stderr.isatty()):
        return tqdm(disable=True)
    if not in_notebook():
        return tqdm(total=epochs, unit=" epochs", leave=False)
    notebook = import_module("tqdm.notebook")  # which loads IPython
    if getattr(notebook, "IProgress", None) is not None:  # without widgets tqdm has nothing to show progress with
        widget: tqdm[Any] = notebook.tqdm(total=epochs, unit=" epochs", leave=False)
        return widget
    return tqdm(total=epochs, unit=" epochs", leave=False, file=Line(), ncols=WIDTH)


def in_notebook() -> bool:
    """Whether a notebook, or whatever speaks like one, runs this process."""
    return "ipykernel" in sys.modules
