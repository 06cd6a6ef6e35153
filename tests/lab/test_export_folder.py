"""The export as files: all of them, whole or not at all, and from the command line."""

import io
import subprocess
import sys
import zipfile
from argparse import Namespace
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from lab import links
from lab.commandline import run as command
from lab.commands import export as command_export
from lab.commands.asked import asked
from lab.export import as_json, folder, tidy, told
from lab.export.folder import ExportError
from lab.gallery.rows import ROWS
from lab.storage.store import Store
from tests.lab.varied import QUICK, VARIED, trained

ROOT = Path(__file__).parents[2]
NAME = "hinge with linear"
LINK = f"https://lab.example/compare?{links.query_string(VARIED[NAME])}"
SOME = {"a.txt": b"one", "figures/b.svg": b"two"}


def contents(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_all_that_is_asked_for_is_there() -> None:
    experiment, results = VARIED[NAME], trained(NAME)
    files = folder.files(experiment, results, "https://lab.example")
    assert {row.name for row in folder.FILES} < set(files)
    assert files["runs.csv"].decode() == tidy.as_csv(experiment, results)
    assert files["runs.json"].decode() == as_json(experiment, results) + "\n"
    assert LINK.replace("&", "&amp;") in files["report.html"].decode()
    with np.load(io.BytesIO(files["weights.npz"])) as networks:
        assert "arm1_seed0_layer1_biases" in networks
    pictures = {name.partition(".")[0] for name in files if name.startswith("figures/")}
    assert {f"{name}.{kind}" for name in pictures for kind in ("svg", "png")} == {
        name for name in files if name.startswith("figures/")
    }
    readme = files["README.txt"].decode()
    for name in files:
        assert name in readme or name.startswith(("figures/", "compare_")) or name == "README.txt"
    assert told.question(experiment) in readme


def test_the_zip_opens_and_holds_the_same() -> None:
    experiment, results = VARIED[NAME], trained(NAME)
    with zipfile.ZipFile(io.BytesIO(folder.zipped(experiment, results))) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == set(folder.files(experiment, results))


def test_files_of_other_names_stay_and_those_of_the_same_are_replaced(tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()
    (place / "mine.txt").write_text("mine", encoding="utf-8")
    (place / "a.txt").write_text("old", encoding="utf-8")
    with folder.opened(place) as write:
        write(SOME)
    assert contents(place) == {**SOME, "mine.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("place", ["new", "new/deeper", "out.zip"])
def test_nothing_is_left_where_the_training_fails(tmp_path: Path, place: str) -> None:
    with pytest.raises(KeyboardInterrupt), folder.opened(tmp_path / place):
        raise KeyboardInterrupt
    assert contents(tmp_path) == {}
    assert not (tmp_path / place).exists()


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "out"
    with folder.opened(place) as write:
        write(SOME)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "fsync", full)
    for where in (place, tmp_path / "other", tmp_path / "out.zip"):
        with pytest.raises(ExportError, match="No space left on device"), folder.opened(where) as write:
            write({"a.txt": b"new"})
    assert contents(tmp_path) == {f"out/{name}": content for name, content in SOME.items()}


def test_what_cannot_be_written_is_said_before_the_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text", encoding="utf-8")
    for place, reason in (("file", "ends in .zip, got the file"), ("file/below", "Not a directory|File exists")):
        with pytest.raises(ExportError, match=reason), folder.opened(tmp_path / place):
            pytest.fail("nothing may be trained")
    assert contents(tmp_path) == {"file": b"text"}


def given(*arms: str, **settings: object) -> Namespace:
    return Namespace(arms=list(arms), **settings)


def test_an_address_a_query_and_arms_mean_the_same() -> None:
    experiment, query = VARIED["lambda"], links.query_string(VARIED["lambda"])
    for text, address in (
        (f"https://lab.example/compare?{query}", "https://lab.example"),
        (f"http://localhost:8501/compare?view=lecture&{query}", "http://localhost:8501"),
        (f"/compare?{query}", ""),
        (query, ""),
    ):
        assert asked(given(text)) == (experiment, address)
    arms = given(*map(str, experiment.arms), **QUICK, close_up=2)
    assert asked(arms) == (experiment, "")
    assert asked(given("https://lab.example/compare")) == (Experiment(), "https://lab.example")
    assert asked(given(query, seeds="1"))[0].seeds == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("/compare?v=2", "only version 1"),
        ("/compare?v=1&epochs=many", "number of epochs must be"),
        ("/compare?v=1&colour=red", "not known here: 'colour'"),
        ("softmax", "an arm must be written"),
    ],
)
def test_a_link_that_is_not_right_is_not_guessed(text: str, wrong: str) -> None:
    with pytest.raises(InvalidSetting, match=wrong):
        asked(given(text))


def test_what_is_shipped_is_not_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_export.options, "trained", lambda _: pytest.fail("it is shipped"))
    monkeypatch.setattr(command_export.folder, "files", lambda *_: SOME)
    assert command(["export", "/compare?v=1", "--to", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out == f"2 files in {tmp_path / 'out'} ({command_export.FOUND})\n"
    assert contents(tmp_path / "out") == SOME
    assert Experiment() == ROWS["default"].experiment


def test_what_is_trained_is_stored_for_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LAB_STORE", f"sqlite:///{tmp_path / 'store.sqlite3'}")
    monkeypatch.setattr(command_export.folder, "files", lambda *_: SOME)
    for whence in (command_export.TRAINED, command_export.FOUND):
        assert command(["export", LINK, "--to", str(tmp_path / "out")]) == 0
        assert capsys.readouterr().out.endswith(f"({whence})\n")
    with closing(Store()) as store:
        keys = [VARIED[NAME].run(Arm("linear", "hinge", 0.1), seed).key for seed in (0, 1)]
        assert store.has_all(keys)


def test_from_the_command_line(tmp_path: Path) -> None:
    def called(*arguments: str) -> subprocess.CompletedProcess[str]:
        arguments = (sys.executable, "-m", "lab", "export", *arguments)
        return subprocess.run(arguments, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)

    done = called(LINK, "--to", str(tmp_path / "out.zip"))
    assert (done.returncode, done.stderr) == (0, "")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert {"report.html", "runs.csv", "weights.npz", "figures/accuracy.png"} <= set(archive.namelist())
    (tmp_path / "file").touch()
    wrong = called(LINK, "--to", str(tmp_path / "file"))
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("python -m lab: the export must go to a folder")
    assert wrong.stderr.count("\n") == 1
