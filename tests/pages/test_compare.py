"""Compare: a link fills the form and trains nothing, Train trains once, Stop stops, what is wrong is one sentence."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Arm, Experiment
from core.pairs import pair
from lab import links
from lab.storage.store import Store
from tests.pages.conftest import Bench, open_page, results_of
from ui import figures, language
from ui.charts.comparison.table import BEFORE
from ui.charts.figure import Figure
from ui.compare import glimpse, lecture, picture, results
from ui.form import arms, presets, settings
from ui.site import live, replay
from ui.site.downloads import popover

pytestmark = pytest.mark.usefixtures("popovers_open")

PAGE = "pages/compare.py"
SMALL = Experiment(
    arms=(Arm("softmax", "log_likelihood", 1.0), Arm("linear", "hinge", 0.1)), train=100, epochs=3, seeds=2
)


def compare(experiment: Experiment | None = None) -> AppTest:
    return open_page(PAGE, links.to_query(experiment) if experiment else None)


def words(at: AppTest) -> str:
    blocks = [*at.header, *at.main.markdown, *at.main.caption, *at.warning, *at.error]
    return "\n".join(block.value for block in blocks).replace("\\", "")


def labels(at: AppTest) -> list[str]:
    """What the chips and the line of the settings say."""
    return [block.proto.popover.label for block in at.get("popover")]


def rate(at: AppTest) -> Any:
    """The field of the first arm's learning rate, whatever its key is by now."""
    return next(field for field in at.text_input if field.label == "Learning rate of arm 1")


def plots(at: AppTest) -> int:
    return len(at.get("vega_lite_chart"))


def ghosts(at: AppTest) -> bool:
    """Whether curves of an earlier result stand behind."""
    return has(at, "away")


def has(at: AppTest, key: str) -> bool:
    return any(button.key == key for button in at.button)


def test_the_page_opens_with_the_default_experiment_and_says_what_will_be_there(bench: Bench):
    at = compare()
    assert at.title[0].value == "Compare"
    assert [at.text_input(key=arms.key(arm, "rate")).value for arm in (0, 1)] == ["0.5", "0.5"]
    assert settings.summary(Experiment()) in labels(at)
    assert results.COMING in words(at)
    assert not at.button(key="train").disabled
    assert not at.get("vega_lite_chart")
    assert not bench.asked


@pytest.mark.parametrize("preset", presets.PRESETS.values(), ids=presets.PRESETS)
def test_a_link_fills_the_form_and_trains_nothing(bench: Bench, preset):
    at = compare(preset.experiment)
    assert at.pills[0].value == preset.key
    assert settings.summary(preset.experiment) in labels(at)
    assert len([label for label in labels(at) if label.count(" · ") == 2]) == len(preset.experiment.arms)
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
    (strip,) = (html.proto.body for html in at.get("html") if 'class="glimpse"' in html.proto.body)
    assert strip.count("<td><s>4</s></td>") == strip.count("<td>8</td>") == len(SMALL.arms)
    assert glimpse.NONE.format(said=glimpse.NO_ANSWER) not in strip
    assert glimpse.CAPTION.format(seed=SMALL.first_seed) in words(at)
    bench.finish(SMALL)
    at.run()
    assert not at.exception
    assert not at.progress
    assert not at.button(key="train").disabled
    assert at.get("vega_lite_chart")


def test_the_form_cannot_be_changed_while_it_is_trained(bench: Bench):
    at = compare(SMALL)
    at.button(key="train").click().run()
    drawn = [*at.pills, *at.segmented_control, *at.selectbox, *at.text_input, *at.select_slider]
    fields = [field for field in drawn if not (field.key or "").startswith((settings.PREFIX, "view.", language.KEY))]
    assert len(fields) > 8
    assert all(field.disabled for field in fields)
    line = next(
        block.proto.popover for block in at.get("popover") if block.proto.popover.label.startswith("100 images")
    )
    assert line.disabled


def test_stop_takes_the_wish_back(bench: Bench):
    at = compare(SMALL)
    at.button(key="train").click().run()
    bench.advance(SMALL, 1)
    at.run()
    at.button(key="stop").click().run()
    assert not at.exception
    assert not bench.wanted[SMALL]
    assert "Stopped at epoch 1" in words(at)
    assert plots(at) == 3  # what was learned stays
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
    # With the controls, which cover what is said below Train, and there.
    assert words(at).count("a negative number has no logarithm") == 2


