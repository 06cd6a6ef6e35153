"""In which language a visitor reads: by the link, their choice, or their browser; and how the address bar keeps it.

    /compare?v=1&arm=softmax~log_likelihood~0.5&lang=zh

An address names the language where it is not English, or where English was chosen; then a link opens in it for
everybody, whatever their browser speaks.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lab import links
from lab.languages import words
from lab.languages.words import ENGLISH, LANGUAGES, _
from ui import session
from ui.session import Query, Tongue

NAME = links.LANGUAGE
"""The parameter of links."""

KEY = "language"
LABEL = words.N_("Language")
UNHEARD = 2.0  # seconds after which the browser has surely heard of the address that was written

_document = st.components.v2.component(
    "language", html="<div></div>", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def settle() -> None:
    """Find out the visitor's language and speak it, and let the address and the document name it.

    Every page calls it first.
    """
    mine, found = _tongue(), st.query_params.get(NAME)
    late = found == mine.before and time.monotonic() < mine.until
    if found in LANGUAGES and found != mine.written and not late:
        mine.key, mine.chosen = str(found), True
    words.speak(mine.key)
    wanted = in_address().get(NAME)
    if found != wanted:
        mine.before, mine.until = found, time.monotonic() + UNHEARD
        if wanted is None:
            del st.query_params[NAME]
        else:
            st.query_params[NAME] = wanted
    mine.written = wanted


def in_address() -> dict[str, str]:
    """What an address holds of the language."""
    mine = _tongue()
    return {NAME: mine.key} if mine.chosen or mine.key != ENGLISH else {}


def added(query: Query) -> Query:
    """A link's parameters with the language."""
    return [*query, *in_address().items()]


def of_request(headers: Mapping[str, str]) -> str:
    """The language of whoever sends a request: by the address of the page that sends it, else by their browser.

    >>> of_request({"referer": "https://lab.example/digits?look=draw&lang=zh"})
    'zh'
    >>> of_request({"accept-language": "zh-CN,zh;q=0.9"}), of_request({})
    ('zh', 'en')
    """
    with contextlib.suppress(ValueError):
        named = dict(parse_qsl(urlsplit(headers.get("referer", "")).query)).get(NAME)
        if named in LANGUAGES:
            return named
    return words.preferred(headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip())


def keyed(key: str) -> str:
    """The key of a widget that is another in each language: the browser sends some choices as the words that it shows.

    What was chosen must be kept elsewhere.
    """
    mine = words.language()
    return key if mine == ENGLISH else f"{key} {mine}"


def switch() -> None:
    """Draw the choice of language. Each is named in itself."""
    mine = _tongue()
    session.set_widget(KEY, mine.key)
    st.segmented_control(
        _(LABEL),
        list(LANGUAGES),
        format_func=lambda key: LANGUAGES[key].name,
        key=KEY,
        on_change=_choose,
        required=True,
        label_visibility="collapsed",
    )
    document()


def document() -> None:
    """Let the document name the language, where that is not sure to be what Streamlit writes: English."""
    if in_address():
        _document(key="document-language", data={"tag": LANGUAGES[_tongue().key].tag}, height=1)


def _choose() -> None:
    mine, key = _tongue(), session.widget(KEY)
    if key in LANGUAGES:
        mine.key, mine.chosen = key, True


def _tongue() -> Tongue:
    mine = session.current()
    if mine.tongue is None:
        mine.tongue = Tongue(words.preferred(st.context.locale))
    return mine.tongue


words.listening(lambda: _tongue().key if get_script_run_ctx(suppress_warning=True) else ENGLISH)
