import json
from collections.abc import Iterator
from dataclasses import replace
from inspect import unwrap
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.experiment import Experiment
from tests.ui.schema import faults
from tests.ui.synthetic import TEXTS, experiment, framed, records, result
from ui.charts.comparison import legend, names, order, parts, plots, table
from ui.charts.comparison.curves import AXES, View
from ui.charts.comparison.parts import LECTURE, SCREEN, Sizes
from ui.charts.comparison.signals import ENDS, SIGNALS
from ui.charts.marks import Spec
from ui.charts.palette import ARM_STYLES
from ui.charts.subject import Subject
from ui.charts.tables import Rows
from ui.charts.titles import CHARACTER, TIERS

ALL = len(TEXTS)
VIEWS = [View(axis, log=log, singles=log, band=not log) for axis in AXES for log in (False, True)]


def subject(arms: int = 2, **how: Any) -> Subject:
    return replace(Subject.of(experiment(arms)), **how)


def specs(view: View = VIEWS[0], sizes: Sizes = SCREEN) -> list[Spec]:
    """Both kinds of plot, with one arm, with labels and with a legend."""
    return [
        spec
        for arms in (1, 2, ALL)
        for spec in (plots.accuracy(subject(arms), view, sizes), plots.cost(subject(arms), arms, view, sizes))
    ]


def pieces(spec: Any) -> Iterator[dict[str, Any]]:
    """Every object within a spec."""
    if isinstance(spec, dict):
        yield spec
    for value in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        yield from pieces(value)


def leveled(rows: Rows, value: float) -> Rows:
    """The same rows, all of them at one value."""
    return rows | {"value": np.full(len(rows["value"]), value)}


def accuracies(of: Experiment, **how: Any) -> pd.DataFrame:
    return framed(table.accuracy(of, records(of), **how))


@pytest.mark.parametrize("view", VIEWS)
def test_every_spec_is_valid_vega_lite(view: View) -> None:
    for spec in [*specs(view), *specs(view, LECTURE)]:
        assert not faults({**spec, "data": {"name": "source"}})  # what Streamlit adds


def test_specs_hold_neither_data_nor_a_colour_of_an_arm() -> None:
    for spec in specs():
        text = json.dumps(spec).lower()
        assert not [piece for piece in pieces(spec) if "data" in piece or "datasets" in piece]
        assert not [row for row in ARM_STYLES if row.light in text or row.ink in text or row.dark in text]


def test_a_spec_stays_the_same_while_an_experiment_trains() -> None:
    of = experiment(3)
    assert plots.accuracy(Subject.of(of)) == unwrap(plots.accuracy)(Subject.of(of))
    assert plots.cost(Subject.of(of), 3) == unwrap(plots.cost)(Subject.of(of), 3)


@pytest.mark.parametrize("sizes", [SCREEN, LECTURE])
def test_all_type_is_as_large_as_asked_for(sizes: Sizes) -> None:
    # The small picture of the whole may be a step smaller than the rest.
    for spec in specs(sizes=sizes):
        found = [piece[name] for piece in pieces(spec) for name in piece if name.lower().endswith("fontsize")]
        assert min(found) >= sizes.type - 2
        lines = [piece for piece in pieces(spec) if piece.get("type") != "text"]
        assert max(piece.get("strokeWidth", 0) for piece in lines) == sizes.line


def test_up_to_four_arms_are_named_at_their_ends_more_in_a_legend() -> None:
    def explained(spec: Spec) -> bool:
        return any(piece.get("name") == "legend" for piece in spec["params"])

    def named(spec: Spec) -> bool:
        return any(piece.get("name") == ENDS for piece in pieces(spec["layer"]))

    for arms in range(1, ALL + 1):
        spec = plots.accuracy(subject(arms))
        assert named(spec) is (arms > 1)
        assert explained(spec) is (arms > plots.LABELLED)


@pytest.mark.parametrize("sizes", [SCREEN, LECTURE])
def test_a_legend_shows_dash_marker_and_name_of_every_arm(sizes: Sizes) -> None:
    dashes, markers, words = legend.layers(parts.Plot(subject(ALL), View(), sizes))
    assert dashes["encoding"]["strokeDash"]["field"] == markers["encoding"]["shape"]["field"] == "arm"
    assert words["encoding"]["color"]["field"] == "ink"  # a name has its arm's colour of text
    said = json.dumps(words, ensure_ascii=False)
    for name in subject(ALL).names:
        assert name in said
        assert name.replace(" with ", " · ") in said
    assert min(layer["mark"].get("strokeWidth", sizes.line) for layer in (dashes, markers)) == sizes.line


