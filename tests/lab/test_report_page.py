"""The report: whole, in one file, without a script or a network, everything in it escaped."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser

import numpy as np
import pytest

from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.results import RunResult
from lab import answers, drawing, links, wording
from lab.drawing import Plate
from lab.export import page, told, versions
from tests.lab.varied import VARIED, trained
from ui.charts.paper import plates

DAY = date(2026, 2, 3)


@cache
def report(name: str, address: str = "") -> str:
    return page.report_page(VARIED[name], trained(name), address, DAY)


class Reader(HTMLParser):
    """What a page holds: its text, its tags, and the attributes that could fetch something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "data", "action")
        ]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.mark.parametrize("name", VARIED)
class TestEveryReport:
    def test_needs_nothing_and_runs_nothing(self, name: str) -> None:
        of = Reader(report(name))
        assert of.open == []
        assert not {"script", "link", "iframe", "object", "img"} & set(of.tags)
        assert of.fetched == []
        assert "default-src 'none'" in report(name)
        addresses = set(re.findall(r"https?://[^\s\"'<)]+", report(name)))
        assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
        assert not re.search(r"url\((?!data:|#)", report(name).replace('"', ""))

    def test_says_everything(self, name: str) -> None:
        experiment, results, said = VARIED[name], trained(name), Reader(report(name)).said
        answer = answers.answer(experiment, results, mnist().test.labels)
        assert told.question(experiment) in said
        assert answer.headline in said
        for arm in wording.arm_names(experiment.arms):
            assert arm in said
        for sentence in told.measured(experiment, results):
            assert sentence in said
        for version in versions.versions(results).values():
            assert version in said
        assert links.query_string(experiment) in said
        assert experiment.key[:12] in said
        assert "2026-02-03" in said
        for runs in results:
            for run in runs:
                assert f"{100 * run.test_accuracy:.2f}" in said
        assert not re.search(r"\b(nan|None|null|undefined)\b", said.replace("cost nan", ""))

    def test_shows_every_figure_once(self, name: str) -> None:
        found = plates.plates(VARIED[name], trained(name))
        assert Reader(report(name)).tags.count("svg") == len(found)
        for figure in found.values():
            assert figure.takeaway in Reader(report(name)).said
        clips = re.findall(r'id="(c[^"]+)"', report(name))
        assert len(clips) == len(set(clips))


def test_the_link_opens_where_the_address_is_known() -> None:
    name = "tanh"
    address = f"https://lab.example/compare?{links.query_string(VARIED[name])}"
    assert Reader(report(name, "https://lab.example/")).fetched == [address]


@pytest.mark.parametrize(
    ("experiment", "asked"),
    [
        (Experiment(Experiment().arms[:1]), "How well does softmax with log-likelihood learn?"),
        (
            Experiment(),
            "Which is more accurate in the end: softmax with log-likelihood or sigmoid with cross-entropy?",
        ),
        (
            Experiment(tuple(Arm("softmax", "quadratic", rate) for rate in (1, 2, 3, 4))),
            "Which of these 4 arms is the most accurate in the end?",
        ),
    ],
)
def test_the_question(experiment: Experiment, asked: str) -> None:
    assert told.question(experiment) == asked


def test_a_run_that_diverged_is_told() -> None:
    said = Reader(report("a diverging arm")).said
    assert told.DIVERGED in said
    assert page.DIVERGED in said
    assert page.DIVERGED not in Reader(report("tanh")).said


def test_lost_digits_are_told_of_runs_that_did_not_diverge() -> None:
    """A network that answers 0 to every image has lost the nine others."""
    name, labels = "a diverging arm", mnist().test.labels
    results = [[replace(run, predictions=np.zeros_like(run.predictions)) for run in runs] for runs in trained(name)]
    assert told.lost(VARIED[name], results, labels) == [
        "Softmax with log-likelihood has lost digits in 2 of 2 seeds: it answers less than 1 % of their images rightly."
    ]


def test_words_are_escaped() -> None:
    name = "hinge with linear"
    results = [[replace(run, engine="<b>&") for run in runs] for runs in trained(name)]
    plate = Plate("t", "<script>x</script>", "<svg></svg>", b"")
    text = page.written(VARIED[name], results, {"accuracy": plate}, '"><script>', DAY)
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;x&lt;/script&gt;" in text


def test_every_figure_has_its_section() -> None:
    kinds = [kind for section in page.SECTIONS for kind in section.kinds]
    assert len(set(kinds)) == len(kinds)
    for name in VARIED:
        for plate in drawing.figures(VARIED[name], trained(name)):
            assert page.NUMBERED.sub("", plate) in kinds


def test_networks_that_are_not_kept_have_no_figures() -> None:
    """Of the first seeds whose networks are there for every arm they are drawn, of none where none is."""
    experiment, results = VARIED["two hidden layers"], trained("two hidden layers")
    whole = set(drawing.figures(experiment, results))
    assert {"reliability", "sums-2"} <= whole

    def without(runs: list[RunResult], seeds: range) -> list[RunResult]:
        return [replace(run, weights=()) if place in seeds else run for place, run in enumerate(runs)]

    part = drawing.figures(experiment, [without(runs, range(1, 2)) for runs in results])
    assert "one seed" in part["reliability"].title
    assert set(part) == whole
    assert whole - set(drawing.figures(experiment, [without(runs, range(2)) for runs in results])) == {
        "reliability",
        "sums-2",
    }
