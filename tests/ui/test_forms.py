"""The form: what is put into it comes out again, what is wrong is said, arms are added and removed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as property_settings
from streamlit.testing.v1 import AppTest

from core.experiment import DEFAULT_ARMS, Arm, Experiment
from core.kinds import Choice, Layers
from core.pairs import PAIRS
from core.settings import SETTINGS
from tests.lab.strategies import experiments, other_than_default
from ui.form import arms, cards, chips, presets, settings
from ui.markdown import plain

pytestmark = pytest.mark.usefixtures("popovers_open")


def script():
    import streamlit as st

    from ui.form import chips, forms, presets, settings

    for key in st.session_state.get("emptied", ()):
        st.session_state[key] = None
    forms.turn_to("Test")
    if "given" in st.session_state:
        forms.fill(st.session_state.pop("given"))
    form = forms.read()
    presets.draw(form.experiment, disabled=False)
    chips.draw(disabled=False)
    settings.draw(form.experiment, disabled=False)
    st.session_state["form"] = form
    forms.settled()


def run(experiment: Experiment | None = None, *, expander: str = "") -> AppTest:
    at = AppTest.from_function(script, default_timeout=20)
    if experiment is not None:
        at.session_state["given"] = experiment
    if expander:
        at.session_state[expander] = True
    at.run()
    assert not at.exception
    return at


def form_of(at: AppTest):
    assert not at.exception
    return at.session_state["form"]


def preset_of(at: AppTest):
    return at.pills[0]


def slider_of(at: AppTest):
    """The round rates of the first arm."""
    return at.select_slider[0]


def test_the_form_begins_with_the_default_experiment():
    assert form_of(run()).experiment == Experiment()


@property_settings(max_examples=10)
@given(experiments(most_arms=6))
def test_an_experiment_comes_out_of_the_form_as_it_went_in(experiment):
    assert form_of(run(experiment)).experiment == experiment


@pytest.mark.parametrize("preset", presets.PRESETS.values(), ids=presets.PRESETS)
def test_a_preset_fills_the_form(preset):
    at = run(Experiment(epochs=7))
    assert preset_of(at).value == presets.OWN
    preset_of(at).set_value(preset.key).run()
    assert form_of(at).experiment == preset.experiment


def test_my_own_leaves_the_form_as_it_is():
    at = run()
    preset_of(at).set_value(presets.OWN).run()
    assert form_of(at).experiment == Experiment()
    assert preset_of(at).value == presets.OWN


def test_a_change_makes_it_my_own():
    at = run()
    at.text_input(key=arms.key(0, "rate")).set_value("0.7").run()
    assert form_of(at).experiment.arms[0].learning_rate == 0.7
    assert preset_of(at).value == presets.OWN


def test_the_slider_and_the_field_of_a_learning_rate_agree():
    at = run()
    assert slider_of(at).value == 0.5
    at.text_input(key=arms.key(0, "rate")).set_value("0.7").run()
    assert slider_of(at).value == 0.7
    slider_of(at).set_value(3.0).run()
    assert at.text_input(key=arms.key(0, "rate")).value == "3"
    assert form_of(at).experiment.arms[0].learning_rate == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("fast", "learning rate must be between 0.0001 and 100, got 'fast'"),
        ("0", "learning rate must be between 0.0001 and 100, got '0'"),
        ("nan", "learning rate must be between 0.0001 and 100, got 'nan'"),
        ("", "learning rate must be between 0.0001 and 100, got ''"),
    ],
)
def test_a_learning_rate_that_cannot_be_used_is_told(text, sentence):
    at = run()
    at.text_input(key=arms.key(1, "rate")).set_value(text).run()
    form = form_of(at)
    assert form.experiment is None
    assert form.problem == sentence
    at.text_input(key=arms.key(1, "rate")).set_value("2").run()
    assert form_of(at).experiment.arms[1].learning_rate == 2


@pytest.mark.parametrize("row", [row for row in PAIRS.values() if row.note], ids=lambda row: row.name)
def test_what_is_to_be_said_of_a_pair_is_said_with_its_controls(row):
    at = run()
    at.segmented_control(key=arms.key(0, "output")).set_value(row.output.key)
    at.selectbox(key=arms.key(0, "loss")).set_value(row.loss.key).run()
    said = plain(row.note) if row.refused else row.note  # with the controls, which cover what is said below Train
    assert any(said in caption.value for caption in at.caption)
    assert row.why in "".join(at.selectbox(key=arms.key(0, "loss")).options)
    form = form_of(at)
    assert (form.experiment is None) == row.refused
    assert form.problem == (row.note if row.refused else "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("epochs", 0, "number of epochs must be a whole number between 1 and 15,000, got 0"),
        ("first_seed", -1, "first seed must be a whole number between 0 and 1,000,000, got -1"),
        (
            "hidden",
            "300,wide",
            "number of hidden units in a layer must be a whole number between 1 and 300, got 'wide'",
        ),
        ("batch", 1001, "mini-batch size must be a whole number between 1 and 1,000, got 1001"),
        ("l2", -0.5, "L2 lambda must be between 0 and 100, got -0.5"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(name, value, sentence):
    key = settings.key(name)
    at = run()
    field = at.text_input(key=key) if isinstance(SETTINGS[name].kind, Layers) else at.number_input(key=key)
    field.set_value(value).run()
    form = form_of(at)
    assert form.experiment is None
    assert form.problem == sentence


def test_every_shared_setting_can_be_changed():
    shown = {name: row.kind for name, row in SETTINGS.items() if row.in_form}
    changed = Experiment(**{name: other_than_default(name) for name in shown})
    at = run()
    for name, kind in shown.items():
        widget = {Layers: at.text_input, Choice: at.selectbox}.get(type(kind), at.number_input)
        value = getattr(changed, name)
        widget(key=settings.key(name)).set_value(kind.write(value) if isinstance(kind, Layers) else value)
    at.run()
    assert form_of(at).experiment == changed


def test_settings_that_only_links_give_are_kept():
    given = Experiment(test_each_epoch=True)
    at = run(given)
    at.text_input(key=arms.key(0, "rate")).set_value("1").run()
    assert form_of(at).experiment == replace(given, arms=(Arm("softmax", "log_likelihood", 1.0), DEFAULT_ARMS[1]))


def test_an_arm_can_have_settings_of_its_own():
    at = run(expander=arms.key(0, "more"))
    at.text_input(key=arms.key(0, "hidden")).set_value("100")
    at.selectbox(key=arms.key(0, "init")).set_value("large")
    at.text_input(key=arms.key(0, "l2")).set_value("0.1").run()
    assert form_of(at).experiment.arms[0] == Arm("softmax", "log_likelihood", 0.5, hidden=(100,), init="large", l2=0.1)
    at.text_input(key=arms.key(0, "l2")).set_value("much").run()
    assert form_of(at).problem == "L2 lambda must be between 0 and 100, got 'much'"


def test_a_chip_says_what_its_arm_is():
    at = run(Experiment(arms=(Arm("linear", "hinge", 0.1), *DEFAULT_ARMS)))
    assert [block.proto.popover.label for block in at.get("popover")][:3] == [
        "Linear · hinge · 0.1",
        "Softmax · log-likelihood · 0.5",
        "Sigmoid · cross-entropy · 0.5",
    ]


def test_a_refused_loss_is_marked_in_the_list_before_it_is_chosen():
    at = run()
    marked = [option for option in at.selectbox(key=arms.key(0, "loss")).options if "but linear" in option]
    assert marked == [
        "Log-likelihood loss, any but linear (outputs below 0)",
        "Cross-entropy loss, any but linear (outputs below 0)",
    ]
    at.segmented_control(key=arms.key(0, "output")).set_value("linear").run()
    assert [option for option in at.selectbox(key=arms.key(0, "loss")).options if "but linear" in option] == marked


def test_every_control_of_an_arm_names_its_arm():
    at = run()
    at.session_state[arms.key(0, "more")] = True
    at.run()
    fields = [at.segmented_control, at.selectbox, at.text_input, at.select_slider]
    main = [field for kind in fields for field in kind if (field.key or "").split(".")[-1] in (*arms.MAIN, "slider")]
    assert len(main) == 8
    for field in main:
        assert f"arm {int(field.key.split('.')[1]) + 1}" in field.label


def test_arms_are_added_up_to_six_all_different():
    at = run()
    for _ in range(4):
        at.button(key="add").click().run()
    assert form_of(at).experiment.arms == arms.USUAL
    assert at.button(key="add").disabled
    assert at.button(key="add").help == chips.FULL


def test_removing_an_arm_moves_the_others_up_and_one_stays():
    at = run(Experiment(arms=arms.USUAL[:3]))
    at.button(key=arms.key(0, "remove")).click().run()
    assert form_of(at).experiment.arms == arms.USUAL[1:3]
    at.button(key=arms.key(1, "remove")).click().run()
    assert form_of(at).experiment.arms == arms.USUAL[1:2]
    with pytest.raises(KeyError):
        at.button(key=arms.key(0, "remove"))


def test_a_disabled_pill_or_chip_cannot_be_changed():
    def locked():
        from ui.form import chips, forms, presets

        form = forms.read()
        presets.draw(form.experiment, disabled=True)
        chips.draw(disabled=True)

    at = AppTest.from_function(locked).run()
    assert not at.exception
    assert all(widget.disabled for widget in [*at.pills, *at.text_input, *at.selectbox, *at.segmented_control])


def test_the_steps_of_the_slider_hold_every_rate_of_the_presets():
    rates = {arm.learning_rate for row in presets.PRESETS.values() for arm in row.experiment.arms}
    assert rates <= set(cards.RATES)


def test_what_the_browser_tells_as_empty_is_put_back():
    at = run(Experiment(arms=arms.USUAL[2:4], epochs=7))
    at.session_state["emptied"] = [arms.key(0, "output"), arms.key(1, "loss"), settings.PREFIX + "epochs"]
    at.run()
    assert form_of(at).experiment == Experiment(arms=arms.USUAL[2:4], epochs=7)


def test_a_field_that_is_given_another_value_gets_a_key_that_the_browser_has_not_heard_of():
    def script():
        import streamlit as st

        from core.experiment import Arm, Experiment
        from ui.form import arms, forms, settings

        before = Experiment(arms=(Arm("sigmoid", "quadratic", 3.0),))
        forms.fill(before)
        st.session_state["same"] = arms.key(0, "rate"), settings.key("epochs")
        forms.fill(Experiment(arms=(Arm("linear", "quadratic", 3.0),), epochs=7))
        st.session_state["keys"] = arms.key(0, "output"), arms.key(0, "rate"), settings.key("epochs")
        st.session_state["read"] = forms.read().experiment

    at = AppTest.from_function(script).run()
    assert not at.exception
    assert at.session_state["same"] == ("arm.0.rate", "shared.epochs")
    assert at.session_state["keys"] == ("arm.0.output 1", "arm.0.rate", "shared.epochs 1")
    assert at.session_state["read"] == Experiment(arms=(Arm("linear", "quadratic", 3.0),), epochs=7)
