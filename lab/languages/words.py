"""Words in the reader's language.

    from lab.languages.words import N_, _

    _("Train")                                  # said at once
    TITLE = N_("Accuracy on {count} images")    # marked where it is defined: modules are read before anybody asks
    _(TITLE).format(count=count)                # and said where it is shown

A message is a whole sentence with named fields, never a piece of one. The language belongs to the thread that draws, or
to the request that is answered; without one it is English, so that logs and the command line are.
"""

from __future__ import annotations

import contextlib
import gettext
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.words import N_ as N_  # noqa: PLC0414 - what other rooms take from here
from core.words import Said
from core.words import said as said  # noqa: PLC0414
from lab.languages.spacing import Template

FOLDER = Path(__file__).parent
CATALOGUE = "dashboard.po"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its `key` in links and its folder's name, what its readers call it, and its tag in documents.

    `latin`: it is written in Latin letters, with a capital where a sentence begins and a space after each word. Where
    it is not, the spaces around what is filled in are those of `lab.languages.spacing`.
    """

    key: str
    name: str
    tag: str
    latin: bool = True


ENGLISH = "en"
_ROWS = (Language(ENGLISH, "English", "en"), Language("zh", "中文", "zh-Hans", latin=False))
LANGUAGES: dict[str, Language] = {row.key: row for row in _ROWS}
"""The languages by key. To add one: a row here, and its catalogue, which `python -m lab words` begins."""


def _english() -> str:
    return ENGLISH


_spoken: ContextVar[str] = ContextVar("language")
_asked: list[Callable[[], str]] = [_english]


def listening(ask: Callable[[], str]) -> None:
    """Let `ask` say the language of a thread that has none yet: that of its visitor."""
    _asked[0] = ask


def language() -> str:
    """The key of the language that is spoken here."""
    try:
        return _spoken.get()
    except LookupError:
        return _asked[0]()


def speak(key: str) -> None:
    """Speak a language from here on, in this thread or task."""
    _spoken.set(key)


@contextlib.contextmanager
def speaking(key: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _spoken.set(key)
    try:
        yield
    finally:
        _spoken.reset(token)


def preferred(locale: str | None) -> str:
    """The language for a browser's locale, English where there is no better one.

    >>> preferred("zh-CN"), preferred("ZH"), preferred("de-AT"), preferred(None)
    ('zh', 'zh', 'en', 'en')
    """
    key = (locale or "").replace("_", "-").partition("-")[0].lower()
    return key if key in LANGUAGES else ENGLISH


def _(text: str) -> str:
    """The text in the language that is spoken here; itself where that is English, or no catalogue has it.

    A `Said` sentence is filled in anew, and so are the words among its values.

    >>> _(said("{name} must be below {high:,}", name="weight", high=1000))
    'weight must be below 1,000'
    """
    key = language()
    return text if key == ENGLISH else _in(text, key)


def _in(text: str, key: str) -> str:
    if isinstance(text, Said):
        values = {name: _in(value, key) if isinstance(value, str) else value for name, value in text.values.items()}
        return _in(text.template, key).format(**values)
    if not text:
        return text  # "" has the catalogue's own header
    found = catalogue(key).gettext(text)
    return found if LANGUAGES[key].latin or "{" not in found else Template(found)


@cache
def catalogue(key: str) -> gettext.NullTranslations:
    """The messages of a language, read when it is first spoken."""
    if key == ENGLISH:
        return gettext.NullTranslations()
    compiled = BytesIO()
    with path(key).open("rb") as file:
        write_mo(compiled, read_po(file, locale=key))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def path(key: str) -> Path:
    """Where the catalogue of a language is."""
    return FOLDER / key / "LC_MESSAGES" / CATALOGUE
