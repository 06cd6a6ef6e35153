"""The menu, the heading, the net under a page, the address bar and the share of the window that charts may take."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Arm, Experiment
from lab import links
from ui import session
from ui.markdown import plain
from ui.site import frame, menu

pytestmark = pytest.mark.usefixtures("popovers_open")

ROOT = Path(__file__).resolve().parents[3]


def home() -> AppTest:
    at = AppTest.from_file("../../../streamlit_app.py", default_timeout=20).run()
    assert not at.exception
    return at


def test_the_menu_links_every_page_there_is():
    labels = [link.value for link in home().sidebar.page_link]
    assert labels == [row.name for row in menu.MENU]
    assert labels[:2] == ["Home", "Compare"]


def test_a_failure_is_one_sentence():
    def script():
        from ui.site import frame

        with frame.guard():
            raise RuntimeError("the details")

    at = AppTest.from_function(script).run()
    assert not at.exception
    assert [error.value for error in at.error] == [frame.SORRY]


def test_the_guard_lets_a_script_be_stopped():
    def script():
        import streamlit as st

        from ui.site import frame

        with frame.guard():
            st.write("before")
            st.stop()

    at = AppTest.from_function(script).run()
    assert not at.error
    assert not at.exception


@pytest.mark.parametrize(
    ("text", "shown"), [("a_b", r"a\_b"), ("[x](y)", r"\[x\]\(y\)"), (":red", r"\:red"), ("$1$", r"\$1\$")]
)
def test_text_as_it_stands(text, shown):
    assert plain(text) == shown


def addressed():
    import streamlit as st

    from ui.form import address, chips, forms

    st.session_state["problems"] = address.follow().problems
    chips.draw(disabled=False)
    form = forms.read()
    st.session_state["experiment"] = form.experiment
    if form.experiment:
        address.write(form.experiment)


def query(at: AppTest) -> list[tuple[str, str]]:
    values = {name: [value] if isinstance(value, str) else value for name, value in at.query_params.items()}
    return [(name, value) for name, found in values.items() for value in found]


def go(at: AppTest, experiment: Experiment) -> AppTest:
    """What a link, or the back button, does: the address changes, and the script runs."""
    at.query_params.clear()
    at.query_params.update({"v": "1", "arm": [str(arm).replace(":", "~") for arm in experiment.arms]})
    return at.run()


OTHER = Experiment(arms=(Arm("linear", "hinge", 0.1), Arm("sigmoid", "quadratic", 3.0)))


def test_a_bare_address_is_the_default_experiment_and_stays_bare():
    at = AppTest.from_function(addressed).run()
    assert at.session_state["experiment"] == Experiment()
    assert query(at) == []


def test_the_address_follows_the_form():
    at = AppTest.from_function(addressed).run()
    at.text_input(key="arm.0.rate").set_value("0.7").run()
    assert links.from_query(query(at)) == links.Link(at.session_state["experiment"], "")
    before = query(at)
    at.text_input(key="arm.0.rate").set_value("fast").run()
    assert query(at) == before


def test_the_form_follows_the_address():
    at = go(AppTest.from_function(addressed), OTHER)
    assert at.session_state["experiment"] == OTHER
    at.text_input(key="arm.0.rate").set_value("0.7").run()
    assert at.session_state["experiment"].arms[0].learning_rate == 0.7
    at.session_state[session.KEY].address.until = 0  # time has passed
    go(at, OTHER)
    assert at.session_state["experiment"] == OTHER


def test_a_click_that_overtakes_the_address_loses_no_change():
    at = go(AppTest.from_function(addressed), OTHER)
    at.text_input(key="arm.0.rate").set_value("0.7").run()
    go(at, OTHER)  # the browser had not heard of the new address when the next click was made
    assert at.session_state["experiment"].arms[0].learning_rate == 0.7
    assert links.from_query(query(at)).experiment == at.session_state["experiment"]


def test_a_wrong_link_is_told_and_becomes_the_nearest_experiment():
    at = AppTest.from_function(addressed)
    at.query_params["arm"] = "linear~cross_entropy~fast"
    at.query_params["seeds"] = "3000"
    at.run()
    assert not at.exception
    assert at.session_state["problems"]
    assert links.from_query(query(at)) == links.Link(at.session_state["experiment"], "")
    said = at.session_state["problems"]
    at.run()
    assert at.session_state["problems"] == said, "it stands as long as the form is as the link was mended"
    next(field for field in at.text_input if field.label == "Learning rate of arm 1").set_value("0.7").run()
    assert not at.session_state["problems"]
