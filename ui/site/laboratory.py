"""The one pool of this server, and the visitor's place in it: a name, what they asked for, whether they are here."""

from __future__ import annotations

import gc
import math
import random
import secrets
import sys
import time
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab.serving.pool import Pool, Refused, Snapshot
from lab.storage.store import Store

VISITOR = "visitor"
ASKED = "asked"
ASKED_AT = "asked at"
REFUSAL = "refusal"
WITHDRAWN = "withdrawn"
UNDER_WAY = ("queued", "running")


@dataclass(frozen=True, slots=True)
class Laboratory:
    """What all visitors of this server share: the pool that trains, and the store of what it has trained."""

    pool: Pool
    store: Store


@st.cache_resource(show_spinner=False)
def laboratory() -> Laboratory:
    """The laboratory of this server, opened by the first visitor who needs it."""
    _stay_quick()
    store = Store()
    return Laboratory(Pool(store=store), store)


def _stay_quick() -> None:
    """Have Python look through fewer objects for cycles, and change between threads more often.

    Looking for cycles holds up everybody: with a class of 200 it was 0.3 s every eight. What has been loaded by now
    stays for good and need not be looked through; of the rest, which is little, the old part waits for five times as
    many of the younger rounds as usual. The server's own thread, which sends what scripts draw, gets its turn after a
    millisecond instead of five.
    """
    gc.collect()
    gc.freeze()
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, 5 * old)
    sys.setswitchinterval(0.001)


@dataclass(frozen=True, slots=True)
class Seat:
    """A visitor's presence: taken by the session's first script run, given up when its browser disconnects."""

    pool: Pool
    visitor: str

    def leave(self) -> None:
        """Tell the pool that the visitor has gone. Called from Streamlit's own thread."""
        self.pool.leave(self.visitor)


@st.cache_resource(scope="session", show_spinner=False, on_release=Seat.leave)
def _seat(visitor: str) -> Seat:
    pool = laboratory().pool
    pool.join(visitor)
    return Seat(pool, visitor)


def visitor() -> str:
    """The session's random name, which says nothing of the person; the pool is told that they are here."""
    name: str = st.session_state.setdefault(VISITOR, secrets.token_urlsafe(9))
    _seat(name)
    return name


def stay() -> None:
    """Keep the place of a visitor who has trained something, on pages that do not train."""
    if VISITOR in st.session_state:
        visitor()


def look(experiment: Experiment, *, opened: bool = False) -> Snapshot:
    """How the experiment stands. Where its link was `opened` while it is trained for somebody, it is waited for too."""
    if not opened:
        return laboratory().pool.snapshot(experiment)
    snapshot = laboratory().pool.watch(experiment, visitor())
    if snapshot.state in UNDER_WAY:
        _asked().add(experiment.key)
    return snapshot


def ask(experiment: Experiment) -> None:
    """Have the experiment trained. A refusal is kept for `refusal`."""
    try:
        laboratory().pool.submit(experiment, visitor())
    except Refused as refused:
        st.session_state[REFUSAL] = str(refused)
    else:
        _asked().add(experiment.key)
        st.session_state[ASKED_AT] = time.monotonic()


def asked_lately(seconds: float) -> bool:
    """Whether this visitor asked for something in the last so many seconds."""
    asked_at: float = st.session_state.get(ASKED_AT, -math.inf)
    return time.monotonic() - asked_at < seconds


def withdraw(experiment: Experiment) -> None:
    """Take back what was asked for; it goes on where somebody else waits for it."""
    laboratory().pool.cancel(experiment, visitor())
    _asked().discard(experiment.key)
    st.session_state[WITHDRAWN] = experiment.key


def waited_for(experiment: Experiment, snapshot: Snapshot) -> bool:
    """Whether this visitor waits for the experiment, and it is queued or being trained."""
    return snapshot.state in UNDER_WAY and experiment.key in _asked()


def withdrawn(experiment: Experiment) -> bool:
    """Whether the experiment is what this visitor stopped last."""
    return st.session_state.get(WITHDRAWN) == experiment.key


def refusal() -> str:
    """Why the last wish was refused, told once; '' if it was not."""
    sentence: str = st.session_state.pop(REFUSAL, "")
    return sentence


def poll_seconds() -> float:
    """Seconds between two looks at what is being trained: about one, a little different for every visitor."""
    return random.Random(visitor()).uniform(0.75, 1.25)  # noqa: S311 (spreads the load, guards nothing)


def _asked() -> set[str]:
    asked: set[str] = st.session_state.setdefault(ASKED, set())
    return asked
