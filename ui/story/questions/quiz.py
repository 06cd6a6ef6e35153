"""Predict, then reveal: short questions. Their answers are computed when they are revealed, never written down.

The score is the reader's own. It lives in their session and is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lab.languages.words import N_, _
from ui import language, session
from ui.site.frame import guard

TITLE = N_("Predict, then reveal")
RIGHT = N_("**Right.** {because}")
WRONG = N_("**Not quite.** {because}")
TALLY = N_("{right} of {asked} right so far. The score is yours alone; nothing is stored.")
PLACE = N_("Question {number} of {count}")
MANY = N_("Several answers may be right: choose all that are.")


@dataclass(frozen=True, slots=True)
class Solution:
    """The right options, by key, and why: first the answer in words, then the numbers."""

    right: frozenset[str]
    because: str


Values = Mapping[str, Any]
"""Values of a page's entries, by name."""


@dataclass(frozen=True, slots=True)
class Showing:
    """How a page shows an answer: the values that its entries are given, one after another.

    `seen` says of the values `before` a move of the reader's own, and of those `now`, whether it has shown the answer.
    With `rolls` the page's replay plays.
    """

    moves: tuple[Values, ...] = ()
    seen: Callable[[Values, Values], bool] = lambda _before, _now: False
    rolls: bool = False


Answer = Callable[[], Solution]
"""How an answer is computed. This is what a session keeps of one that was revealed, so that it can be said again in
another language: what it is computed from does not change.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its options (key -> label) and how its answer is computed; `many`: several options may be right.

    `shows` is how the page shows the answer. The first question of a page has it: the guided story begins with that.
    """

    key: str
    words: str
    options: Mapping[str, str]
    answer: Answer
    many: bool = False
    shows: Callable[[], Showing] | None = None


@st.fragment
@guard()
def draw(page: str, ask: Callable[[], Sequence[Question]]) -> None:
    """Draw one question of a page at a time, with Reveal, and then its answer and the way to the next.

    `ask` gives the questions about what the reader has set by now. It is a fragment of its own, so that moving a
    slider does not redraw it. An answer stays as it was when it was revealed.
    """
    questions = ask()
    if not questions:
        return
    story = session.current().story
    place = story.questions.get(page, 0) % len(questions)
    question = questions[place]
    with st.container(border=True, key=f"{page}-quiz"):
        st.markdown(f"**{_(TITLE)}** :small[{_(PLACE).format(number=place + 1, count=len(questions))}]")
        st.markdown(_(question.words))
        if question.many:
            st.markdown(f":small[{_(MANY)}]")
        widget = name(page, question.key)
        key = language.keyed(widget)
        session.set_widget(key, story.chosen.get(widget, [] if question.many else None))
        given = st.pills(
            _(question.words),
            list(question.options),
            selection_mode="multi" if question.many else "single",
            format_func=lambda option: _(question.options[option]),
            key=key,
            label_visibility="collapsed",
            wrap=True,
            on_change=_choose,
            args=(widget, key),
        )
        picked = frozenset(given if isinstance(given, list) else [given] if given else [])
        with st.container(horizontal=True, vertical_alignment="center"):
            arguments = (widget, ask, place, picked)
            disabled = not picked
            st.button(
                _("Reveal"), key=f"{widget} reveal", disabled=disabled, on_click=_reveal, args=arguments, type="primary"
            )
            if len(questions) > 1:
                st.button(_("Next question"), key=f"{page} next", on_click=_next, args=(page, place + 1))
        answer: Answer | None = story.answers.get(widget)
        if answer is not None and picked:
            _show(question, answer(), picked)


def name(page: str, key: str) -> str:
    """The name of a question within the session."""
    return f"{page} {key}"


def _show(question: Question, answer: Solution, picked: frozenset[str]) -> None:
    st.markdown(_(RIGHT if hit(question, answer, picked) else WRONG).format(because=answer.because))
    score = session.current().story.score
    st.caption(_(TALLY).format(right=sum(score.values()), asked=len(score)))


def hit(question: Question, answer: Solution, picked: frozenset[str]) -> bool:
    """Whether a prediction is right: all right options where several may be picked, else one of them."""
    return picked == answer.right if question.many else picked <= answer.right


def _reveal(key: str, ask: Callable[[], Sequence[Question]], place: int, picked: frozenset[str]) -> None:
    """Compute the answer. Only the first prediction of a question counts."""
    question = ask()[place]
    story = session.current().story
    story.answers[key] = question.answer
    story.score.setdefault(key, hit(question, question.answer(), picked))


def _choose(widget: str, key: str) -> None:
    story = session.current().story
    story.chosen[widget] = session.widget(key)
    story.answers.pop(widget, None)


def _next(page: str, place: int) -> None:
    session.current().story.questions[page] = place
