import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import unwrap
from typing import Any

import altair as alt
import numpy as np
import pytest
from jsonschema import Draft7Validator

from core.training import EVALUATED
from tests.ui.synthetic import TEXTS, experiment, records, result
from ui.charts import calibration, close_up, digits, learning_rate, marks, over_epochs, tables
from ui.charts.curves import AXES, View
from ui.charts.marks import NUMBERS, Spec
from ui.charts.measures import GRADIENTS, MEASURES, SLOWDOWN, YARDSTICKS
from ui.charts.palette import ARM_STYLES
from ui.charts.subject import Subject

SCHEMA = Draft7Validator(alt.load_schema())
ALL = len(TEXTS)


def subject(arms: int = 2, **how: Any) -> Subject:
    return replace(Subject.of(experiment(arms)), **how)


CHARTS: dict[str, Callable[[Subject], Spec]] = {
    **{key: lambda of, key=key: over_epochs.over_epochs(of, key) for key in MEASURES if key != "cost"},
    "cost": lambda of: over_epochs.cost(of, of.arms),
    "cost, logarithmic": lambda of: over_epochs.cost(of, 1, View(log=True, singles=True)),
    "accuracy over images": lambda of: over_epochs.accuracy(of, View("images")),
    "accuracy over seconds": lambda of: over_epochs.accuracy(of, View("seconds", singles=True)),
    "yardsticks in a grid": lambda of: over_epochs.grid(of, YARDSTICKS, 1040),
    "slowdown in a grid": lambda of: over_epochs.grid(of, (*SLOWDOWN, *GRADIENTS), 640, View("images", log=True)),
    "linked": lambda of: over_epochs.linked(of, 1040),
    "linked, below each other": lambda of: over_epochs.linked(of, 640, View(log=True)),
    "mini-batches": lambda of: over_epochs.minibatch_cost(of, 1),
    "close-up": close_up.chart,
    "reliability": lambda of: calibration.reliability_chart(of, (1,), 10_000),
    "sums": lambda of: calibration.sums_chart(of, (1,), 10_000),
    "recall": digits.recall_chart,
    "confusion": lambda of: digits.confusion_chart(of, 1),
    "sweep": lambda of: learning_rate.chart(of, (0.1, 0.3, 1.0)),
}


def parts(spec: Any) -> Iterator[dict[str, Any]]:
    """Every object within a spec."""
    if isinstance(spec, dict):
        yield spec
        for value in spec.values():
            yield from parts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from parts(value)


def scales(spec: Spec, channel: str) -> list[dict[str, Any]]:
    """The scales of a channel, wherever it encodes the arm."""
    found = (part[channel] for part in parts(spec) if isinstance(part.get(channel), dict))
    return [encoding["scale"] for encoding in found if encoding.get("field") == "arm"]


def units(spec: Spec) -> list[Spec]:
    """The plots of a spec, each with axes of its own: those of a concatenation, or the whole."""
    inner = next((spec[name] for name in ("hconcat", "vconcat", "concat") if name in spec), None)
    return [spec] if inner is None else [plot for part in inner for plot in units(part)]


@pytest.mark.parametrize("name", CHARTS)
def test_every_spec_is_valid_vega_lite(name: str) -> None:
    for of in (subject(2), subject(ALL, narrow=True)):
        drawn = {**CHARTS[name](of), "data": {"name": "source"}}  # what Streamlit adds
        assert not list(SCHEMA.iter_errors(drawn))


