"""What the Log-likelihood page shows: an image of a digit, its activations and cost, and the tabs below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.activations import Array
from core.limits import Limit
from core.story import explain
from lab.languages.words import N_, _
from ui import entries, numerals
from ui.charts.story import story_figures, story_tables
from ui.story import latex, picture, sentences, view
from ui.story.networks import TrainedNetwork
from ui.story.reader import Reader

Labels = NDArray[np.integer[Any]]

STYLE = Path(__file__).with_name("digits.css")
DIGITS = tuple(map(str, range(10)))
ANY = N_("any")
TABS = {"cases": N_("Sure, unsure, wrong"), "sigmoid": N_("The same image under sigmoid")}
ENTRIES = (
    entries.number("image", Limit(N_("image"), 0, 9999, whole=True), 0),
    entries.key("digit", N_("digit"), (ANY, *DIGITS)),
    entries.key("tab", N_("tab"), tuple(TABS)),
)
SHOWN = N_("Test image {number:,} of {count:,}: a **{label}**")
ALT = N_("A handwritten {label}")
UNITS = N_(
    "These costs measure different things, so 0.2 in one says nothing about 0.2 in another. Even the two in nats: the "
    "log-likelihood looks at one output, and cross-entropy adds up what all ten do. To compare networks, take a "
    "yardstick that all share, such as accuracy."
)
ASKED = N_("The cost asks one thing: how large is the true digit's activation? Near 1 it costs next to nothing.")
ABSENT = N_("This network has no such image.")


def of_digit(labels: Labels, digit: str) -> NDArray[np.intp]:
    """The indices of the images of a digit, or of all."""
    return np.flatnonzero(labels == int(digit)) if digit in DIGITS else np.arange(labels.size)


def next_of(among: NDArray[np.intp], image: int) -> int:
    """The next image after `image`, the first after the last."""
    return int(among[np.searchsorted(among, image, side="right") % among.size])


def first_of(labels: Labels, digit: str) -> int:
    """The first image of a digit, or of all (a 7)."""
    return int(of_digit(labels, digit)[0])


def any_of(among: NDArray[np.intp]) -> int:
    """One of the images, at random."""
    return int(np.random.default_rng().choice(among))


def choose(page: Reader, labels: Labels) -> None:
    """Draw the choice of an image: of which digit, the next one, one at random."""
    first = {digit: first_of(labels, digit) for digit in (ANY, *DIGITS)}
    tied = page.bind("digit", also=lambda digit: {"image": first[digit]})
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom", key="choose"):
        st.pills(
            _("Digit"),
            list(first),
            format_func=_digit,
            required=True,
            wrap=True,
            label_visibility="collapsed",
            **tied,
        )
        st.button(
            _("Next image"), icon=":material/skip_next:", key="next-image", on_click=_to_next, args=(page, labels)
        )
        st.button(_("Random"), icon=":material/shuffle:", key="any-image", on_click=_to_any, args=(page, labels))


def _digit(key: str) -> str:
    return _(ANY) if key == ANY else key


def _to_next(page: Reader, labels: Labels) -> None:
    page.put(image=next_of(of_digit(labels, page["digit"]), page["image"]))


def _to_any(page: Reader, labels: Labels) -> None:
    page.put(image=any_of(of_digit(labels, page["digit"])))


def main(page: Reader, network: TrainedNetwork) -> None:
    """Draw the image, its ten activations, and the true digit's on the curve of the cost."""
    image = page["image"]
    label, a, cost = _of(network, image)
    st.markdown(sentences.verdict(label, a, cost))
    picture, bars, curve = st.columns([0.8, 1.6, 1.6], gap="medium")
    with picture, st.container(key="digit"):
        draw(network, image)
    with bars:
        columns = story_tables.digits(a, label)
        view.chart(
            story_figures.bars(1, _("Softmax: ten activations, sum 1")), columns, sentences.ten("Softmax", a, label)
        )
    with curve:
        spec = story_figures.likelihood(_("Only the true digit's counts"))
        point = {sentences.on_curve(label, cost): (float(a[label]), cost)}
        view.chart(spec, story_tables.likelihood(point), sentences.point(label, float(a[label]), cost))


def in_full(page: Reader, network: TrainedNetwork) -> None:
    """Draw how the activations of the image are read, and its cost in full."""
    label, a, cost = _of(network, page["image"])
    st.markdown(sentences.probability(label, a))
    st.latex(latex.log_likelihood(label, float(a[label]), cost))


def _of(network: TrainedNetwork, image: int) -> tuple[int, Array, float]:
    """The label of an image, its activations, and its cost."""
    return int(network.images.labels[image]), network.a[image], float(network.cost[image])


def draw(network: TrainedNetwork, image: int) -> None:
    """The image with its number and label."""
    images = network.images
    label = int(images.labels[image])
    st.image(picture.digit(images.pixels[image].tobytes()), alt=_(ALT).format(label=label), width=180)
    st.markdown(_(SHOWN).format(number=image + 1, count=images.labels.size, label=label))


def cases(softmax: TrainedNetwork, sigmoid: TrainedNetwork, image: int) -> None:  # noqa: ARG001 (views share a signature)
    """Right and sure, right and unsure, wrong and sure, side by side."""
    found = explain.cases(softmax.a, softmax.images.labels)
    columns = st.columns(3, gap="large")
    rows = zip(columns, sentences.CASES.items(), (found.sure, found.unsure, found.wrong), strict=True)
    for column, (title, words), place in rows:
        with column:
            st.markdown(f"**{_(title)}**")
            if place is None:
                st.markdown(_(ABSENT))
                continue
            _case(softmax, place)
            st.markdown(_(words))
    st.markdown(_(ASKED))


def _case(network: TrainedNetwork, image: int) -> None:
    label, a = int(network.images.labels[image]), network.a[image]
    draw(network, image)
    spec = story_figures.bars(1, _("Ten activations"), height=230)
    view.chart(spec, story_tables.digits(a, label), sentences.ten("Softmax", a, label))
    st.latex(latex.log_likelihood(label, float(a[label]), float(network.cost[image])))


def sigmoid(softmax: TrainedNetwork, sigmoid: TrainedNetwork, image: int) -> None:
    """The same image through the sigmoid network, with its costs."""
    label, a = int(sigmoid.images.labels[image]), sigmoid.a[image]
    chart, costs = st.columns(2, gap="large")
    with chart:
        spec = story_figures.bars(2, _("Sigmoid: ten activations, each for itself"))
        view.chart(spec, story_tables.digits(a, label), sentences.ten("Sigmoid", a, label))
        st.markdown(_(sentences.SUM_TEN).format(sum=numerals.text(float(a.sum()))))
    with costs:
        st.markdown(
            latex.costs(float(softmax.cost[image]), float(sigmoid.cost[image]), sigmoid.other_cost("quadratic", image))
        )
        st.info(_(UNITS), icon=":material/straighten:")


SHOW: dict[str, Callable[[TrainedNetwork, TrainedNetwork, int], None]] = {"cases": cases, "sigmoid": sigmoid}
