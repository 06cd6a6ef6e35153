"""What a language's words are taken from, and that catalogues have all of them, filled in rightly."""

from __future__ import annotations

import pickle
import re
import string
from collections import Counter
from collections.abc import Callable

import pytest
from babel.messages.catalog import Message

from core.limits import InvalidSetting, Limit
from core.words import said
from lab.languages import messages, words
from lab.languages.words import ENGLISH, LANGUAGES, _

OTHERS = sorted(set(LANGUAGES) - {ENGLISH})
FORMULA = re.compile(r"\$[^$]+\$")
MARKS = re.compile(r"\*\*|`|:material/\w+:|<[^>]+>|\]\([^)]*\)")


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A language of this test's, with two messages."""
    known = {
        "{name} must be between {low:,.12g} and {high:,.12g}, got {got}": "{name}：{low:g}–{high:g}，不能是 {got}",
        "learning rate": "学习率",
    }

    class Known(words.gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return known.get(message, message)

    monkeypatch.setattr(words, "catalogue", lambda _key: Known())
    return known


def test_english_is_as_it_is_written() -> None:
    sentence = said("{name} is {value:,}", name="weight", value=1000)
    assert _(sentence) == sentence == "weight is 1,000"
    assert _("") == ""


def test_a_message_is_said_in_the_language_that_is_spoken(catalogue: dict[str, str]) -> None:
    with words.speaking("zh"):
        assert _("learning rate") == "学习率"
        assert _("never translated") == "never translated"
        assert _("") == ""
    assert _("learning rate") == "learning rate"


def test_a_refusal_is_said_anew_with_its_numbers_and_its_words(catalogue: dict[str, str]) -> None:
    with pytest.raises(InvalidSetting) as refused:
        Limit("learning rate", 0.1, 100).check("fast")
    with words.speaking("zh"):
        assert _(refused.value.sentence) == "学习率：0.1–100，不能是 'fast'"
    assert str(refused.value) == "learning rate must be between 0.1 and 100, got 'fast'"


def test_a_sentence_survives_the_way_between_processes(catalogue: dict[str, str]) -> None:
    sent = said("{name} is {value:,}", name="learning rate", value=1000)
    came = pickle.loads(pickle.dumps(sent))  # noqa: S301 - our own
    assert (came, came.template, came.values) == (sent, sent.template, sent.values)


def test_the_language_of_a_thread_is_asked_for_where_it_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_asked", [lambda: "zh"])
    assert words.language() == "zh"
    with words.speaking(ENGLISH):
        assert words.language() == ENGLISH
    assert words.language() == "zh"


@pytest.mark.parametrize("key", OTHERS)
def test_a_catalogue_has_every_message_and_no_other(key: str) -> None:
    written = {message.id for message in messages.sources() if message.id}
    found = {message.id for message in messages.read(key) if message.id}
    assert found == written, "python -m lab words brings it up to date"


@pytest.mark.parametrize("key", OTHERS)
def test_every_message_has_words(key: str) -> None:
    assert [message.id for message in messages.read(key) if message.id and not message.string] == []


@pytest.mark.parametrize("key", OTHERS)
def test_no_message_is_a_guess(key: str) -> None:
    assert [message.id for message in messages.read(key) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("key", OTHERS)
@pytest.mark.parametrize("of", ["fields", "formulas", "marks"])
def test_what_is_no_word_is_the_same_in_both(key: str, of: str) -> None:
    take = {"fields": fields, "formulas": found_by(FORMULA), "marks": found_by(MARKS)}[of]
    wrong = [message.id for message in translated(key) if take(str(message.id)) != take(str(message.string))]
    assert wrong == []


def translated(key: str) -> list[Message]:
    return [message for message in messages.read(key) if message.id and message.string]


def found_by(pattern: re.Pattern[str]) -> Callable[[str], Counter[str]]:
    """What a pattern finds in a text, in any order: languages have orders of their own."""
    return lambda text: Counter(pattern.findall(text))


def fields(text: str) -> Counter[str]:
    """The names of a template's fields, each once, for a language may repeat one; none where it is no template.

    >>> sorted(fields("{low:,} to {high}"))
    ['high', 'low']
    """
    try:
        return Counter({name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None})
    except ValueError:  # LaTeX has braces of its own
        return Counter()
