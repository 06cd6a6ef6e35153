"""Every figure of the registry: valid, drawn in both themes at every width, and understood without seeing a colour."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
import vl_convert

from core import limits
from core.datasets import Images
from core.results import RunResult
from core.training import EVALUATED
from tests.ui.schema import faults
from tests.ui.synthetic import TEXTS, experiment, framed, result
from tests.ui.themed import themed
from ui.charts import marks, over_epochs, registry, sheet, tables
from ui.charts.comparison import table
from ui.charts.comparison.curves import AXES, FEW, View, usual
from ui.charts.figure import Figure
from ui.charts.growth import BOLD, LARGE_LINE, LARGE_TYPE, TYPE, growing
from ui.charts.marks import COLOURS, Spec
from ui.charts.measures import GRADIENTS, MEASURES, YARDSTICKS
from ui.charts.palette import ARM_STYLES, NEUTRAL, THEMES
from ui.charts.registry import BOOK, COMPARISON, STORY, Sample
from ui.charts.subject import Subject
from ui.charts.titles import CHARACTER, TIERS

ALL = len(TEXTS)
ALONE = STORY | BOOK
NAMES = [*COMPARISON, *ALONE]
LOOK = View(singles=True, band=True)
HIDDEN = {f"gradient_{3}"}  # needs two hidden layers: the sample has one


@lru_cache
def sample(arms: int = 2, view: View = LOOK, narrow: bool = False) -> Sample:
    """Networks of weights 0, which answer rightly because they are told to."""
    of = experiment(arms, close_up=1)
    labels = np.arange(10_000, dtype=np.uint8) % 10
    results = tuple(tuple(_closely(result(of, arm, seed, labels)) for seed in range(of.seeds)) for arm in range(arms))
    return Sample(of, results, Images(np.zeros((10_000, 784), np.uint8), labels), view, narrow)


def _closely(run: RunResult) -> RunResult:
    """The same, its first epoch followed closely."""
    start, first, *others = run.records
    pieces = tuple((0.1 + 0.03 * piece + 0.01 * run.run.seed) for piece in range(20))
    return replace(run, records=(start, replace(first, close_up=pieces), *others))


@cache
def figure(name: str, arms: int = 2, view: View = LOOK, narrow: bool = False) -> Figure:
    return COMPARISON[name](sample(arms, view, narrow)) if name in COMPARISON else ALONE[name]()


def rows(of: Figure) -> pd.DataFrame:
    return of.table if isinstance(of.table, pd.DataFrame) else pd.DataFrame(dict(of.table))


def parts(spec: Any) -> Iterator[dict[str, Any]]:
    """Every object within a spec."""
    if isinstance(spec, dict):
        yield spec
    for value in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        yield from parts(value)


def encodings(spec: Spec, channel: str, field: str = "arm") -> list[dict[str, Any]]:
    """The encodings of a channel, wherever they encode a field."""
    found = (part[channel] for part in parts(spec) if isinstance(part.get(channel), dict))
    return [encoding for encoding in found if encoding.get("field") == field]


def drawn(of: Figure, theme: str, width: int, height: int = 320) -> str:
    """The figure as the browser's own library draws it, as SVG."""
    data = {"name": "source", "values": json.loads(rows(of).to_json(orient="records"))}
    spec = {"height": height, **themed(of.spec, theme), "width": width, "data": data}
    return vl_convert.vegalite_to_svg(spec)


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</(?:text|tspan)>", svg)


