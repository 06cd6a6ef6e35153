"""Log-likelihood: what a trained network makes of a digit, and what that costs."""

import numpy as np
import streamlit as st

from core.limits import Limit
from ui.charts import story_figures, story_tables
from ui.site import frame, menu, visitor
from ui.story import digit_views, formulae, questions, quiz, reader, sentences, trained, view

frame.page(menu.LIKELIHOOD)

DIGITS = ("any", *map(str, range(10)))
TABS = {"cases": "Sure, unsure, wrong", "sigmoid": "The same image under sigmoid"}
page = reader.Reader(
    "likelihood",
    reader.number("image", Limit("image", 0, 9999, whole=True), 0),
    reader.key("digit", "digit", DIGITS),
    reader.key("tab", "tab", tuple(TABS)),
)


def step(labels: np.ndarray, *, at_random: bool) -> None:
    """Go to the next image of the digit chosen, or to any of it."""
    among = digit_views.of_digit(labels, page["digit"])
    page.put(image=digit_views.any_of(among) if at_random else digit_views.next_of(among, page["image"]))


def choose(labels: np.ndarray) -> None:
    """Which image: of which digit, the next, any."""
    first = {digit: digit_views.first_of(labels, digit) for digit in DIGITS}
    tied = page.bind("digit", also=lambda digit: {"image": first[digit]})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.pills("Digit", DIGITS, required=True, wrap=True, **tied)
        st.button("Next", icon=":material/skip_next:", on_click=step, args=(labels,), kwargs={"at_random": False})
        st.button("Random", icon=":material/shuffle:", on_click=step, args=(labels,), kwargs={"at_random": True})


def main(network: trained.Network) -> None:
    """The image, the ten activations, and the one that counts on the curve."""
    image = page["image"]
    label, a = int(network.images.labels[image]), network.a[image]
    cost = float(network.cost[image])
    picture, bars, curve = st.columns([0.8, 1.6, 1.6], gap="medium")
    with picture:
        digit_views.draw(network, image)
    with bars:
        columns = story_tables.digits(a, label)
        view.chart(
            story_figures.bars(1, "Softmax: ten activations, sum 1"), columns, sentences.ten("Softmax", a, label)
        )
    with curve:
        spec = story_figures.likelihood("Only the true digit's counts")
        point = {sentences.on_curve(label, cost): (float(a[label]), cost)}
        view.chart(spec, story_tables.likelihood(point), sentences.point(label, float(a[label]), cost))
    st.markdown(sentences.verdict(label, a, cost))
    st.latex(formulae.log_likelihood(label, float(a[label]), cost))


@st.fragment
@frame.guard()
def story(softmax: trained.Network, sigmoid: trained.Network) -> None:
    """Everything that choosing an image changes."""
    choose(softmax.images.labels)
    main(softmax)
    for key, tab in page.tabs("tab", TABS).items():
        if tab.open:
            with tab:
                digit_views.SHOW[key](softmax, sigmoid, page["image"])


with frame.guard():
    visitor.enter()
    page.open()
    networks = trained.networks()
    if networks:
        story(*networks)
        quiz.draw("likelihood", lambda: questions.likelihood(networks[0]))
    frame.way_on(
        menu.LIKELIHOOD,
        trained.EXPERIMENT,
        "The two networks of this page, as they learned: see their costs fall, each in its own units.",
    )
