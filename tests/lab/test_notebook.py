"""Comparisons from Python: the same bits as on the command line, told as frame, table, figures, sentence and HTML."""

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Self

import altair as alt
import numpy as np
import pandas as pd
import pytest

import lab
from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from core.settings import SETTINGS
from lab import answers, drawing, links, report
from lab.export import tidy
from lab.export.folder import ExportError
from lab.notebook import bar
from lab.notebook.comparison import compare
from lab.notebook.result import Result
from lab.seeds import train_here
from tests.lab.synthetic import finished

ROOT = Path(__file__).parents[2]
ARMS = ("softmax:log_likelihood:0.5", "linear:hinge:0.1:hidden=20,10")
SHORT: dict[str, Any] = {"train": 100, "validation": 50, "epochs": 2, "seeds": 2}
EXPERIMENT = Experiment(tuple(map(Arm.parse, ARMS)), **SHORT)
HEAVY = ("pandas", "altair", "streamlit", "pyarrow", "matplotlib", "IPython")


def synthetic(experiment: Experiment) -> Result:
    """A result that nobody trained."""
    runs = [[finished(experiment.run(arm, seed)) for seed in experiment.seed_range] for arm in experiment.arms]
    return Result(experiment, tuple(map(tuple, runs)))


@pytest.fixture(scope="module")
def result() -> Result:
    return compare(*ARMS, quiet=True, **SHORT)


