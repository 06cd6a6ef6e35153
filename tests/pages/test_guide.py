"""The guided story: its steps in order, predictions that the pages resolve, progress, links that start it anywhere."""

import re
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.losses import LOSSES
from lab.languages import words
from tests.pages.conftest import Bench, open_page
from tests.pages.test_language_of_choices import turned
from tests.pages.test_softmax import said
from ui import numerals
from ui.site import menu
from ui.story import networks
from ui.story.guide import prediction, steps
from ui.story.guide.steps import Step
from ui.story.questions import about_likelihood, about_slowdown, about_softmax

ANSWERS = {
    "softmax": "fall",  # the others lose what a₄ gains, because the four sum to 1
    "inverse": "none",  # C cancels
    "likelihood": "wrong",  # it leaves least for the true digit
    "slowdown": "later",  # from the bad start, on the plateau: fastest in epoch 215, as test_slowdown says
    "pairs": "cross_entropy",  # Nielsen, ch. 3, eq. 68
}
"""The right answer to what each page asks where it opens, from the book."""

KEYS = {
    "softmax": about_softmax.OTHERS,
    "inverse": about_softmax.SHIFTS,
    "likelihood": about_likelihood.DEAREST_ONES,
    "slowdown": about_slowdown.WHEN,
    "pairs": ("log_likelihood", "cross_entropy", "quadratic", "hinge"),
}
"""What may be answered."""


@pytest.fixture(autouse=True)
def trained(bench: Bench) -> None:
    bench.finish(networks.EXPERIMENT)


def opened(step: Step, *query: tuple[str, str]) -> AppTest:
    return open_page(step.page.path, [*query, *menu.GUIDE])


def go(at: AppTest, page: menu.Page, **query: str) -> None:
    """Follow a link to a page within the session."""
    at.switch_page(page.path)
    at.query_params.clear()
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    assert not at.error


def pick(at: AppTest, step: Step, answer: str) -> None:
    at.pills(key=f"{step.name} guess").set_value(answer).run()


def show(at: AppTest, step: Step) -> None:
    at.button(key=f"{step.name} show").click().run()
    assert not at.exception
    assert not at.error


def asked(at: AppTest, step: Step) -> bool:
    return any(one.key == f"{step.name} guess" for one in at.pills)


def progress(at: AppTest) -> list[str]:
    """What is said of each step's dot; nothing where there is no line."""
    found = [one.proto.body for one in at.main.get("html") if 'class="steps"' in one.proto.body]
    return [unescape(dot.partition("<")[0]) for text in found for dot in text.split("<span>")[2:]]


def ways(at: AppTest) -> list[tuple[str, str, str]]:
    """The links of the page's line and of its end: label, page, address."""
    return [(one.proto.label, one.proto.page, one.proto.query_string.lstrip("?")) for one in at.main.get("page_link")]


def test_the_steps_are_the_pages_of_the_story_in_the_order_of_the_menu() -> None:
    assert [step.page for step in steps.STEPS] == [row for row in menu.MENU if row.group == menu.UNDERSTAND]
    assert [step.page.slug for step in steps.STEPS] == list(ANSWERS)


@pytest.mark.parametrize("step", steps.STEPS, ids=lambda step: step.page.slug)
def test_a_link_starts_the_story_at_any_step(bench: Bench, step: Step) -> None:
    at = opened(step)
    place = steps.STEPS.index(step)
    assert at.title[0].value == step.page.title
    assert len(progress(at)) == len(steps.STEPS)
    assert progress(at)[place] == f"Step {place + 1}, {step.page.name}: not answered yet."
    expected: list[tuple[str, str]] = []
    if place:
        expected.append(("Back", steps.STEPS[place - 1].page.slug))
    last = step is steps.STEPS[-1]
    expected.append(("Compare", "compare") if last else ("Next", steps.STEPS[place + 1].page.slug))
    found = ways(at)[: len(expected)]
    assert [(label, page) for label, page, _ in found] == expected
    assert all(query == "guide=1" for label, _, query in found if label != "Compare")
    if last:
        assert found[-1][2].endswith("arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5")
    assert asked(at, step)
    assert at.button(key=f"{step.name} show").disabled
    assert step.page.question not in said(at)
    assert not bench.asked