@pytest.mark.parametrize(
    ("label", "wrong", "right"),
    [("Output layer of arm 1", "linear", "softmax"), ("Learning rate of arm 1", "fast", "1")],
)
def test_what_cannot_be_trained_leaves_the_finished_curves_pale(bench: Bench, drawn, label, wrong, right):
    def give(value: str) -> None:
        fields = [*at.segmented_control, *at.text_input]
        next(field for field in fields if field.label == label).set_value(value).run()
        assert not at.exception

    bench.finish(SMALL)
    at = compare(SMALL)
    give(wrong)
    assert at.button(key="train").disabled
    assert at.header[0].value == results.UNREADY
    assert ghosts(at)
    assert plots(at) == 3
    assert set(pale(drawn["plot.accuracy"])) == {1, 2}
    give(right)
    assert at.header[0].value != results.UNREADY
    assert not ghosts(at)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, Figure]:
    """The figures that were drawn last, by key."""
    found: dict[str, Figure] = {}
    draw = figures.draw
    monkeypatch.setattr(figures, "draw", lambda one, key, **how: found.update({key: one}) or draw(one, key=key, **how))
    return found


def pale(of: Figure) -> dict[int, str]:
    """What stands at the ends of the pale curves of a figure, by arm."""
    rows = [row for row in of.columnar.to_pylist() if row["kind"] == BEFORE]
    return {int(row["arm"]): row["named"] for row in rows}


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
    rate(at).set_value("0.7").run()
    query = {name: at.query_params[name] for name in at.query_params}
    at.switch_page("streamlit_app.py").run()
    at.switch_page(PAGE)
    at.query_params.update(query)  # what the menu's link carries
    at.run()
    assert rate(at).value == "0.7"


def test_one_visitor_comes_once_however_often_the_page_runs(bench: Bench):
    at = compare(SMALL)
    at.run()
    at.run()
    assert len(bench.came) == 1


def test_the_seven_arms_cannot_be_reached_with_the_button(bench: Bench):
    at = compare(replace(SMALL, arms=arms.USUAL))
    assert at.button(key="add").disabled


def test_my_own_says_what_it_asks_for_until_something_is_changed(bench: Bench):
    at = compare()
    assert presets.OWN_WORDS not in words(at)
    at.pills[0].set_value(presets.OWN).run()
    assert presets.OWN_WORDS in words(at)
    rate(at).set_value("0.7").run()
    assert presets.OWN_WORDS not in words(at)


def changed(at: AppTest) -> Experiment:
    """Give the first arm another rate; returns the experiment that is in the form then."""
    rate(at).set_value("0.7").run()
    assert not at.exception
    return replace(SMALL, arms=(replace(SMALL.arms[0], learning_rate=0.7), SMALL.arms[1]))


def test_after_a_change_the_finished_curves_stay_pale_until_they_are_put_away(bench: Bench):
    bench.finish(SMALL)
    at = compare(SMALL)
    assert not ghosts(at)
    after = changed(at)
    assert ghosts(at)
    assert results.FRESH in words(at)
    assert "Softmax with log-likelihood, rate 1" in words(at)
    at.button(key="train").click().run()
    bench.advance(after, 1)
    at.run()
    assert ghosts(at)  # while the new ones grow
    bench.finish(after)
    at.run()
    assert ghosts(at)
    at.button(key="away").click().run()
    assert not ghosts(at)
    assert plots(at) == 3


def test_a_preset_brings_no_ghost_of_what_was_there_before(bench: Bench):
    bench.finish(SMALL)
    bench.finish(Experiment())
    at = compare(SMALL)
    at.pills[0].set_value("default").run()
    assert not at.exception
    assert not ghosts(at)


def test_a_pinned_result_stays_behind_whatever_comes_next(bench: Bench):
    bench.finish(SMALL)
    bench.finish(Experiment())
    at = compare(SMALL)
    at.button(key="pin").click().run()
    at.pills[0].set_value("default").run()
    assert ghosts(at)
    at.button(key="away").click().run()
    assert not ghosts(at)


def test_what_is_finished_says_so_and_can_be_trained_again(bench: Bench):
    bench.finish(SMALL)
    at = compare(SMALL)
    assert at.button(key="train").label == "Train again"
    assert "already trained" in words(at)
    at.button(key="train").click().run()
    assert bench.asked == [SMALL]


