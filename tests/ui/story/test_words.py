"""What the story says in words and formulas: the numbers of core, and the sentence that fits them."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outputs import OUTPUTS, sigmoid, softmax
from core.pairs import PAIRS
from core.story import explain
from core.story.derivation import PREVIOUS, derive
from core.story.neuron import NEURON_LOSSES, RATES, descend
from core.verdict import verdict
from lab import verdicts
from tests.core.answers import nested
from ui import numerals
from ui.story import derivation_steps, latex, pair_views, sentences
from ui.story.questions import about_inverse, about_pairs, about_slowdown, about_softmax, quiz

Z = (1.0, 0.0, -2.0, 3.1)


@given(st.floats(-1e300, 1e300), st.booleans())
def test_a_number_in_text_reads_back_within_its_places(value, sign):
    text = numerals.text(value, sign=sign).replace("−", "-")
    assert float(text) == pytest.approx(value, rel=0.006, abs=0.0005)


def test_the_accessible_text_of_a_layer_changes_with_its_activations():
    first, second = (sentences.neurons("Softmax", softmax(z)) for z in (Z, (1.0, 0.0, -2.0, 3.2)))
    assert first == "Softmax layer: a1 0.104, a2 0.038, a3 0.005, a4 0.852; sum 1."
    assert first != second


def changes_of(layer, before, after):
    """The changes in 60-digit arithmetic, as the page writes them."""
    with mpmath.workdps(60):
        rows = []
        for z in (before, after):
            powers = [mpmath.e ** mpmath.mpf(value) for value in z]
            rows.append([e / mpmath.fsum(powers) if layer == "softmax" else e / (1 + e) for e in powers])
        return [float(new - old) for old, new in zip(*rows, strict=True)]


logits = st.lists(st.integers(-50, 50).map(lambda tenths: tenths / 10), min_size=4, max_size=4).map(tuple)


@given(logits, logits)
def test_a_move_is_told_with_every_bar_that_moved(before, after):
    said = sentences.moved(before, after)
    moved = [place for place in range(4) if before[place] != after[place]]
    if not moved:
        assert said.startswith("Move one slider")
        return
    softmax_part, sigmoid_part = said.split("Sigmoid: ")
    named = [place for place in range(4) if numerals.index("a", place + 1) in sigmoid_part]
    # "no other bar has moved" is said where one logit alone has changed, and then of all the others
    assert ("no other bar has moved" in said) == (len(moved) == 1)
    assert named == (moved if len(moved) == 1 else [0, 1, 2, 3])
    for layer, part in (("softmax", softmax_part), ("sigmoid", sigmoid_part)):
        for place, change in enumerate(changes_of(layer, before, after)):
            name = numerals.index("a", place + 1)
            if name in part:
                written = part.split(f"{name} ")[1].split(",")[0].split(";")[0].split(" ")[0].rstrip(".")
                assert float(written.replace("−", "-")) == pytest.approx(change, rel=0.006, abs=6e-5)
    assert "together 0." in said


def test_the_edges_of_floating_point_are_told():
    assert sentences.at_the_edge(Z, softmax(Z)) == ""
    apart = (400.0, 0.0, 0.0, -400.0)
    assert "a₄" in sentences.at_the_edge(apart, softmax(apart))
    near_one = (100.0, 0.0, 0.0, 0.0)
    assert "1.12e-43" in sentences.at_the_edge(near_one, softmax(near_one))  # 3 e^-100


@given(st.lists(st.floats(0, 30), min_size=4, max_size=4))
def test_nothing_is_shown_as_zero_to_logit_differences_of_30(z):
    assert "Shown as 0" not in sentences.at_the_edge(z, softmax(z))


def test_formulas_bear_the_numbers():
    a = softmax(Z)
    assert r"\frac{e^{3.1}}{e^{1} + e^{0} + e^{-2} + e^{3.1}} = 0.852" in latex.softmax(Z, a, 3)
    trip = explain.round_trip(a, 2.0)
    assert numerals.tex(trip.z[3]) in latex.inverted(a, 2.0, trip.z, 3)
    assert r"-\ln 0.852" in latex.log_likelihood(4, a[3], 0.16)


def test_the_steps_of_the_derivation_bear_their_numbers_and_all_are_checked():
    found = derive(Z, 3)
    steps = derivation_steps.steps(found, 3, PREVIOUS)
    assert [step.step is None for step in steps] == [True] + [False] * 5
    assert numerals.tex(found.cost) in steps[0].formula
    for value in found.delta.value:
        assert numerals.tex(value) in steps[3].formula
        assert numerals.tex(value) in steps[4].formula


def winning(found):
    (question,) = about_pairs.which_wins(found)
    return question.answer()


def test_the_measured_answer_says_what_the_verdict_says():
    names = ("Softmax with log-likelihood", "Sigmoid with cross-entropy")
    clear = verdict(nested([[0.9, 0.901, 0.902], [0.8, 0.801, 0.8015]]))
    assert winning(clear).because == f"{verdicts.headline(clear, names)}. {verdicts.detail(clear, names)}"
    assert winning(clear).right == {"0"}
    close = verdict(nested([[0.9, 0.85, 0.87], [0.86, 0.88, 0.87]]))
    assert winning(close).because.startswith("Too close to call")
    assert winning(close).right == {"close"}
    assert "90.00" in sentences.accuracies(names, [0, 1], [[0.9, 0.8], [0.7, 0.7]])


def answers(questions):
    return {question.key: (question, question.answer()) for question in questions}


@given(st.lists(st.integers(-5000, 5000).map(lambda tenths: tenths / 10), min_size=4, max_size=4).map(tuple))
def test_the_answers_about_softmax_are_what_happens(z):
    """In mathematics, wherever the sliders stand: also where 64 bits show no change."""
    found = answers(about_softmax.ask(z))
    assert found["fall"][1].right == {"fall"}
    assert found["fall"][1].because.startswith("All three fall: what a₄ gains")
    assert found["move"][1].right == {"a4"}
    assert found["move"][1].because.startswith("a₄ moves")
    assert found["shift"][1].right == {"none"}
    assert found["shift"][1].because.startswith("Nothing")


@pytest.mark.parametrize("z4", [40.0, 50.0, 500.0])
def test_where_64_bits_see_no_change_it_is_named_all_the_same(z4):
    z = (2.5, -1.0, 3.2, z4)
    assert sigmoid(z4 + 1) == sigmoid(z4)
    answer = answers(about_softmax.ask(z))["move"][1]
    exactly = mpmath.e**-z4 * (1 - mpmath.e**-1)  # the difference of two sigmoids near 1
    assert f"+{numerals.text(float(exactly))}" in answer.because
    assert answer.because.endswith(about_softmax.FURTHER)


def test_the_answers_about_the_inverse():
    found = answers(about_inverse.ask((500, 250, 125, 125), 1.0))
    assert found["shift"][1].right == {"none"}
    assert found["twice"][1].right == {"ln2"}
    assert found["double"][1].right == {"a2", "a3", "a4"}


def test_the_answers_about_the_neuron_follow_the_sliders():
    bad = {loss: descend(2.0, 2.0, 0.15, loss) for loss in NEURON_LOSSES}
    found = answers(about_slowdown.ask(bad))
    assert found["first"][1].right == {"cross_entropy"}
    assert found["quadratic"][1].right == {"later"}
    assert found["entropy"][1].right == {"start"}
    never = {loss: descend(5.0, 5.0, 0.005, loss) for loss in NEURON_LOSSES}
    assert answers(about_slowdown.ask(never))["first"][1].right == {"neither"}


@given(st.integers(-50, 50), st.integers(-50, 50), st.sampled_from(["same", "book"]))
def test_the_first_to_come_down_is_the_first_or_both_or_none(weight, bias, rates):
    neurons = {loss: descend(weight / 10, bias / 10, RATES[rates][loss], loss) for loss in NEURON_LOSSES}
    epochs = {loss: next((e for e, a in enumerate(one.output) if a < 0.5), 10**6) for loss, one in neurons.items()}
    quadratic, cross_entropy = epochs["quadratic"], epochs["cross_entropy"]
    expected = {
        quadratic < cross_entropy: "quadratic",
        quadratic > cross_entropy: "cross_entropy",
        quadratic == cross_entropy < 10**6: "both",
        quadratic == cross_entropy == 10**6: "neither",
    }[True]
    assert answers(about_slowdown.ask(neurons))["first"][1].right == {expected}


def test_the_answer_about_the_pairs_is_worked_out():
    _, answer = answers(about_pairs.ask())["plain"]
    assert answer.right == {"cross_entropy"}
    assert answer.because.startswith("Cross-entropy: ")


def test_the_question_of_the_winner_is_answered_by_the_verdict():
    clear = verdict(nested([[0.9, 0.901, 0.902], [0.8, 0.801, 0.8015]]))
    assert answers(about_pairs.which_wins(clear))["wins"][1].right == {"0"}
    close = verdict(nested([[0.9, 0.85, 0.87], [0.86, 0.88, 0.87]]))
    assert answers(about_pairs.which_wins(close))["wins"][1].right == {"close"}
    assert about_pairs.which_wins(None) == ()


@pytest.mark.parametrize(
    "questions",
    [about_softmax.ask(Z), about_inverse.ask((250,) * 4, 0.0), about_pairs.ask()],
    ids=["softmax", "inverse", "pairs"],
)
def test_every_right_answer_is_one_of_the_options(questions):
    for question, answer in answers(questions).values():
        assert answer.right <= set(question.options)
        assert answer.right
        assert answer.because.endswith(".")


def test_one_of_several_right_answers_is_right_where_one_may_be_picked():
    question = quiz.Question("k", "words", {"a": "A", "b": "B"}, lambda: quiz.Solution(frozenset("ab"), "."))
    assert quiz.hit(question, question.answer(), frozenset("a"))
    assert not quiz.hit(question, quiz.Solution(frozenset("b"), "."), frozenset("a"))


def test_the_tables_of_pairs_say_each_pair_s_delta():
    rows = {
        output.name: [pair_views._cell(row) for row in PAIRS.values() if row.output is output]
        for output in OUTPUTS.values()
    }
    narrow = latex.table_of_pairs([(loss, delta) for cells in rows.values() for loss, delta in cells])
    matrix = latex.matrix_of_pairs(rows)
    for table, lines in ((narrow, len(PAIRS)), (matrix, len(OUTPUTS))):
        head, _, *body = table.splitlines()
        assert len(body) == lines
        assert all(cell.strip() for cell in head.split("|")[1:-1])  # no empty header
        assert table.count("refused") == sum(row.refused for row in PAIRS.values())
        for row in PAIRS.values():
            assert row.formula.partition("= ")[2].partition(r" \quad (n")[0] in table


def test_unequal_units_are_named():
    table = latex.costs(0.1, 0.2, 0.3)
    assert table.count("nats") == 2
    assert table.count("squared units") == 1
    assert all(" of one output" in row or " over ten outputs" in row for row in table.splitlines()[2:])
    assert np.all([numerals.tex(value) in table for value in (0.1, 0.2, 0.3)])
