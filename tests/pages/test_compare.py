"""Compare: a link fills the form and trains nothing, Train trains once, Stop stops, what is wrong is one sentence."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Arm, Experiment
from core.pairs import pair
from lab import links
from lab.storage.store import Store
from tests.pages.conftest import Bench, open_page
from ui.form import arms, presets, settings
from ui.site import live

PAGE = "pages/compare.py"
SMALL = Experiment(
    arms=(Arm("softmax", "log_likelihood", 1.0), Arm("linear", "hinge", 0.1)), train=100, epochs=3, seeds=2
)


def compare(experiment: Experiment | None = None) -> AppTest:
    return open_page(PAGE, links.to_query(experiment) if experiment else None)


def words(at: AppTest) -> str:
    blocks = [*at.main.markdown, *at.main.caption, *at.warning, *at.error]
    return "\n".join(block.value for block in blocks)


def has(at: AppTest, key: str) -> bool:
    return any(button.key == key for button in at.button)


def test_the_page_opens_with_the_default_experiment_and_says_what_will_be_there(bench: Bench):
    at = compare()
    assert at.title[0].value == "Compare"
    assert [field.value for field in at.text_input] == ["0.5", "0.5"]
    assert settings.summary(Experiment()) in words(at)
    assert not at.button(key="train").disabled
    assert not at.get("vega_lite_chart")
    assert not bench.asked


@pytest.mark.parametrize("preset", presets.PRESETS.values(), ids=presets.PRESETS)
def test_a_link_fills_the_form_and_trains_nothing(bench: Bench, preset):
    at = compare(preset.experiment)
    assert at.pills[0].value == preset.key
    assert preset.words in words(at)
    assert not bench.asked


def test_train_progress_growing_curves_and_the_result(bench: Bench):
    at = compare(SMALL)
    at.button(key="train").click().run()
    assert not at.exception
    assert bench.asked == [SMALL]
    assert at.button(key="train").disabled
    assert at.progress[0].text == "Next in the queue"
    bench.advance(SMALL, 2)
    at.run()
    assert at.progress[0].text == "Epoch 2 of 3, 1.2 s left"
    assert at.get("vega_lite_chart")
    bench.finish(SMALL)
    at.run()
    assert not at.exception
    assert not at.progress
    assert not at.button(key="train").disabled
    assert at.get("vega_lite_chart")


def test_the_form_cannot_be_changed_while_it_is_trained(bench: Bench):
    at = compare(SMALL)
    at.button(key="train").click().run()
    fields = [*at.pills, *at.segmented_control, *at.selectbox, *at.text_input, *at.select_slider]
    assert fields
    assert all(field.disabled for field in fields)


def test_stop_takes_the_wish_back(bench: Bench):
    at = compare(SMALL)
    at.button(key="train").click().run()
    bench.advance(SMALL, 1)
    at.run()
    at.button(key="stop").click().run()
    assert not at.exception
    assert not bench.wanted[SMALL]
    assert live.STOPPED in words(at)
    assert not at.button(key="train").disabled
    at.button(key="train").click().run()
    assert bench.asked == [SMALL, SMALL]


def test_what_others_train_is_shown_to_who_opens_its_link_and_to_nobody_else(bench: Bench):
    bench.submit(SMALL, "somebody else")
    bench.advance(SMALL, 1)
    at = compare(SMALL)
    assert at.progress[0].text.startswith("Epoch 1 of 3")
    assert len(bench.wanted[SMALL]) == 2
    at.button(key="stop").click().run()
    assert bench.wanted[SMALL] == ["somebody else"]
    assert not at.progress
    bench.submit(Experiment(), "somebody else")
    assert not compare().progress


def test_a_stored_result_is_drawn_at_once(bench: Bench):
    bench.finish(SMALL)
    at = compare(SMALL)
    assert at.get("vega_lite_chart")
    assert not bench.asked


def test_a_refused_pair_disables_train_and_says_why(bench: Bench):
    at = compare()
    at.segmented_control(key=arms.key(0, "output")).set_value("linear").run()
    assert not at.exception
    assert at.button(key="train").disabled
    assert [error.value.replace("\\", "") for error in at.error] == [pair("linear", "log_likelihood").note]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (arms.key(0, "rate"), "fast", "Learning rate must be between 0.0001 and 100, got 'fast'."),
        (settings.PREFIX + "epochs", 0, "Number of epochs must be a whole number between 1 and 15,000, got 0."),
        (settings.PREFIX + "first_seed", -1, "First seed must be a whole number between 0 and 1,000,000, got -1."),
    ],
)
def test_bad_input_disables_train_and_is_one_sentence(bench: Bench, key, value, sentence):
    at = compare()
    at.session_state["shared"] = True
    at.run()
    at.get_by_key(key).set_value(value)
    at.run()
    assert not at.exception
    assert at.button(key="train").disabled
    assert [error.value.replace("\\", "") for error in at.error] == [sentence]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ([("arm", "softmax~log_likelihood~fast")], "Learning rate must be between 0.0001 and 100, got 'fast'."),
        ([("arm", "softmax~entropy~1")], "Loss must be one of"),
        ([("epochs", "0")], "Number of epochs must be a whole number between 1 and 15,000, got '0'."),
        ([("arm", "softmax~log_likelihood~1")] * 7, "Number of arms must be at most 6, got 7."),
        ([("first_seed", "-1")], "First seed must be a whole number between 0 and 1,000,000, got '-1'."),
        ([("v", "9")], "This link is of version '9', and only version 1 is known here."),
        ([("<script>", "**x**")], "This link has a parameter that is not known here: '<script>'."),
    ],
)
def test_a_wrong_link_is_one_sentence_and_the_nearest_form(bench: Bench, query, said):
    at = open_page(PAGE, query)
    assert len(at.warning) == 1
    assert at.warning[0].value.replace("\\", "").startswith(said)
    assert not at.button(key="train").disabled
    assert not bench.asked


def test_a_refusal_of_the_pool_is_said_once(bench: Bench):
    bench.refusal = "The queue is full: 400 experiments are waiting."
    at = compare(SMALL)
    at.button(key="train").click().run()
    assert not at.exception
    assert at.warning[0].value.replace("\\", "") == bench.refusal
    at.run()
    assert not at.warning


def test_a_store_that_fails_says_so_and_training_goes_on(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Store, "notice", "The disk is full.")
    at = compare(SMALL)
    assert at.warning[0].value == "The disk is full."
    at.button(key="train").click().run()
    assert bench.asked == [SMALL]


def test_a_failure_says_what_happened_and_lets_try_again(bench: Bench):
    at = compare(SMALL)
    at.button(key="train").click().run()
    bench.fail(SMALL, "the worker died twice")
    at.run()
    assert not at.exception
    assert at.error[0].value == "The worker died twice."
    assert not at.button(key="train").disabled


def test_the_form_is_kept_when_the_page_is_left_and_opened_again(bench: Bench):
    at = compare(SMALL)
    at.text_input(key=arms.key(0, "rate")).set_value("0.7").run()
    query = {name: at.query_params[name] for name in at.query_params}
    at.switch_page("streamlit_app.py").run()
    at.switch_page(PAGE)
    at.query_params.update(query)  # what the menu's link carries
    at.run()
    assert at.text_input(key=arms.key(0, "rate")).value == "0.7"


def test_one_visitor_comes_once_however_often_the_page_runs(bench: Bench):
    at = compare(SMALL)
    at.run()
    at.run()
    assert len(bench.came) == 1


def test_the_seven_arms_cannot_be_reached_with_the_button(bench: Bench):
    at = compare(replace(SMALL, arms=arms.USUAL))
    assert not has(at, "add")
