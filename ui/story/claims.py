"""Claims of the story, each with a mark that says whether it holds with the reader's numbers."""

from __future__ import annotations

import streamlit as st

from ui import numerals

HOLDS = ":material/check: {claim}"
FAILS = ":material/close: {claim}"
OPEN = ":material/question_mark: {claim}"
CHECKED = "{claim} Largest relative error against finite differences: {error}."
UNCHECKED = "{claim} Here finite differences cannot tell."
TOLERANCE = 1e-6


def claim(sentence: str, *, holds: bool) -> str:
    """A claim in Markdown, with the mark of whether it holds with the present numbers."""
    return (HOLDS if holds else FAILS).format(claim=sentence)


def checked(sentence: str, error: float | None) -> str:
    """A claim about a derivative in Markdown, with its largest relative error against central differences.

    `error` is None where differences cannot tell.
    """
    if error is None:
        return OPEN.format(claim=UNCHECKED.format(claim=sentence))
    return claim(CHECKED.format(claim=sentence, error=numerals.error(error)), holds=error <= TOLERANCE)


def draw(*sentences: str) -> None:
    """Draw claims, a line each."""
    st.markdown("  \n".join(sentences))