def test_progress_agrees_with_the_curves(bench: Bench):
    at = compare(SMALL)
    at.button(key="train").click().run()
    bench.advance(SMALL, 2)
    snapshot = bench.snapshot(SMALL)
    first, second = snapshot.records
    whole = tuple(run.records for run in results_of(SMALL)[0])
    bench.snapshots[SMALL] = replace(snapshot, records=(whole, tuple(run[:2] for run in second)), epoch=2)
    at.run()
    assert at.progress[0].text == "2 of 4 runs done, the others at epoch 1 of 3, 1.2 s left"
    assert len(first) == 2
    apart = tuple(tuple(run.records[: 3 - seed] for seed, run in enumerate(runs)) for runs in results_of(SMALL))
    bench.snapshots[SMALL] = replace(snapshot, records=apart, epoch=1)
    at.run()
    assert at.progress[0].text == "Runs at epochs 1 to 2 of 3, 1.2 s left"
    done = tuple(tuple(run.records for run in runs) for runs in results_of(SMALL))
    bench.snapshots[SMALL] = replace(snapshot, records=done, epoch=3, remaining=0.0)
    at.run()
    assert at.progress[0].text == live.LAST
    bench.snapshots[SMALL] = replace(snapshot, records=apart, epoch=1, remaining=0.01)
    at.run()
    assert at.progress[0].text == "Runs at epochs 1 to 2 of 3"
    at.button(key="stop").click().run()
    assert at.header[0].value == "Stopped at epoch 2"
    assert results.APART.format(least=1, most=2) in words(at)


def test_train_again_leaves_the_finished_curves_pale_until_new_ones_come(bench: Bench, drawn):
    bench.finish(SMALL)
    at = compare(SMALL)
    assert plots(at) == 3
    at.button(key="train").click().run()
    assert not at.exception
    assert set(pale(drawn["plot.accuracy"])) == {1, 2}
    assert [set(pale(drawn[f"plot.cost.{arm}"])) for arm in (1, 2)] == [{1}, {2}]
    assert plots(at) == 3
    assert not ghosts(at)
    bench.advance(SMALL, 1)
    at.run()
    assert not pale(drawn["plot.accuracy"])
    assert plots(at) == 3


def test_pale_costs_stand_where_the_loss_is_the_same(bench: Bench, drawn):
    bench.finish(SMALL)
    at = compare(SMALL)
    drawn.clear()
    next(field for field in at.selectbox if field.label == "Loss of arm 2").set_value("quadratic").run()
    assert pale(drawn["plot.cost.1"]) == {1: "before: Softmax with log-likelihood, rate 1"}
    assert "plot.cost.2" not in drawn  # the hinge's cost measures something else
    assert plots(at) == 2
    assert picture.COMING.format(name="Linear with quadratic") in words(at)


def test_the_bar_ends_where_a_stopped_training_did(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    drawn = []
    monkeypatch.setattr(replay, "bar", lambda epochs, of, **_: drawn.append(epochs) or replay.Asked())
    at = compare(SMALL)
    at.button(key="train").click().run()
    bench.advance(SMALL, 2)
    at.button(key="stop").click().run()
    assert not at.exception
    assert at.header[0].value == "Stopped at epoch 2"
    assert set(drawn) == {2}


def test_every_thing_that_was_mended_in_a_link_is_named(bench: Bench):
    at = open_page(PAGE, [("arm", "softmax~log_likelihood~fast"), ("epochs", "0"), ("seeds", "999")])
    said = at.warning[0].value.replace("\\", "")
    for part in ("got 'fast'", "Number of epochs", "Number of seeds"):
        assert part in said
    assert len(at.warning) == 1


def test_a_finished_result_can_be_taken_along_and_nothing_else(bench: Bench):
    at = compare(SMALL)
    assert popover.TITLE not in labels(at)
    bench.finish(SMALL)
    at.run()
    assert popover.TITLE in labels(at)
    assert popover.holds(SMALL) not in words(at)  # it is shut
    at = open_page(PAGE, [*links.to_query(SMALL), (lecture.NAME, lecture.VALUE)])
    assert popover.TITLE not in labels(at)
    assert not bench.asked


def test_a_chip_says_the_settings_that_are_its_arms_own(bench: Bench):
    own = replace(SMALL, arms=(replace(SMALL.arms[0], init="large", l2=0.5), SMALL.arms[1]))
    assert {"Softmax · log-likelihood · 1, large start, lambda 0.5", "Linear · hinge · 0.1"} <= set(
        labels(compare(own))
    )


def test_the_lecture_view_has_verdict_and_chart_alone_and_a_way_out(bench: Bench):
    bench.finish(SMALL)
    at = open_page(PAGE, [*links.to_query(SMALL), (lecture.NAME, lecture.VALUE)])
    assert not at.sidebar.page_link
    assert not at.pills
    assert not has(at, "train")
    assert plots(at) == 1
    assert at.header
    at.button(key="leave-lecture").click().run()
    assert not at.exception
    assert has(at, "train")
    assert lecture.NAME not in at.query_params
    at.button(key="enter-lecture").click().run()
    assert at.query_params[lecture.NAME] == lecture.VALUE
    assert not has(at, "train")