def test_titles_fit_into_whatever_holds_the_plot() -> None:
    for spec in specs():
        lines = spec["title"]["text"]["expr"].split(" ? ")
        assert len(lines) == len(TIERS) + 1
        for width, piece in zip(TIERS, lines[1:], strict=True):
            divided = json.loads(piece.split(" : ")[0])
            assert max(map(len, divided)) * spec["title"]["fontSize"] * CHARACTER <= width
        assert spec["title"]["limit"] == 0


def test_every_plot_hears_what_the_others_hear() -> None:
    for spec in specs():
        heard = {piece["element"]: piece["event"] for piece in pieces(spec["params"]) if "element" in piece}
        assert heard == {f".st-key-{signal.key}": signal.event for signal in SIGNALS}


@pytest.mark.parametrize("axis", AXES)
def test_specs_use_columns_that_the_tables_have(axis: str) -> None:
    view, of = View(axis, singles=True, band=True), experiment(ALL)
    drawn = accuracies(of, view=view)
    worked_out = {piece["as"] for spec in specs(view) for piece in pieces(spec) if isinstance(piece.get("as"), str)}
    pivoted = set(map(str, range(1, ALL + 1)))
    for spec in specs(view):
        used = {piece["field"] for piece in pieces(spec["layer"]) if isinstance(piece.get("field"), str)}
        assert used <= worked_out | pivoted | set(drawn.columns)


class TestTable:
    def test_begins_with_its_frame(self) -> None:
        of = experiment(2, train=100)
        for view, end in ((View(), of.epochs), (View("images"), of.epochs * 100), (View("seconds"), of.epochs * 0.5)):
            frame = accuracies(of, view=view).iloc[0]
            assert frame["kind"] == "frame"
            assert frame["along"] == end
            assert frame["low"] < frame["high"]

    def test_links_every_row_with_the_one_before_it_on_its_curve(self) -> None:
        rows = accuracies(experiment(2), view=View("images", singles=True)).iloc[1:]
        for _, curve in rows.groupby(table.CURVE, dropna=False):
            assert curve["before"].tolist() == [-1, *curve["epoch"][:-1]]
            assert curve["from_value"].tolist()[1:] == curve["value"].tolist()[:-1]
            assert curve["from_along"].tolist()[1:] == curve["along"].tolist()[:-1]
            assert curve["last"].tolist() == [False] * (len(curve) - 1) + [True]

    def test_is_a_frame_alone_before_there_are_records(self) -> None:
        of = experiment(2)
        assert table.accuracy(of, [[], []])["kind"].tolist() == ["frame"]
        assert [cost["kind"].tolist() for cost in table.costs(of, [[], []])] == [["frame"]] * 2

    def test_of_a_cost_holds_one_arm_alone(self) -> None:
        of = experiment(3)
        assert [set(framed(cost)["arm"].dropna()) for cost in table.costs(of, records(of))] == [{1}, {2}, {3}]

    def test_keeps_an_earlier_result_as_its_mean_curves(self) -> None:
        earlier = experiment(3)
        before = table.accuracy(earlier, records(earlier), View(singles=True))
        rows = accuracies(experiment(2), ghost=before)
        ghosts = rows[rows["kind"] == table.BEFORE]
        assert set(ghosts["arm"]) == {1, 2, 3}
        assert len(ghosts) == (before["kind"] == "mean").sum()
        assert rows.columns.is_unique

    @pytest.mark.parametrize("level", [20.0, 90.0])
    def test_shows_of_its_arms_the_same_whatever_stands_behind(self, level: float) -> None:
        of = experiment(2, epochs=10)
        alone = accuracies(of).iloc[0]
        behind = leveled(table.accuracy(of, records(of)), level)
        frame = accuracies(of, ghost=behind).iloc[0]
        assert frame[["low", "cut"]].tolist() == alone[["low", "cut"]].tolist()
        assert frame["high"] >= level
        assert frame["begun"]
        before = framed(table.accuracy(of, [[], []], ghost=behind)).iloc[0]
        assert before["low"] < level < before["high"]
        assert not before["begun"]  # so that nothing is said of thick and thin curves
        assert not before["free"]  # nor a small picture drawn of none

    def test_of_a_cost_keeps_the_axis_of_its_arm_before_a_ghost(self) -> None:
        of = experiment(2)
        alone = table.costs(of, records(of))
        high = leveled(alone[0], 100.0)
        first, second = table.costs(of, records(of), ghosts=[high, None])
        assert set(first["kind"]) == {"frame", "mean", table.BEFORE}
        assert first["high"][0] == alone[0]["high"][0]
        assert framed(second).equals(framed(alone[1]))
        (before, nothing) = table.costs(of, [[], []], ghosts=[high, None])
        assert before["high"][0] > 100
        assert nothing["kind"].tolist() == ["frame"]

    def test_a_label_of_a_logarithmic_axis_stands_where_its_curve_ends(self) -> None:
        plot = parts.Plot(subject(), View(log=True), SCREEN)
        assert names.wanted(plot).count("log(") == 4
        assert "log(" not in names.wanted(parts.Plot(subject(), View(), SCREEN))


