"""One experiment of the book in words: what it did, its figure and ours, whether that lies in its band, the way on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lab.book.outcome import Outcome, Seen
from lab.languages.words import N_, _
from lab.saying import SEMICOLON, Sentence, first, listed
from ui.markdown import plain
from ui.site import ahead, frame

HEAD = "**{name}**"
FIGURES = N_("The book: **{figure:.2f} %**. Ours: **{ours:.2f} %**, {over}. {verdict}")
OVER = N_("mean of {count} seeds, {low:.2f} to {high:.2f}")
OVER_THREES = N_("mean of the best of every three of {count} seeds, which go from {low:.2f} to {high:.2f}")
WITHIN = N_(
    "In {left} of {threes} threes no network knew all ten digits: their best, {each}, does not count beside the "
    "others. With it our mean would be {of_all:.2f} %, within the band."
)
OUTSIDE = N_(
    "In {left} of {threes} threes no network knew all ten digits: their best, {each}, does not count beside the "
    "others. With it our mean would be {of_all:.2f} %, outside the band."
)
PERCENT = N_("{figure:.2f} %")
INSIDE = N_(":material/check: Within its band, {low:.2f} to {high:.2f}.")
BELOW = N_(":material/arrow_downward: **Outside: below its band**, {low:.2f} to {high:.2f}.")
ABOVE = N_(":material/arrow_upward: **Outside: above its band**, {low:.2f} to {high:.2f}.")
READ = N_("The figure is the {words}; it stands {source}, chapter {chapter}, “{section}”.")
WHY = N_("The band goes from {low:.2f} to {high:.2f}, written down before these seeds were trained. {reason}")
DETAILS = N_("What the figure is, and why this band")

LOST_ALL = N_("{lost} of {all} networks lost a digit at the end: {each}.")
NEARLY_ALL = N_("{nearly} of {all} networks nearly lost a digit at the end: {each}.")
BOTH = N_("{lost} of {all} networks lost a digit at the end, {nearly} more nearly: {each}.")
SEED = N_("seed {seed} the {digits}")

NOTHING = ""

Losses = tuple[Sequence[Seen], Sequence[Seen]]
LOSSES: tuple[Sentence[Losses], ...] = (
    Sentence(NOTHING, lambda found: not found[0] and not found[1]),
    Sentence(NEARLY_ALL, lambda found: not found[0]),
    Sentence(LOST_ALL, lambda found: not found[1]),
    Sentence(BOTH),
)
"""What is said of networks that have lost digits, and nearly."""

BANDS: tuple[Sentence[Outcome], ...] = (
    Sentence(INSIDE, lambda outcome: outcome.inside),
    Sentence(BELOW, lambda outcome: outcome.ours < outcome.band.low),
    Sentence(ABOVE),
)
"""What is said of a figure and its band."""

OVERS: tuple[Sentence[Outcome], ...] = (Sentence(OVER, lambda outcome: not outcome.threes), Sentence(OVER_THREES))
"""Over what our figure is a mean."""


def draw(outcome: Outcome) -> None:
    """Draw an experiment with its figures, the reason of its band, and the link into Compare."""
    row = outcome.row
    with st.container(gap="xxsmall", border=True, key=f"book-{row.key}"):
        st.markdown(HEAD.format(name=plain(_(row.name))))
        st.markdown(plain(_(row.did)))
        st.markdown(figures(outcome))
        for said in (lost(outcome), left_out(outcome)):
            if said:
                st.markdown(said)
        way(outcome)
        with st.expander(_(DETAILS)):
            place = {"source": _(row.source), "chapter": row.chapter, "section": _(row.section)}
            st.markdown(plain(_(READ).format(words=_(row.reading.words), **place)))
            band = outcome.band
            st.markdown(plain(_(WHY).format(low=band.low, high=band.high, reason=_(band.reason))))


def figures(outcome: Outcome) -> str:
    """The book's figure and ours, in a sentence or two."""
    band = outcome.band
    spread = {"count": len(outcome.seen), "low": outcome.lowest, "high": outcome.highest}
    return _(FIGURES).format(
        figure=outcome.row.figure,
        ours=outcome.ours,
        over=first(OVERS, outcome).format(**spread),
        verdict=first(BANDS, outcome).format(low=band.low, high=band.high),
    )


def lost(outcome: Outcome) -> str:
    """How many networks have lost digits, and which; '' where none has."""
    gone = [run for run in outcome.seen if run.lost]
    nearly = [run for run in outcome.seen if run.nearly and not run.lost]
    each = _(SEMICOLON).join(
        _(SEED).format(seed=run.seed, digits=listed([str(digit) for digit in run.lost or run.nearly]))
        for run in outcome.lost
    )
    return first(LOSSES, (gone, nearly)).format(lost=len(gone), nearly=len(nearly), all=len(outcome.seen), each=each)


def left_out(outcome: Outcome) -> str:
    """Which of the best of three do not count, and what would be if they did; '' where all count."""
    if not outcome.left_out:
        return ""
    return _(WITHIN if outcome.band.holds(outcome.of_all) else OUTSIDE).format(
        left=len(outcome.left_out),
        threes=len(outcome.threes),
        each=listed([_(PERCENT).format(figure=run.value) for run in outcome.left_out]),
        of_all=outcome.of_all,
    )


def way(outcome: Outcome) -> None:
    """Draw the link into Compare and, where training is long, how long, and whether this server takes it."""
    experiment = outcome.row.experiment
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        frame.see_in_training(experiment, _(frame.IN_COMPARE))
        if ahead.is_long(experiment):
            st.caption(plain(ahead.too_long(experiment) or ahead.takes(experiment)), width="content")
