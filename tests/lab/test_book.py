"""The book's experiments: their rows, their bands, what comes of a run, the files, and the command."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from core.datasets import mnist
from core.engine import choice
from core.experiment import Arm, Experiment, Run
from core.results import RunResult
from lab import links
from lab.book import files, table
from lab.book.experiments import FEW, PASSES, SIZES
from lab.book.files import DATA
from lab.book.making import full, lacking, make, quick
from lab.book.outcome import Outcome
from lab.book.readings import READINGS
from lab.book.row import SURE, Row
from lab.book.rows import ROWS
from lab.book.sizes import MORE_IMAGES
from lab.commandline import run as command
from lab.commands import reproduce
from lab.serving.caps import Caps
from lab.serving.pace import memory
from lab.storage.store import Store
from tests.lab.stand_in import record, result

STALE = "The book's page shows what is no longer so: run `python -m lab reproduce`, and look at what has changed."
SMALL = Experiment((Arm("sigmoid", "quadratic", 3.0), Arm("sigmoid", "cross_entropy", 0.5)), train=100, epochs=2)
LOST = np.where(mnist().test.labels == 7, 1, mnist().test.labels).astype(np.uint8)
"""Answers of a network that has lost the 7 and knows everything else."""


def row(reads: str = "best test", *, seeds: int = 6, figure: float = 95.0, spread: float = 0.2, arm: int = 1) -> Row:
    return Row(
        "small", 3, "A section", "Small", "A small one.", (figure, "in the text"), reads,
        (replace(SMALL, seeds=seeds), arm), spread=spread, quick=3,
    )  # fmt: skip


def runs(values: Sequence[float], validation: Sequence[float] | None = None, of: Row | None = None) -> list[RunResult]:
    """A run a value, its test accuracy after epoch 1 (a fraction), less after epoch 2; the first has lost a digit."""
    of = of or row()
    made = []
    for seed, value in enumerate(values):
        valid = (validation or values)[seed]
        records = [
            replace(record(0), test_accuracy=0.1, validation_accuracy=0.1),
            replace(record(1), test_accuracy=value, validation_accuracy=valid),
            replace(record(2), test_accuracy=value - 0.01, validation_accuracy=valid - 0.01),
        ]
        one = result(of.experiment.run(of.tested, seed), records)
        made.append(replace(one, predictions=LOST if seed == 0 else mnist().test.labels, validation_accuracy=valid))
    return made


def outcome(values: Sequence[float], of: Row | None = None) -> Outcome:
    of = of or row()
    return Outcome.of(of, runs(values, of=of), mnist().test.labels)


class TestRows:
    def test_no_key_is_used_twice(self) -> None:
        assert len({one.key for one in ROWS}) == len(ROWS)
        assert set(MORE_IMAGES.values()) <= set(ROWS)

    @pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
    def test_is_whole(self, one: Row) -> None:
        assert one.chapter in (1, 3, 6)
        assert one.section
        assert one.did.endswith(".")
        assert one.reads in READINGS
        assert 50 < one.figure < 100
        assert one.source.startswith("in the ")
        assert 0 <= one.quick <= one.experiment.seeds
        assert one.quick == 0 or one.figures(one.quick) > 0
        assert one.figures(one.experiment.seeds) > 0
        assert one.reading.rank is None or one.experiment.seeds % 3 == one.quick % 3 == 0
        assert one.experiment.test_each_epoch or "test" not in one.reads
        assert one.experiment.validation == 10_000 or one.reads in ("best test", "last validation")

    @pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
    def test_has_a_band_with_its_reason(self, one: Row) -> None:
        for seeds in (one.quick or 3, one.experiment.seeds):
            band = one.band(seeds)
            half = SURE * one.spread * math.sqrt(1 + 1 / one.figures(seeds))
            assert one.spread > 0
            assert band.low == pytest.approx(one.figure + one.shift - half, abs=0.006)
            assert band.high == pytest.approx(one.figure + one.shift + half, abs=0.006)
            assert f"{half:.2f} points to either side of the book's figure" in band.reason
            assert f"{one.spread:.2f} points" in band.reason
            assert one.shift == 0 or f"Moved by {one.shift:+.2f} points" in band.reason
            assert band.reason.endswith(".")
            assert "{" not in band.reason
        assert one.band(one.quick or 3).low <= one.band(one.experiment.seeds).low, "fewer seeds leave more room"

    @pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
    def test_opens_in_compare_by_its_link(self, one: Row) -> None:
        assert links.from_query(links.to_query(one.experiment)) == links.Link(one.experiment, "")

    @pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
    def test_a_server_with_the_usual_limits_takes_it(self, one: Row) -> None:
        seeds = one.experiment.seed_range
        assert memory(run for seed in seeds for run in one.experiment.runs(seed)) <= Caps().visitor_bytes

    def test_every_number_of_images_has_as_many_steps(self) -> None:
        """As fig/more_data.py of the book's programs has it, and as much weight decay an image."""
        assert {one.train * one.epochs for one in SIZES.values()} == {PASSES}
        assert {round(one.l2 / one.train, 10) for one in SIZES.values()} == {1e-4}

    def test_figures_of_the_text_are_as_the_issue_has_them(self) -> None:
        """The book, chapters 1 and 3."""
        told = {one.key: one.figure for one in ROWS}
        names = ("quadratic-30", "quadratic-100", "cross-entropy-30", "cross-entropy-100", "decay-30", "few-images")
        assert [told[name] for name in names] == [95.42, 96.59, 95.49, 96.82, 96.49, 82.27]

    def test_quick_is_a_part_of_the_whole(self) -> None:
        whole, part = full(ROWS), quick(ROWS)
        assert part.seeds.keys() <= whole.seeds.keys()
        assert all(part.seeds[key] <= whole.seeds[key] for key in part.seeds)
        assert {replace(one, seeds=1) for one in part.experiments(ROWS)} <= {
            replace(one, seeds=1) for one in whole.experiments(ROWS)
        }

    def test_rows_that_read_the_same_networks_train_them_once(self) -> None:
        for extent in (full(ROWS), quick(ROWS)):
            assert len(extent.experiments(ROWS)) == len({replace(one, seeds=1) for one in extent.experiments(ROWS)})
        assert sum(one.experiment == FEW for one in ROWS) == 2


