"""Outcomes as text: a table for the terminal, and a page of Markdown with where, how and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lab.book.files import Made, Published
from lab.book.outcome import Outcome
from lab.book.row import Row
from lab.languages.words import N_, _
from lab.saying import listed, together

WITHIN, OUTSIDE, LEFT_OUT = "within", "OUTSIDE", "left out"
HEADINGS = ("experiment", "book", "ours", "lowest", "highest", "seeds", "band", "")
LEGEND = (
    "Percent of 10,000 images. Ours is the mean of the figures that count, lowest and highest are of all runs. The "
    "band was set before these seeds were trained; benchmarks/book.md says why it is as it is."
)
SUMMARY = "{inside} of {all} figures lie within their bands."
NAMED = N_("ch. {chapter}: {name}")
QUOTED = N_("“{name}”")
CONDITION = N_(
    "Of {names} that holds only because a best of three does not count where none of the three networks "
    "knows all ten digits."
)
LOST = "lost digits: {name}, seed {seed}: {digits}"
NEARLY = "nearly lost digits: {name}, seed {seed}: {digits}"
NOT_COUNTED = (
    "not counted: {name}, {figure:.2f}, the best of three networks none of which knows all ten digits; with all that "
    "are not counted ours would be {of_all:.2f}"
)
DIVERGED = "diverged: {name}, seed {seed}, at epoch {epoch}"


def text(outcomes: Sequence[Outcome], left_out: Sequence[Row] = ()) -> str:
    """The table for a terminal, what was left out, and which networks lost digits or diverged."""
    rows = [HEADINGS, *map(_cells, outcomes), *map(_no_cells, left_out)]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in rows]
    lines += ["", LEGEND, summary(outcomes), *_remarks(outcomes)]
    return "\n".join(lines)


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many figures lie within their bands, and which only as some do not count."""
    said = SUMMARY.format(inside=sum(outcome.inside for outcome in outcomes), all=len(outcomes))
    return together([said, condition(outcomes)])


def condition(outcomes: Iterable[Outcome]) -> str:
    """Of which figures it holds only as some do not count, and why these do not; '' where all count."""
    names = [_(QUOTED).format(name=_name(outcome.row)) for outcome in outcomes if outcome.on_condition]
    return _(CONDITION).format(names=listed(names)) if names else ""


def _cells(outcome: Outcome) -> tuple[str, ...]:
    band = outcome.band
    return (
        _name(outcome.row),
        f"{outcome.row.figure:.2f}",
        f"{outcome.ours:.2f}",
        f"{outcome.lowest:.2f}",
        f"{outcome.highest:.2f}",
        str(len(outcome.seen)),
        f"{band.low:.2f} to {band.high:.2f}",
        WITHIN if outcome.inside else OUTSIDE,
    )


def _no_cells(row: Row) -> tuple[str, ...]:
    return (_name(row), f"{row.figure:.2f}", "", "", "", "", "", LEFT_OUT)


def _name(row: Row) -> str:
    return _(NAMED).format(chapter=row.chapter, name=_(row.name))


def _remarks(outcomes: Sequence[Outcome]) -> list[str]:
    """Which networks lost digits, which of the best of three do not count for that, and which runs diverged."""
    lost = [
        template.format(name=_name(outcome.row), seed=run.seed, digits=listed([str(digit) for digit in digits]))
        for outcome in outcomes
        for run in outcome.seen
        for template, digits in ((LOST, run.lost), (NEARLY, run.nearly))
        if digits
    ]
    left = [
        NOT_COUNTED.format(name=_name(outcome.row), figure=run.value, of_all=outcome.of_all)
        for outcome in outcomes
        for run in outcome.left_out
    ]
    diverged = [
        DIVERGED.format(name=_name(outcome.row), seed=run.seed, epoch=run.diverged)
        for outcome in outcomes
        for run in outcome.seen
        if run.diverged is not None
    ]
    return lost + left + diverged


PAGE = """# The book's figures

Michael Nielsen's *Neural Networks and Deep Learning* reports the accuracies of this table. `{command}` trains the same
networks again, with other initial weights and another order of mini-batches for each seed, and writes this file.
The bands were set before these seeds were trained, from the spread over others. {summary}

{table}

Figures are percent of 10,000 images. *Ours* is the mean over the seeds, or over the best of every three where the book
takes the best of three; lowest and highest are of all runs. *Lost* counts networks that at the end have lost a digit
(they answer less than one in a hundred of its images rightly) or nearly (less than one in ten).{remarks}

## How they were made

{made}

## What each is, and why its band is as it is

{reasons}
"""
MADE = (
    "On {date} (UTC), by the engine {engine}, Python {python}, NumPy {numpy}, Numba {numba}, on {cores} cores of "
    "{processor}: {trained} of {runs} runs were trained, in {minutes:.1f} minutes."
)
IN_STORE = " The others were in the store."
MARK_HEADINGS = ("where", "experiment", "the book", "ours", "lowest", "highest", "seeds", "lost", "band", "")
REASON = (
    "- **{name}** (chapter {chapter}, “{section}”, {source}): {did} The figure is the {words}: {figure:.2f} %. "
    "The band: {reason}"
)


def markdown(published: Published, command: str) -> str:
    """The page that is kept in the repository; `command` is what made it."""
    outcomes = list(published.outcomes.values())
    lines = [
        "| " + " | ".join(MARK_HEADINGS) + " |",
        "| --- | --- | " + "---: | " * 6 + "--- | --- |",
        *("| " + " | ".join(_marked(outcome)) + " |" for outcome in outcomes),
    ]
    return PAGE.format(
        command=command,
        summary=summary(outcomes),
        table="\n".join(lines),
        remarks="".join(f"\n- {remark}" for remark in _remarks(outcomes)).replace("\n", "\n\n", 1),
        made=_made(published.made),
        reasons="\n".join(map(_reason, outcomes)),
    )


def _marked(outcome: Outcome) -> tuple[str, ...]:
    _name_of_it, *cells, verdict = _cells(outcome)
    *figures, seeds, band = cells
    said = verdict if outcome.inside else f"**{verdict}**"
    lost = str(len(outcome.lost))
    return (f"ch. {outcome.row.chapter}", outcome.row.name, *figures, seeds, lost, band, said)


def _made(made: Made) -> str:
    said = MADE.format(
        date=made.date,
        engine=made.engine,
        python=made.python,
        numpy=made.numpy,
        numba=made.numba or "(not installed)",
        cores=made.cores,
        processor=made.processor,
        trained=made.trained,
        runs=made.runs,
        minutes=made.seconds / 60,
    )
    return said if made.trained == made.runs else said + IN_STORE


def _reason(outcome: Outcome) -> str:
    row = outcome.row
    return REASON.format(
        name=row.name,
        chapter=row.chapter,
        section=row.section,
        source=row.source,
        did=row.did,
        words=row.reading.words,
        figure=row.figure,
        reason=outcome.band.reason,
    )
