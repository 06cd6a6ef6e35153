"""Pairs: a cell and a card for every row of the registry, checked live, and an answer that was measured."""

import pytest

from core.datasets import mnist
from core.experiment import Experiment
from core.outputs import OUTPUTS
from core.pairs import PAIRS
from core.story import explain
from core.verdict import judge
from lab import links, verdicts, wording
from tests.pages.conftest import Bench, open_page, results_of
from tests.pages.test_softmax import said
from ui import numerals
from ui.story import latex, pair_views

PAGE = "pages/pairs.py"
Z = (1.3, 0.1, -2.0, 3.1)


@pytest.mark.parametrize("layer", OUTPUTS)
def test_every_pair_of_a_layer_has_its_formula_its_check_and_its_link(bench: Bench, layer):
    at = open_page(PAGE, [("layer", layer), ("z", "1.3,0.1,-2,3.1"), ("y", "1")])
    rows = [row for row in PAIRS.values() if row.output.key == layer]
    allowed = [row for row in rows if not row.refused]
    formulas = "\n".join(block.value for block in at.latex)
    for row in rows:
        assert f"**{row.loss.name}**" in said(at)
        assert row.note in said(at)
    for row in allowed:
        assert latex.fitted(row.formula) in formulas
        check = explain.pair_check(row, Z, 0)
        assert check.error < 1e-6
        assert f"finite differences: {numerals.error(check.error)}" in said(at)
    compared = [link.proto.query_string for link in at.main.get("page_link") if link.proto.label == "Compare this pair"]
    assert len(compared) == len(allowed)
    assert ":material/close:" not in said(at)


@pytest.mark.parametrize("row", [row for row in PAIRS.values() if not row.refused], ids=lambda row: row.name)
def test_the_link_of_a_pair_compares_it_with_a_good_one(row):
    experiment = pair_views.comparison(row)
    assert (experiment.arms[0].output, experiment.arms[0].loss) == row.key
    assert (experiment.arms[1].output, experiment.arms[1].loss) != row.key
    assert links.from_query(links.to_query(experiment)) == links.Link(experiment, "")


def test_other_logits_are_drawn_and_go_into_the_address(bench: Bench):
    at = open_page(PAGE)
    next(button for button in at.button if button.label == "Other logits").click().run()
    assert len(at.query_params["z"].split(",")) == 4
    assert f"z = ({at.query_params['z'].replace(',', ', ')})" in said(at)


def test_a_corner_is_said_to_be_one(bench: Bench):
    at = open_page(PAGE, [("layer", "linear"), ("z", "1,0,-2,3.1"), ("y", "1")])
    assert f":material/question_mark: {pair_views.CHECK.untold}" in said(at)
    assert f":material/question_mark: {pair_views.ALL.untold}" in said(at)


def test_the_book_s_question_is_not_answered_before_it_is_measured(bench: Bench):
    at = open_page(PAGE)
    assert pair_views.UNMEASURED in said(at)
    assert not bench.asked
    next(button for button in at.button if button.label == "Train both").click().run()
    assert bench.asked == [Experiment()]
    bench.finish(Experiment())
    at.run()
    results = results_of(Experiment())
    found, names = judge(results, mnist().test.labels), wording.arm_names(Experiment().arms)
    assert f"{verdicts.headline(found, names)}.** {verdicts.detail(found, names)}" in said(at)
    assert f"{100 * results[0][0].test_accuracy:.2f}" in said(at)
