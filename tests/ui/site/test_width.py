"""The page's width: the page is run again where what it draws depends on it, and not otherwise."""

from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from ui import session
from ui.site import browser


def script():
    import streamlit as st

    from ui.site import browser

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if "asks" in st.session_state:
        st.session_state["answer"] = getattr(browser, st.session_state["asks"])()
    browser.measure()


def opened(asks: str = "") -> AppTest:
    at = AppTest.from_function(script)
    if asks:
        at.session_state["asks"] = asks
    return at.run()


def tell(at: AppTest, width: int) -> bool:
    """What happens where the browser tells the width; whether what is drawn is outdated then."""
    mine = at.session_state[session.KEY]
    with (
        patch.object(session, "current", lambda: mine),
        patch.object(session, "widget", lambda _: {"width": width}),
    ):
        browser._keep()
    assert mine.width == width
    return mine.outdated


def test_a_page_that_asks_nothing_is_as_good_at_any_width():
    at = opened()
    assert not tell(at, 1000)
    assert not tell(at, 340)


def test_a_page_that_asks_is_outdated_where_the_answer_changes():
    at = opened("narrow")
    assert not tell(at, 1000), "until it is known, a page is taken to be no phone"
    assert not tell(at, 900)
    assert tell(at, 340)


def test_what_is_outdated_is_drawn_again_once():
    at = opened("wide")
    assert not at.session_state["answer"]
    assert tell(at, 1000)
    runs = at.session_state["runs"]
    at.run()
    assert not at.exception
    assert at.session_state["runs"] == runs + 2, "this one, and the one that the outdated page asked for"
    assert at.session_state["answer"]
    assert not tell(at, 900)
    assert tell(at, 340)
