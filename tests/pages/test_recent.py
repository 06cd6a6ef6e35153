"""Recent: what the store holds, this visitor's own on top, each a link that opens it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.results import RunResult
from core.verdict import judge
from lab import links, verdicts, wording
from lab.gallery.rows import ROWS
from lab.gallery.shipped import Shipped
from lab.storage.store import Store
from tests.lab.synthetic import finished_runs
from tests.pages.conftest import Bench, open_page
from ui import session
from ui.form import learning_rates, sweeps
from ui.recent import entry, gist
from ui.site import menu

PAGE = "pages/recent.py"
MINE = Experiment(
    arms=(Arm("softmax", "log_likelihood", 1.0), Arm("linear", "hinge", 0.1)), train=100, epochs=2, seeds=2
)
THEIRS = Experiment(arms=(Arm("sigmoid", "quadratic", 3.0),), train=100, epochs=2, seeds=1)
SWEEP = sweeps.plan(MINE, learning_rates.rates())


def finished_by_arm(experiment: Experiment) -> list[list[RunResult]]:
    runs, seeds = finished_runs(experiment), experiment.seeds
    return [runs[start : start + seeds] for start in range(0, len(runs), seeds)]


def keep(store: Store, experiment: Experiment, visitor: str) -> None:
    store.put_runs(finished_runs(experiment))
    store.put_experiment(experiment, visitor)


def said(at) -> list[str]:
    """The words of every result, part by part."""
    bodies = [one.proto.body for one in at.main.get("html") if 'class="entry"' in one.proto.body]
    return [" | ".join(unescape(re.sub(r"<[^>]+>", "\n", body)).split("\n")).strip(" |") for body in bodies]


def rows(at) -> list[tuple[str, str]]:
    """The arms and the query of every result."""
    bodies = [one.proto.body for one in at.main.get("html") if 'class="entry"' in one.proto.body]
    arms = [" / ".join(unescape(name) for name in re.findall(r'entry-arm"[^>]*>([^<]+)<', body)) for body in bodies]
    return list(zip(arms, [link.proto.query_string.lstrip("?") for link in at.main.page_link], strict=True))


def test_an_empty_store_says_what_will_be_here(bench: Bench):
    at = open_page(PAGE)
    assert "Nothing yet" in at.main.markdown[1].value
    assert [link.value for link in at.main.page_link] == ["Go to Compare"]


def test_results_are_links_and_this_visitors_own_are_on_top(bench: Bench, store: Store):
    keep(store, THEIRS, "somebody else")
    keep(store, MINE, "me")
    keep(store, THEIRS, "somebody else")
    at = open_page(PAGE)
    mine, theirs = (
        "● Softmax with log-likelihood · rate 1 / ▲ Linear with hinge · rate 0.1",
        "● Sigmoid with quadratic · rate 3",
    )
    assert [name for name, _ in rows(at)] == [theirs, mine]
    at.session_state[session.KEY].visitor = "me"
    at.run()
    assert [heading.value for heading in at.subheader] == ["Yours", "Everybody's"]
    assert rows(at) == [(mine, links.query_string(MINE)), (theirs, links.query_string(THEIRS))]
    assert "100 images · 30 hidden · 2 epochs · mini-batch 10 · 2 seeds · just now" in said(at)[0]


def test_an_entry_says_the_verdict_and_sketches_the_curves(bench: Bench, store: Store):
    keep(store, MINE, "me")
    (words,) = said(open_page(PAGE))
    assert verdicts.headline(judge(finished_by_arm(MINE), mnist().test.labels), wording.short_names(MINE.arms)) in words
    (body,) = [one.proto.body for one in open_page(PAGE).main.get("html") if 'class="entry"' in one.proto.body]
    assert body.count("data:image/svg+xml") == len(MINE.arms)
    assert 'aria-label="Accuracy over 2 epochs: Softmax with log-likelihood, Linear with hinge."' in body


def test_what_tells_two_entries_apart_is_said(bench: Bench, store: Store):
    alike = [
        Experiment(arms=(Arm("softmax", "log_likelihood", 0.5, hidden=(100,)),), train=100, epochs=1, seeds=1),
        Experiment(arms=(Arm("softmax", "log_likelihood", 0.5),), train=100, epochs=1, seeds=1, first_seed=7),
        Experiment(arms=(Arm("softmax", "log_likelihood", 0.25),), train=100, epochs=1, seeds=1, l2=0.1),
    ]
    for one in alike:
        keep(store, one, "me")
    assert len(set(said(open_page(PAGE)))) == len(alike)
    assert "100 hidden" in said(open_page(PAGE))[2]


def test_what_is_too_long_for_a_list_says_its_accuracies(bench: Bench, store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gist, "MOST", 5)
    keep(store, replace(MINE, first_seed=3), "me")
    at = open_page(PAGE)
    assert re.search(
        r"validation images, mean over 2 seeds ± standard deviation\. Softmax with log-likelihood: [\d.]+ ± [\d.]+ %",
        said(at)[0],
    )
    assert "data:image" not in " ".join(one.proto.body for one in at.main.get("html"))


def test_an_empty_store_shows_what_is_shipped(bench: Bench, store: Store):
    store.shipped = Shipped()
    at = open_page(PAGE)
    experiments = [row.experiment for row in ROWS.values()]
    queries = [link.proto.query_string.lstrip("?") for link in at.main.page_link if link.value != "Go to Compare"]
    swept = [sweeps.of(experiment) for experiment in experiments]
    pairs = [of.query() if of else links.to_query(one) for one, of in zip(experiments, swept, strict=True)]
    assert queries == [urlencode(query, safe="~") for query in pairs]
    assert len(said(at)) == len(experiments)
    assert not any("ago" in words or "just now" in words for words in said(at))


def test_what_is_shipped_stays_below_what_was_trained_and_nothing_stands_twice(bench: Bench, store: Store):
    store.shipped = Shipped()
    keep(store, MINE, "me")
    assert len(rows(open_page(PAGE))) == len(ROWS) + 1
    keep(store, ROWS["slowdown"].experiment, "me")
    at = open_page(PAGE)
    assert [heading.value for heading in at.subheader] == ["Shipped with the program"]
    assert len(rows(at)) == len(ROWS) + 1


def test_a_sweep_opens_on_its_own_page(bench: Bench, store: Store):
    keep(store, SWEEP.experiment, "me")
    at = open_page(PAGE)
    assert rows(at)[0][0] == "● Softmax with log-likelihood · rates 0.01 to 30 / ▲ Linear with hinge · rates 0.01 to 30"
    assert "Softmax with log-likelihood: best at " in said(at)[0]
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
    assert entry.ago(now - age, now) == words


def test_the_menu_knows_the_page():
    assert menu.RECENT in menu.MENU
