"""The report: everything about a finished experiment in one HTML file that needs nothing else, on a screen or on paper.

It holds no script, and its policy lets the browser fetch nothing. All that is put into it is escaped; pictures are SVG
of our own making.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from core.datasets import mnist
from core.experiment import Experiment
from core.losses import LOSSES
from core.notation import number_text
from core.results import RunResult
from core.settings import SETTINGS
from core.verdict import judge
from lab import answers, drawing, links, report, verdicts, wording
from lab.drawing import Plate
from lab.export import headings, told, versions
from lab.languages.words import ENGLISH, LANGUAGES, N_, _, language
from lab.report import Results, spread
from lab.saying import COMMA, SEMICOLON

TEMPLATE, STYLE = "page.html.jinja", "page.css"
FOLDER = Path(__file__).parent
RELATIVE = "/compare"
"""The page that shows an experiment, on any server."""

ALL_ARMS = N_("All arms: {settings}.")
ENDED = N_("{words}.")
ACCURACY = N_("{heading} accuracy")
FINAL_COST = N_("final cost")

NUMBERED = re.compile(r"-\d+$")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with pictures: its heading, what is to be known of them, and which they are."""

    heading: str
    about: str
    kinds: tuple[str, ...]


SECTIONS = (
    Section(N_("Accuracy"), "", ("accuracy",)),
    Section(N_("Costs"), N_("Each in its own unit: they cannot be compared with each other."), ("cost",)),
    Section(N_("The same yardstick for all"), N_("These can be compared."), ("error", "nll", "brier", "ece")),
    Section(
        N_("How fast the layers can learn"),
        "",
        (
            "close-up",
            "mini-batches",
            "delta",
            "derivative",
            "stuck",
            *(f"gradient_{layer}" for layer in range(1, 4)),
        ),
    ),
    Section(N_("What the networks answer"), "", ("reliability", "sums", "recall", "confusion")),
)
"""Every figure belongs to one of them, by its name without the number of an arm."""


def report_page(experiment: Experiment, results: Results, address: str = "", day: date | None = None) -> str:
    """The report on finished runs [arm][seed].

    `address` is where the program is served, such as `https://lab.example`: without it the link says what comes after
    one. Raises `lab.drawing.DrawingError`.
    """
    return written(experiment, results, drawing.plates(experiment, results), address, day)


def written(
    experiment: Experiment, results: Results, plates: Mapping[str, Plate], address: str = "", day: date | None = None
) -> str:
    """The report with plates that are drawn already, by the names of their figures."""
    labels = mnist().test.labels
    answer, link = answers.answer(experiment, results, labels), _link(experiment, address)
    sentence, bibtex = told.cited(experiment, results, link, day or datetime.now().astimezone().date())
    return _template().render(
        style=Markup("\n".join([drawing.stylesheet(), (FOLDER / STYLE).read_text(encoding="utf-8")])),  # noqa: S704
        question=told.question(experiment),
        signs=drawing.signs(),
        arms=_arms(experiment),
        settings=_(ALL_ARMS).format(settings=_(COMMA).join(_settings(experiment))),
        headline=_(ENDED).format(words=answer.headline),
        detail=answer.detail,
        grounds=answers.grounds(experiment, judge(results, labels)) if len(experiment.arms) > 1 else [],
        warnings=[*_diverged(experiment, results), *told.lost(experiment, results, labels)],
        sections=_sections(plates),
        summary=_summary(experiment, results),
        legend=_(ENDED).format(words=_(SEMICOLON).join(report.legend(experiment))),
        runs=_runs(experiment, results),
        measured=told.measured(experiment, results),
        versions={_(name): version for name, version in versions.versions(results).items()},
        link=link,
        opens=bool(address),
        sentence=sentence,
        bibtex=bibtex,
        sources=tuple(map(_, told.SOURCES)),
        tag=LANGUAGES[language()].tag,
        words=headings.words(),
    )


@cache
def _template() -> Template:
    loaded = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return loaded.get_template(TEMPLATE)


