"""What is looked at on Digits: kept by the session, and written into the address beside the experiment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.limits import Limit
from lab.languages.words import N_, said
from ui import entries, session, tied
from ui.form import address
from ui.session import Query

ANY = "any"
DIGITS = tuple(map(str, range(10)))
ANSWER = "answer"
"""The output that a network answers with, whichever that is."""

FIRST = -1
"""Instead of an image: the first of those that are asked for."""

FIRST_WORDS = N_("the first")

VIEWS = {
    "gallery": N_("Gallery"),
    "draw": N_("Draw"),
    "confusion": N_("Confusion"),
    "weights": N_("Weights"),
    "pixels": N_("Which pixels spoke"),
    "sure": N_("How sure"),
}
"""The tabs by their names in the address."""

WHICH = {
    "all": N_("All"),
    "wrong": N_("Wrong"),
    "right": N_("Right"),
    "disagree": N_("Arms disagree"),
    "surest": N_("Surely wrong"),
}

IMAGE = entries.number("image", Limit(N_("image"), 0, 9999, whole=True), FIRST)
WHEN = {"last": N_("After training"), "first": N_("Before training")}

ENTRIES = (
    entries.key("look", N_("view"), tuple(VIEWS)),
    replace(IMAGE, write=lambda image: FIRST_WORDS if image == FIRST else IMAGE.write(image)),
    entries.number("seed", Limit(N_("seed"), 0, 1_000_064, whole=True), 0),
    entries.number("network", Limit(N_("network"), 1, 6, whole=True), 1),
    entries.key("which", N_("choice of images"), tuple(WHICH), "disagree"),
    entries.key("digit", N_("digit"), (ANY, *DIGITS)),
    entries.key("taken", N_("answer"), (ANY, *DIGITS)),
    entries.key("output", N_("output"), (ANSWER, *DIGITS)),
    entries.key("when", N_("moment"), ("last", "first")),
)
FILTERS = ("which", "digit", "taken", "network")
"""The entries that choose among the images."""

BY_NAME = {entry.name: entry for entry in ENTRIES}
OPENED = "opened"
USED = N_("{problem}; {used} is used instead")


def value(name: str) -> Any:
    """The value of an entry."""
    return session.current().digits.get(name, BY_NAME[name].default)


def put(**values: Any) -> None:
    """Set values; for callbacks. The address follows when the page is drawn."""
    session.current().digits.update(values)


def opened() -> int:
    """How often a cell of a matrix was pressed: a chart of its own each time, in which nothing is chosen yet."""
    return int(session.current().digits.get(OPENED, 0))


def open_images(**values: Any) -> None:
    """Show the images that `values` ask for in the gallery; for callbacks."""
    put(**{OPENED: opened() + 1, "look": "gallery", "image": FIRST, **values})


def bind(
    name: str,
    show: Callable[[Any], Any] = lambda value: value,
    take: Callable[[Any], Any] = lambda value: value,
    also: Callable[[Any], dict[str, Any]] = lambda _: {},
) -> dict[str, Any]:
    """The `key` and `on_change` that tie a widget to an entry.

    Where the two differ, `show` gives the widget's value from the entry's, and `take` the entry's from the widget's.
    `also` gives what else a new value sets.
    """

    def changed(given: Any) -> None:
        chosen = take(given)
        put(**{name: chosen}, **also(chosen))

    return tied.to(f"digits {name}", show(value(name)), changed)


def _fill(given: dict[str, str]) -> str:
    """Take the values of a link; the first thing that was wrong with them. What is left out has its default."""
    read = {name: BY_NAME[name].read(text[:100]) for name, text in given.items()}
    session.current().digits = {name: found for name, (found, _problem) in read.items()}
    wrong = (
        said(USED, problem=problem, used=BY_NAME[name].write(found))
        for name, (found, problem) in read.items()
        if problem
    )
    return next(wrong, "")


def _pairs() -> Query:
    """What the address holds for the present values."""
    rows = ((entry, value(entry.name)) for entry in ENTRIES)
    return [(entry.name, entry.write(found)) for entry, found in rows if found != entry.default]


OWN = address.Own(tuple(BY_NAME), _fill, _pairs)
"""These entries, as parameters of the page's own."""
