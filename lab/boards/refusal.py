"""What a board does not allow."""

from __future__ import annotations

from core.words import ForPeople


class Refusal(ForPeople):
    """What was asked of a board cannot be done now. Its text is a sentence for whoever asked."""
