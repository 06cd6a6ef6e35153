"""How often a page looks at what it waits for, by the place in the queue and by how many others wait."""

import pytest

from core.experiment import Experiment
from lab.serving.snapshot import Snapshot
from ui.site import browser, pacing, service, visitor

RUNNING = Snapshot("running", 30, 3)
FAR = Snapshot("queued", 30, position=9, wait=20.0)
NEXT = Snapshot("queued", 30, position=1, wait=0.5)


class Pool:
    waiting = 1


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool for which so many wait, one visitor of whom looks once a second and has just asked."""
    pool = Pool()
    monkeypatch.setattr(service, "running", type("Service", (), {"pool": pool}))
    monkeypatch.setattr(visitor, "poll_seconds", lambda: 1.0)
    monkeypatch.setattr(visitor, "asked_lately", lambda _: True)
    return pool


@pytest.mark.parametrize(
    ("waiting", "snapshot", "seconds"),
    [(1, RUNNING, 0.3), (1, NEXT, 0.3), (1, FAR, 4.0), (21, RUNNING, 2.0), (100, NEXT, 4.0), (100, FAR, 4.0)],
)
def test_the_more_wait_the_less_often_each_looks(pool: Pool, waiting: int, snapshot: Snapshot, seconds: float) -> None:
    pool.waiting = waiting
    assert pacing.pace(snapshot).seconds == seconds


def test_the_pace_is_told_anew_when_it_would_be_another(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    far, eager = pacing.pace(FAR), pacing.pace(RUNNING)
    assert far.outdated(NEXT)
    assert not eager.outdated(RUNNING)
    monkeypatch.setattr(visitor, "asked_lately", lambda _: False)
    assert eager.outdated(RUNNING)
    pool.waiting = 100
    crowded = pacing.pace(RUNNING)
    assert not crowded.outdated(RUNNING)
    pool.waiting = 10
    assert crowded.outdated(RUNNING), "the crowd has gone"
    usual = pacing.pace(RUNNING)
    pool.waiting = 100
    assert not usual.outdated(RUNNING), "a run of the page for each of a hundred would cost more than it saves"


def test_no_pause_is_so_long_that_the_browser_takes_the_page_for_stopped(pool: Pool) -> None:
    """A visitor's own second is up to 1.25 of them, see `ui.site.visitor`."""
    pool.waiting = 1000
    assert 1.25 * pacing.pace(FAR).seconds < browser.STILL / 1000


def test_a_pool_counts_each_visitor_who_waits_once() -> None:
    from lab.serving.ledger import Ledger

    ledger = Ledger(1)
    assert ledger.waiting == 0
    for seed, name in ((1, "ada"), (2, "ada"), (1, "bob")):
        ledger.submit(Experiment(first_seed=seed), name, {}, now=0.0)
    assert ledger.waiting == 2
    ledger.withdraw(Experiment(first_seed=1), "bob")
    assert ledger.waiting == 1
