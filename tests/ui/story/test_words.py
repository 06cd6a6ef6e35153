"""What the story says in words and formulas: the numbers of core, and the sentence that fits them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.losses import LOSSES
from core.outputs import OUTPUTS, sigmoid, softmax
from core.pairs import PAIRS
from core.story import explain
from core.story.derivation import PREVIOUS, derive
from core.story.neuron import NEURON_LOSSES, descend
from core.verdict import verdict
from lab import wording
from ui import numerals
from ui.story import derivation_steps, latex, questions, quiz, sentences

Z = (1.0, 0.0, -2.0, 3.1)


@given(st.floats(-1e300, 1e300), st.booleans())
def test_a_number_in_text_reads_back_within_its_places(value, sign):
    text = numerals.text(value, sign=sign).replace("−", "-")
    assert float(text) == pytest.approx(value, rel=0.006, abs=0.0005)


def test_the_accessible_text_of_a_layer_changes_with_its_activations():
    first, second = (sentences.neurons("Softmax", softmax(z)) for z in (Z, (1.0, 0.0, -2.0, 3.2)))
    assert first == "Softmax layer: a1 0.104, a2 0.038, a3 0.005, a4 0.852; sum 1."
    assert first != second


def test_a_move_is_told_with_every_change():
    after = (1.0, 0.0, -2.0, 4.1)
    said = sentences.moved(Z, after, softmax(after) - softmax(Z), sigmoid(after) - sigmoid(Z))
    assert said.startswith("z₄ went from 3.1 to 4.1. Softmax: a₁ −0.")
    assert "a₄ +0." in said
    assert "together 0." in said
    assert sentences.moved(Z, Z, [0] * 4, [0] * 4).startswith("Move a slider")


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
    (question,) = questions.which_wins(found)
    return question.answer()


def test_the_measured_answer_says_what_the_verdict_says():
    names = ("Softmax with log-likelihood", "Sigmoid with cross-entropy")
    clear = verdict([[0.9, 0.901, 0.902], [0.8, 0.801, 0.8015]])
    assert winning(clear).because == wording.verdict(clear, names)
    assert winning(clear).right == {"0"}
    close = verdict([[0.9, 0.85, 0.87], [0.86, 0.88, 0.87]])
    assert winning(close).because.startswith("Too close to call")
    assert winning(close).right == {"close"}
    assert "90.00" in sentences.accuracies(names, [0, 1], [[0.9, 0.8], [0.7, 0.7]])


def answers(questions):
    return {question.key: (question, question.answer()) for question in questions}


@given(st.lists(st.floats(-8, 8), min_size=4, max_size=4).map(tuple))
def test_the_answers_about_softmax_are_what_happens(z):
    found = answers(questions.softmax(z))
    assert found["fall"][1].right == {"a1", "a2", "a3"}
    assert found["move"][1].right == {"a4"}
    assert found["shift"][1].right == {"none"}


def test_the_answers_about_the_inverse():
    found = answers(questions.inverse((500, 250, 125, 125), 1.0))
    assert found["shift"][1].right == {"none"}
    assert found["twice"][1].right == {"ln2"}
    assert found["double"][1].right == {"a2", "a3", "a4"}


def test_the_answers_about_the_neuron_follow_the_sliders():
    bad = {loss: descend(2.0, 2.0, 0.15, loss) for loss in NEURON_LOSSES}
    found = answers(questions.slowdown(bad))
    assert found["first"][1].right == {"cross_entropy"}
    assert found["quadratic"][1].right == {"later"}
    assert found["entropy"][1].right == {"start"}
    never = {loss: descend(5.0, 5.0, 0.005, loss) for loss in NEURON_LOSSES}
    assert answers(questions.slowdown(never))["first"][1].right == {"neither"}


def test_the_answer_about_the_pairs_is_worked_out():
    _, answer = answers(questions.pairs())["plain"]
    assert answer.right == {"softmax~log_likelihood", "sigmoid~cross_entropy", "linear~quadratic"}


def test_the_question_of_the_winner_is_answered_by_the_verdict():
    clear = verdict([[0.9, 0.901, 0.902], [0.8, 0.801, 0.8015]])
    assert answers(questions.which_wins(clear))["wins"][1].right == {"0"}
    close = verdict([[0.9, 0.85, 0.87], [0.86, 0.88, 0.87]])
    assert answers(questions.which_wins(close))["wins"][1].right == {"close"}
    assert questions.which_wins(None) == ()


@pytest.mark.parametrize(
    "questions",
    [questions.softmax(Z), questions.inverse((250,) * 4, 0.0), questions.pairs()],
    ids=["softmax", "inverse", "pairs"],
)
def test_every_right_answer_is_one_of_the_options(questions):
    for question, answer in answers(questions).values():
        assert answer.right <= set(question.options)
        assert answer.right
        assert answer.because.endswith(".")


def test_one_of_several_right_answers_is_right_where_one_may_be_picked():
    question = quiz.Question("k", "words", {"a": "A", "b": "B"}, lambda: quiz.Answer(frozenset("ab"), "."))
    assert quiz._hit(question, question.answer(), frozenset("a"))
    assert not quiz._hit(question, quiz.Answer(frozenset("b"), "."), frozenset("a"))


def test_the_matrix_of_pairs_has_a_cell_a_pair():
    table = latex.matrix_of_pairs({key: f"cell {'~'.join(key)}" for key in PAIRS})
    assert table.count("cell") == len(PAIRS)
    assert len(table.splitlines()) == 2 + len(LOSSES)
    assert all(output.name in table.splitlines()[0] for output in OUTPUTS.values())


def test_unequal_units_are_named():
    table = latex.costs(0.1, 0.2, 0.3)
    assert table.count("nats") == 2
    assert table.count("squared units") == 1
    assert np.all([numerals.tex(value) in table for value in (0.1, 0.2, 0.3)])
