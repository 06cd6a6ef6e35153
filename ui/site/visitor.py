"""The visitor of a session: their random name, whether they are here, what they ask to be trained, what they stop."""

from __future__ import annotations

import random
import secrets
import time
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab.serving.pool import Pool, Refused, Snapshot
from ui import session
from ui.site import client, service
from ui.site.lock import Who

UNDER_WAY = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Presence:
    """A visitor who is here: from the session's first script run until its browser disconnects."""

    pool: Pool
    visitor: str

    def end(self) -> None:
        """Tell the pool that the visitor has gone. Called from Streamlit's own thread."""
        self.pool.leave(self.visitor)


@st.cache_resource(scope="session", show_spinner=False, on_release=Presence.end)
def _presence(visitor: str) -> Presence:
    pool = service.running().pool
    pool.join(visitor, client.address())
    return Presence(pool, visitor)


def enter() -> str:
    """Tell the pool that the visitor is here. Returns their random name, which says nothing about the person."""
    mine = session.current()
    if mine.visitor is None:
        mine.visitor = secrets.token_urlsafe(9)
    _presence(mine.visitor)
    return mine.visitor


def stay() -> None:
    """On pages that do not train: tell the pool that a visitor is still here, if they have been on one that does."""
    if session.current().visitor is not None:
        enter()


def who() -> Who:
    """Whose script runs, so that pages are drawn in fair turns."""
    return Who(client.address(), str(id(session.current())))


def look(experiment: Experiment, *, opened: bool = False) -> Snapshot:
    """The state of the experiment.

    Where its link was `opened` while it is trained for somebody else, this visitor waits for it too.
    """
    pool = service.running().pool
    if not opened:
        return pool.snapshot(experiment, session.current().visitor or "")
    snapshot = pool.watch(experiment, enter())
    if snapshot.state in UNDER_WAY:
        session.current().training.asked.add(experiment.key)
    return snapshot


def ask(experiment: Experiment, *, again: bool = False) -> None:
    """Have the experiment trained, `again` where its result is known. A refusal is kept for `refusal`."""
    training = session.current().training
    try:
        service.running().pool.submit(experiment, enter(), again=again)
    except Refused as refused:
        training.refusal = refused.sentence
    else:
        training.asked.add(experiment.key)
        training.asked_at = time.monotonic()


def asked_lately(seconds: float) -> bool:
    """Whether this visitor asked for something in the last so many seconds."""
    return time.monotonic() - session.current().training.asked_at < seconds


def took(experiment: Experiment) -> float | None:
    """Seconds from this visitor's Train to the end of the experiment, which is finished; None where they asked not."""
    training, comparing = session.current().training, session.current().comparing
    if experiment.key in training.asked:
        training.asked.discard(experiment.key)
        comparing.took = (experiment.key, time.monotonic() - training.asked_at)
    key, seconds = comparing.took
    return seconds if key == experiment.key else None


def withdraw(experiment: Experiment) -> None:
    """Stop waiting for the experiment; it is trained on where somebody else waits for it."""
    service.running().pool.cancel(experiment, enter())
    training = session.current().training
    training.asked.discard(experiment.key)
    training.withdrawn = experiment.key


def waits_for(experiment: Experiment, snapshot: Snapshot) -> bool:
    """Whether the experiment is queued or being trained, and this visitor asked for it."""
    return snapshot.state in UNDER_WAY and experiment.key in session.current().training.asked


def withdrew(experiment: Experiment) -> bool:
    """Whether the experiment is what this visitor stopped last."""
    return session.current().training.withdrawn == experiment.key


def refusal() -> str:
    """Why the last request was refused, '' if it was not. It is given once."""
    training = session.current().training
    sentence, training.refusal = training.refusal, ""
    return sentence


def poll_seconds() -> float:
    """Seconds between two looks at what is being trained: about one, a little different for every visitor."""
    return random.Random(enter()).uniform(0.75, 1.25)  # noqa: S311 (spreads the load, guards nothing)
