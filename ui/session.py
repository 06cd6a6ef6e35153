"""What a browser session remembers beside its widgets: every key of `st.session_state` that is ours, in one place.

The values of widgets have keys of their own; `widget` and `set_widget` read and set them. Those of the form are made by
`ui.form`, which also fills them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.experiment import Experiment

KEY = "session"

Query = list[tuple[str, str]]


@dataclass(slots=True)
class Address:
    """What was last written to the address bar, and what was there `before`, which may still arrive up to `until`.

    `problems` is what was wrong with the link that was opened last, as long as the form holds what was made of it,
    `mended`.
    """

    written: Query | None = None
    before: Query = field(default_factory=list)
    until: float = 0.0
    problems: tuple[str, ...] = ()
    mended: Experiment | None = None


@dataclass(slots=True)
class Tongue:
    """The `key` of the visitor's language, and whether it was `chosen` in a link or here, not by the browser.

    `written` is what the address bar holds of it, and `before` what was there earlier and may still arrive up to
    `until` (monotonic seconds).
    """

    key: str
    chosen: bool = False
    written: str | None = None
    before: str | None = None
    until: float = 0.0


@dataclass(slots=True)
class Form:
    """What the form remembers: `kept` by widget key, the `page` it is drawn on, and where it was drawn to its end.

    `own`: the visitor has chosen "My own" among the presets. `given` counts by field how often it was given another
    value than it held. `language` is the one in which it was drawn last.
    """

    kept: dict[str, Any] = field(default_factory=dict)
    page: str | None = None
    settled: str | None = None
    own: bool = False
    given: dict[str, int] = field(default_factory=dict)
    language: str = ""


@dataclass(slots=True)
class Training:
    """What the visitor `asked` for (keys of experiments) and when (monotonic seconds), why it was refused, and the
    key of what they stopped last.
    """

    asked: set[str] = field(default_factory=set)
    asked_at: float = -math.inf
    refusal: str = ""
    withdrawn: str = ""


@dataclass(slots=True)
class Comparing:
    """What Compare remembers: the finished experiment that was on the screen last, and the one `behind` it.

    `pinned` stays behind whatever comes. `lecture`: the page is in its lecture view. `took` is the key of what the
    visitor had trained last, and the seconds from their press to its end. `tabs` are the open ones, in English, by what
    is asked.
    """

    current: Experiment | None = None
    behind: Experiment | None = None
    pinned: Experiment | None = None
    lecture: bool = False
    took: tuple[str, float] = ("", 0.0)
    tabs: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Story:
    """What the reader of the story has set, the values before the last move, and how the questions went.

    `questions` is the place of the current question by page; `answers` what works out those that were revealed,
    `score` whether the first prediction was right, and `chosen` what is picked now, all by question. In the guided
    story a prediction is `picked` first, by question; what works its answer out waits, with the values that it is
    worked out from, until the page has shown it, and then it is `told`. `resolved`: one has just been. `rolls` counts
    how often the ball was let roll by it.
    """

    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    score: dict[str, bool] = field(default_factory=dict)
    chosen: dict[str, Any] = field(default_factory=dict)
    picked: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, tuple[dict[str, Any], Any]] = field(default_factory=dict)
    told: dict[str, tuple[str, Any]] = field(default_factory=dict)
    resolved: bool = False
    rolls: int = 0


@dataclass(slots=True)
class Drawing:
    """Where the digit in Draw comes from, how often the canvas was cleared, and which sample is chosen of each digit.

    Of a file its name within Streamlit is kept, its form, uint8 (784,), None where it shows no digit, and why it was
    refused.
    """

    origin: str = "canvas"
    cleared: int = 0
    sample: int = 3
    turn: int = 0
    file: tuple[str, Any, str] = ("", None, "")


@dataclass(slots=True)
class Seat:
    """Where the visitor sits at a class board: its `key` and code, '' for nowhere, and the secret that makes them its
    teacher (`host`) or one of its students (`me`).

    `told` is what the address said last, `problem` what could not be done, in a sentence.
    """

    key: str = ""
    code: str = ""
    host: str = ""
    me: str = ""
    told: tuple[str, str, str] = ("", "", "")
    problem: str = ""


@dataclass(slots=True)
class Tie:
    """The current widget of a tied name: its `number`, from 1, the value that it shows, and in which language."""

    number: int = 0
    value: Any = None
    language: str = ""


@dataclass(slots=True)
class Session:
    """All of it: the `visitor`'s random name, None until one is needed, and the `width` of the page in pixels.

    `swept` is the key of the finished sweep that was on the screen last, and the table of its curves; `tongue` the
    language, None before a page was opened; `digits` are the values of `ui.digits.place` that are not their defaults.
    `held` is what a link to each page holds, as it was left; `unfolded` the popover of the form that was opened last.
    `sized` is what is drawn by the page's width: answers of `ui.site.browser`; `outdated`: they are others by now.
    """

    visitor: str | None = None
    width: int | None = None
    swept: tuple[str, Any] = ("", None)
    tongue: Tongue | None = None
    address: Address | None = None
    form: Form = field(default_factory=Form)
    training: Training = field(default_factory=Training)
    comparing: Comparing = field(default_factory=Comparing)
    story: Story = field(default_factory=Story)
    digits: dict[str, Any] = field(default_factory=dict)
    held: dict[str, Query] = field(default_factory=dict)
    drawing: Drawing = field(default_factory=Drawing)
    seat: Seat = field(default_factory=Seat)
    ties: dict[str, Tie] = field(default_factory=dict)
    unfolded: str = ""
    sized: dict[str, bool] = field(default_factory=dict)
    outdated: bool = False


def current() -> Session:
    """The session of the browser tab whose script is running."""
    try:
        found: Session = st.session_state[KEY]
    except KeyError:
        found = st.session_state[KEY] = Session()
    return found


def hold(query: Query, page: str = "") -> None:
    """Note what a link to a `page` holds, by default to the one that is drawn."""
    mine = current()
    mine.held[page or mine.form.page or ""] = query


def widget(key: str) -> Any:
    """The value of a widget, None where it has none."""
    return st.session_state.get(key)


def set_widget(key: str, value: Any) -> None:
    """Set the value of a widget, before it is drawn.

    Only where it differs: a value that is set is sent to the browser, and could overtake what is typed there.
    """
    if widget(key) != value:
        st.session_state[key] = value
