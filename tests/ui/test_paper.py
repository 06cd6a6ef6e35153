"""Every figure on paper: whole, of one size, in its own typeface, explained, and told apart without a colour."""

import io
import json
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageFont

from tests.ui.schema import faults
from tests.ui.test_figures import ALL, NAMES, figure, rows, sample
from ui.charts import marks
from ui.charts.comparison import figures as comparison
from ui.charts.palette import ARM_STYLES, NEUTRAL, THEMES
from ui.charts.paper import child, inline, pictures, press, settled, swatches
from ui.charts.paper.press import PictureError, Press

SVG = "{http://www.w3.org/2000/svg}"
FACES = {weight: ImageFont.truetype(child.FONTS / file, 40) for weight, file in inline.FACES.items()}
NOWHERE = "\ue000"
"""A character that no font has: it is drawn as the box of a missing one."""


@cache
def svg(name: str, arms: int = 2) -> str:
    return pictures.svg(figure(name, arms))


def root(name: str, arms: int = 2) -> ET.Element:
    return ET.fromstring(svg(name, arms))  # noqa: S314 - our own


def texts(of: ET.Element) -> list[tuple[str, int]]:
    """Each text with its weight, the lines of one that has several joined."""
    found = []
    for element in of.iter(f"{SVG}text"):
        weight = 600 if element.get("font-weight") in ("600", "bold") else 400
        found.append((" ".join(line for line in element.itertext() if line), weight))
    return found


@cache
def missing(character: str, weight: int) -> bool:
    """Whether the typeface of the pictures has no such character."""
    face = FACES[weight]
    drawn, box = (face.getmask(text) for text in (character, NOWHERE))
    return (drawn.size, bytes(drawn)) == (box.size, bytes(box))


@pytest.mark.parametrize("name", NAMES)
class TestEveryPicture:
    @pytest.mark.parametrize("arms", [1, 2, ALL])
    def test_is_of_one_width_and_png_twice_as_large(self, name: str, arms: int) -> None:
        width, height = (float(root(name, arms).get(side)) for side in ("width", "height"))
        assert width == pictures.WIDTH
        assert 200 <= height <= 700
        if arms == 2:
            drawn = Image.open(io.BytesIO(child.png(svg(name), press.SCALE)))
            assert drawn.size == (press.SCALE * width, press.SCALE * height)
            assert drawn.convert("RGB").getpixel((0, 0)) == (255, 255, 255)

    @pytest.mark.parametrize("arms", [2, ALL])
    def test_misses_no_letter_and_says_no_nonsense(self, name: str, arms: int) -> None:
        said = texts(root(name, arms))
        assert said
        for text, weight in said:
            assert not re.search(r"\b(null|NaN|nan|undefined|None|Infinity)\b|…", text)
            assert not [character for character in text if character != " " and missing(character, weight)]
        assert set(re.findall(r'font-family="([^"]*)"', svg(name, arms))) == {pictures.FONT}

    def test_has_its_title_and_what_it_shows(self, name: str) -> None:
        of, drawn = figure(name), root(name)
        assert drawn.get("role") == "img"
        assert [(part.tag, part.text) for part in drawn[:2]] == [
            (f"{SVG}title", of.title),
            (f"{SVG}desc", of.takeaway),
        ]
        said = " ".join(text for text, _ in texts(drawn)).split()
        assert set(of.title.split()) <= set(said)
        assert set(of.note.split()) <= set(said)

    def test_holds_nothing_that_cannot_be_seen(self, name: str) -> None:
        assert ' opacity="0"' not in svg(name, ALL)
        spec = json.dumps(pictures.specification(figure(name, ALL)))
        for only_screen in ("containerSize", '"select"', '"bind"', '"tooltip"', settled.CURRENT):
            assert only_screen not in spec

    def test_is_valid_vega_lite_with_its_numbers(self, name: str) -> None:
        for live in (False, True):
            spec = pictures.specification(figure(name, ALL), live=live)
            assert not faults(spec)
            assert spec["data"]["name"] == "source"
            assert len(spec["data"]["values"]) == len(rows(figure(name, ALL)))

    def test_is_the_same_every_time(self, name: str) -> None:
        assert pictures.svg(figure(name)) == svg(name)

    def test_has_only_colours_that_are_known_in_the_dark(self, name: str) -> None:
        for arms in (2, ALL):
            drawn = [part for part in root(name, arms).iter() if part.get("fill-opacity") != "0"]
            found = {part.get(paint, "none") for part in drawn for paint in ("fill", "stroke")}
            assert found <= {*inline.night(), NEUTRAL, "none", "transparent"}

    def test_tells_arms_apart_without_colour(self, name: str) -> None:
        of = figure(name, ALL)
        layers = settled.layers(of.spec, "", clip=True)
        key = swatches.found(of, layers)
        if key is None:
            return
        looks = [_look(root(name, ALL), number) for number in key.numbers]
        assert all(one != other for one, other in combinations(looks, 2))
        said = {text for text, _ in texts(root(name, ALL))}
        assert set(key.names) <= said


