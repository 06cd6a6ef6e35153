"""Share on every page: the link holds what is set there, and says so."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Experiment
from lab import links
from tests.pages.conftest import Bench, open_page
from ui.site import menu
from ui.story import networks

pytestmark = pytest.mark.usefixtures("popovers_open")

DEFAULT = "v=1&arm=softmax~log_likelihood~0.5&arm=sigmoid~cross_entropy~0.5"
OTHER = "v=1&arm=linear~hinge~0.1&arm=softmax~quadratic~3&train=500"
CASES = [
    ("", "", ""),
    ("", "from=a-mail", ""),
    ("compare", "", DEFAULT),
    ("compare", "train=500", f"{DEFAULT}&train=500"),
    ("compare", OTHER, OTHER),
    ("digits", "", DEFAULT),
    ("digits", "look=weights&seed=1", f"{DEFAULT}&look=weights&seed=1"),
    ("learning_rate", "", DEFAULT),
    ("learning_rate", f"{OTHER}&from=0.1&to=3", f"{OTHER}&from=0.1&to=3"),
    ("book", "", ""),
    ("board", "", ""),
    ("recent", "", ""),
    ("softmax", "", ""),
    ("softmax", "z=1,0,-2,3.1&tab=raise&from=a-mail", "z=1,0,-2,3.1&tab=raise"),
    ("inverse", "constant=2", "constant=2"),
    ("likelihood", "image=7", "image=7"),
    ("slowdown", "w=1&b=-2", "w=1&b=-2"),
    ("pairs", "y=2", "y=2"),
    ("pairs", "y=2&guide=1", "y=2&guide=1"),
    ("pairs", "y=2&guide=0", "y=2"),
]
"""A page, what its address holds when it is opened, and what the link to it holds."""


def sheets(at: AppTest) -> list[dict[str, Any]]:
    """What Share shows, of each that is open."""
    drawn = [one.proto for one in at.get("bidi_component")]
    return [json.loads(one.json) for one in drawn if one.component_name == "share"]


def sheet(at: AppTest) -> dict[str, Any]:
    """What the page's Share shows once it is opened."""
    assert not sheets(at)
    at.session_state["share"] = True
    at.run()
    assert not at.exception
    (found,) = sheets(at)
    return found


@pytest.fixture(autouse=True)
def finished(bench: Bench) -> None:
    for experiment in (Experiment(), networks.EXPERIMENT):
        bench.finish(experiment)


def opened(slug: str, query: str) -> AppTest:
    pairs = [(name, value) for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)]
    return open_page(menu.BY_SLUG[slug].path, pairs)


@pytest.mark.parametrize(("slug", "query", "held"), CASES)
def test_a_link_holds_what_is_set_on_its_page(slug: str, query: str, held: str) -> None:
    shown = sheet(opened(slug, query))
    assert shown["link"].partition("?")[2] == held
    assert shown["holds"] == menu.BY_SLUG[slug].shares


def test_every_page_is_among_the_cases() -> None:
    assert {slug for slug, _, _ in CASES} == menu.BY_SLUG.keys()


def test_the_link_follows_what_is_moved() -> None:
    at = opened("softmax", "")
    at.slider[0].set_value(4.0).run()
    z = sheet(at)["link"].partition("?z=")[2]
    assert z.split(",")[0] == "4"


def test_the_link_of_a_form_that_cannot_be_trained_is_that_of_what_could_be_last() -> None:
    at = opened("compare", OTHER)
    next(field for field in at.text_input if field.label == "Learning rate of arm 1").set_value("fast").run()
    assert sheet(at)["link"].partition("?")[2] == OTHER


def test_a_shared_link_opens_what_was_shared() -> None:
    at = opened("compare", OTHER)
    query = sheet(at)["link"].partition("?")[2]
    pairs = [(name, value) for name, _, value in (pair.partition("=") for pair in query.split("&"))]
    assert links.from_query(pairs).problem == ""
    assert links.query_string(links.from_query(pairs).experiment) == OTHER


def test_in_the_lecture_view_nothing_is_shared() -> None:
    at = opened("compare", "view=lecture")
    at.session_state["share"] = True
    assert not sheets(at.run())