@pytest.mark.parametrize("step", steps.STEPS, ids=lambda step: step.page.slug)
def test_every_prediction_is_told_right_or_otherwise_as_it_came_out(step: Step) -> None:
    at = opened(step)
    options = at.pills(key=f"{step.name} guess").options
    assert 2 <= len(options) <= 4
    answer = ANSWERS[step.page.slug]
    pick(at, step, answer)
    assert asked(at, step)  # until it is shown, it can be changed
    show(at, step)
    assert not asked(at, step)
    assert "**Right.**" in said(at)
    assert progress(at)[steps.STEPS.index(step)].endswith("predicted rightly.")

    at = opened(step)
    question = at.pills(key=f"{step.name} guess")
    wrong = next(key for key in KEYS[step.page.slug] if key != answer)
    assert len(KEYS[step.page.slug]) == len(question.options)
    pick(at, step, answer)
    pick(at, step, wrong)
    show(at, step)
    assert "**It comes out otherwise.**" in said(at)
    assert "**Right.**" not in said(at)
    assert progress(at)[steps.STEPS.index(step)].endswith("it came out otherwise.")


def test_show_me_moves_the_page_to_where_the_answer_is_seen() -> None:
    at = opened(steps.STEPS[0], ("z", "1,0,-2,3.1"))
    pick(at, steps.STEPS[0], "rise")
    show(at, steps.STEPS[0])
    assert [slider.value for slider in at.slider[:4]] == [1.0, 0.0, -2.0, 4.1]
    assert "z₄ went from 3.1 to 4.1" in said(at)
    assert "Raising z₄ from 3.1 to 4.1" in said(at)
    assert at.query_params["z"] == "1,0,-2,4.1"
    at = opened(steps.STEPS[1], ("constant", "9"))
    pick(at, steps.STEPS[1], "none")
    show(at, steps.STEPS[1])
    assert at.slider[4].value == 10.0
    at = opened(steps.STEPS[4], ("y", "2"))
    pick(at, steps.STEPS[4], "hinge")
    show(at, steps.STEPS[4])
    assert at.query_params["layer"] == "sigmoid"
    assert at.query_params["y"] == "2"


def test_the_dearest_image_is_the_one_that_is_shown() -> None:
    """The network stands in for a trained one; its costs are worked out here once more."""
    step = steps.STEPS[2]
    at = opened(step)
    pick(at, step, "sure")
    show(at, step)
    image = int(at.query_params["image"])
    network, _ = _networks()
    cost = LOSSES["log_likelihood"].of_activations(network.a, network.images.labels)
    wrong = network.a.argmax(axis=1) != network.images.labels
    assert image == int(np.where(wrong, network.a.max(axis=1), 0).argmax())
    assert numerals.text(float(cost[image])) in said(at)


def _networks() -> Any:
    def script() -> None:
        import streamlit as st

        from ui.story import networks

        st.session_state["networks"] = networks.both()

    return AppTest.from_function(script).run().session_state["networks"]


def test_at_the_end_of_its_slider_a_logit_is_raised_from_a_little_below() -> None:
    step = steps.STEPS[0]
    at = opened(step, ("z", "0,0,0,500"))
    pick(at, step, "fall")
    show(at, step)
    assert at.slider[3].value == 500
    assert "Raising z₄ from 499 to 500" in said(at)


def test_the_reader_s_own_move_shows_the_answer_too_and_another_does_not() -> None:
    step = steps.STEPS[0]
    at = opened(step)
    pick(at, step, "fall")
    at.slider[0].set_value(1.0).run()
    assert asked(at, step)
    at.slider[3].set_value(2.0).run()
    assert not asked(at, step)
    assert "Raising z₄ from 0.5 to 1.5" in said(at)  # where it stood when it was predicted
    assert "z₄ went from 0.5 to 2" in said(at)


def test_without_a_prediction_a_move_tells_nothing_and_a_step_can_be_skipped() -> None:
    at = opened(steps.STEPS[0])
    at.slider[3].set_value(2.0).run()
    assert asked(at, steps.STEPS[0])
    go(at, steps.STEPS[1].page, guide="1")
    assert progress(at)[0].endswith("not answered yet.")


