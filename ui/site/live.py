"""Train, progress and Stop, and curves that grow: drawn again about once a second, only while something trains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.experiment import Experiment
from lab import wording
from lab.languages.words import N_, _
from lab.saying import sentence
from lab.serving.pool import Snapshot
from ui.form import forms
from ui.markdown import plain
from ui.site import ahead, announce, browser, frame, pacing, service, visitor

SOON_POLL = 0.5  # seconds between two polls of what is trained in about a second

TRAIN, AGAIN = N_("Train"), N_("Train again")
KNOWN, TOOK = N_("already trained"), N_("finished in {seconds}")
KNOWN_HELP = N_(
    "This is trained: replay it below, or change something. "
    "Training it again with the engine that made it gives the same figures."
)
QUEUED_NEXT = N_("Next in the queue")
QUEUED_NEXT_WAIT = N_("Next in the queue, about {wait} to wait")
QUEUED = N_("Number {position} in the queue")
QUEUED_WAIT = N_("Number {position} in the queue, about {wait} to wait")
STARTING = N_("Starting")
RESUMED = N_("The server was started again, and goes on with this")
EPOCH = N_("{at} of {epochs:,}")
EPOCH_LEFT = N_("{at} of {epochs:,}, {left} left")
ALL_AT, BETWEEN = N_("epoch {most:,}"), N_("epochs {least:,} to {most:,}")
RUNS = N_("runs at {at}")
LAST = N_("The last epoch is done, the test images follow")
SECONDS = N_("{seconds:.1f} s")
MINUTES = N_("{minutes:.0f} min {seconds:.0f} s")
HOURS = N_("{hours:.0f} h {minutes:.0f} min")
SHOWN = 0.05  # seconds that are left, at least, to be said: less would be 0.0 s
MENDED = N_("Some of this link could not be used as it stands. The nearest that can be trained is in the form:")
STOPPED = N_("Stopped. Train begins again; runs that were finished are kept.")
APART = N_("{done} of {runs} runs done, the others at {at} of {epochs:,}")
APART_LEFT = N_("{done} of {runs} runs done, the others at {at} of {epochs:,}, {left} left")

Draw = Callable[[Experiment, Snapshot], None]


@dataclass(frozen=True, slots=True)
class Status:
    """An experiment on the screen, its snapshot, and whether it is being trained for this visitor."""

    experiment: Experiment
    snapshot: Snapshot
    busy: bool

    @property
    def finished(self) -> bool:
        """Whether all results are known."""
        return self.snapshot.state == "finished"


def status(experiment: Experiment | None, *, opened: bool) -> Status | None:
    """The status of an experiment, None without one. `opened`: its link has just been opened."""
    if experiment is None:
        return None
    snapshot = visitor.look(experiment, opened=opened)
    return Status(experiment, snapshot, visitor.waits_for(experiment, snapshot))


def seconds(value: float) -> str:
    """A span of time in words.

    >>> seconds(1.23), seconds(75), seconds(7300)
    ('1.2 s', '1 min 15 s', '2 h 1 min')
    """
    if value < 59.95:
        return _(SECONDS).format(seconds=value)
    if value < 3600:
        return _(MINUTES).format(minutes=value // 60, seconds=value % 60)
    return _(HOURS).format(hours=value // 3600, minutes=value % 3600 // 60)


def progress(snapshot: Snapshot) -> str:
    """The progress of a queued or running experiment, in words."""
    if snapshot.state == "queued":
        alone, with_wait = (QUEUED_NEXT, QUEUED_NEXT_WAIT) if (snapshot.position or 1) <= 1 else (QUEUED, QUEUED_WAIT)
        if snapshot.wait is None or snapshot.wait < pacing.SOON:
            return _(alone).format(position=snapshot.position)
        return _(with_wait).format(position=snapshot.position, wait=seconds(snapshot.wait))
    reached = snapshot.reached
    if not max(reached, default=0) and not snapshot.epoch:
        return _(RESUMED if snapshot.resumed else STARTING)
    under_way = [epoch for epoch in reached if epoch < snapshot.epochs]
    if reached and not under_way:
        return _(LAST)
    done = len(reached) - len(under_way)
    remaining = snapshot.remaining or 0.0
    left = seconds(remaining) if remaining >= SHOWN else ""
    template = (APART_LEFT if left else APART) if done else EPOCH_LEFT if left else EPOCH
    least, most = (pick(under_way, default=snapshot.epoch) for pick in (min, max))
    at = between(least, most)
    at = _(RUNS).format(at=at) if least < most and not done else at
    said = _(template).format(done=done, runs=len(reached), at=at, epochs=snapshot.epochs, left=left)
    return wording.capital(said)


def between(least: int, most: int) -> str:
    """The epochs that runs have come to.

    >>> between(3, 3), between(0, 1200)
    ('epoch 3', 'epochs 0 to 1,200')
    """
    return _(ALL_AT if least == most else BETWEEN).format(least=least, most=most)


def fraction(snapshot: Snapshot) -> float:
    """The progress of a queued or running experiment, from 0 to 1."""
    return min(1.0, snapshot.epoch / max(1, snapshot.epochs))


def train_button(
    form: forms.Form, experiment_of: Callable[[], Experiment | None], *, busy: bool, finished: bool = False
) -> None:
    """Draw Train. `experiment_of` reads the form when it is pressed; it cannot be pressed while something is trained.

    What is `finished` is trained again before one's eyes, to the same figures where the engine is the same.
    """
    if finished and form.experiment is not None:
        spent = visitor.took(form.experiment)
        st.caption(
            _(KNOWN) if spent is None else _(TOOK).format(seconds=seconds(spent)), width="content", help=_(KNOWN_HELP)
        )
    st.button(
        _(AGAIN if finished else TRAIN),
        type="primary",
        icon=":material/play_arrow:",
        key="train",
        disabled=busy or form.experiment is None,
        on_click=_ask,
        args=(experiment_of,),
        help=ahead.takes(form.experiment) or None,
    )


def problems(form: forms.Form, status: Status | None) -> None:
    """Say why there is nothing to train, why training was refused, and what is wrong with the store, if anything.

    How long training takes is said until it begins.
    """
    if status is None or not (status.busy or status.finished):
        ahead.say(form.experiment)
    if form.problem:
        st.error(plain(sentence(_(form.problem))), icon=":material/block:")
    if refused := visitor.refusal():
        st.warning(plain(_(refused)), icon=":material/hourglass_disabled:")
    if notice := service.running().store.notice:
        st.warning(plain(_(notice)), icon=":material/database_off:")


def wrong_link(problems: Sequence[str]) -> None:
    """Say what was wrong with a link that was opened, if anything: each thing, where there are several."""
    said = [plain(sentence(_(problem))) for problem in problems]
    if len(said) > 1:
        said = [_(MENDED), *(f"- {problem}" for problem in said)]
    if said:
        st.warning("\n".join(said), icon=":material/link_off:")


def watch(status: Status, draw: Draw) -> None:
    """Draw progress, Stop and, with `draw`, the curves of what is being trained, again and again until it has ended."""
    pace = pacing.pace(status.snapshot)

    @st.fragment(run_every=pace.seconds)
    @frame.guard()
    def look() -> None:
        snapshot = visitor.look(status.experiment)
        if not visitor.waits_for(status.experiment, snapshot) or pace.outdated(snapshot):
            st.rerun()
        _progress_row(status.experiment, snapshot)
        draw(status.experiment, snapshot)

    look()


def wait(experiment: Experiment, draw: Callable[[Snapshot], object]) -> None:
    """Draw with `draw` again and again while a small experiment is being trained; then run the page."""

    @st.fragment(run_every=SOON_POLL)
    @frame.guard()
    def look() -> None:
        snapshot = visitor.look(experiment)
        if snapshot.state not in visitor.UNDER_WAY:
            st.rerun()
        draw(snapshot)

    look()


def ended(status: Status) -> None:
    """Say why there is no result where training failed."""
    if status.snapshot.state == "failed":
        st.error(plain(sentence(_(status.snapshot.message))), icon=":material/error:")
    elif status.snapshot.state == "stopped" and visitor.withdrew(status.experiment):
        st.caption(_(STOPPED))


def _progress_row(experiment: Experiment, snapshot: Snapshot) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="word"):
        st.progress(fraction(snapshot), progress(snapshot))
        announce.progress(fraction(snapshot))
        st.button(_("Stop"), icon=":material/stop:", key=browser.STOP, on_click=visitor.withdraw, args=(experiment,))


def _ask(experiment_of: Callable[[], Experiment | None]) -> None:
    experiment = experiment_of()
    if experiment is not None:
        visitor.ask(experiment, again=True)
