"""Tied widgets show a value kept elsewhere, they change it, and a late word of an earlier one is not heard."""

from streamlit.testing.v1 import AppTest


def script():
    import streamlit as st

    from ui import tied

    def take(value):
        st.session_state["kept"] = value

    late = st.session_state.pop("late", None)
    if late is not None:  # what a browser says that has not heard of the newest value yet
        key, value = late
        st.session_state[key] = value
        st.session_state["changed"][key]()
    binding = tied.to("volume", st.session_state.setdefault("kept", 3), take)
    st.session_state.setdefault("changed", {})[binding["key"]] = binding["on_change"]
    st.slider("Volume", 0, 10, **binding)


def run() -> AppTest:
    at = AppTest.from_function(script).run()
    assert not at.exception
    return at


def test_it_shows_the_value():
    at = run()
    assert at.slider[0].value == 3
    at.session_state["kept"] = 5
    assert at.run().slider[0].value == 5


def test_it_changes_the_value_and_stays_the_same_widget():
    at = run()
    before = at.slider[0].key
    at.slider[0].set_value(7).run()
    assert at.session_state["kept"] == 7
    assert (at.slider[0].key, at.slider[0].value) == (before, 7)


def test_a_late_word_of_an_earlier_widget_is_not_heard():
    at = run()
    before = at.slider[0].key
    at.session_state["kept"] = 5
    at.run()
    assert at.slider[0].key != before
    at.session_state["late"] = (before, 3)
    at.run()
    assert (at.session_state["kept"], at.slider[0].value) == (5, 5)


def test_a_word_of_the_present_one_is_heard():
    at = run()
    at.session_state["late"] = (at.slider[0].key, 8)
    at.run()
    assert at.session_state["kept"] == 8
