"""The page about the book: how many of its figures come out here, in a picture, and then each experiment in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import streamlit as st

from lab.book import table
from lab.book.files import Made, Published
from lab.book.outcome import Outcome
from lab.book.rows import ROWS
from lab.book.sizes import MORE_IMAGES, TECHNIQUES
from lab.languages.words import N_, _
from lab.serving.advice import forecast, span
from ui import figures
from ui.book import entry
from ui.charts.book import against, growing
from ui.charts.sheet import Cell, Sheet
from ui.markdown import plain
from ui.site import ahead, browser, frame

STYLE = Path(__file__).with_suffix(".css")

ALL = N_("All {all} figures come out: each of ours lies within its band")
SOME = N_("{inside} of {all} figures come out: so many of ours lie within their bands")
ABOUT = N_(
    "Each network is trained again with other initial weights, and another order of images, for each of several seeds. "
    "A band around the book's figure, from the spread over other seeds, was written down before these were trained."
)
SECTION = N_("Chapter {chapter}: {section}")
BOOK = "http://neuralnetworksanddeeplearning.com/chap{chapter}.html"
READ = N_("Read it in the book: [chapter {chapter}]({address})")
SIZES = N_(
    "The same network of 30 hidden units with more and more images, as many steps for each, and as much weight decay "
    "an image. The book takes the first so many images of the training set; here they are drawn at random for each "
    "seed, and few of them are then easier to learn from: the bands are moved by as much as other seeds gained."
)
HEADINGS = (N_("images"), N_("the book"), N_("ours"), N_("our runs"), N_("band"))
WIDE_ONLY = (3,)
FROM_TO, OUTSIDE = N_("{low:.2f} to {high:.2f}"), N_("outside {low:.2f} to {high:.2f}")
OPEN_THEM = N_("Open one in Compare:")
OF_IMAGES = N_("{images:,} images: about {time} of a core")
MADE = N_(
    "Made on {date} (UTC) by the engine {engine} with Python {python} and NumPy {numpy}, on {cores} cores of "
    "{processor}: {trained} of {runs} runs in {time}. `python -m lab reproduce` makes these figures anew, "
    "`python -m lab reproduce --quick` some of them in at most three minutes."
)


def headline(published: Published) -> str:
    """How many figures lie within their bands."""
    outcomes = published.outcomes.values()
    inside = sum(outcome.inside for outcome in outcomes)
    return _(ALL if inside == len(outcomes) else SOME).format(inside=inside, all=len(outcomes))


def draw(published: Published) -> None:
    """Draw the pictures, then each experiment in the order of the book, and how the figures were made."""
    st.html(STYLE)
    outcomes = published.outcomes
    sizes = {images: outcomes[row.key] for images, row in MORE_IMAGES.items() if row.key in outcomes}
    others = [outcome for outcome in outcomes.values() if outcome not in sizes.values()]
    st.subheader(headline(published), anchor=False)
    if said := table.condition(outcomes.values()):
        st.markdown(plain(said))
    _pictures(others, sizes)
    st.caption(_(ABOUT))
    ordered = [outcomes[row.key] for row in ROWS if row.key in outcomes]
    sections = groupby(ordered, key=lambda one: (one.row.chapter, one.row.section))
    for place, ((chapter, section), group) in enumerate(sections):
        st.subheader(_(SECTION).format(chapter=chapter, section=_(section)), anchor=False)
        st.markdown(_(READ).format(chapter=chapter, address=BOOK.format(chapter=chapter)))
        if section == TECHNIQUES:
            _sizes(sizes)
        else:
            with st.container(key=f"book-entries-{place}"):
                for outcome in group:
                    entry.draw(outcome)
    _made(published.made)


def _pictures(others: list[Outcome], sizes: Mapping[int, Outcome]) -> None:
    with st.container(key="book-pictures"):
        with st.container(key="book-against"):
            figures.draw(against.figure(others), key="book.against")
        with st.container(key="book-growing"):
            figures.draw(growing.figure(sizes), key="book.growing")


def _sizes(sizes: Mapping[int, Outcome]) -> None:
    """Draw the numbers of more and more images, and a link for each."""
    st.markdown(_(SIZES))
    with st.container(key="book-numbers"):
        figures.draw_sheet(_numbers(sizes))
    st.markdown(_(OPEN_THEM))
    with st.container(key="book-sizes"):
        for images, outcome in sizes.items():
            experiment = outcome.row.experiment
            with st.container(gap=None):
                time = _(span(forecast(experiment)))
                frame.see_in_training(experiment, _(OF_IMAGES).format(images=images, time=time))
                if refused := ahead.too_long(experiment):
                    st.caption(plain(refused))


def _numbers(sizes: Mapping[int, Outcome]) -> Sheet:
    """The figures of more and more images; on a phone without what the runs go from and to."""
    rows = [_cells(images, outcome) for images, outcome in sizes.items()]
    shown = [place for place in range(len(HEADINGS)) if not (browser.narrow() and place in WIDE_ONLY)]
    head, *body = [tuple(Cell(row[place]) for place in shown) for row in (tuple(map(_, HEADINGS)), *rows)]
    return Sheet(_(growing.TITLE), head, tuple(body), words=0)


def _cells(images: int, outcome: Outcome) -> tuple[str, ...]:
    band = outcome.band
    return (
        f"{images:,}",
        f"{outcome.row.figure:.2f}",
        f"{outcome.ours:.2f}",
        _(FROM_TO).format(low=outcome.lowest, high=outcome.highest),
        _(FROM_TO if outcome.inside else OUTSIDE).format(low=band.low, high=band.high),
    )


def _made(made: Made) -> None:
    st.divider()
    st.caption(
        _(MADE).format(
            date=made.date,
            engine=made.engine,
            python=made.python,
            numpy=made.numpy,
            cores=made.cores,
            processor=made.processor,
            trained=made.trained,
            runs=made.runs,
            time=_(span(made.seconds)),
        )
    )