class TestReadings:
    @pytest.mark.parametrize(
        ("key", "figure"),
        [
            ("best test", 95.0),
            ("best test of three", 95.0),
            ("test by validation", 95.0),
            ("best validation", 93.0),
            ("first validation", 93.0),
            ("last validation", 93.0),
        ],
    )
    def test_reads_its_figure_off_a_run(self, key: str, figure: float) -> None:
        (run,) = runs([0.95], [0.93])
        assert 100 * READINGS[key].value(run) == pytest.approx(figure)

    def test_none_is_untested(self) -> None:
        assert READINGS.keys() == {"best test", "best test of three", "test by validation"} | {
            f"{which} validation" for which in ("best", "first", "last")
        }

    def test_a_run_that_diverged_is_read_as_far_as_it_was_sound(self) -> None:
        (run,) = runs([0.95])
        start, *others = run.records
        gone = replace(run, records=(start, *(replace(one, training_cost=math.nan) for one in others)))
        assert {round(READINGS[key].value(gone), 3) for key in ("best test", "best validation")} == {0.1}


class TestOutcome:
    def test_ours_is_the_mean_over_the_seeds(self) -> None:
        found = outcome([0.95, 0.951, 0.949])
        assert found.ours == pytest.approx(95.0)
        assert (found.lowest, found.highest) == (94.9, 95.1)
        assert found.inside

    def test_ours_is_the_mean_of_the_best_of_every_three(self) -> None:
        found = outcome([0.86, 0.95, 0.94, 0.953, 0.951, 0.8], row("best test of three"))
        assert [run.seed for run in found.counted] == [1, 3]
        assert found.ours == pytest.approx(fmean([95.0, 95.3]))
        assert (found.lowest, found.highest) == (80.0, 95.3)

    def test_the_best_of_three_on_the_validation_images_is_judged_on_the_test_images(self) -> None:
        of = row("test by validation", seeds=3)
        found = Outcome.of(of, runs([0.96, 0.95, 0.94], [0.96, 0.97, 0.96], of), mnist().test.labels)
        assert [run.value for run in found.counted] == [95.0]

    def test_what_lies_outside_is_said_to(self) -> None:
        found = outcome([0.99] * 3)
        assert not found.inside
        assert found.band.holds(found.band.high)
        assert not found.band.holds(found.band.high + 0.01)

    def test_three_networks_that_have_all_lost_a_digit_do_not_count_beside_others(self) -> None:
        found = outcome([0.86, 0.95, 0.94, 0.953, 0.951, 0.8], row("best test of three"))
        gone = replace(found, seen=tuple(replace(run, nearly=(4,)) for run in found.seen[:3]) + found.seen[3:])
        assert [run.seed for run in gone.threes] == [1, 3]
        assert gone.ours == 95.3
        assert gone.of_all == pytest.approx(fmean([95.0, 95.3]))
        assert "not counted: ch. 3: Small, 95.00" in table.text([gone])
        assert "nearly lost digits: ch. 3: Small, seed 2: 4" in table.text([gone])
        assert not gone.on_condition
        low = replace(gone, seen=(*(replace(run, value=80.0) for run in gone.seen[:3]), *gone.seen[3:]))
        assert low.inside
        assert low.on_condition
        assert "Of “ch. 3: Small” that holds only because" in table.summary([low])
        everywhere = replace(gone, seen=tuple(replace(run, lost=(4,)) for run in found.seen))
        assert everywhere.ours == found.ours
        assert "not counted" not in table.text([everywhere])

    def test_lost_digits_are_kept_with_their_seed(self) -> None:
        found = outcome([0.86, 0.95, 0.95])
        assert [(run.seed, run.lost) for run in found.lost] == [(0, (7,))]


