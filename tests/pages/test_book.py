"""The book: its figures beside ours, every experiment in words, within its band or outside, and a link into Compare."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from lab import links
from lab.book import files, table
from lab.book.outcome import Outcome
from lab.book.rows import ROWS
from lab.book.sizes import MORE_IMAGES
from lab.saying import listed
from lab.serving.advice import forecast, span
from lab.serving.pool import Caps
from tests.pages.conftest import Bench, open_page
from ui.book import entry, view
from ui.charts.book import against, growing
from ui.markdown import plain
from ui.site import ahead, service

PAGE = "pages/book.py"
OUTCOMES = files.read(files.DATA, ROWS).outcomes
ONE_BY_ONE = [outcome for key, outcome in OUTCOMES.items() if outcome.row not in MORE_IMAGES.values()]


def words(at: AppTest) -> str:
    return "\n".join(one.value for one in [*at.main.markdown, *at.main.caption])


def moved(outcome: Outcome, points: float) -> Outcome:
    """The same with all of its figures moved by so much."""
    return replace(outcome, seen=tuple(replace(run, value=run.value + points) for run in outcome.seen))


def test_says_first_how_many_figures_come_out(bench: Bench) -> None:
    at = open_page(PAGE)
    inside = sum(outcome.inside for outcome in OUTCOMES.values())
    assert at.main.subheader[0].value.startswith("All" if inside == len(ROWS) else f"{inside} of {len(ROWS)} figures")
    assert len(OUTCOMES) == len(ROWS)
    assert OUTCOMES["quadratic-100"].on_condition
    condition = table.condition(OUTCOMES.values())
    assert condition.startswith("Of “ch. 1: 100 hidden, quadratic” that holds only because")
    assert plain(condition) in words(at)
    assert against.summary(list(OUTCOMES.values())).endswith(condition)


def test_every_experiment_has_its_sentence_and_its_figures(bench: Bench) -> None:
    said = words(open_page(PAGE))
    for outcome in ONE_BY_ONE:
        assert plain(outcome.row.did) in said
        assert entry.figures(outcome) in said
        assert f"The book: **{outcome.row.figure:.2f} %**. Ours: **{outcome.ours:.2f} %**" in said
        assert entry.lost(outcome) in said
        assert entry.left_out(outcome) in said


def test_the_numbers_of_more_and_more_images_stand_in_a_table(bench: Bench) -> None:
    html = " ".join(one.proto.body for one in open_page(PAGE).main.get("html"))
    for images, row in MORE_IMAGES.items():
        assert f">{images:,}<" in html
        assert f">{row.figure:.2f}<" in html
        assert f">{OUTCOMES[row.key].ours:.2f}<" in html


def test_every_experiment_opens_in_compare(bench: Bench) -> None:
    at = open_page(PAGE)
    opened = [dict(parse_qsl(one.proto.query_string.lstrip("?"))) for one in at.main.page_link]
    assert opened == [dict(links.to_query(row.experiment)) for row in ROWS]
    assert {one.proto.page for one in at.main.page_link} == {"compare"}
    assert not bench.asked, "a link trains nothing"


def test_says_how_long_what_is_long_takes_and_what_the_server_does_not_give(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = [outcome.row for outcome in ONE_BY_ONE if ahead.is_long(outcome.row.experiment)]
    assert long
    at = open_page(PAGE)
    assert all(ahead.takes(row.experiment) in words(at) for row in long)
    labels = [one.proto.label for one in at.main.page_link]
    for images, row in MORE_IMAGES.items():
        assert f"{images:,} images: about {span(forecast(row.experiment))} of a core" in labels
    small = service.Service(bench, service.running().store, Caps(experiment_seconds=30))
    monkeypatch.setattr(service, "running", lambda: small)
    assert "this shared server gives one experiment at most 30 seconds" in words(open_page(PAGE))


def test_a_figure_outside_is_said_to_be_outside() -> None:
    outcome = ONE_BY_ONE[2]
    assert "Outside: below its band" in entry.figures(moved(outcome, -5))
    assert "Outside: above its band" in entry.figures(moved(outcome, 5))
    both = [moved(outcome, -5), outcome]
    assert against.summary(both) == f"1 of 2 of our figures lie within their bands; outside: {outcome.row.name}."
    rows = against.table(both)
    assert next(iter(rows[rows["kind"] == "words"]["text"])).startswith("outside")
    published = files.read(files.DATA, ROWS)
    assert view.headline(replace(published, outcomes={"a": both[0], "b": both[1]})).startswith("1 of 2 figures")


def test_runs_far_away_are_told_not_drawn() -> None:
    """A network that has lost digits lies ten points and more below the others, which it would squeeze."""
    outcome = OUTCOMES["quadratic-100"]
    far = sum(run.value < outcome.row.figure - against.FAR for run in outcome.seen)
    rows = against.table([outcome])
    assert far > 0
    assert sum(rows["kind"] == "run") == len(outcome.seen) - far
    (said,) = rows[rows["kind"] == "words"]["text"]
    assert f"{far} of {len(outcome.seen)} runs lower" in said


def test_lost_digits_are_told_with_their_seeds() -> None:
    outcome = OUTCOMES["quadratic-100"]
    said = entry.lost(outcome)
    assert all(f"seed {run.seed} the {listed(list(map(str, run.lost)))}" in said for run in outcome.seen if run.lost)
    assert said.startswith(
        f"{sum(bool(run.lost) for run in outcome.seen)} of {len(outcome.seen)} networks lost a digit"
    )
    assert entry.lost(replace(outcome, seen=tuple(replace(run, lost=(), nearly=()) for run in outcome.seen))) == ""
    nearly = replace(outcome, seen=(replace(outcome.seen[0], lost=(), nearly=(3,)),))
    assert entry.lost(nearly) == "1 of 1 networks nearly lost a digit at the end: seed 0 the 3."


def test_threes_that_do_not_count_are_told_with_what_would_be_if_they_did() -> None:
    outcome = OUTCOMES["quadratic-100"]
    (left,) = outcome.left_out
    assert entry.left_out(outcome) == (
        f"In 1 of 3 threes no network knew all ten digits: their best, {left.value:.2f} %, does not count beside the "
        f"others. With it our mean would be {outcome.of_all:.2f} %, outside the band."
    )
    assert entry.left_out(OUTCOMES["quadratic-30"]) == ""


def test_the_charts_have_a_row_an_experiment() -> None:
    rows = against.figure(ONE_BY_ONE).rows
    assert list(rows["figure"]) == [outcome.row.figure for outcome in ONE_BY_ONE]
    assert list(rows["ours"]) == [outcome.ours for outcome in ONE_BY_ONE]
    sizes = {images: OUTCOMES[row.key] for images, row in MORE_IMAGES.items()}
    assert list(growing.figure(sizes).rows["images"]) == list(MORE_IMAGES)
