"""The command line and Compare say the same verdict in the same words, of experiments that are really trained."""

from collections.abc import Sequence

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.results import RunResult
from core.verdict import judge
from lab import commandline, links, verdicts, wording
from lab.seeds import train
from lab.serving.snapshot import Snapshot
from tests.pages.conftest import Bench, open_page

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

    monkeypatch.setattr(commandline, "train", once)
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
    said = [verdicts.headline(found, wording.short_names(experiment.arms)), verdicts.detail(found, names)]
    assert all(sentence in printed for sentence in verdicts.further(found, names))  # on the page in the tab Table
    for sentence in [*said, *verdicts.diverged(found.diverged, found.seeds, names)]:
        assert sentence in page
        assert sentence in printed or sentence in said[: 2 * (len(experiment.arms) == 1)]  # which has no verdict there


def test_the_experiments_are_varied():
    assert len(EXPERIMENTS) == 10
    assert any(Arm.parse(text).own() for texts in EXPERIMENTS.values() for text in texts if text.count(":") > 1)
