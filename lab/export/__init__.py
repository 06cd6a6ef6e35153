"""Experiments and their results in formats for other programs, and as a report for people."""

from lab.export.document import as_json

__all__ = ["as_json"]