@pytest.mark.parametrize("name", ["accuracy", "nll", "recall", "reliability", "neuron", "deltas"])
def test_is_an_altair_chart(name: str) -> None:
    """One of each form: Altair takes half a second for each, most of it to find the schema's parts in it."""
    again = pictures.chart(figure(name)).to_dict()
    assert again["data"]["name"] == "source"
    assert len(again["data"]["values"]) == len(rows(figure(name)))


def _look(drawn: ET.Element, number: int) -> tuple[set[str], set[str]]:
    """The dashes and the outlines of markers in the colour of an arm, counted from 1."""
    colour = ARM_STYLES[number - 1].light
    dashes = {element.get("stroke-dasharray", "solid") for element in drawn.iter() if element.get("stroke") == colour}
    outlines = {
        re.sub(r"[^A-Za-z]", "", element.get("d", "")) for element in drawn.iter() if element.get("fill") == colour
    }
    return dashes, outlines


def test_dashes_are_those_of_the_arms() -> None:
    for number, dash in enumerate(marks.DASHES, start=1):
        dashes, _ = _look(root("nll", ALL), number)
        assert (",".join(map(str, dash)) if dash != [1, 0] else "1,0") in dashes


def test_in_grey_no_swatch_looks_like_another() -> None:
    """Dash and marker drawn in one and the same grey: what tells two of them apart is their shape alone."""
    drawn = svg("nll", ALL)
    for style in ARM_STYLES:
        drawn = drawn.replace(style.light, "#555555").replace(style.ink, "#555555")
    assert not [style for style in ARM_STYLES if style.light in drawn]
    of = figure("nll", ALL)
    key = swatches.found(of, settled.layers(of.spec, "", clip=True))
    assert key is not None
    lines = [layer["mark"] for layer in key.layers(640) if layer["mark"]["type"] == "rule"]
    points = [layer["mark"] for layer in key.layers(640) if layer["mark"]["type"] == "point"]
    assert len({str(mark["strokeDash"]) for mark in lines}) == ALL
    assert len({mark["shape"] for mark in points}) == ALL


def test_names_at_the_ends_of_curves_have_dash_and_marker_before_them() -> None:
    for name in ("accuracy", "nll", "close-up", "sweep"):
        layers = pictures.specification(figure(name))["layer"]
        ends = [layer["mark"]["type"] for layer in layers if layer["encoding"].get("y", {}).get("field") == "place"]
        assert ends == ["rule", "point", "text"]


def test_long_names_stand_in_a_legend_on_top() -> None:
    """At the ends of curves they would be higher than the plot, and push the title out of the picture."""
    for name in ("accuracy", "nll"):
        of = figure(name)
        long = replace(of, names=tuple(f"{arm}, rate 0.5, no hidden layer" for arm in of.names))
        for live in (False, True):
            spec = pictures.specification(long, live=live)
            assert not faults(spec)
            said = [layer["mark"].get("text") for layer in spec["layer"]]
            assert set(long.names) <= set(said)
            assert not [layer for layer in spec["layer"] if layer["encoding"].get("y", {}).get("field") == "place"]
            assert child.svg(spec).count("rate 0.5") == len(of.names)


@pytest.mark.parametrize("arms", [1, 2, ALL])
@pytest.mark.parametrize("long", [False, True])
def test_the_picture_that_the_page_is_about(arms: int, long: bool) -> None:
    """Its legend, its line below the title and the small picture within are drawn by itself on the screen."""
    of = sample(arms)
    main = comparison.accuracy(of.experiment, of.records, of.view)
    names = tuple(f"{name}, rate 0.5, no hidden layer" for name in main.names) if long else main.names
    drawn = ET.fromstring(pictures.svg(replace(main, names=names)))  # noqa: S314 - our own
    said = [text for text, _ in texts(drawn)]
    assert [text for text in said if text.startswith("Accuracy on ")]
    assert "Thick: mean over 3 seeds. Thin: each seed." in " ".join(said)
    if arms > 1 and (long or arms == ALL):
        assert [said.count(name) for name in names] == [1] * arms
    elif arms > 1:
        assert {" ".join(lines) for lines in of.subject.labels} <= set(said)
    assert {_look(drawn, number)[1] != set() for number in range(1, arms + 1)} == {True}