class TestTable:
    def test_lists_all_rows_and_says_which_lie_outside(self) -> None:
        said = table.text([outcome([0.95] * 3), outcome([0.99] * 3)], [row()])
        _, first, second, third, *_ = said.splitlines()
        assert first.endswith("within")
        assert second.endswith("OUTSIDE")
        assert third.endswith("left out")
        assert "1 of 2 figures lie within their bands." in said
        assert said.count("lost digits: ch. 3: Small, seed 0: 7") == 2

    def test_markdown_has_all_of_it_with_reasons_date_and_versions(self) -> None:
        outcomes = {"one": outcome([0.95] * 3), "two": outcome([0.99] * 3)}
        made = replace(files.made_here(2, 90.0, 6, 4), date="2026-03-01", processor="A processor")
        said = table.markdown(files.Published(made, outcomes), "python -m lab reproduce")
        assert said.count("| ch. 3 | Small | 95.00 |") == 2
        assert "| **OUTSIDE** |" in said
        assert "On 2026-03-01 (UTC)" in said
        assert f"the engine {choice.chosen().identity}, Python" in said
        assert f"NumPy {np.__version__}" in said
        assert "2 cores of A processor: 4 of 6 runs were trained, in 1.5 minutes" in said
        assert said.count(row().band(3).reason) == 2


class TestFiles:
    def test_reading_gives_back_what_was_written(self, tmp_path: Path) -> None:
        of, path = row(seeds=3), tmp_path / "data.json"
        published = files.Published(files.made_here(2, 90.0, 3, 3), {of.key: outcome([0.95] * 3, of)})
        path.write_text(files.as_json(published), encoding="utf-8")
        assert files.read(path, (of,)) == published
        assert files.stale(path, [of], choice.chosen().identity) == []

    def test_says_what_is_stale(self, tmp_path: Path) -> None:
        of, path, here = row(seeds=3), tmp_path / "data.json", choice.chosen().identity
        published = files.Published(files.made_here(2, 90.0, 3, 3), {of.key: outcome([0.95] * 3, of)})
        path.write_text(files.as_json(published), encoding="utf-8")
        assert files.stale(path, [replace(of, spread=0.3)], here) == ["small is not what its row says: band"]
        assert files.stale(path, [replace(of, reported=(95.1, ""))], here) == [
            "small is not what its row says: figure, band"
        ]
        assert files.stale(path, [row(seeds=6)], here) == ["small is not what its row says: experiment, band, seeds"]
        assert files.stale(path, [], here) == ["small has figures, but no row"]
        assert files.stale(path, [of, replace(of, key="new")], here) == ["new has no figures"]
        found = files.stale(path, [of], "compiled 7")
        assert f"the figures are by the engine {here}, and compiled 7 trains now" in found

    def test_no_name_of_a_machine_is_written(self) -> None:
        import platform

        assert platform.node() not in files.processor()

    def test_the_page_shows_what_the_rows_and_the_engine_of_today_say(self) -> None:
        assert files.stale(DATA, ROWS, choice.ENGINES[choice.MAKER].identity) == [], STALE

    def test_the_table_in_the_repository_is_of_the_same_run(self) -> None:
        published = files.read(DATA, ROWS)
        assert list(published.outcomes) == [one.key for one in ROWS]
        assert reproduce.TABLE.read_text(encoding="utf-8") == table.markdown(published, reproduce.FULL)


