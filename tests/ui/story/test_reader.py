"""The address of a story page: read back as written, and whatever stands in it, valid values and one sentence."""

import inspect
import math
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.limits import Limit
from core.story.shares import WHOLE
from ui import entries
from ui.story import reader

Z = entries.numbers("z", Limit("z", -500, 500), (2.5, -1.0, 3.2, 0.5))
SHARES = entries.shares("a", (250, 250, 250, 250))
ENTRIES = {
    "numbers": Z,
    "number": entries.number("t", Limit("t", -2, 2), 0.0),
    "whole": entries.number("image", Limit("image", 0, 9999, whole=True), 0),
    "shares": SHARES,
    "key": entries.key("tab", "tab", ("sum", "raise")),
}


def valid(name, value):
    checks = {
        "numbers": lambda: len(value) == 4 and all(-500 <= number <= 500 for number in value),
        "number": lambda: -2 <= value <= 2,
        "whole": lambda: isinstance(value, int) and 0 <= value <= 9999,
        "shares": lambda: sum(value) == WHOLE and min(value) >= 1 and len(value) == 4,
        "key": lambda: value in ("sum", "raise"),
    }
    return checks[name]()


@given(st.lists(st.integers(-5000, 5000).map(lambda number: number / 10), min_size=4, max_size=4).map(tuple))
def test_logits_are_read_back_as_written(z):
    assert Z.read(Z.write(z)) == (z, "")


def test_logits_look_in_the_address_as_one_would_write_them():
    assert Z.write((1.0, 0.0, -2.0, 3.1)) == "1,0,-2,3.1"


@pytest.mark.parametrize("name", ENTRIES)
@given(
    text=st.text() | st.floats().map(str) | st.lists(st.floats(), max_size=6).map(lambda row: ",".join(map(str, row)))
)
def test_whatever_the_address_says_gives_a_valid_value(name, text):
    entry = ENTRIES[name]
    value, problem = entry.read(text)
    assert valid(name, value)
    again, none = entry.read(entry.write(value))
    assert again == value
    assert none == ""
    assert problem or value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("1,0,-2,9000", (1.0, 0.0, -2.0, 500.0)),
        ("1,0,-2", (1.0, 0.0, -2.0, 0.5)),
        ("1,0,-2,3,4", (1.0, 0.0, -2.0, 3.0)),
        ("x,0,nan,inf", (2.5, 0.0, 3.2, 500.0)),
        ("", Z.default),
        ("\x00,;drop", Z.default),
    ],
)
def test_wild_logits_are_refused_and_the_nearest_taken(text, nearest):
    value, problem = Z.read(text)
    assert value == nearest
    assert problem.startswith("z must be 4 numbers between -500 and 500, got ")


def test_shares_that_do_not_sum_to_one_are_refused():
    assert SHARES.read("0.1,0.2,0.3,0.4") == ((100, 200, 300, 400), "")
    value, problem = SHARES.read("1,1,1,1")
    assert value == (250, 250, 250, 250)
    assert "sum to 1" in problem
    assert SHARES.read("nan,x")[0] == SHARES.default


def test_a_long_value_is_not_quoted_whole():
    assert len(reader._short("x" * 5000)) < 200
    assert math.isfinite(Z.read("9" * 5000)[0][0])


def test_a_widget_that_lost_its_value_changes_nothing():
    def script():
        import streamlit as st

        from ui import entries
        from ui.story import reader

        page = reader.Reader("page", entries.key("tab", "tab", ("sum", "raise")), Z)
        tied = page.bind("tab", take={"Sum": "sum"}.__getitem__)
        del st.session_state[tied["key"]]
        tied["on_change"]()
        st.text(page["tab"])

    at = AppTest.from_string("from tests.ui.story.test_reader import Z\n" + _body(script)).run()
    assert not at.exception
    assert at.text[0].value == "sum"


def test_a_late_click_does_not_undo_a_reset():
    def script():
        import streamlit as st

        from ui.story import reader

        page = reader.Reader("page", Z)
        late = st.session_state.pop("late", None)
        if late is not None:  # what a browser sends that has not received the reset yet
            st.session_state[late] = 4.0
            st.session_state["changed"][late]()
        tied = page.bind("z", 0)
        st.session_state.setdefault("changed", {})[tied["key"]] = tied["on_change"]
        st.slider("z1", -5.0, 5.0, **tied)
        st.button("Reset", on_click=page.put, kwargs={"z": Z.default})

    at = AppTest.from_string("from tests.ui.story.test_reader import Z\n" + _body(script)).run()
    at.slider[0].set_value(3.0).run()
    moved = at.slider[0].key
    at.button[0].click().run()
    assert at.slider[0].value == Z.default[0]
    at.session_state["late"] = moved
    at.run()
    assert not at.exception
    assert at.slider[0].value == Z.default[0]
    assert "z" not in at.query_params


def _body(script):
    return textwrap.dedent("\n".join(inspect.getsource(script).splitlines()[1:]))