@pytest.mark.parametrize("arms", [1, 2, ALL])
@pytest.mark.parametrize("name", CHARTS)
class TestEverySpec:
    def test_holds_no_data(self, name: str, arms: int) -> None:
        assert not [part for part in parts(CHARTS[name](subject(arms))) if "data" in part or "datasets" in part]

    def test_holds_no_colour_of_an_arm(self, name: str, arms: int) -> None:
        text = json.dumps(CHARTS[name](subject(arms))).lower()
        assert not [style for style in ARM_STYLES if style.light in text or style.dark in text]

    def test_gives_an_arm_its_number_among_the_themes_colours(self, name: str, arms: int) -> None:
        found = scales(CHARTS[name](subject(arms)), "color")
        assert found
        assert all(scale == {"domain": NUMBERS} for scale in found)

    def test_gives_an_arm_its_dash_and_its_marker(self, name: str, arms: int) -> None:
        spec = CHARTS[name](subject(arms))
        dashes = [list(style.dash) or [1, 0] for style in ARM_STYLES]
        assert all(scale["range"] == dashes for scale in scales(spec, "strokeDash"))
        assert all(scale["range"] == [style.shape for style in ARM_STYLES] for scale in scales(spec, "shape"))
        if name not in ("sums", "confusion"):
            assert scales(spec, "shape")

    def test_has_a_title_and_axes_with_words(self, name: str, arms: int) -> None:
        for plot in units(CHARTS[name](subject(arms))):
            assert plot["title"]["text"]
            axes = [part[axis] for part in parts(plot) for axis in ("x", "y") if axis in part]
            named = [axis for axis in axes if isinstance(axis, dict) and "title" in axis and "field" in axis]
            assert named


def test_titles_fit() -> None:
    # At 14 px semi-bold a character of Source Sans is 7 px on average: 358 px on a phone, 500 px in half a page.
    for make in CHARTS.values():
        for of, most in ((subject(ALL, narrow=True), 44), (subject(ALL), 62)):
            for plot in units(make(of)):
                known = (plot["width"] + over_epochs.BESIDE + marks.ends_width(of)) // 7 if "width" in plot else most
                assert max(map(len, plot["title"]["text"])) <= known


@pytest.mark.parametrize("log", [False, True])
def test_costs_never_share_an_axis(log: bool) -> None:
    of = subject(ALL)
    for plot in units(over_epochs.linked(of, 1040, View(log=log))):
        seen = {part["filter"] for part in parts(plot) if isinstance(part.get("filter"), str)}
        costs = {text for text in seen if "'cost'" in text}
        assert len(costs) <= 1
        assert all("datum.arm === " in text for text in costs)
    with pytest.raises(ValueError, match="different units"):
        over_epochs.over_epochs(of, "cost")


def test_a_cost_names_its_unit() -> None:
    of = subject(ALL)
    assert [over_epochs.cost(of, arm)["title"]["text"] for arm in (1, 3, 6)] == [
        ["Softmax with log-likelihood: cost, nats per image"],
        ["Sigmoid with quadratic: cost, squared units per image"],
        ["Linear with hinge: cost, units of margin per image"],
    ]
    cells = units(over_epochs.linked(of, 1040))[1:]
    assert [cell["title"]["subtitle"] for cell in cells[:3]] == [
        ["cost, nats per image"],
        ["cost, nats per image"],
        ["cost, squared units per image"],
    ]


def test_the_switch_to_a_logarithmic_axis_is_for_the_cost() -> None:
    accuracy, *costs = units(over_epochs.linked(subject(), 1040, View(log=True)))
    assert "log" not in json.dumps([part["scale"] for part in parts(accuracy) if "scale" in part])
    assert all('"type": "log"' in json.dumps(cost) for cost in costs)


def test_up_to_four_arms_are_labelled_at_their_ends_more_have_a_legend() -> None:
    def legends(spec: Spec) -> int:
        return sum(1 for part in parts(spec["layer"]) if part.get("legend"))

    def labels(spec: Spec) -> int:
        return sum(1 for part in parts(spec) if part.get("field") == "label")

    for of, labelled in ((subject(4), True), (subject(5), False), (subject(4, narrow=True), False)):
        spec = over_epochs.accuracy(of)
        assert bool(labels(spec)) is labelled
        assert bool(legends(spec)) is not labelled


def test_titles_say_how_many_images() -> None:
    of = Subject.of(experiment(1, train=50_000, validation=500))
    assert of.training == EVALUATED  # the records hold figures on no more than these
    title = over_epochs.accuracy(of)["title"]
    assert title["text"] == ["Accuracy on 500 validation images"]
    assert title["subtitle"][0].startswith("Thin: on 10,000 training images.")
    assert "axis starts where the data do" in " ".join(title["subtitle"])