def test_progress_goes_along_and_what_was_predicted_stays() -> None:
    first, second = steps.STEPS[:2]
    at = opened(first)
    pick(at, first, "rise")
    show(at, first)
    go(at, second.page, guide="1")
    pick(at, second, "largest")
    go(at, first.page, guide="1")
    assert not asked(at, first)
    assert "You predicted “All three rise”." in said(at)
    go(at, second.page, guide="1")
    assert at.pills(key=f"{second.name} guess").value in ("largest", ["largest"])
    pick(at, second, "none")
    show(at, second)
    assert [dot.rpartition(": ")[2] for dot in progress(at)] == [
        "it came out otherwise.",
        "predicted rightly.",
        "not answered yet.",
        "not answered yet.",
        "not answered yet.",
    ]


def test_the_way_to_the_next_step_leaves_what_is_set_as_it_is() -> None:
    at = opened(steps.STEPS[0], ("z", "1,0,-2,3.1"))
    go(at, steps.STEPS[4].page, guide="1")
    assert dict(at.query_params) == {"z": "1,0,-2,3.1", "guide": "1"}
    go(at, steps.STEPS[0].page)  # by the menu, whose links say nothing of it
    assert at.query_params["guide"] == "1"
    go(at, steps.STEPS[0].page, guide="0")
    assert dict(at.query_params) == {"z": "1,0,-2,3.1"}
    assert not progress(at)
    assert steps.STEPS[0].page.question in said(at)


@pytest.mark.parametrize("nonsense", ["yes", "", "2", "[a](http://x)"])
def test_a_nonsense_link_is_refused_with_a_sentence_and_opens_the_page(nonsense: str) -> None:
    at = open_page(steps.STEPS[1].page.path, [("guide", nonsense)])
    assert len(at.warning) == 1
    assert "guide must be one of 0, 1" in at.warning[0].value
    assert "guide" not in at.query_params
    assert not progress(at)


def test_the_quiz_at_the_end_asks_what_has_not_been_asked_above() -> None:
    at = opened(steps.STEPS[0])
    assert [one.key for one in at.pills] == ["softmax fall guess", "softmax move"]
    at = opened(steps.STEPS[4])
    assert [one.key for one in at.pills] == ["pairs plain guess"]


def test_without_the_guide_there_is_a_quiet_way_back_and_on_at_the_end() -> None:
    at = open_page(steps.STEPS[1].page.path)
    assert not progress(at)
    assert [label for label, _, _ in ways(at)] == [
        "See it in training",
        "Back: Softmax",
        "Next: Log-likelihood",
        menu.GUIDE_ME,
    ]
    assert ways(at)[-1][1:] == ("inverse", "guide=1")
    assert [one.key for one in at.pills] == ["inverse shift"]


def test_while_the_networks_are_trained_the_line_is_there_and_nothing_is_asked(bench: Bench) -> None:
    bench.snapshots.clear()
    at = opened(steps.STEPS[2])
    assert len(progress(at)) == len(steps.STEPS)
    assert not asked(at, steps.STEPS[2])
    assert prediction.SHOW not in [button.label for button in at.button]


@pytest.mark.parametrize("step", steps.STEPS, ids=lambda step: step.page.slug)
def test_in_chinese_a_prediction_is_told_and_every_link_of_the_guide_keeps_the_language(step: Step) -> None:
    """A link that is opened in a new tab begins a new session, so it has to name the language itself."""
    at = opened(step, ("lang", "zh"))
    guided = [query for _label, _page, query in ways(at) if "guide=" in query]
    assert len(guided) >= 2 - (step is steps.STEPS[0])
    assert all(query.endswith("&lang=zh") for query in guided)
    assert all("还没有回答" in dot for dot in progress(at))
    with words.speaking("zh"):  # a choice is sent as the words that are shown
        at.pills(key=f"{step.name} guess zh").set_value(ANSWERS[step.page.slug]).run()
        show(at, step)
    assert "**对了**" in said(at)
    assert not re.search(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){3}", said(at))
    turned(at, "en")
    assert "**Right.**" in said(at)  # what was predicted is said anew in another language
