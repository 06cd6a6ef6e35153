"""Recent: what the store holds, this visitor's own on top, each a link that opens it."""

from datetime import UTC, datetime, timedelta

import pytest

from core.experiment import Arm, Experiment
from lab import links
from lab.storage.store import Store
from tests.lab.synthetic import finished_runs
from tests.pages.conftest import Bench, open_page
from ui import session
from ui.compare import recent
from ui.form import learning_rates
from ui.site import menu
from ui.sweep import sweeps

PAGE = "pages/recent.py"
MINE = Experiment(
    arms=(Arm("softmax", "log_likelihood", 1.0), Arm("linear", "hinge", 0.1)), train=100, epochs=2, seeds=2
)
THEIRS = Experiment(arms=(Arm("sigmoid", "quadratic", 3.0),), train=100, epochs=2, seeds=1)
SWEEP = sweeps.plan(MINE, learning_rates.rates())


def keep(store: Store, experiment: Experiment, visitor: str) -> None:
    store.put_runs(finished_runs(experiment))
    store.put_experiment(experiment, visitor)


def rows(at) -> list[tuple[str, str]]:
    """The name and the query of every result."""
    names = [text.value.strip("*") for text in at.main.markdown if text.value.startswith("**")]
    return list(zip(names, [link.proto.query_string.lstrip("?") for link in at.main.page_link], strict=True))


def test_an_empty_store_says_what_will_be_here(bench: Bench):
    at = open_page(PAGE)
    assert "Nothing yet" in at.main.markdown[1].value
    assert [link.value for link in at.main.page_link] == ["Go to Compare"]


def test_results_are_links_and_this_visitors_own_are_on_top(bench: Bench, store: Store):
    keep(store, THEIRS, "somebody else")
    keep(store, MINE, "me")
    keep(store, THEIRS, "somebody else")
    at = open_page(PAGE)
    assert [name for name, _ in rows(at)] == [
        "Sigmoid with quadratic",
        "Softmax with log-likelihood beside Linear with hinge",
    ]
    at.session_state[session.KEY].visitor = "me"
    at.run()
    assert [heading.value for heading in at.subheader] == ["Yours", "Everybody's"]
    assert rows(at) == [
        ("Softmax with log-likelihood beside Linear with hinge", links.query_string(MINE)),
        ("Sigmoid with quadratic", links.query_string(THEIRS)),
    ]
    assert "100 images" in at.main.caption[0].value
    assert "just now" in at.main.caption[0].value


def test_a_sweep_opens_on_its_own_page(bench: Bench, store: Store):
    keep(store, SWEEP.experiment, "me")
    at = open_page(PAGE)
    assert rows(at)[0][0] == "Learning rates of Softmax with log-likelihood beside Linear with hinge"
    link = at.main.page_link[0]
    assert (link.value, link.proto.page) == ("Open in Learning rate", "learning_rate")
    assert sweeps.of(SWEEP.experiment).experiment == SWEEP.experiment


def test_a_store_that_fails_says_so(bench: Bench, store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Store, "notice", "The disk is full.")
    assert open_page(PAGE).warning[0].value == "The disk is full."


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=3), "just now"),
        (timedelta(seconds=70), "a minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "an hour ago"),
        (timedelta(hours=25), "a day ago"),
        (timedelta(days=13), "13 days ago"),
        (timedelta(days=14), "2026-02-15"),
        (timedelta(seconds=-1), "just now"),
    ],
)
def test_how_long_ago(age, words):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert recent.ago(now - age, now) == words


def test_the_menu_knows_the_page():
    assert menu.RECENT in menu.MENU
