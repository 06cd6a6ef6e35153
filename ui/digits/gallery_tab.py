"""Test images to choose from, and what every arm answers to the chosen one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.datasets import mnist
from core.outputs import OUTPUTS
from lab.languages.words import N_, _
from ui.charts.palette import style
from ui.digits import outcomes, pictures, place, ten, tiles
from ui.digits.source import Source
from ui.digits.tiles import Mark, Tile
from ui.markdown import plain

SHOWN = 40  # tiles at once
MARKS = 3  # marks below a tile, at most
GRID = N_("Test images to choose from")
COUNT = N_("{count:,} of {all:,} test images. Below an image stands what arms answer that are wrong.")
SUREST = N_("{count:,} of {all:,} test images that {name} answers wrongly, those first of which it is surest: {sure}.")
SURE = {
    (True, True): N_("where its largest probability is nearest to 1"),
    (False, True): N_("where its largest activation, divided by the sum of the ten, is nearest to 1"),
    (False, False): N_("where its largest activation is furthest ahead of the second"),
}
"""What being sure is, by whether the activations of an output layer sum to one, and can be probabilities."""

NOTHING = N_("No test image is like that. Ask for less.")
TITLE = N_("Test image {number:,}: a {label}")
ALL_RIGHT = N_("Test image {number:,}, a {label}: every arm answers {label}")
SOME_WRONG = N_("Test image {number:,}, a {label}: {answers}")
ANSWERS = N_("{name} answers {digit}")
AND = N_("; ")
MORE = "…"
FRAMED = N_(
    "Each arm gives ten activations; its answer is the largest, drawn in full. The dashed frame is the true digit."
)
ANSWERED = N_("{sign} {name} answers **{digit}**.")
ABOUT_ONE = ("right", "wrong", "surest")
"""What is asked of one arm's answers."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that chooses images by a digit: its label, what it says of any digit and of one, and its entry."""

    label: str
    any: str
    one: str
    entry: str

    def said(self) -> dict[str, str]:
        """The choices in words."""
        return {place.ANY: _(self.any), **{digit: _(self.one).format(digit=digit) for digit in place.DIGITS}}


FIELDS = (
    Field(N_("True digit"), N_("any digit"), N_("digit {digit}"), "digit"),
    Field(N_("Taken for"), N_("any answer"), N_("answer {digit}"), "taken"),
)


def draw(source: Source) -> None:
    """Draw the tab."""
    _filters(source)
    found = outcomes.selected(source)
    if not len(found):
        st.markdown(_(NOTHING))
        return
    image = outcomes.image(source, found)
    with st.container(key="gallery"):
        grid, chosen = st.columns([2, 3], gap="medium")
    with grid:
        _grid(source, found, image)
    with chosen:
        _chosen(source, image)


def _filters(source: Source) -> None:
    """Draw the choice of images."""
    names = source.shown.signed
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="filters"):
        st.segmented_control(
            _("Test images"),
            list(outcomes.choices(source)),
            format_func={which: _(label) for which, label in place.WHICH.items()}.__getitem__,
            required=True,
            label_visibility="collapsed",
            **place.bind("which", show=lambda _: outcomes.which(source), also=_anew),
        )
        for field in FIELDS:
            st.selectbox(
                _(field.label),
                list(said := field.said()),
                format_func=said.__getitem__,
                width=120,
                label_visibility="collapsed",
                **place.bind(field.entry, also=_anew),
            )
        if len(names) > 1 and (outcomes.which(source) in ABOUT_ONE or place.value("taken") != place.ANY):
            st.selectbox(
                _("By"),
                range(1, len(names) + 1),
                format_func=lambda number: names[number - 1],
                width=260,
                label_visibility="collapsed",
                **place.bind("network", show=lambda _: outcomes.judged(source) + 1, also=_anew),
            )


def _anew(_: str | int) -> dict[str, int]:
    """Other images are asked for: the first of them is looked at."""
    return {"image": place.FIRST}


def _grid(source: Source, found: NDArray[np.intp], image: int) -> None:
    """Draw the tiles, a page of them."""
    test, answered, names = mnist().test, outcomes.answered(source), source.shown.names
    pages = -(-len(found) // SHOWN)
    at = int(np.argmax(found == image)) // SHOWN + 1
    asked = (source.shown.experiment.key, source.seed, *(place.value(name) for name in place.FILTERS))
    page = st.pagination(pages, default=at, max_visible_pages=3, key=f"page {hash(asked)}") if pages > 1 else 1
    part = found[(page - 1) * SHOWN : page * SHOWN]
    shown = [_tile(int(place), int(test.labels[place]), answered[:, place], names) for place in part]
    tiles.draw(_(GRID), shown, test.pixels[part], image, _choose)
    said, arm = _(SUREST) if outcomes.which(source) == "surest" else _(COUNT), outcomes.judged(source)
    layer = OUTPUTS[source.networks[arm].run.output]
    sure = _(SURE[layer.sums_to_one, layer.probabilities])
    st.caption(said.format(count=len(found), all=len(test), name=names[arm], sure=sure))


def _choose(image: int) -> None:
    place.put(image=image)


def _tile(image: int, label: int, answered: NDArray[np.uint8], names: tuple[str, ...]) -> Tile:
    wrong = [(arm, int(digit)) for arm, digit in enumerate(answered) if digit != label]
    marks = [
        Mark(f"{style(arm).sign}{digit}", style(arm).text("light"), style(arm).text("dark"))
        for arm, digit in wrong[:MARKS]
    ]
    if len(wrong) > MARKS:
        marks[-1] = Mark(MORE, "inherit", "inherit")
    if not wrong:
        return Tile(image, _(ALL_RIGHT).format(number=image + 1, label=label), ())
    told = _(AND).join(_(ANSWERS).format(name=names[arm], digit=digit) for arm, digit in wrong)
    return Tile(image, _(SOME_WRONG).format(number=image + 1, label=label, answers=told), tuple(marks))


def _chosen(source: Source, image: int) -> None:
    """Draw one image, and what every arm answers to it."""
    test = mnist().test
    label, pixels = int(test.labels[image]), test.pixels[image]
    title = _(TITLE).format(number=image + 1, label=label)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(pictures.digit(pixels, title), width="content")
        st.subheader(title, anchor=False)
    ten.draw(source, pixels, label, key="gallery")
    if source.there:
        st.caption(_(FRAMED))
        return
    for arm, name in enumerate(source.shown.names):
        digit = outcomes.answered(source)[arm][image]
        st.markdown(_(ANSWERED).format(sign=style(arm).sign, name=plain(name), digit=digit))