@pytest.mark.parametrize("name", NAMES)
class TestEveryFigure:
    def test_says_what_it_is_and_what_it_shows(self, name: str) -> None:
        of = figure(name)
        assert of.title
        assert not of.title.endswith(".")
        assert of.takeaway.endswith(".")
        assert of.note == "" or of.note.endswith(".")

    def test_tells_its_numbers_under_headings(self, name: str) -> None:
        of = figure(name)
        assert set(of.columns) <= set(rows(of))
        found = sheet.of_figure(of)
        assert all(heading.text for heading in found.headings)
        assert found.rows or name in HIDDEN
        assert {len(row) for row in found.rows} <= {len(found.headings)}
        said = [cell.text for row in found.rows for cell in row]
        assert not [text for text in said if "nan" in text or "None" in text]

    @pytest.mark.parametrize("arms", [1, 2, ALL])
    def test_is_valid_vega_lite_without_data(self, name: str, arms: int) -> None:
        spec = figure(name, arms, narrow=arms == ALL).spec
        assert not faults({**spec, "data": {"name": "source"}})  # what Streamlit adds
        assert not [part for part in parts(spec) if "data" in part or "datasets" in part]

    def test_draws_columns_that_its_table_has(self, name: str) -> None:
        spec = figure(name, ALL).spec
        used = {part["field"] for part in parts(spec) if isinstance(part.get("field"), str)}
        worked_out = {str(part["as"]) for part in parts(spec) if isinstance(part.get("as"), str)}
        pivoted = set(map(str, marks.NUMBERS))
        assert used <= set(rows(figure(name, ALL))) | worked_out | pivoted

    def test_takes_the_themes_colours_by_number(self, name: str) -> None:
        spec = figure(name, ALL).spec
        assert all(encoding["scale"] == COLOURS for encoding in encodings(spec, "color"))
        assert set(re.findall(r"#[0-9a-fA-F]{6}", json.dumps(spec))) <= {NEUTRAL}

    def test_is_not_told_by_colour_alone(self, name: str) -> None:
        of = figure(name, ALL)
        table = rows(of)
        several = "arm" in table and len(set(table["arm"].dropna())) > 1 and encodings(of.spec, "color")
        dashes, shapes = (encodings(of.spec, channel) for channel in ("strokeDash", "shape"))
        assert all(encoding["scale"]["range"] == marks.DASHES for encoding in dashes)
        assert all(encoding["scale"]["range"] == [style.shape for style in ARM_STYLES] for encoding in shapes)
        written = [
            part for part in parts(of.spec) if isinstance(part.get("mark"), dict) and part["mark"].get("type") == "text"
        ]
        assert not several or dashes or shapes or written

    def test_names_its_axes(self, name: str) -> None:
        spec = figure(name).spec
        if name in ("drawing", "deltas"):  # have none
            return
        for axis in "xy":
            found = [part[axis] for part in parts(spec) if isinstance(part.get(axis), dict) and "axis" in part[axis]]
            named = [encoding for encoding in found if encoding["axis"]]
            assert named
            if name in ("accuracy", "cost"):  # the title says the unit of the y axis
                continue
            titles = {encoding.get("title") for encoding in named}
            assert titles != {None} or {encoding["field"] for encoding in named} <= {"name", "layer"}

    def test_has_type_that_can_be_read(self, name: str) -> None:
        sizes = [
            value for part in parts(figure(name, ALL).spec) for key, value in part.items() if key.endswith("ontSize")
        ]
        assert min(sizes) >= TYPE

    def test_stays_the_same_while_an_experiment_trains(self, name: str) -> None:
        if name in COMPARISON:
            of = sample(3)
            part = replace(of, results=tuple(runs[:2] for runs in of.results))
            assert COMPARISON[name](part).spec == figure(name, 3).spec


@pytest.mark.parametrize(("theme", "width"), [("light", 320), ("dark", 620), ("light", 1300)])
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_drawn_wide_and_narrow_light_and_dark(name: str, theme: str, width: int) -> None:
    of = figure(name, 2, narrow=width < 600)
    svg = drawn(of, theme, width)
    said = texts(svg)
    assert not [text for text in said if "…" in text or "NaN" in text or "undefined" in text]
    steps = of.spec["title"]["text"]["expr"].split(" ? ")[1:]  # the lines for each tier, and last for less than all
    lines = [*(step.split(" : ")[0] for step in steps), steps[-1].split(" : ")[-1]]
    wanted = json.loads(lines[next(place for place, tier in enumerate((*TIERS, 0)) if width > tier)])
    assert set(" ".join(wanted).split()) <= set(" ".join(said).split())
    assert round(float(re.search(r'width="([\d.]+)"', svg)[1])) == width
    colours = {style.colour(theme).lower() for style in ARM_STYLES} | {
        style.text(theme).lower() for style in ARM_STYLES
    }
    assert name in HIDDEN or colours & set(re.findall(r"#[0-9a-f]{6}", svg.lower()))
    assert THEMES[theme].background in svg


class TestFullScreen:
    """A chart as it is sent: the browser tests measure when it grows, these by how much and that all of it does."""

    @pytest.mark.parametrize("name", NAMES)
    def test_is_valid_and_on_a_page_as_it_is_written(self, name: str) -> None:
        written = figure(name, ALL)
        sent = replace(written, spec=growing(written.spec))
        assert not faults({**sent.spec, "data": {"name": "source"}})
        shown, meant = (re.sub(r"clip\d+", "clip", drawn(of, "light", 620)) for of in (sent, written))
        assert shown == meant

    @pytest.mark.parametrize("name", NAMES)
    def test_has_type_of_20_pixels_and_curves_of_4(self, name: str) -> None:
        page, full = figure(name, 2), enlarged(figure(name, 2))
        on_page, in_full = drawn(page, "light", 1240), drawn(full, "light", 1240, 640)
        sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', in_full)}
        assert min(sizes) == LARGE_TYPE
        assert (f'stroke-width="{BOLD}"' in on_page) == (f'stroke-width="{LARGE_LINE}"' in in_full)
        assert f'stroke-width="{BOLD}"' not in in_full


