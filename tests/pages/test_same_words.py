"""The command line and the pages answer in the same words, of experiments that are trained and of those shipped."""

import re
from collections.abc import Sequence

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import mnist
from core.evidence.reach import reach
from core.experiment import Arm, Experiment
from core.results import RunResult
from core.verdict import judge
from lab import answers, commandline, goals, links, verdicts, wording
from lab.commands import options
from lab.gallery.rows import ROWS, Row
from lab.gallery.shipped import Shipped
from lab.report import report
from lab.seeds import train
from lab.serving.snapshot import Snapshot
from lab.storage.store import Store
from tests.pages.conftest import ROOT, Bench, open_page
from ui.form import sweeps

USUAL = (
    "softmax:log_likelihood:0.5",
    "sigmoid:cross_entropy:0.5",
    "sigmoid:quadratic:3",
    "softmax:quadratic:3",
    "linear:quadratic:0.1",
    "linear:hinge:0.1",
)
QUICK = ["--train", "200", "--validation", "100", "--epochs", "2"]
EXPERIMENTS = {
    "the two good pairs": [*USUAL[:2], "--seeds", "3"],
    "a clear winner": ["softmax:log_likelihood:0.5", "linear:quadratic:0.001", "--seeds", "5"],
    "one seed": [*USUAL[:2], "--seeds", "1"],
    "one arm": [USUAL[0], "--seeds", "2"],
    "an arm beside itself": [USUAL[0], USUAL[0], "--seeds", "2"],
    "all six": [*USUAL, "--seeds", "2"],
    "rates that hardly differ": ["softmax:log_likelihood:0.3", "softmax:log_likelihood:0.31", "--seeds", "5"],
    "an arm that diverges": ["linear:quadratic:100", USUAL[1], "--seeds", "2"],
    "a setting of an arm's own": [USUAL[0], "softmax:log_likelihood:0.5:hidden=10", "--seeds", "3"],
    "three arms and a bad start": [*USUAL[1:4], "--seeds", "3", "--output-bias", "10"],
}

COMPARED = [row for row in ROWS.values() if sweeps.of(row.experiment) is None]


def shown(at: AppTest) -> str:
    """All that stands on the page, whatever it is drawn with."""
    blocks = [*at.main.header, *at.main.subheader, *at.main.markdown, *at.main.caption, *at.main.warning]
    text = "\n".join([*(block.value for block in blocks), *(html.proto.body for html in at.get("html"))])
    return text.replace("\\", "")  # which keeps Markdown from being read


@pytest.mark.parametrize("arguments", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_the_command_line_and_the_page_say_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: Sequence[str]
):
    trained: list[tuple[Experiment, Sequence[Sequence[RunResult]]]] = []

    def once(experiment, *more):
        trained.append((experiment, train(experiment, *more)))
        return trained[0][1]

    monkeypatch.setattr(options, "train", once)
    assert commandline.run(["compare", *arguments, *QUICK]) == 0
    printed = capsys.readouterr().out
    ((experiment, results),) = trained
    runs = tuple(map(tuple, results))
    records = tuple(tuple(run.records for run in arm) for arm in runs)
    bench.snapshots[experiment] = Snapshot(
        "finished", experiment.epochs, experiment.epochs, records=records, results=runs
    )
    page = shown(open_page("pages/compare.py", links.to_query(experiment)))

    found, names = judge(runs, mnist().test.labels), wording.arm_names(experiment.arms)
    said = [verdicts.headline(found, wording.short_names(experiment.arms)), verdicts.which(found, names)]
    said.append(verdicts.covered(found, names))
    assert all(sentence in printed for sentence in verdicts.further(found, names))  # on the page in the tab Table
    for sentence in [*said, *verdicts.diverged(found.diverged, found.seeds, names)]:
        assert sentence in page
        assert sentence in printed or sentence in said[: 2 * (len(experiment.arms) == 1)]  # which has no verdict there


def _cells(page: str) -> list[str]:
    """What stands in the cells of the tables of a page."""
    return re.findall(r"<td[^>]*>([^<]+)</td>", page)


@pytest.mark.parametrize("row", COMPARED, ids=lambda row: row.key)
def test_what_is_shipped_is_answered_alike_wherever_it_is_shown(bench: Bench, store: Store, row: Row):
    experiment, store.shipped = row.experiment, Shipped()
    runs = store.shipped.results(experiment)
    assert runs is not None
    said, labels = answers.answer(experiment, runs, mnist().test.labels), mnist().test.labels
    records = tuple(tuple(run.records for run in arm) for arm in runs)
    bench.snapshots[experiment] = Snapshot(
        "finished", experiment.epochs, experiment.epochs, records=records, results=runs
    )
    home = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
    places = [
        report(experiment, runs, labels),
        shown(open_page("pages/compare.py", links.to_query(experiment))),
        shown(home),
        shown(open_page("pages/recent.py")),
    ]
    for place in places:
        assert said.headline in place
    assert all(said.detail in place for place in places[:2])
    if row.asks == "epochs":  # the tab that is open then writes the same epochs in its table
        assert all(goals.cell(reach(arm)) in _cells(places[1]) for arm in records)
    grounds = answers.grounds(experiment, judge(runs, labels))
    assert all(sentence in places[0] for sentence in grounds)
    # what is asked for is answered, and where that is not accuracy, the verdict on accuracy says what it is of
    assert ("epochs" in said.headline) == (row.asks == "epochs")
    assert grounds[0].startswith("Of test accuracy the verdict is: ") == (row.asks == "epochs")


def test_a_headline_of_how_soon_names_the_learning_rates_where_they_differ():
    slowdown = ROWS["slowdown"].experiment
    runs = Shipped().results(slowdown)
    assert runs is not None
    said = answers.answer(slowdown, runs, mnist().test.labels).headline
    assert said.startswith("Cross-entropy at rate 0.5 reaches 80 % after ")
    assert ", quadratic at rate 3 after " in said


def test_the_experiments_are_varied():
    assert len(EXPERIMENTS) == 10
    assert any(Arm.parse(text).own() for texts in EXPERIMENTS.values() for text in texts if text.count(":") > 1)
