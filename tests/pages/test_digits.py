"""Digits: never empty, shows the result of the link, and every choice is in the address; wrong links are a sentence."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import mnist
from core.evidence.measures import confusion
from core.experiment import Arm, Experiment
from core.outputs import OUTPUTS
from core.results import RunResult
from lab import links, wording
from tests.pages.conftest import Bench, open_page, results_of
from ui.digits import gallery_tab, heading, place, sure_tab, ten
from ui.session import KEY
from ui.site import menu

PAGE = menu.DIGITS.path
OTHER = Experiment(
    arms=(Arm("sigmoid", "quadratic", 3.0), Arm("linear", "hinge", 0.1), Arm("softmax", "log_likelihood", 1.0)),
    train=100,
    epochs=2,
    seeds=2,
    first_seed=5,
)
VIEWS = list(place.VIEWS)


@pytest.fixture
def ready(bench: Bench) -> Bench:
    """The default experiment is trained, as it is shipped."""
    bench.finish(Experiment())
    return bench


def digits(*own: tuple[str, str], experiment: Experiment | None = None) -> AppTest:
    return open_page(PAGE, [*(links.to_query(experiment) if experiment else []), *own])


def words(at: AppTest) -> str:
    blocks = [*at.main.header, *at.main.subheader, *at.main.markdown, *at.main.caption, *at.warning, *at.error]
    html = [block.proto.body for block in at.get("html")]
    return "\n".join([*(block.value for block in blocks), *html]).replace("\\", "")


def charts(at: AppTest) -> int:
    return len(at.get("vega_lite_chart"))


def address(at: AppTest) -> dict[str, str]:
    """The last value of every parameter."""
    return {name: found if isinstance(found := at.query_params[name], str) else found[-1] for name in at.query_params}


def choose(at: AppTest, label: str, value: str) -> AppTest:
    """Choose in the field of this label."""
    fields = [*at.selectbox, *at.get("button_group"), *at.number_input]
    field = next(field for field in fields if field.label == label)
    return field.set_value(value).run()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_every_kind_of_arm_is_drawn(ready: Bench, view: str):
    ready.finish(OTHER)
    at = digits(("look", view), experiment=OTHER)
    assert not at.exception
    assert not at.error
    assert not at.warning
    assert "Sigmoid with quadratic" in words(at)
    assert "seed 5" in [option for field in at.selectbox for option in field.options]


def test_it_is_never_empty(ready: Bench):
    at = digits()
    assert charts(at) == 2
    assert "Softmax with log-likelihood" in words(at)
    assert heading.ELSE not in words(at)


def test_a_link_to_what_is_not_trained_says_so_and_shows_what_is(ready: Bench):
    at = digits(experiment=OTHER)
    assert heading.ELSE in words(at)
    assert charts(at) == 2


def test_what_was_on_compare_last_is_shown_while_the_form_asks_for_another(ready: Bench, popovers_open: None):
    ready.finish(OTHER)
    at = open_page(menu.COMPARE.path, links.to_query(OTHER))
    at.session_state[KEY].form.kept.clear()
    field = next(field for field in at.text_input if field.label == "Learning rate of arm 1")
    field.set_value("2.5").run()
    at.switch_page(PAGE).run()
    assert heading.ELSE in words(at)
    assert charts(at) == 3
    assert address(at)["train"] == "100"


def test_the_first_image_is_one_on_which_arms_disagree(ready: Bench):
    answered = np.array([runs[0].predictions for runs in results_of(Experiment())])
    first = int(np.flatnonzero(answered[0] != answered[1])[0])
    assert f"Test image {first + 1:,}: a {mnist().test.labels[first]}" in words(digits())


@pytest.mark.parametrize("seed", [5, 6])
def test_the_ten_activations_are_of_the_chosen_image_and_seed(bench: Bench, seed: int):
    bench.finish(OTHER)
    at = digits(("image", "41"), ("seed", str(seed)), experiment=OTHER)
    networks = [runs[seed - 5] for runs in results_of(OTHER)]
    said = words(at)
    assert f"Test image 42: a {mnist().test.labels[41]}" in said
    for result in networks:
        found = ten.answers(result, mnist().test.pixels[41:42])
        assert ten.said(found) in said


def test_a_choice_is_in_the_address_and_a_reload_shows_the_same(ready: Bench):
    at = digits()
    choose(at, "True digit", "3")
    choose(at, "Taken for", "5")
    assert (address(at)["digit"], address(at)["taken"]) == ("3", "5")
    again = digits(("digit", "3"), ("taken", "5"))
    assert words(again) == words(at)


def test_the_number_of_images_of_a_cell_is_that_of_the_gallery(ready: Bench):
    at = digits(("which", "all"), ("network", "2"), ("digit", "4"), ("taken", "9"))
    of_arm_2 = results_of(Experiment())[1][0].predictions
    count = int(confusion(of_arm_2, mnist().test.labels)[4, 9])
    assert gallery_tab.COUNT.format(count=count, all=10_000) in words(at)


@pytest.mark.parametrize(("network", "sure"), [("1", "divided by the sum"), ("2", "furthest ahead")])
def test_what_sure_means_is_said_by_output_layer(bench: Bench, network: str, sure: str):
    bench.finish(OTHER)
    assert sure in words(digits(("which", "surest"), ("network", network), experiment=OTHER))
    assert {(layer.sums_to_one, layer.probabilities) for layer in OUTPUTS.values()} == set(gallery_tab.SURE)


def test_what_no_image_is_like_is_a_sentence(ready: Bench):
    at = digits(("which", "right"), ("digit", "3"), ("taken", "5"))
    assert gallery_tab.NOTHING in words(at)
    assert charts(at) == 0


def test_a_network_that_diverged_is_said_to_be_of_the_epoch_before(bench: Bench):
    bench.finish(OTHER)
    snapshot = bench.snapshot(OTHER)

    def lost(run: RunResult, since: int) -> RunResult:
        records = (replace(one, training_cost=np.nan) if one.epoch >= since else one for one in run.records)
        return replace(run, records=tuple(records))

    first, second, third = snapshot.results
    broken = ((lost(first[0], 1), first[1]), (lost(second[0], 2), second[1]), third)
    bench.snapshots[OTHER] = replace(snapshot, results=broken)
    found = words(digits(experiment=OTHER))
    assert found.count(" diverged in ") == 2
    assert "diverged in its first epoch: what is shown is untrained." in found
    assert "diverged in epoch 2: what is shown is its network of one epoch before." in found
    assert " diverged in " not in words(digits(("seed", "6"), experiment=OTHER))


def test_a_result_without_networks_shows_its_answers_and_says_why_not_more(bench: Bench):
    bench.finish(OTHER)
    snapshot = bench.snapshots[OTHER]
    bare = tuple(tuple(replace(run, weights=()) for run in runs if run) for runs in snapshot.results)
    bench.snapshots[OTHER] = replace(snapshot, results=bare)
    for view in VIEWS:
        at = digits(("look", view), experiment=OTHER)
        assert not at.exception
        said = words(at)
        assert heading.NONE in said, "before a tab is opened"
        assert (ten.ABSENT in said) == (view not in ("confusion", "sure"))
        assert (sure_tab.ABSENT in said) == (view == "sure")
    said = words(digits(("image", "7"), experiment=OTHER))
    for name, runs in zip(wording.arm_names(OTHER.arms), bare, strict=True):
        assert f"{name} answers **{runs[0].predictions[7]}**" in said


def test_arms_that_have_their_networks_are_shown_beside_others_that_have_only_answers(bench: Bench):
    bench.finish(OTHER)
    snapshot = bench.snapshots[OTHER]
    first, *others = snapshot.results
    bench.snapshots[OTHER] = replace(snapshot, results=(tuple(replace(run, weights=()) for run in first), *others))
    for view in VIEWS:
        at = digits(("look", view), ("image", "3"), experiment=OTHER)
        assert not at.exception
        said = words(at)
        assert heading.PARTLY in said
        assert ten.ABSENT not in said
        assert ("Not shown:" in said) == (view in ("gallery", "weights", "pixels"))
        if view == "gallery":
            assert charts(at) == 2
    for network, offered in (("1", False), ("2", True)):  # how sure an arm is needs its own network
        at = digits(("which", "surest"), ("network", network), experiment=OTHER)
        assert ("it is surest" in words(at)) == offered


def test_where_only_the_first_seed_has_its_networks_it_is_looked_into_and_the_others_say_so(bench: Bench):
    bench.finish(OTHER)
    snapshot = bench.snapshots[OTHER]
    first = tuple((runs[0], replace(runs[1], weights=())) for runs in snapshot.results if runs[0] and runs[1])
    bench.snapshots[OTHER] = replace(snapshot, results=first)
    at = digits(experiment=OTHER)
    assert charts(at) == 3
    assert heading.SOME in words(at)
    asked = [link.proto.query_string for link in at.get("page_link") if link.proto.page == "compare"]
    assert any("train=100" in query for query in asked)
    for view in VIEWS:
        at = digits(("look", view), ("seed", "6"), experiment=OTHER)
        assert not at.exception
        assert heading.NONE in words(at)
    assert sure_tab.ABSENT in words(digits(("look", "sure"), experiment=OTHER))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("image", "10000", "image must be a whole number between"),
        ("image", "seven", "image must be a whole number between"),
        ("look", "gallry", "view must be one of gallery"),
        ("digit", "11", "digit must be one of any"),
        ("output", "softmax", "output must be one of answer"),
        ("seed", "-1", "seed must be a whole number between"),
        ("nonsense", "1", "a parameter that is not known here"),
    ],
)
def test_a_wrong_link_is_one_sentence(ready: Bench, name: str, text: str, said: str):
    at = digits((name, text))
    assert said in at.warning[0].value.replace("\\", "").lower()
    assert len(at.warning) == 1
    assert charts(at) == 2


def test_a_seed_or_an_arm_that_the_result_has_not_gives_way_to_one_that_it_has(ready: Bench):
    at = digits(("seed", "77"), ("network", "6"), ("which", "wrong"))
    assert not at.warning
    assert charts(at) == 2


def test_one_arm_cannot_disagree(bench: Bench):
    alone = replace(OTHER, arms=OTHER.arms[:1])
    bench.finish(alone)
    at = digits(experiment=alone)
    which = next(field for field in at.get("button_group") if field.label == "Test images")
    assert place.WHICH["disagree"] not in which.options
    assert charts(at) == 1


def test_how_sure_says_of_which_seeds_it_is_and_of_which_arms(bench: Bench):
    bench.finish(OTHER)
    several = words(digits(("look", "sure"), experiment=OTHER))
    assert sure_tab.ALL_SEEDS.format(seeds=2) in several
    assert sure_tab.WORDS in several
    one = replace(OTHER, arms=OTHER.arms[1:2], seeds=1)
    bench.finish(one)
    single = words(digits(("look", "sure"), experiment=one))
    assert "seeds together" not in single
    assert sure_tab.WORDS not in single, "there is no diagram"
    assert "so it has no reliability diagram" in single


def test_compare_leads_to_how_sure(ready: Bench):
    at = open_page(menu.COMPARE.path, links.to_query(Experiment()))
    at.session_state["tabs-accuracy"] = "Same yardstick"
    at.run()
    asked = [link.proto.query_string for link in at.get("page_link") if link.proto.page == "digits"]
    assert any("look=sure" in query for query in asked)
