"""Where the session keeps the fields of the form, and how they are given other values.

The browser sends the values of all its fields with every click, and of a field in a closed popover the one that it had
when it was last open. So a field that is given another value gets a new key, and what the browser still sends under the
old one is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from ui import session


def key(name: str) -> str:
    """Where the session keeps the field of this name."""
    return keys([name])[0]


def keys(names: Iterable[str]) -> list[str]:
    """Where the session keeps the fields of these names, which are looked up at once: a page asks for some hundred."""
    given = session.current().form.given
    return [f"{name} {given[name]}" if name in given else name for name in names]


def renew(names: Iterable[str]) -> None:
    """Give fields other keys, and what they hold. To be called before they are drawn in another language.

    The browser tells some choices as the words that it shows, and goes on showing those of a field that it knows.
    """
    mine = session.current().form
    for name in names:
        place = key(name)
        if place in st.session_state:
            value = st.session_state[place]
            mine.given[name] = mine.given.get(name, 0) + 1
            mine.kept.pop(place, None)
            del st.session_state[place]
            st.session_state[key(name)] = value


def put(name: str, value: Any) -> None:
    """Give a field a value. To be called before it is drawn."""
    mine, place = session.current().form, key(name)
    if place in st.session_state and st.session_state[place] != value:
        mine.given[name] = mine.given.get(name, 0) + 1
        mine.kept.pop(place, None)
        del st.session_state[place]
    st.session_state[key(name)] = value
