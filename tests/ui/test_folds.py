"""The popovers of the form: fields in the one that was opened last; what they hold is kept while they are not drawn."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Arm, Experiment
from ui import session
from ui.form import arms, folds
from ui.site import popover


def script():
    import streamlit as st

    from ui.form import chips, forms, learning_rates, settings

    forms.turn_to("Test")
    form = forms.read()
    chips.draw(disabled=False)
    settings.draw(form.experiment, disabled=False)
    learning_rates.draw(disabled=False)
    st.session_state["form"] = form
    forms.settled()


def unfold(at: AppTest, key: str) -> AppTest:
    """What the browser does when a popover is pressed."""
    at.session_state[session.KEY].unfolded = key
    return at.run()


def fields(at: AppTest) -> list[str]:
    assert not at.exception
    drawn = (at.text_input, at.number_input, at.selectbox, at.segmented_control, at.select_slider)
    return sorted(field.label for kind in drawn for field in kind)


def test_no_field_is_drawn_before_a_popover_is_opened():
    at = AppTest.from_function(script).run()
    assert not fields(at)
    assert at.session_state["form"].experiment == Experiment()
    assert next(block.proto.popover.label for block in at.get("popover")) == "Softmax · log-likelihood · 0.5"


def test_every_popover_of_the_form_is_one_of_which_the_browser_tells():
    """Of another, nobody would ever see the fields."""
    at = AppTest.from_function(script).run()
    for _ in range(arms.MOST - 2):
        at.button(key="add").click().run()
    assert len(at.get("popover")) == len(folds.KEYS)
    assert all(fields(unfold(at, key)) for key in folds.KEYS)


@pytest.mark.parametrize("other", ["chip-2", folds.SHARED])
def test_what_was_set_is_there_when_its_popover_is_opened_again(other):
    at = unfold(AppTest.from_function(script).run(), "chip-1")
    before = fields(at)
    at.segmented_control(key=arms.key(0, "output")).set_value("linear").run()
    at.selectbox(key=arms.key(0, "loss")).set_value("hinge").run()
    at.text_input(key=arms.key(0, "rate")).set_value("0.7").run()
    wanted = Experiment(arms=(Arm("linear", "hinge", 0.7), Experiment().arms[1]))
    unfold(at, other)
    at.run()
    assert not set(fields(at)) & set(before)
    assert at.session_state["form"].experiment == wanted
    unfold(at, "chip-1")
    assert at.session_state["form"].experiment == wanted
    assert at.segmented_control(key=arms.key(0, "output")).value == "linear"
    assert at.selectbox(key=arms.key(0, "loss")).value == "hinge"
    assert at.text_input(key=arms.key(0, "rate")).value == "0.7"
    assert at.select_slider[0].value == 0.7


def test_an_empty_popover_is_not_seen():
    css = (Path(popover.__file__).with_name("frame.css")).read_text(encoding="utf-8")
    assert folds.FOLDED == '<i class="folded"></i>'
    assert ":has(.folded) { visibility: hidden }" in css
