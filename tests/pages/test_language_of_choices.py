"""What a visitor has chosen stays chosen in another language: the browser tells some choices as the words it shows."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Arm, Experiment
from lab import links
from lab.languages import words
from tests.pages.conftest import Bench, open_page
from ui import language
from ui.digits import place
from ui.session import KEY
from ui.site import menu


def turned(at: AppTest, key: str) -> AppTest:
    """The page in another language, and once more with all that the browser then shows."""
    with words.speaking(at.session_state[KEY].tongue.key):
        at.button_group(key=language.KEY).set_value(key).run()
    with words.speaking(key):
        return at.run()


def named(at: AppTest, name: str) -> str:
    """What the field of the form holds that has this name, whichever its key is."""
    given = at.session_state[KEY].form.given
    return str(at.session_state[f"{name} {given[name]}" if name in given else name])


def test_the_form_holds_the_same_in_another_language(bench: Bench, popovers_open: None) -> None:
    at = open_page(menu.COMPARE.path)
    at.selectbox(key="arm.0.loss").set_value("quadratic").run()
    at.selectbox(key="shared.init").set_value("large").run()
    for spoken in ("zh", "en", "zh"):
        turned(at, spoken)
        assert (named(at, "arm.0.loss"), named(at, "shared.init")) == ("quadratic", "large")
        assert not at.error


def test_what_a_link_says_stays_in_fields_that_are_not_drawn(bench: Bench) -> None:
    of = Experiment(
        arms=(Arm("linear", "hinge", 0.1), Arm("sigmoid", "quadratic", 3.0, init="large")), init="scaled", l2=0.5
    )
    at = open_page(menu.COMPARE.path, links.to_query(of))
    for spoken in ("zh", "en"):
        turned(at, spoken)
        held = {name: [found] if isinstance(found, str) else found for name, found in at.query_params.items()}
        asked = [(name, value) for name, values in held.items() for value in values]
        assert links.from_query(asked) == links.Link(of, "")
        assert not at.error


@pytest.mark.parametrize("view", ["weights", "pixels"])
def test_digits_shows_the_same_tab_and_choices_in_another_language(bench: Bench, view: str) -> None:
    bench.finish(Experiment())
    at = open_page(menu.DIGITS.path, [("look", view), ("output", "7"), ("when", "first"), ("digit", "3")])
    for spoken in ("zh", "en"):
        turned(at, spoken)
        held = {name: at.session_state[KEY].digits.get(name) for name in place.BY_NAME}
        assert (held["look"], held["output"], held["when"], held["digit"]) == (view, "7", "first", "3")
        assert [tab.label for tab in at.tabs if tab.proto.label] == [
            words_in(spoken, label) for label in place.VIEWS.values()
        ]


def words_in(spoken: str, text: str) -> str:
    """A message in a language."""
    with words.speaking(spoken):
        return words._(text)
