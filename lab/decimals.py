"""With how many decimals a difference and its ± are written, so that the figures do not contradict the words."""

from __future__ import annotations

MOST_PLACES = 4  # decimals, a hundredth of a test image of 10,000


def places_of(difference: float, half: float) -> int:
    """The decimals with which a difference and its ± are written: as few as keep apart what is not equal and show what
    is not 0, for "ahead by 0.2 ± 0.2" would say nothing, and a lead of 0.04 is not "0.0".
    """
    least = 2 if min(difference or 1.0, half or 1.0) < 0.095 else 1
    return next((places for places in range(least, MOST_PLACES) if _distinct(difference, half, places)), MOST_PLACES)


def _distinct(difference: float, half: float, places: int) -> bool:
    """Whether the two, and 0, are as different with so many decimals as they are."""
    figures = (0.0, difference, half)
    return len(set(figures)) == len({round(figure, places) for figure in figures})


def fine(figure: float, places: int) -> str:
    """What one source leaves: with one more decimal where it is small, for it is no "± 0.0"."""
    return f"{figure:.{places if figure >= 0.095 else max(places, 3)}f}"