class TestMaking:
    @pytest.fixture
    def trained(self, monkeypatch: pytest.MonkeyPatch) -> list[Run]:
        """The runs that are trained, in whose place there are others."""
        asked: list[Run] = []

        def train(runs: Sequence[Run], keep: Callable[[RunResult], object], tick: object) -> None:
            asked.extend(runs)
            for run in runs:
                keep(result(run, [replace(record(epoch), test_accuracy=0.9) for epoch in range(run.epochs + 1)]))

        monkeypatch.setattr("lab.book.making.train", train)
        return asked

    def test_what_the_store_has_is_not_trained_again(self, trained: list[Run]) -> None:
        store, of = Store("sqlite://"), row()
        (first,) = make([of], quick([of]), store, lambda _: None)
        assert (len(trained), len(first.seen)) == (6, 3)
        assert lacking(full([of]).runs([of]), store) == [run for run in full([of]).runs([of]) if run.seed > 2]
        (whole,) = make([of], full([of]), store, lambda _: None)
        assert (len(trained), len(whole.seen)) == (12, 6)
        make([of], full([of]), store, lambda _: None)
        assert len(trained) == 12

    def test_what_was_stopped_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        store, of = Store("sqlite://"), row()

        def stopped(runs: Sequence[Run], keep: Callable[[RunResult], object], tick: object) -> None:
            keep(result(runs[0], [replace(record(epoch), test_accuracy=0.9) for epoch in range(3)]))
            raise KeyboardInterrupt

        monkeypatch.setattr("lab.book.making.train", stopped)
        with pytest.raises(KeyboardInterrupt):
            make([of], full([of]), store, lambda _: None)
        assert len(lacking(full([of]).runs([of]), store)) == 11

    def test_every_row_reads_its_own_arm(self, trained: list[Run]) -> None:
        rows = (row(), replace(row(), key="other", trained=(row().experiment, 0)))
        found = make(rows, quick(rows), Store("sqlite://"), lambda _: None)
        assert [(one.row.key, len(one.seen), one.ours) for one in found] == [("small", 3, 90.0), ("other", 3, 90.0)]
        assert len(trained) == 6, "two rows of one experiment train it once"

    def test_what_is_trained_opens_complete_in_compare(self, trained: list[Run]) -> None:
        store, of = Store("sqlite://"), row()
        make([of], full([of]), store, lambda _: None)
        assert [stored.experiment for stored in store.recent(9)] == [of.experiment]


class TestCommand:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        rows = (row(seeds=3), replace(row(seeds=3), key="long", name="Long", quick=0))
        monkeypatch.setattr(reproduce, "ROWS", rows)
        monkeypatch.setattr(reproduce, "TABLE", tmp_path / "book.md")
        monkeypatch.setattr(reproduce, "DATA", tmp_path / "data.json")
        monkeypatch.setenv("LAB_STORE", f"sqlite:///{tmp_path / 'store.sqlite3'}")

    def test_writes_the_table_and_the_data(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """In real processes or here, whatever the machine has: tiny networks, two epochs."""
        assert command(["reproduce"]) == 0
        said = capsys.readouterr()
        assert "6 runs, of which 0 are in the store" in said.err
        assert "OUTSIDE" in said.out
        assert "**OUTSIDE**" in (tmp_path / "book.md").read_text(encoding="utf-8")
        held = json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))
        assert list(held["rows"]) == ["small", "long"]
        assert (held["runs"], held["trained"]) == (6, 6)
        assert command(["reproduce"]) == 0
        assert "6 runs, all of them in the store." in capsys.readouterr().err
        again = json.loads((tmp_path / "data.json").read_text(encoding="utf-8"))
        assert again["rows"] == held["rows"]

    def test_quick_prints_what_it_leaves_out_and_writes_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command(["reproduce", "--quick"]) == 0
        assert re.search(r"^ch\. 3: Long .* left out$", capsys.readouterr().out, re.MULTILINE)
        assert not (tmp_path / "book.md").exists()
        assert not (tmp_path / "data.json").exists()
        assert command(["reproduce", "--quick", "--to", str(tmp_path / "quick.md")]) == 0
        assert "`python -m lab reproduce --quick`" in (tmp_path / "quick.md").read_text(encoding="utf-8")

    def test_a_file_that_cannot_be_written_is_said_before_anything_is_trained(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command(["reproduce", "--to", str(tmp_path / "no" / "book.md")]) == 2
        said = capsys.readouterr()
        assert "the file must be one that can be written" in said.err
        assert said.out == ""

    def test_the_page_s_data_come_from_the_engine_whose_bits_are_the_same_everywhere(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv(choice.SETTING, "plain")
        assert command(["reproduce"]) == 2
        assert "must be made by the engine 'compiled', got 'plain'" in capsys.readouterr().err
