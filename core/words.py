"""Words for people: literals that are marked for translators, and sentences that remember how they were filled in.

`core` speaks English. Whoever shows its words looks them up in the reader's language: `lab.languages.words`.
"""

from __future__ import annotations

from typing import Any, Self


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a literal for translators, and give it back as it is: it is looked up where it is shown.

    >>> N_("Training images")
    'Training images'
    """
    return text


class Said(str):
    """A sentence in English that can still be said in another language: its `template`, and the `values` filled in."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any]) -> Self:
        """Fill the template's named fields in."""
        sentence = super().__new__(cls, template.format(**values))
        sentence.template, sentence.values = template, values
        return sentence

    def __reduce__(self) -> tuple[type[Said], tuple[str, dict[str, Any]]]:
        return Said, (self.template, self.values)


class ForPeople(Exception):
    """An exception whose text is a sentence for people.

    `sentence` is that text as it was given, so that it can be said in the reader's language.
    """

    @property
    def sentence(self) -> str:
        """The text, which may be one that remembers how it was filled in."""
        return self.args[0] if self.args else ""


def said(template: str, **values: Any) -> Said:
    """A sentence whose literal `template` is marked for translators.

    >>> said("{name} must be below {high:,}", name="weight", high=1000)
    'weight must be below 1,000'
    """
    return Said(template, values)
