"""What the reader of a story page has set: kept from page to page, and written into the address.

    /softmax?z=1,0,-2,3.1&tab=jacobian

The `Entry` rows of a page say what its address holds; default values are left out. Values with `SHARED` names are the
same on all pages, the others belong to one page. What an address holds is checked: a value that cannot be used is
refused with a sentence, and the nearest valid value is used instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.limits import Limit
from core.story import derivation, explain
from lab.languages.words import N_, _
from ui import language, session, tied
from ui.entries import Entry, key, numbers
from ui.markdown import plain

QUOTED = 60
USED = N_("{problem}; {used} is used instead.")


CLASSES = ("1", "2", "3", "4")
LOGITS = numbers("z", Limit("z", -500, 500), explain.LOGITS)
LABEL = key("y", N_("true class"), CLASSES, "4")
INPUTS = numbers("inputs", Limit(N_("inputs"), 0, 1), derivation.PREVIOUS)
GUIDE = key("guide", N_("guide"), ("0", "1"))
SHARED = {entry.name for entry in (LOGITS, LABEL, INPUTS, GUIDE)}
"""What is the same on all pages: the logits, the true class, the activations of the layer before, the guided story."""


class Reader:
    """The values of a page's entries, for this session."""

    def __init__(self, page: str, *entries: Entry) -> None:
        """`page` is the address of the page, `entries` the values that it holds."""
        self.page = page
        self.entries = {entry.name: entry for entry in (*entries, GUIDE)}
        self.problems: tuple[str, ...] = ()

    @property
    def guided(self) -> bool:
        """Whether the guided story is on."""
        return bool(self[GUIDE.name] == "1")

    def open(self) -> None:
        """Take the values of the address, if they are new, and note which of them cannot be used.

        A page calls it once, outside of its fragments. An address without values changes nothing, and one that holds
        the guided story alone changes that alone.
        """
        found = {name: st.query_params[name] for name in st.query_params if name in self.entries}
        read = {name: self.entries[name].read(text[:1000]) for name, text in found.items()}
        values = {name: value for name, (value, _problem) in read.items()}
        if found.keys() <= {GUIDE.name}:
            self._keep(values)
        elif found != self._written():
            # A value that is left out has its default, so that a link shows the same to everybody.
            self._keep({**{name: entry.default for name, entry in self.entries.items()}, **values})
            session.current().story.before = {}
        self._write()
        self.problems = tuple(
            _(USED).format(problem=_short(_(problem)), used=self.entries[name].write(value))
            for name, (value, problem) in read.items()
            if problem
        )

    def warn(self) -> None:
        """Draw a sentence for each value of the address that cannot be used."""
        for problem in self.problems:
            st.warning(plain(problem), icon=":material/link_off:")

    def __getitem__(self, name: str) -> Any:
        return session.current().story.values.get(self._kept_as(name), self.entries[name].default)

    def before(self, name: str) -> Any:
        """The value before the last move, None where that changed another entry."""
        return session.current().story.before.get(name)

    def put(self, **values: Any) -> None:
        """Set values, and the address with them; for callbacks."""
        session.current().story.before = {name: self[name] for name in values}
        self._keep(values)
        self._write()

    def bind(
        self,
        name: str,
        index: int | None = None,
        show: Callable[[Any], Any] | None = None,
        take: Callable[[Any], Any] | None = None,
        also: Callable[[Any], dict[str, Any]] | None = None,
        form: str = "",
    ) -> dict[str, Any]:
        """The `key` and `on_change` that tie a widget to an entry, or to one of its numbers.

        Where the two differ, `show` gives the widget's value from the entry's, and `take` the entry's from the
        widget's. `also` gives what else a new value sets. `form` tells the widget from one that the same entry has
        at other times, with another range: Streamlit gives one that changes its range the lowest value of it.
        """
        show = show or (lambda value: value if index is None else value[index])
        widget = " ".join(part for part in (self.page, name, "" if index is None else str(index), form) if part)

        def changed(given: Any) -> None:
            old = self[name]
            if take is not None:
                given = take(given)
            elif index is not None:
                given = (*old[:index], given, *old[index + 1 :])
            self.put(**{name: given}, **(also(given) if also else {}))

        return tied.to(widget, show(self[name]), changed)

    def tabs(self, name: str, labels: Mapping[str, str]) -> dict[str, Any]:
        """Draw tabs for an entry that is a key. Returns them by key; the one to be filled is `.open`."""
        said = {known: _(label) for known, label in labels.items()}
        keys = {label: known for known, label in said.items()}
        tied = self.bind(name, show=said.__getitem__, take=keys.__getitem__)
        return dict(zip(said, st.tabs(list(said.values()), **tied), strict=True))

    def _kept_as(self, name: str) -> str:
        return name if name in SHARED else f"{self.page} {name}"

    def _keep(self, values: Mapping[str, Any]) -> None:
        session.current().story.values.update({self._kept_as(name): value for name, value in values.items()})

    def _written(self) -> dict[str, str]:
        """What the address holds for the present values."""
        rows = ((name, entry, self[name]) for name, entry in self.entries.items())
        return {name: entry.write(value) for name, entry, value in rows if value != entry.default}

    def _write(self) -> None:
        written = self._written()
        if dict(st.query_params) != (whole := written | language.in_address()):
            st.query_params.from_dict(whole)
        session.hold(list(written.items()), self.page)


def _short(problem: str) -> str:
    return problem if len(problem) <= 3 * QUOTED else f"{problem[: 3 * QUOTED]}…"