def in_python(code: str, **environment: str) -> str:
    """What a program prints, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_package_offers_what_a_notebook_needs() -> None:
    assert (lab.compare, lab.Result) == (compare, Result)
    assert {"Result", "compare"} <= set(dir(lab))
    with pytest.raises(AttributeError, match="there are Result and compare"):
        lab.contrast  # noqa: B018


def test_importing_the_package_loads_nothing_but_itself() -> None:
    loaded = in_python("import sys, lab; print(*sorted(name for name in sys.modules if name.startswith('lab')))")
    assert loaded.split() == ["lab"]


def test_training_loads_neither_pandas_nor_charts_nor_a_screen() -> None:
    said = in_python(
        f"import sys, lab; result = lab.compare('softmax:quadratic:1', quiet=True, **{SHORT}); repr(result); "
        f"str(result); result.link; print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert said == "[]\n"


def test_frames_and_figures_load_no_screen() -> None:
    said = in_python(
        f"import sys, lab; result = lab.compare('softmax:quadratic:1', quiet=True, **{SHORT}); "
        "result.frame(); result.figure(); result._repr_html_(); print('streamlit' in sys.modules)"
    )
    assert said == "False\n"


def test_the_runs_are_those_of_the_command_line(result: Result) -> None:
    assert result.experiment == EXPERIMENT
    expected = train_here(EXPERIMENT, lambda _: None)
    assert len(result.results) == 2
    for ours, theirs in zip(result.results, expected, strict=True):
        assert all(one.same(other) for one, other in zip(ours, theirs, strict=True))


def test_arms_may_be_arms_and_settings_may_be_numbers_of_numpy() -> None:
    rate, images = np.array([0.5, 1.0])[0], np.array([100])[0]
    made = compare(
        Arm("softmax", "quadratic", float(rate)),
        f"sigmoid:quadratic:{rate}",
        train=images,
        quiet=True,
        epochs=1,
        seeds=1,
    )
    assert made.experiment == Experiment(
        (Arm("softmax", "quadratic", 0.5), Arm("sigmoid", "quadratic", 0.5)), train=100, epochs=1, seeds=1
    )


@pytest.mark.parametrize(
    ("hidden", "layers"),
    [(100, (100,)), ("30,20", (30, 20)), ((30, 20), (30, 20)), ([30], (30,)), ("none", ()), ((), ())],
)
def test_hidden_layers_as_people_write_them(
    hidden: object, layers: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.notebook.comparison.train", lambda *_: [])
    assert compare("softmax:quadratic:1", hidden=hidden, quiet=True).experiment.hidden == layers


WRONG: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    (("softmax:entropy:1",), {}, "loss must be one of log_likelihood, cross_entropy, quadratic, hinge, got 'entropy'"),
    (("linear:log_likelihood:1",), {}, "a negative number has no logarithm"),
    (("softmax",), {}, "an arm must be written output:loss:learning_rate, such as softmax:log_likelihood:0.5, got"),
    ((["softmax:quadratic:1"],), {}, "and each be an argument of its own, got ['softmax:quadratic:1']"),
    ((), {}, "number of arms must be a whole number between 1 and 6, got 0"),
    (("softmax:quadratic:1",) * 7, {}, "number of arms must be a whole number between 1 and 6, got 7"),
    (("softmax:quadratic:1",), {"trian": 10}, f"setting must be one of {', '.join(SETTINGS)}, got 'trian'"),
    (("softmax:quadratic:1",), {"train": 5}, "number of training images must be a whole number between 10 and 50,000"),
    (("softmax:quadratic:1",), {"train": 100, "batch": 200}, "mini-batch size must be at most the 100 training images"),
    (("softmax:quadratic:1",), {"l2": None}, "L2 lambda must be between 0 and 100, got None"),
]


@pytest.mark.parametrize(("arms", "settings", "said"), WRONG)
def test_what_cannot_be_trained_is_a_sentence(arms: tuple[Any, ...], settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSetting, match=re.escape(said)):
        compare(*arms, **settings)


def test_the_frame_has_a_row_for_each_arm_seed_epoch_and_set(result: Result) -> None:
    frame = result.frame()
    each = ["arm", "seed", "epoch", "set"]
    assert not frame.duplicated(each).any()
    assert [frame[name].dtype.kind for name in ("seed", "epoch", "accuracy", "train", "l2", "test_each_epoch")] == list(
        "iififb"
    )
    by = frame.set_index(each).sort_index()
    for arm, runs in zip(ARMS, result.results, strict=True):
        for run in runs:
            for record in run.records:
                here = by.loc[arm, run.run.seed, record.epoch]
                assert here.loc["validation", "accuracy"] == record.validation_accuracy
                assert here.loc["training", "cost"] == record.training_cost
                assert here.loc["training", "accuracy"] == record.training_accuracy
                assert (here.loc["validation", "nll"] == record.yardsticks.nll) or arm == ARMS[1]
            assert by.loc[(arm, run.run.seed, 2, "final test"), "accuracy"] == run.test_accuracy
            assert by.loc[(arm, run.run.seed, 2, "final validation"), "accuracy"] == run.validation_accuracy
    assert len(frame) == 2 * 2 * (2 * 3 + 2)  # arms, seeds, two sets in three epochs and two at the end
    assert set(frame["hidden"]) == {"30", "20,10"}
    assert frame[frame["arm"] == ARMS[1]]["nll"].isna().all()


def test_the_frame_says_units_and_meanings(result: Result) -> None:
    frame = result.frame()
    assert frame.attrs["columns"] == {
        name: (tidy.COLUMNS[name].unit, tidy.COLUMNS[name].meaning) for name in frame.columns
    }
    assert frame.attrs["columns"]["nll"][0] == "nats"


def test_the_whole_frame_is_the_table_of_the_export(result: Result) -> None:
    whole = result.frame(everything=True)
    text = tidy.as_csv(result.experiment, result.results)
    assert (list(whole.columns), len(whole)) == (list(tidy.COLUMNS), len(list(tidy.rows(EXPERIMENT, result.results))))
    read = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    assert list(whole["cost"].dropna()) == [float(cost) for cost in read["cost"] if cost]
    assert set(whole["set"]) > set(result.frame()["set"])


def test_a_cost_that_is_infinite_stays_infinite_in_the_frame() -> None:
    diverging = compare("linear:quadratic:100", quiet=True, train=100, epochs=1, seeds=1)
    frame = diverging.frame()
    assert frame["diverged"].tolist() == [1] * len(frame)
    (run,) = diverging.results[0]
    last = frame[(frame["set"] == "training") & (frame["epoch"] == 1)]["cost"].item()
    np.testing.assert_equal(last, run.records[1].training_cost)


def test_tests_after_each_epoch_are_in_the_frame_and_in_the_table() -> None:
    made = synthetic(Experiment(EXPERIMENT.arms, epochs=2, seeds=2, test_each_epoch=True))
    tests = made.frame().query("set == 'test'")
    assert tests["epoch"].tolist() == [0, 1, 2] * 4
    assert "best test, %" in made.table().columns


def test_the_table_is_that_of_the_report_in_numbers(result: Result) -> None:
    table = result.table()
    assert list(table.columns) == ["final, %", "± final, %", "best, %", "± best, %", "test, %", "± test, %"]
    assert list(table.index) == list(ARMS)
    for arm, runs in zip(ARMS, result.results, strict=True):
        percent = 100 * np.array([run.test_accuracy for run in runs])
        np.testing.assert_allclose(table.loc[arm, ["test, %", "± test, %"]], [percent.mean(), percent.std(ddof=1)])


def test_one_seed_has_no_spread() -> None:
    table = synthetic(Experiment(EXPERIMENT.arms, epochs=1, seeds=1)).table()
    assert table[[name for name in table.columns if "±" in name]].isna().all(axis=None)


def test_the_figures_are_altair_charts_by_their_names(result: Result) -> None:
    assert result.figures == tuple(drawing.figures(result.experiment, result.results))
    chart = result.figure("nll")
    assert isinstance(chart, alt.TopLevelMixin)
    assert drawing.figures(result.experiment, result.results)["nll"].note in " ".join(
        chart.to_dict()["title"]["subtitle"]
    )
    assert result.figure().to_dict() == result.figure("accuracy").to_dict()
    with pytest.raises(InvalidSetting, match=r"figure must be one of accuracy, cost-1, .* got 'precision'"):
        result.figure("precision")


def test_the_verdict_is_that_of_the_page(result: Result) -> None:
    said = answers.answer(EXPERIMENT, result.results, mnist().test.labels)
    assert result.verdict == f"{said.headline}. {said.detail}"


def test_as_text_it_is_the_table_and_the_verdict_and_in_full_the_report(result: Result) -> None:
    heading, *rows, verdict = repr(result).splitlines()
    assert heading.split() == ["arm", "final", "best", "test"]
    assert [row.split()[0] for row in rows] == list(ARMS)
    assert verdict == result.verdict
    assert str(result) == report.report(EXPERIMENT, result.results, mnist().test.labels)


def test_the_link_is_read_back_as_the_experiment(result: Result) -> None:
    path, _, query = result.link.partition("?")
    assert (path, query) == ("/compare", links.query_string(EXPERIMENT))


def test_the_readme_names_what_there_is(result: Result) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## From Python and notebooks")[2]
    rows = re.findall(r"^\| `result\.(\w+)", section.partition("\n## ")[0], re.MULTILINE)
    assert len(rows) == 7
    assert [name for name in rows if not hasattr(result, name)] == []


def test_a_notebook_shows_verdict_table_and_picture(result: Result) -> None:
    page = result._repr_html_()
    assert page.count("<tr>") == 3
    assert all(f">{arm}<" in page for arm in ARMS)
    assert answers.answer(EXPERIMENT, result.results, mnist().test.labels).headline in page
    assert "<svg" in page
    assert drawing.figures(EXPERIMENT, result.results)["accuracy"].title in page
    assert "<script" not in page


def test_one_arm_alone_has_a_sentence_too() -> None:
    alone = synthetic(Experiment(EXPERIMENT.arms[:1], epochs=1))
    assert "is the only arm" in alone.verdict
    assert "is the only arm.</p>" in alone._repr_html_()


SCRIPT = f"""
import lab, lab.seeds
print("from the top")
made = lab.seeds.LocalWorkers
lab.seeds.WORTH_PROCESSES = 0.0
lab.seeds.LocalWorkers = lambda count: print(count, "processes") or made(count)
result = lab.compare("softmax:log_likelihood:0.5", "sigmoid:quadratic:3", **{SHORT})
print([run.test_accuracy for runs in result.results for run in runs])
"""


@pytest.mark.parametrize("how", ["file", "-c", "standard input"])
def test_a_plain_script_trains_in_processes_that_do_not_run_it_again(how: str, tmp_path: Path) -> None:
    """No `if __name__ == "__main__"`: whoever learns does not write it."""
    file = tmp_path / "script.py"
    file.write_text(SCRIPT, encoding="utf-8")
    command = {"file": [str(file)], "-c": ["-c", SCRIPT], "standard input": []}[how]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LAB_WORKERS": "2"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path,
        env=environment,
        input=SCRIPT if how == "standard input" else "",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    expected = train_here(
        Experiment((Arm("softmax", "log_likelihood", 0.5), Arm("sigmoid", "quadratic", 3)), **SHORT), lambda _: None
    )
    accuracies = [run.test_accuracy for runs in expected for run in runs]
    assert done.stdout.splitlines() == ["from the top", "2 processes", str(accuracies)]


class Bar:
    """A progress bar that only notes what it is told."""

    def __init__(self, **options: Any) -> None:
        self.options, self.trained = options, 0

    def update(self, epochs: int) -> None:
        self.trained += epochs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Bar]]:
    """The bars that are made from now on: widgets or text."""
    made: list[tuple[str, Bar]] = []
    monkeypatch.setattr(bar, "tqdm", lambda **options: made.append(("text", Bar(**options))) or made[-1][1])
    monkeypatch.setattr("tqdm.notebook.tqdm", lambda **options: made.append(("widget", Bar(**options))) or made[-1][1])
    monkeypatch.setattr(bar, "Line", lambda: "a line")
    return made


@pytest.mark.parametrize(
    ("kernel", "widgets", "terminal", "kind", "where"),
    [
        (True, True, False, "widget", None),
        (True, False, False, "text", "a line"),
        (False, False, True, "text", None),
    ],
)
def test_a_bar_counts_all_epochs_where_somebody_sees_it(
    kernel: bool,
    widgets: bool,
    terminal: bool,
    kind: str,
    where: str | None,
    bars: list[tuple[str, Bar]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bar, "in_notebook", lambda: kernel)
    monkeypatch.setattr("tqdm.notebook.IProgress", object if widgets else None)
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    compare(*ARMS, **SHORT)
    ((made, shown),) = bars
    assert (made, shown.options.get("file"), shown.options["total"], shown.trained) == (kind, where, 4, 4)


@pytest.mark.parametrize(
    ("quiet", "kernel", "terminal"), [(False, False, False), (True, True, False), (True, False, True)]
)
def test_no_bar_into_a_file_nor_where_it_is_to_be_quiet(
    quiet: bool, kernel: bool, terminal: bool, bars: list[tuple[str, Bar]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bar, "in_notebook", lambda: kernel)
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    compare(*ARMS, quiet=quiet, **SHORT)
    ((_, shown),) = bars
    assert shown.options == {"disable": True}


def test_a_result_is_saved_whole_as_a_folder_or_a_zip(result: Result, tmp_path: Path) -> None:
    written = result.save(tmp_path / "result")
    assert written == tmp_path / "result"
    assert (written / "runs.csv").read_text(encoding="utf-8") == tidy.as_csv(result.experiment, result.results)
    assert {path.stem for path in (written / "figures").glob("*.svg")} == set(result.figures)
    with zipfile.ZipFile(result.save(str(tmp_path / "result.zip"))) as packed:
        assert sorted(packed.namelist()) == sorted(
            path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()
        )
    with pytest.raises(ExportError, match="must go to a folder or to a file that ends in"):
        result.save(written / "runs.csv")
