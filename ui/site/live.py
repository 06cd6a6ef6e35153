"""Train, progress and Stop, and curves that grow: looked at about once a second, and only while something runs.

Who is far back in the queue looks every four seconds: with a class waiting, the looks would cost more than the wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab.serving.pool import Snapshot
from ui.form import forms
from ui.markdown import plain
from ui.site import browser, frame, service, visitor

EAGER = 3.0  # seconds after Train during which the first record is looked for more often
EAGER_POLL = 0.3  # seconds between two of these looks
LONG_WAIT = 8.0  # seconds in the queue above which it is looked at more seldom: a whole class may be waiting
PATIENT = 4  # times as seldom

Draw = Callable[[Experiment, Snapshot], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """An experiment that is on the screen, how it stands, and whether this visitor waits for it."""

    experiment: Experiment
    snapshot: Snapshot
    busy: bool

    @property
    def finished(self) -> bool:
        """Whether all results are there."""
        return self.snapshot.state == "finished"


def stage(experiment: Experiment | None, *, opened: bool) -> Stage | None:
    """How an experiment stands, its link just `opened` or not; None where there is none to be trained."""
    if experiment is None:
        return None
    snapshot = visitor.look(experiment, opened=opened)
    return Stage(experiment, snapshot, visitor.waits_for(experiment, snapshot))


QUEUED_NEXT = "Next in the queue"
QUEUED = "Number {position} in the queue"
QUEUED_WAIT = "{place}, about {wait} to wait"
STARTING = "Starting"
EPOCH = "Epoch {epoch:,} of {epochs:,}"
EPOCH_LEFT = "Epoch {epoch:,} of {epochs:,}, {left} left"
STOPPED = "Stopped. Train begins again; runs that were finished are kept."


def seconds(value: float) -> str:
    """A span of time for people.

    >>> seconds(1.23), seconds(75), seconds(7300)
    ('1.2 s', '1 min 15 s', '2 h 1 min')
    """
    if value < 59.95:
        return f"{value:.1f} s"
    if value < 3600:
        return f"{value // 60:.0f} min {value % 60:.0f} s"
    return f"{value // 3600:.0f} h {value % 3600 // 60:.0f} min"


def progress(snapshot: Snapshot) -> str:
    """How far a queued or running experiment is, in words."""
    if snapshot.state == "queued":
        place = QUEUED_NEXT if (snapshot.position or 1) <= 1 else QUEUED.format(position=snapshot.position)
        return place if snapshot.wait is None else QUEUED_WAIT.format(place=place, wait=seconds(snapshot.wait))
    if not snapshot.epoch:
        return STARTING
    template = EPOCH if snapshot.remaining is None else EPOCH_LEFT
    left = "" if snapshot.remaining is None else seconds(snapshot.remaining)
    return template.format(epoch=snapshot.epoch, epochs=snapshot.epochs, left=left)


def train_button(form: forms.Form, experiment_of: Callable[[], Experiment | None], *, pinned: bool = True) -> None:
    """Draw Train, or why there is nothing to train. `experiment_of` reads what is on the screen when it is pressed.

    On a phone it is `pinned` to the bottom of the screen, to stay within reach.
    """
    with st.bottom if pinned and browser.narrow() else st.container():
        st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            key="train",
            disabled=form.experiment is None,
            on_click=_ask,
            args=(experiment_of,),
        )
    if form.problem:
        st.error(plain(sentence(form.problem)), icon=":material/block:")
    if refused := visitor.refusal():
        st.warning(plain(refused), icon=":material/hourglass_disabled:")
    if notice := service.running().store.notice:
        st.warning(plain(notice), icon=":material/database_off:")


def wrong_link(problem: str) -> None:
    """Say what was wrong with a link that was opened, if anything."""
    if problem:
        st.warning(plain(sentence(problem)), icon=":material/link_off:")


def sentence(text: str) -> str:
    """`text` with a capital and a full stop.

    >>> sentence("first seed must be between 0 and 5, got -1")
    'First seed must be between 0 and 5, got -1.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def watch(stage: Stage, draw: Draw) -> None:
    """Draw progress, Stop and, by `draw`, the curves of what is being trained, again and again until it has ended."""
    shown = _begun(stage.snapshot)
    patient = _far_off(stage.snapshot)
    eager = not shown and not patient and visitor.asked_lately(EAGER)
    usual = visitor.poll_seconds()

    @st.fragment(run_every=EAGER_POLL if eager else PATIENT * usual if patient else usual)
    @frame.guard()
    def look() -> None:
        snapshot = visitor.look(stage.experiment)
        nonlocal shown
        if not visitor.waits_for(stage.experiment, snapshot):
            st.rerun()
        if eager and (shown or not visitor.asked_lately(EAGER)):
            st.rerun()  # from now on it is looked at as seldom as ever
        if patient != _far_off(snapshot):
            st.rerun()  # from now on it is looked at more often, or more seldom
        shown = _begun(snapshot)
        _progress_row(stage.experiment, snapshot)
        draw(stage.experiment, snapshot)

    look()


def _far_off(snapshot: Snapshot) -> bool:
    """Whether it stands in the queue and will for a while."""
    return snapshot.state == "queued" and (snapshot.wait or 0) > LONG_WAIT


def _begun(snapshot: Snapshot) -> bool:
    """Whether there is anything to draw."""
    return any(run for runs in snapshot.records for run in runs)


def ended(stage: Stage) -> None:
    """Say how a training ended that has no result."""
    if stage.snapshot.state == "failed":
        st.error(plain(sentence(stage.snapshot.message)), icon=":material/error:")
    elif stage.snapshot.state == "stopped" and visitor.withdrew(stage.experiment):
        st.caption(STOPPED)


def _progress_row(experiment: Experiment, snapshot: Snapshot) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Training", type="primary", icon="spinner", key="train", disabled=True)
        st.progress(min(1.0, snapshot.epoch / max(1, snapshot.epochs)), progress(snapshot))
        st.button("Stop", icon=":material/stop:", key=browser.STOP, on_click=visitor.withdraw, args=(experiment,))


def _ask(experiment_of: Callable[[], Experiment | None]) -> None:
    experiment = experiment_of()
    if experiment is not None:
        visitor.ask(experiment)
