"""What a sweep showed: the curves, the best rate of each arm, and the same rate beside each at its best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from core.datasets import mnist
from core.experiment import Experiment
from core.notation import number_text
from core.results import RunResult
from core.verdict import judge
from lab import links, verdicts, wording
from lab.languages.words import N_, _
from lab.saying import COMMA, together
from lab.serving.pool import Snapshot
from ui import figures, session
from ui.charts import learning_rate, sheet
from ui.charts.figure import Figure
from ui.charts.subject import Subject
from ui.form import learning_rates
from ui.form.sweeps import Outcome, Sweep, common, outcomes
from ui.shown import Shown, numbers_toggle
from ui.site import announce, frame, menu
from ui.site.live import Draw

STYLE = Path(__file__).with_suffix(".css")

WAITING = N_("Curves of accuracy against learning rate will grow here.")
BEFORE = N_(
    "Press Train: every arm is trained at {rates} learning rates, {runs} runs an arm, and its accuracy is drawn "
    "against the learning rate."
)
ALT = N_("Validation accuracy against learning rate. {bests}")
BEST = N_("{name} does best at {rate} ({accuracy}).")
BEST_ACCURACY = N_("{accuracy} %")
WITH_SPREAD = "{mean:.2f} ± {spread:.2f}"
AT_EDGE = N_(
    "The best rate of {name} is {rate}, at the end of the grid: a better one may lie beyond it. Widen the grid."
)
AT_LIMIT = N_("The best rate of {name} is {rate}, at the end of the grid, which reaches no further.")
DIVERGED = N_("{name} diverged at {rates}.")
BESIDE = N_("Test accuracy at the same learning rate and at each arm's best")
SAME_COLUMN = N_("all at {rate}, %")
BEST_COLUMN = N_("each at its best, %")
RATE_COLUMN = N_("best rate")
SAME_RATE = "same"  # the key of the slider
CARRY = N_("Compare each at its best learning rate")
SAME = N_("Compare all at {rate}")
AT_BEST = N_("Each at its best learning rate. {detail}")
SAID = N_("{headline}. {detail}")
AT_SAME = N_("**All at {rate}**: {verdict}")
SAME_IS_BEST = N_("**All at {rate}** is each arm at its best: the verdict is the one above.")
NOTE = N_(
    "Rates are chosen on 10,000 validation images and judged on 10,000 test images, both means over the seeds "
    "± the standard deviation over them: "
    "the test images choose nothing."
)


def growing(sweep: Sweep) -> Draw:
    """What draws the curves as far as they are known; those that were there before stay pale until then."""

    def draw_so_far(_experiment: Experiment, snapshot: Snapshot) -> None:
        table = learning_rate.so_far(sweep.rates, snapshot.records)
        known, before = session.current().swept
        if not table.empty:
            _curves(_figure(sweep, table, _(WAITING)))
        elif known == sweep.experiment.key:
            with st.container(key="known"):
                _curves(_figure(sweep, before, _(WAITING)))
        else:
            st.caption(_(WAITING))

    return draw_so_far


def draw(sweep: Sweep, snapshot: Snapshot) -> None:
    """Draw the finished sweep, or say in its place what will be there."""
    if snapshot.state != "finished":
        counts = {"rates": len(sweep.rates), "runs": len(sweep.rates) * sweep.base.seeds}
        st.markdown(_(BEFORE).format(**counts))
        announce.state("idle")
        return
    results = Shown.of(sweep.experiment, snapshot).results
    found = outcomes(sweep, results)
    names = wording.arm_names(sweep.base.arms)
    bests = together(
        _(BEST).format(
            name=name,
            rate=number_text(row.rate),
            accuracy=_(BEST_ACCURACY).format(
                accuracy=percent(row.validation[row.best], row.validation_spread[row.best])
            ),
        )
        for name, row in zip(names, found, strict=True)
    )
    table = learning_rate.finished(sweep.rates, results)
    session.current().swept = (sweep.experiment.key, table)
    figure = _figure(sweep, table, _(ALT).format(bests=bests))
    with st.container(key="word"):
        _word(sweep, found, results)
    with st.container(key="curves"):
        _plot(figure)
        with st.container(key="curves-beside", gap="small"):
            _beside(sweep, found, names, results)
    for name, row in zip(names, found, strict=True):
        if row.at_edge:
            st.warning(at_edge(name, row), icon=":material/open_in_full:")
        if any(row.diverged):
            rates = _(COMMA).join(
                number_text(rate) for rate, count in zip(row.rates, row.diverged, strict=True) if count
            )
            st.caption(_(DIVERGED).format(name=name, rates=rates))
    if numbers_toggle():
        figures.draw_numbers(figure)


def _word(sweep: Sweep, found: Sequence[Outcome], results: Sequence[Sequence[RunResult]]) -> None:
    """The verdict on the arms, each at its best learning rate, which validation images have chosen."""
    verdict = judge(_runs(sweep, results, [row.best for row in found]), mnist().test.labels)
    headline = verdicts.headline(verdict, wording.short_names(sweep.base.arms))
    detail = _(AT_BEST).format(detail=verdicts.detail(verdict, wording.arm_names(sweep.base.arms)))
    st.header(headline, anchor=False)
    st.caption(detail)
    announce.state("finished", _(SAID).format(headline=headline, detail=detail))


def _curves(figure: Figure) -> None:
    """The curves alone."""
    with st.container(key="curves"):
        _plot(figure)


def _plot(figure: Figure) -> None:
    with st.container(key="curves-plot"):
        figures.draw(figure, key="sweep-chart")


def _runs(sweep: Sweep, results: Sequence[Sequence[RunResult]], places: Sequence[int]) -> list[Sequence[RunResult]]:
    """The runs of every arm at its place in the grid."""
    return [results[arm * len(sweep.rates) + at] for arm, at in enumerate(places)]


def percent(mean: float, spread: float) -> str:
    """A mean accuracy in percent ± the standard deviation over the seeds, which one seed does not have.

    >>> percent(0.9, 0.0123), percent(0.9, math.nan)
    ('90.00 ± 1.23', '90.00')
    """
    return f"{100 * mean:.2f}" if math.isnan(spread) else WITH_SPREAD.format(mean=100 * mean, spread=100 * spread)


def at_edge(name: str, row: Outcome) -> str:
    """That the best rate of an arm lies at the end of the grid, and what can be done about it, if anything."""
    said = _(AT_LIMIT) if row.rate in (learning_rates.RATES[0], learning_rates.RATES[-1]) else _(AT_EDGE)
    return said.format(name=name, rate=number_text(row.rate))


def _figure(sweep: Sweep, table: pd.DataFrame, takeaway: str) -> Figure:
    return learning_rate.figure(Subject.of(sweep.base), sweep.rates, table, takeaway)


def _beside(
    sweep: Sweep, found: Sequence[Outcome], names: Sequence[str], results: Sequence[Sequence[RunResult]]
) -> None:
    """The same learning rate beside each at its best, as a table, with ways to Compare."""
    default = sweep.rates[common(found)]
    if session.widget(SAME_RATE) not in sweep.rates:
        session.set_widget(SAME_RATE, default)
    same = st.select_slider(_("The same learning rate for all"), sweep.rates, format_func=number_text, key=SAME_RATE)
    place, rate = sweep.rates.index(same), number_text(same)
    columns = {
        _(SAME_COLUMN).format(rate=rate): [percent(row.test[place], row.test_spread[place]) for row in found],
        _(BEST_COLUMN): [percent(row.test[row.best], row.test_spread[row.best]) for row in found],
        _(RATE_COLUMN): [number_text(row.rate) for row in found],
    }
    figures.draw_sheet(sheet.of_arms(_(BESIDE), names, columns))
    if all(row.best == place for row in found):
        st.markdown(_(SAME_IS_BEST).format(rate=rate))
    else:
        verdict = judge(_runs(sweep, results, [place] * len(found)), mnist().test.labels, looks=len(sweep.rates))
        st.markdown(_(AT_SAME).format(rate=rate, verdict=verdicts.headline(verdict, names)))
        st.caption(verdicts.detail(verdict, names))
    with st.container(horizontal=True):
        _to_compare(_(CARRY), sweep.at([row.rate for row in found]))
        _to_compare(_(SAME).format(rate=rate), sweep.at([same] * len(found)))
    st.caption(_(NOTE))


def _to_compare(label: str, experiment: Experiment) -> None:
    frame.link(menu.COMPARE, label, links.to_query(experiment))
