"""The steps of the guided story, a row each, in the order of the menu, and how far the reader has come."""

from __future__ import annotations

from dataclasses import dataclass

from core.experiment import Experiment
from lab import links
from ui import session
from ui.session import Query
from ui.site.menu import COMPARE, GUIDE, INVERSE, LIKELIHOOD, PAIRS, SLOWDOWN, SOFTMAX, Page
from ui.story.questions import quiz

OFF: Query = [(name, "0") for name, _on in GUIDE]
"""What the address of a page holds so that the guided story is off."""

OPEN, RIGHT, OTHERWISE = "open", "right", "otherwise"
"""How a step stands: not answered yet, predicted rightly, or predicted otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its page, and the key of the page's question that it begins with.

    The question says what may be answered, computes which answer is right, and how the page shows it.
    """

    page: Page
    question: str

    @property
    def name(self) -> str:
        """The name of its question within the session."""
        return quiz.name(self.page.slug, self.question)

    @property
    def stands(self) -> str:
        """How the step stands in this session: `OPEN`, `RIGHT` or `OTHERWISE`."""
        found = session.current().story.score.get(self.name)
        return OPEN if found is None else RIGHT if found else OTHERWISE


STEPS = (
    Step(SOFTMAX, "fall"),
    Step(INVERSE, "shift"),
    Step(LIKELIHOOD, "dearest"),
    Step(SLOWDOWN, "quadratic"),
    Step(PAIRS, "plain"),
)


def place(page: Page) -> int:
    """The place of a page among the steps, from 0."""
    return next(place for place, step in enumerate(STEPS) if step.page is page)


def back(page: Page) -> Page | None:
    """The page of the step before; None on the first."""
    at = place(page)
    return STEPS[at - 1].page if at else None


def following(page: Page) -> tuple[Page, Query]:
    """The page of the next step, and what its address holds; after the last it is Compare, with the two good pairs."""
    at = place(page) + 1
    return (STEPS[at].page, GUIDE) if at < len(STEPS) else (COMPARE, links.to_query(Experiment()))
