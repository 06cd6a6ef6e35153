"""What a board does not allow."""

from __future__ import annotations


class Refusal(Exception):
    """What was asked of a board cannot be done now. Its text is a sentence for whoever asked."""
