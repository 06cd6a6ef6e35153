"""The prediction that a step of the guided story begins with: answered by one press, resolved by the page itself.

It is the first question of the page's quiz. Once an answer is picked, Show me moves the page to where it can be seen,
and so may the reader; then the line says what was predicted and what came out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lab.languages.words import N_, _
from ui import language, session
from ui.site import announce
from ui.story.questions import quiz
from ui.story.questions.quiz import Answer, Question, Solution
from ui.story.reader import Reader

Ask = Callable[[], Sequence[Question]]

SHOW = N_("Show me")
RIGHT = N_("You predicted “{said}”. **Right.** {because}")
OTHERWISE = N_("You predicted “{said}”. **It comes out otherwise.** {because}")
FOCUS = {"asked": "", "told": ".st-key-prediction p"}
"""Where the keyboard's focus goes when a prediction has been resolved: the button that it was on is gone."""


def draw(page: Reader, ask: Ask) -> None:
    """Draw the prediction of the page, or what came of it; nothing where the guided story is off.

    Belongs into the fragment that the page's own controls are in, before what they change. `ask` gives the questions
    about what the reader has set by now.
    """
    if not page.guided:
        return
    question = ask()[0]
    name, story = quiz.name(page.page, question.key), session.current().story
    _follow(page, question, name)
    if story.resolved:  # the line above is drawn outside of the fragment
        story.resolved = False
        st.rerun()
    with st.container(key="prediction"):
        if told := story.told.get(name):
            said, answer = told
            solution = answer()
            form = RIGHT if _right(question, solution, said) else OTHERWISE
            words = _(form).format(said=_(question.options[said]), because=solution.because)
            st.markdown(words)
            announce.turned("told", words.replace("**", ""), FOCUS)
        else:
            _choose(page, question, name)
            announce.turned("asked", "", FOCUS)


def left(page: Reader, ask: Ask) -> Ask:
    """The questions of a page but that of its step, which is asked at its top in the guided story."""
    return (lambda: ask()[1:]) if page.guided else ask


def _choose(page: Reader, question: Question, name: str) -> None:
    story = session.current().story
    st.markdown(_(question.words))
    picked = story.picked.get(name)
    widget = language.keyed(f"{name} guess")
    session.set_widget(widget, picked)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="guess"):
        st.pills(
            _(question.words),
            list(question.options),
            format_func=lambda option: _(question.options[option]),
            key=widget,
            label_visibility="collapsed",
            wrap=True,
            on_change=_pick,
            args=(name, widget),
        )
        arguments = (page, question, name)
        st.button(_(SHOW), key=f"{name} show", disabled=picked is None, on_click=_show, args=arguments)
    if picked is not None:
        story.waiting[name] = _values(page), question.answer


def _pick(name: str, widget: str) -> None:
    story, given = session.current().story, session.widget(widget)
    story.waiting.pop(name, None)
    if given is None:
        story.picked.pop(name, None)
    else:
        story.picked[name] = given


def _follow(page: Reader, question: Question, name: str) -> None:
    """Resolve a prediction where the reader's own move has just shown the answer."""
    story = session.current().story
    waits = story.waiting.get(name)
    if waits is None or name in story.told or question.shows is None:
        return
    before, answer = waits
    now = _values(page)
    if now != before and question.shows().seen(before, now):
        _resolve(question, name, answer)


def _show(page: Reader, question: Question, name: str) -> None:
    """Move the page to where the answer can be seen."""
    answer = question.answer
    if question.shows is not None:
        showing = question.shows()
        for values in showing.moves:
            page.put(**values)
        session.current().story.rolls += showing.rolls
    _resolve(question, name, answer)


def _resolve(question: Question, name: str, answer: Answer) -> None:
    story = session.current().story
    said = story.picked[name]
    story.waiting.pop(name, None)
    story.told[name] = said, answer
    story.score.setdefault(name, _right(question, answer(), said))
    story.resolved = True


def _right(question: Question, solution: Solution, said: str) -> bool:
    return quiz.hit(question, solution, frozenset({said}))


def _values(page: Reader) -> dict[str, Any]:
    return {name: page[name] for name in page.entries}