def test_a_long_note_is_set_in_lines() -> None:
    of = figure("nll")
    long = replace(of, note=" ".join(["A sentence that goes on."] * 12))
    spec = pictures.specification(long)
    assert len(spec["title"]["subtitle"]) > 1
    assert spec["height"] > pictures.specification(of)["height"]


def test_words_in_a_title_cannot_break_out_of_the_picture() -> None:
    of = replace(figure("nll"), title="<script>alert(1)</script>", takeaway="a < b & c.")
    drawn = pictures.finished(of, "<svg><g/></svg>")
    assert drawn == (
        '<svg role="img"><title>&lt;script&gt;alert(1)&lt;/script&gt;</title><desc>a &lt; b &amp; c.</desc><g/></svg>'
    )


class TestPress:
    def test_draws_what_is_drawn_here_without_loading_the_renderer(self) -> None:
        drawn = Press().pictures({"a": figure("nll"), "b": figure("recall")})
        assert drawn["a"].svg == svg("nll")
        assert drawn["b"].png == child.png(svg("recall"), press.SCALE)
        code = (
            "import sys; from tests.ui.test_figures import figure; import sys; before = 'vl_convert' in sys.modules\n"
            "sys.modules.pop('vl_convert', None)\n"
            "from ui.charts.paper.press import Press; Press().pictures({'a': figure('nll')})\n"
            "assert 'vl_convert' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", code], cwd=press.ROOT, check=True)

    def test_draws_the_same_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        of = Press()
        first = of.pictures({"a": figure("ten")})
        monkeypatch.setattr(press.subprocess, "run", _never)
        assert of.pictures({"other name": figure("ten")})["other name"] == first["a"]

    def test_keeps_no_more_than_it_may(self) -> None:
        of = Press(kept=1)
        of.pictures({"a": figure("ten")})
        assert not of._drawn

    def test_says_what_is_wrong(self) -> None:
        broken = replace(figure("ten"), spec={**figure("ten").spec, "layer": [{"mark": {"type": "?"}, "encoding": {}}]})
        with pytest.raises(PictureError, match="the picture 'x' could not be drawn: "):
            Press().pictures({"x": broken})
        with pytest.raises(PictureError, match=r"within 0\.001 seconds"):
            Press(seconds=0.001).pictures({"x": figure("ten")})
        busy = Press(patience=0)
        with busy._turn, pytest.raises(PictureError, match="try again in a minute"):
            busy.pictures({"x": figure("ten")})

    def test_goes_on_after_a_failure(self) -> None:
        of = Press(seconds=0.001)
        for _ in range(2):
            with pytest.raises(PictureError, match="seconds"):
                of.pictures({"x": figure("ten")})


def _never(*_: object, **__: object) -> None:
    raise AssertionError("drawn twice")


def test_the_typeface_for_a_page_holds_the_same_tables() -> None:
    """The format as the W3C describes it, read back by hand."""
    for file in inline.FACES.values():
        font = (Path(child.FONTS) / file).read_bytes()
        packed = inline.woff(font)
        signature, flavour, length, count, _, whole = struct.unpack_from(">4s4sIHHI", packed)
        assert (signature, flavour, length) == (b"wOFF", font[:4], len(packed))
        assert count == struct.unpack_from(">H", font, 4)[0]
        assert whole <= len(font) + 3
        for place in range(count):
            tag, begin, small, size, _ = struct.unpack_from(">4sIIII", packed, 44 + 20 * place)
            table = packed[begin : begin + small]
            table = zlib.decompress(table) if small < size else table
            at = struct.unpack_from(">4sIII", font, 12 + 16 * place)
            assert (tag, size) == (at[0], at[3])
            assert table == font[at[2] : at[2] + size]


def test_every_colour_of_the_themes_has_its_place_in_the_stylesheet() -> None:
    said = inline.stylesheet()
    assert f"--background: {THEMES['light'].background}" in said
    assert f'figure [stroke="{ARM_STYLES[0].light}"]' in said
    assert "url(http" not in said
