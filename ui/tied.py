"""Widgets that show a value which is kept elsewhere, and that change it when the visitor moves them.

The browser sends the values of all its widgets with every click. Where a script has just given a widget another value,
a click may still carry the old one, and Streamlit takes that for a change by the visitor. So a tied widget gets a new
key for every value that it did not choose itself, and what the browser still sends under an old key is ignored. So it
does in another language: the browser sends some choices as the words that it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.languages import words
from ui import session


def to(name: str, value: Any, take: Callable[[Any], None]) -> dict[str, Any]:
    """The `key` and `on_change` for a widget that shows `value`, which is not None.

    `take` is called with what the visitor chooses. The widget's first key is its `name`.
    """
    tie = session.current().ties.setdefault(name, session.Tie())
    language = words.language()
    if (tie.value, tie.language) != (value, language):
        tie.number, tie.value, tie.language = tie.number + 1, value, language
    number = tie.number
    key = name if number == 1 else f"{name} {number}"
    session.set_widget(key, value)

    def changed() -> None:
        given = session.widget(key)
        # None: a run was overtaken by the next before it came to this widget, so nobody has changed it.
        if tie.number == number and given is not None:
            tie.value = given
            take(given)

    return {"key": key, "on_change": changed}