def _link(experiment: Experiment, address: str) -> str:
    """The link of the experiment, in the language of the report."""
    spoken = "" if language() == ENGLISH else f"&{links.LANGUAGE}={language()}"
    return f"{address.rstrip('/')}{RELATIVE}?{links.query_string(experiment)}{spoken}"


def _arms(experiment: Experiment) -> list[dict[str, str]]:
    names = wording.arm_names(experiment.arms)
    return [
        {"name": name, "rate": number_text(arm.learning_rate), "own": wording.own_settings(arm)}
        for name, arm in zip(names, experiment.arms, strict=True)
    ]


def _settings(experiment: Experiment) -> list[str]:
    """The settings that all arms share: those that are always named, and what is not at its default."""
    values = [(row, getattr(experiment, name)) for name, row in SETTINGS.items()]
    return [_(row.words(value)) for row, value in values if row.always or value != row.default]


def _diverged(experiment: Experiment, results: Results) -> list[str]:
    counts = [sum(run.diverged is not None for run in runs) for runs in results]
    return verdicts.diverged(counts, experiment.seeds, wording.arm_names(experiment.arms))


def _sections(plates: Mapping[str, Plate]) -> list[tuple[tuple[str, str], list[tuple[Markup, str]]]]:
    """The sections that have pictures, each with these and what they show in words."""
    drawn = {section: [plate for kind in section.kinds for plate in _of_kind(plates, kind)] for section in SECTIONS}
    return [
        ((_(section.heading), _(section.about)), [(Markup(plate.svg), plate.takeaway) for plate in found])  # noqa: S704 - our own renderer's
        for section, found in drawn.items()
        if found
    ]


def _of_kind(plates: Mapping[str, Plate], kind: str) -> list[Plate]:
    return [plate for name, plate in plates.items() if NUMBERED.sub("", name) == kind]


def _summary(experiment: Experiment, results: Results) -> tuple[list[str], list[list[str]]]:
    """The table of the arms: headings and rows."""
    columns = report.scores(experiment)
    headings = [*(_(ACCURACY).format(heading=_(column.heading)) for column in columns), _(FINAL_COST)]
    rows = [
        [
            name,
            *(spread([column.accuracy(run) for run in runs]) for column in columns),
            _cost([run.kept.validation_cost for run in runs], _(LOSSES[arm.loss].units)),
        ]
        for name, arm, runs in zip(wording.arm_names(experiment.arms), experiment.arms, results, strict=True)
    ]
    return headings, rows


def _cost(costs: Sequence[float], unit: str) -> str:
    deviation = f" ± {statistics.stdev(costs):.2g}" if len(costs) > 1 else ""
    return f"{statistics.fmean(costs):.3g}{deviation} {unit}"


def _runs(experiment: Experiment, results: Results) -> tuple[list[str], list[list[str]]]:
    """The table of all runs: headings and rows; when runs diverged, where any did."""
    names = wording.arm_names(experiment.arms)
    columns = {
        heading: say
        for heading, say in RUN.items()
        if heading != DIVERGED or any(say(run) for row in results for run in row)
    }
    rows = [
        [name, *(say(run) for say in columns.values())] for name, row in zip(names, results, strict=True) for run in row
    ]
    return list(map(_, columns)), rows


def _percent(accuracy: float) -> str:
    return f"{100 * accuracy:.2f}"


DIVERGED = N_("diverged at epoch")
RUN: dict[str, Callable[[RunResult], str]] = {
    N_("seed"): lambda run: str(run.run.seed),
    N_("final accuracy, %"): lambda run: _percent(run.kept.validation_accuracy),
    N_("on all 10,000 validation images, %"): lambda run: _percent(run.validation_accuracy),
    N_("test accuracy, %"): lambda run: _percent(run.test_accuracy),
    N_("training cost"): lambda run: f"{run.kept.training_cost:.3g}",
    N_("final cost"): lambda run: f"{run.kept.validation_cost:.3g}",
    DIVERGED: lambda run: "" if run.diverged is None else f"{run.diverged:,}",
}
"""The columns of the table of all runs, after the arm's."""
