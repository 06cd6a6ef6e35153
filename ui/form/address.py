"""The browser's address bar: it always holds the link of what is on the screen, and what it holds is on the screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab import links
from ui import language, session
from ui.form import forms
from ui.form.forms import Form
from ui.session import Address, Query

UNHEARD = 2.0  # seconds after which the browser has surely heard of the address that was written


@dataclass(frozen=True, slots=True)
class Own:
    """Parameters that are a page's own: their names, what takes them from the address, and what gives them."""

    names: tuple[str, ...]
    fill: Callable[[dict[str, str]], str]
    pairs: Callable[[], Query]


def query() -> Query:
    """The (name, value) pairs in the address bar, but for the language."""
    names = (name for name in st.query_params if name != language.NAME)
    return [(name, value) for name in names for value in st.query_params.get_all(name)]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whether a link has just been `opened`, and a sentence for each thing that was wrong with the last one.

    The sentences stand until the form holds something else than what was made of the link.
    """

    opened: bool = False
    problems: tuple[str, ...] = ()


def follow(own: Own | None = None) -> Arrival:
    """Fill the form where the address bar holds another experiment: a link was opened, or the back button pressed.

    The default experiment has a bare address, which is no link. `own` are parameters of the page's own.
    """
    address, found = _address(), query()
    if not is_new():
        if address.problems and forms.read().experiment != address.mended:
            address.problems = ()
        session.hold(address.written or [])
        return Arrival(problems=address.problems)
    shared, mine = _split(found, own)
    link = links.from_query(shared)
    if not forms.holds(link.experiment):
        forms.fill(link.experiment)
    address.written = found
    session.hold(found)
    problem = own.fill(mine) if own else ""
    address.problems = (*link.problems, *([problem] if problem else []))
    address.mended = link.experiment
    return Arrival(bool(found), address.problems)


def heeded() -> None:
    """What was wrong with the link has been read: what was made of it is being trained."""
    _address().problems = ()


def is_new() -> bool:
    """Whether the address bar holds what is not on the screen yet.

    What was there before is not new: it comes with a click that was made before the browser had heard of a change.
    """
    address, found = _address(), query()
    return not (found == address.written or (found == address.before and time.monotonic() < address.until))


def write(experiment: Experiment, own: Own | None = None) -> None:
    """Put the link of `experiment` into the address bar, unless what stands there already means the same.

    A link to be shared names its version and its arms even where the address, bare, means the default experiment.
    """
    address, found = _address(), query()
    shared, mine = _split(found, own)
    wanted = own.pairs() if own else []
    whole = [*links.to_query(experiment), *wanted]
    if links.from_query(shared) != links.Link(experiment, "") or mine != dict(wanted):
        address.before, address.until = found, time.monotonic() + UNHEARD
        st.query_params.from_dict(_grouped(language.added(whole)))
    address.written = query()
    session.hold(whole)


def held() -> Form | None:
    """What the form says; None before there is one."""
    return None if session.current().address is None else forms.read()


def carried(form: Form | None, own: Query | None = None) -> Query | None:
    """What links within the dashboard carry along of what is `held`, so that the form stays as it is.

    `own` are parameters of the page that the link leads to.
    """
    if form is None:
        return None
    return [*links.to_query(form.experiment), *(own or [])] if form.experiment else _address().written


def _address() -> Address:
    mine = session.current()
    if mine.address is None:
        mine.address = Address()
    return mine.address


def _split(found: Query, own: Own | None) -> tuple[Query, dict[str, str]]:
    """The parameters of the experiment, and those of the page's own."""
    names = own.names if own else ()
    return [pair for pair in found if pair[0] not in names], {name: text for name, text in found if name in names}


def _grouped(pairs: Query) -> dict[str, list[str]]:
    return {name: [value for other, value in pairs if other == name] for name, _ in pairs}