class TestAccuracySpan:
    @given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
    def test_holds_all_late_figures(self, values: list[float]) -> None:
        rows = {"epoch": np.arange(len(values)), "value": np.array(values)}
        span = table.accuracy_span(rows)
        late = rows["value"][rows["epoch"] >= table.LATE * rows["epoch"].max()]
        assert span.low < span.high
        assert span.low <= late.min() + 1e-3
        assert span.high >= rows["value"].max()
        assert span.cut == (span.low > rows["value"].min())

    @given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
    def test_of_the_whole_holds_everything(self, values: list[float]) -> None:
        span = table.accuracy_span({"epoch": np.arange(len(values)), "value": np.array(values)}, whole=True)
        assert span.low < min(values)
        assert span.high > max(values)
        assert not span.cut

    def test_cuts_nothing_off_where_an_arm_stays_at_the_bottom(self) -> None:
        rows = {"epoch": np.array([0, 1, 2, 0, 1, 2]), "value": np.array([10.0, 80, 90, 10, 10, 10])}
        assert not table.accuracy_span(rows).cut


def test_the_small_picture_stands_only_where_no_curve_passes() -> None:
    assert accuracies(experiment(2, epochs=10)).iloc[0]["free"]
    for value, free in ((82.0, False), (88.0, True)):
        slow = {"kind": np.array(["mean"] * 2), "along": np.array([0.0, 10.0]), "value": np.array([81.0, value])}
        assert table.is_free(slow, table.Span(80.0, 90.0, cut=True), 10.0) is free


def test_a_cost_says_what_its_second_line_is() -> None:
    spec = plots.cost(subject(), 1)
    assert spec["title"]["subtitle"] == ["cost, nats"]
    assert any(piece.get("filter") == parts.TRAINING_MEAN for piece in pieces(spec))


def test_words_say_what_is_thick_and_thin() -> None:
    def said(**how: Any) -> str:
        return json.dumps(names.note(parts.Plot(subject(**how), View(singles=True), SCREEN)))

    assert "Thick: mean over 3 seeds. Thin: each seed." in said()
    assert "One seed." in said(seeds=1)
    assert names.SO_FAR_AND_SEEDS in said()


def test_another_order_than_the_verdict_s_is_said() -> None:
    of = experiment(2, seeds=1)  # of these, the second ends higher on the validation images
    first, second = ([result(of, arm, 0)] for arm in range(2))
    better = [replace(first[0], test_accuracy=0.9)]
    assert order.said(of, [first, second], ("A", "B")) == ""
    assert order.said(of, [better, second], ("A", "B")) == (
        "The verdict is of the 10,000 test images, the chart of 1,000 validation images, on which B ends ahead: "
        "77.50 % against 75.62 % of A."
    )


def test_no_curve_strikes_an_earlier_name_through() -> None:
    halo, text = names.earlier(parts.Plot(subject(), View(), SCREEN))
    assert halo["mark"]["stroke"] == {"expr": "background"}
    assert halo["encoding"] == text["encoding"]
    assert plots.accuracy(subject())["layer"][-3:-1] == [halo, text]  # above every curve


@pytest.mark.parametrize(("second", "so_far"), [(2, True), (4, False)])
def test_a_mean_of_some_seeds_is_said_to_be_one(second: int, so_far: bool) -> None:
    of = experiment(1, seeds=2, epochs=4)
    (runs,) = records(of)
    rows = table.accuracy(of, [[runs[0], runs[1][: second + 1]]])
    assert bool(rows["so_far"][0]) is so_far