def test_hovering_is_linked_across_all_plots() -> None:
    spec = over_epochs.linked(subject(3), 1040)
    (parameter,) = spec["params"]
    names = [part["name"] for part in parts(spec) if str(part.get("name", "")).startswith("pointed")]
    assert parameter["views"] == names
    assert len(names) == 4
    assert parameter["select"]["fields"] == ["epoch"]
    over_images = over_epochs.linked(subject(3), 1040, View("images"))
    assert over_images["params"][0]["select"]["fields"] == ["images"]


@pytest.mark.parametrize("arms", range(1, ALL + 1))
@pytest.mark.parametrize("width", [600, 640, 760, 880, 1040, 1280, 1600])
def test_linked_plots_fit_into_the_width(arms: int, width: int) -> None:
    of = subject(arms)
    grid = over_epochs.layout(of, width)
    ends = of.labelled and arms > 1
    left = grid.accuracy["width"] + over_epochs.BESIDE + (80 if ends else 0)
    right = grid.columns * (grid.cost["width"] + over_epochs.BESIDE) + (grid.columns - 1) * over_epochs.GAP
    assert (left + over_epochs.GAP + right if grid.beside else max(left, right)) <= width
    assert min(grid.accuracy["width"], grid.cost["width"]) >= 120


@pytest.mark.parametrize("arms", range(1, ALL + 1))
@pytest.mark.parametrize("width", [600, 640, 880, 980, 1280, 1600])
def test_a_grid_fits_into_the_width_and_its_plots_are_of_one_size(arms: int, width: int) -> None:
    of = subject(arms)
    spec = over_epochs.grid(of, YARDSTICKS, width)
    sizes = {(plot["width"], plot["height"]) for plot in units(spec)}
    (plot,) = sizes
    beside = over_epochs.BESIDE + over_epochs.AXIS_TITLE + marks.ends_width(of)
    assert plot[0] >= 250
    assert spec["columns"] * (plot[0] + beside) + (spec["columns"] - 1) * over_epochs.GAP <= width
    assert len(spec["params"][0]["views"]) == len(YARDSTICKS)


def test_labels_that_would_not_fit_beside_the_plots_of_a_grid_are_a_legend() -> None:
    def labelled(of: Subject) -> bool:
        return any(part.get("field") == "label" for part in parts(over_epochs.grid(of, YARDSTICKS, 1040)))

    short, long = (tuple(("x",) * lines for _ in range(4)) for lines in (3, 4))
    assert labelled(subject(4, labels=short))
    assert not labelled(subject(4, labels=long))


def test_a_spec_stays_the_same_while_an_experiment_trains() -> None:
    of = experiment(3)
    first, later = (json.dumps(over_epochs.linked(Subject.of(of), 1040)) for _ in range(2))
    assert first == later == json.dumps(unwrap(over_epochs.linked)(Subject.of(of), 1040))  # made anew


def test_specs_use_columns_that_the_tables_have() -> None:
    own = {"said", "text", "strength", *map(str, NUMBERS)}  # worked out within a spec
    of = subject(ALL)
    labels = np.arange(10_000, dtype=np.uint8) % 10
    run = result(experiment(), 0, 0)
    columns = {
        "linked": tables.COLUMNS,
        "mini-batches": tables.minibatch_costs(records(experiment())).columns,
        "close-up": close_up.COLUMNS,
        "reliability": calibration.diagrams([]).columns,
        "sums": calibration.sums([], []).columns,
        "recall": digits.recalls([[run]], labels).columns,
        "confusion": digits.confusions([run], labels, 1).columns,
    }
    for name, known in columns.items():
        used = {part["field"] for part in parts(CHARTS[name](of)) if isinstance(part.get("field"), str)}
        assert used <= own | set(known), name


@pytest.mark.parametrize("axis", AXES)
def test_a_training_of_known_length_grows_into_a_frame_that_stands_still(axis: str) -> None:
    of = subject()
    ends = {
        part["scale"].get("domainMax")
        for part in parts(over_epochs.accuracy(of, View(axis)))
        if part.get("field") == axis and "scale" in part
    }
    assert ends == {{"epoch": of.epochs, "images": of.epochs * of.train, "seconds": None}[axis]}
