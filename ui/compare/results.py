"""What is to be seen of a comparison: what it will show, how it grows, how far it came, or its verdict and its tabs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.evidence.reach import Asks
from core.experiment import Experiment
from lab import answers, wording
from lab.languages.words import N_, _
from lab.saying import sentence, together
from lab.serving.pool import Snapshot
from ui import session
from ui.charts.comparison import order
from ui.compare import (
    curves_tab,
    digits_tab,
    ghosts,
    glimpse,
    lead,
    picture,
    screen,
    slowdown_tab,
    table_tab,
    verdict_view,
    yardsticks_tab,
)
from ui.compare.picture import Picture
from ui.markdown import plain
from ui.shown import Shown, view
from ui.site import announce, replay
from ui.site.downloads import popover
from ui.site.live import Status

TABS: dict[str, Callable[[Shown], None]] = {
    N_("Curves"): curves_tab.draw,
    N_("Same yardstick"): yardsticks_tab.draw,
    N_("Slowdown"): slowdown_tab.draw,
    N_("Digits"): digits_tab.draw,
    N_("Table"): table_tab.draw,
}

FIRST: dict[Asks, str] = {"accuracy": "Curves", "epochs": "Slowdown"}
"""The tab that is open at first, by what is asked."""

FRESH = N_("Not trained yet")
COMING = N_(
    "Press Train: accuracy and cost will be drawn here while the networks learn, then the verdict stands above."
)
STOPPED_AT = N_("Stopped at epoch {most:,}")
APART = N_("The run that came least far stopped at epoch {least:,}, the one that came furthest at epoch {most:,}.")
UNBEGUN = N_("The slowest run had not begun, the one that came furthest stopped at epoch {most:,}.")
STOPPED = N_("What had been learned until then is drawn. Train begins again; runs that were finished are kept.")
FAILED = N_("Training failed")
UNREADY = N_("Not to be trained as it stands")


def growing(experiment: Experiment, snapshot: Snapshot, *, lecture: bool = False) -> None:
    """Draw the curves as far as they have come. Neither spec nor name changes, so that the chart is not built anew."""
    _picture(experiment, snapshot, lecture=lecture)
    if not lecture:
        glimpse.draw(experiment, snapshot)


def draw(status: Status, *, lecture: bool = False) -> replay.Asked:
    """Draw the verdict, or what stands in its place, and the picture."""
    snapshot = status.snapshot
    if snapshot.state == "finished":
        ghosts.follow(status.experiment, view(status.experiment.seeds))
    with screen.word():
        WORDS.get(snapshot.state, _fresh)(status)
        if snapshot.state == "finished" and not lecture:
            with screen.away():
                popover.button(status.experiment, Shown.of(status.experiment, snapshot).results)
    if _begun(snapshot) or ghosts.behind(status.experiment):
        return _picture(status.experiment, snapshot, of=_of(status), lecture=lecture)
    with screen.coming():
        st.markdown(_(COMING))
    return replay.Asked()


def waiting() -> None:
    """Draw what was finished last, pale, as long as the form holds nothing that can be trained."""
    earlier = ghosts.behind(None)
    if earlier is None:
        return
    how = view(earlier.seeds)
    with screen.word():
        st.header(_(UNREADY), anchor=False)
    picture.draw(
        Picture(
            earlier,
            [[] for _ in earlier.arms],
            how,
            whole=curves_tab.whole(),
            earlier=earlier,
        )
    )
    _aside(earlier)


def tabs(shown: Shown) -> None:
    """Draw what else is to be seen of a finished comparison."""
    asks = answers.asks(shown.experiment)
    if asks == "accuracy" and (
        otherwise := order.said(shown.experiment, shown.results, wording.short_names(shown.experiment.arms))
    ):
        st.caption(plain(otherwise))
    verdict_view.notes(shown)
    chosen, key, labels = session.current().comparing.tabs, f"tabs-{asks}", [_(name) for name in TABS]
    if asks in chosen and session.widget(key) not in labels:  # it was chosen in another language
        session.set_widget(key, _(chosen[asks]))
    drawn = st.tabs(labels, default=_(FIRST[asks]), key=key, on_change="rerun")
    lead.to_contents()
    for tab, (name, contents) in zip(drawn, TABS.items(), strict=True):
        if tab.open:
            chosen[asks] = name
            with tab:
                contents(shown)


def _picture(experiment: Experiment, snapshot: Snapshot, *, of: str = "", lecture: bool = False) -> replay.Asked:
    how = view(experiment.seeds)
    earlier = (None if _begun(snapshot) else ghosts.own(experiment)) or ghosts.behind(experiment)
    drawn = Picture(
        experiment,
        snapshot.records,
        how,
        whole=curves_tab.whole(),
        earlier=earlier,
        lecture=lecture,
        of=of,
    )
    if lecture:
        return picture.draw(drawn)
    pin = partial(ghosts.pin_button, experiment) if snapshot.state == "finished" else None
    asked = picture.draw(drawn, beside=pin)
    if earlier is not None and earlier != experiment:
        _aside(earlier)
    return asked


def _aside(earlier: Experiment) -> None:
    with screen.aside():
        st.caption(plain(ghosts.said(earlier)))
        ghosts.away_button()


def _of(status: Status) -> str:
    """What the bar replays: nothing where no curve has been drawn yet."""
    return f"{status.experiment.key} {status.snapshot.state}" if _begun(status.snapshot) else ""


def _begun(snapshot: Snapshot) -> bool:
    return any(run for runs in snapshot.records for run in runs)


def _finished(status: Status) -> None:
    verdict_view.draw(Shown.of(status.experiment, status.snapshot))


def _fresh(_status: Status) -> None:
    st.header(_(FRESH), anchor=False)
    announce.state("idle")


def _stopped(status: Status) -> None:
    least, most = (pick(status.snapshot.reached, default=0) for pick in (min, max))
    said = _(STOPPED_AT if most else FRESH).format(most=most)
    st.header(said, anchor=False)
    apart = _(APART if least else UNBEGUN).format(least=least, most=most)
    st.caption(together([apart if least < most else "", _(STOPPED)]))
    announce.state("idle", said if most else _(STOPPED))


def _failed(status: Status) -> None:
    st.header(_(FAILED), anchor=False)
    st.error(plain(sentence(_(status.snapshot.message))), icon=":material/error:")
    announce.state("idle", _(FAILED))


WORDS: dict[str, Callable[[Status], None]] = {"finished": _finished, "stopped": _stopped, "failed": _failed}
"""What stands in the place of the verdict, by the state of the experiment."""
