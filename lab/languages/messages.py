"""The messages of the program, taken from its sources by Babel, and every catalogue brought up to date with them."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from lab.languages import words
from lab.languages.words import ENGLISH, LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("core", "lab", "ui", "pages")
KEYWORDS = {"_": None, "N_": None, "said": None, "Sentence": None}
NOTE = "NOTE:"
"""What a comment begins with that is for translators."""


def sources() -> Catalog:
    """All messages of the sources, each with the files that have it."""
    found = Catalog(project="output-layers-and-losses", fuzzy=False)
    for folder in SOURCES:
        for file, _line, text, comments, context in extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=(NOTE,), strip_comment_tags=True
        ):
            found.add(text, locations=[(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return found


def read(key: str) -> Catalog:
    """The catalogue of a language, empty where there is none yet."""
    if not words.path(key).exists():
        return Catalog(locale=key)
    with words.path(key).open("rb") as file:
        return read_po(file, locale=key)


def update() -> dict[str, int]:
    """Bring all catalogues up to date: new messages without words, and none that nothing says any more.

    Returns how many messages each has no words for.
    """
    return {key: _update(key) for key in LANGUAGES if key != ENGLISH}


def _update(key: str) -> int:
    template, found = sources(), read(key)
    fresh = Catalog(locale=key, project=template.project, fuzzy=False, header_comment="# Words of the dashboard.")
    for message in template:
        if message.id:
            known = found.get(message.id)
            fresh.add(message.id, known.string if known else "", message.locations, auto_comments=message.auto_comments)
    words.path(key).parent.mkdir(parents=True, exist_ok=True)
    with words.path(key).open("wb") as file:
        write_po(file, fresh, width=120, sort_by_file=True, include_lineno=False, omit_header=True)
    return sum(not message.string for message in fresh if message.id)