def enlarged(of: Figure) -> Figure:
    """The figure as it is sent, in full screen."""
    spec = growing(of.spec)
    large = {"grow": LARGE_TYPE / TYPE, "broaden": LARGE_LINE / BOLD}
    params = [{**row, "expr": str(large[row["name"]])} if row["name"] in large else row for row in spec["params"]]
    return replace(of, spec={**spec, "params": params, "height": 640})


def test_titles_are_divided_into_lines_that_fit() -> None:
    for name in NAMES:
        title = figure(name, ALL).spec["title"]
        lines = title["text"]["expr"].split(" ? ")
        assert len(lines) == len(TIERS) + 1
        for width, piece in zip(TIERS, lines[1:], strict=True):
            longest = max(map(len, json.loads(piece.split(" : ")[0])))
            words = max(map(len, figure(name, ALL).title.split()))
            assert longest * title["fontSize"] * CHARACTER <= width or longest <= words
        assert title["limit"] == 0


def test_costs_never_share_an_axis() -> None:
    of = sample(ALL, View(log=True))
    with pytest.raises(ValueError, match="cannot be compared"):
        over_epochs.over_epochs(of.subject, "cost")
    for name in ("cost", "mini-batches"):
        found = rows(figure(name, ALL, View(log=True)))
        assert len(set(found["arm"].dropna())) == 1


def test_a_cost_names_its_unit() -> None:
    of = sample(ALL)
    costs = tables.minibatch_costs(of.records)
    titles = [over_epochs.minibatches(of.subject, arm, costs).title for arm in (1, 3, 6)]
    assert titles == [
        "Softmax with log-likelihood: cost of the mini-batches, nats per image",
        "Sigmoid with quadratic: cost of the mini-batches, squared units per image",
        "Linear with hinge: cost of the mini-batches, units of margin per image",
    ]


@pytest.mark.parametrize("name", [*YARDSTICKS, "close-up", "sweep"])
def test_up_to_four_arms_are_labelled_at_their_ends_more_have_a_legend(name: str) -> None:
    for arms, narrow, labelled in ((4, False, True), (5, False, False), (4, True, False)):
        spec = figure(name, arms, narrow=narrow).spec
        assert any(part.get("field") == "place" for part in parts(spec["layer"])) is labelled
        assert any(part.get("legend") for part in parts(spec["layer"])) is not labelled


def test_titles_and_notes_say_how_many_images() -> None:
    of = Subject.of(experiment(1, train=50_000, validation=500))
    assert of.training == EVALUATED  # the records hold figures on no more than these
    assert over_epochs.said(MEASURES["accuracy"].title, of) == "Accuracy on 500 validation images"
    assert over_epochs.said(MEASURES["accuracy"].note, of).startswith("Thin: on 10,000 training images.")


@pytest.mark.parametrize("axis", AXES)
def test_a_measure_is_drawn_over_every_axis(axis: str) -> None:
    of = figure("nll", 2, View(axis, log=True, singles=True))
    along = {part["field"] for part in parts(of.spec) if part.get("title") == AXES[axis].title}
    assert "shown_along" in along
    assert texts(drawn(of, "light", 500))


def test_a_measure_begins_and_ends_where_the_data_do() -> None:
    for view in (View(), View(band=True), View(log=True)):
        found = framed(table.measured(sample().experiment, sample().records, "nll", view))
        frame, values = found.iloc[0], found["low" if view.band else "value"].iloc[1:].dropna()
        assert frame["low"] < values.min()
        assert frame["low"] > values.min() - 1


@pytest.mark.parametrize("hidden", [0, 1, 2])
def test_every_layers_gradient_is_drawn(hidden: int) -> None:
    """Each layer that a network can have has its row: a third hidden layer would be missed here, not on the screen."""
    assert len(GRADIENTS) == limits.HIDDEN_LAYERS.high + 1
    record = replace(
        sample().results[0][0].records[1],
        slowdown=replace(sample().results[0][0].records[1].slowdown, gradients=tuple(range(1, hidden + 2))),
    )
    found = [MEASURES[key].of(record) for key in GRADIENTS]
    assert found == [*range(1, hidden + 2), *[None] * (len(GRADIENTS) - hidden - 1)]


def test_few_seeds_are_lines_and_many_a_band() -> None:
    assert usual(1) == View()
    assert usual(FEW) == View(singles=True)
    assert usual(FEW, "images", band=True) == View("images", singles=True, band=True)
    assert usual(FEW + 1) == View(band=True)


def test_no_name_is_used_for_two_figures() -> None:
    assert len({*COMPARISON, *STORY, *BOOK}) == len(COMPARISON) + len(STORY) + len(BOOK)
    makers: list[Callable[..., Figure]] = [*COMPARISON.values(), *ALONE.values()]
    assert len(makers) == len(NAMES)
    assert registry.TRUE in range(10)
