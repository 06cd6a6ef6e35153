"""How soon arms reach an accuracy, from records made by hand."""

import pytest

from core.evidence.reach import GOAL, Reach, reach
from tests.ui.synthetic import curve


def test_epochs_to_the_goal_over_seeds_some_of_which_never_get_there():
    found = reach([curve([0.1, 0.5, 0.8]), curve([0.1, 0.85, 0.7]), curve([0.1, 0.2, 0.3]), curve([0.1, 0.7, 0.9])])
    assert found.epochs == (2.0, 1.0, None, 2.0)
    assert (found.median, found.missing, found.reached) == (2.0, 1, (1.0, 2.0, 2.0))
    assert GOAL == 0.8


def test_where_no_seed_gets_there():
    found = reach([curve([0.1, 0.2])] * 2)
    assert (found.median, found.missing, found.reached) == (None, 2, ())


def test_a_close_up_counts_in_twentieths():
    found = reach([curve([0.1, 0.9], close_up=20)])
    assert found.median == pytest.approx(0.05)


def test_a_run_that_diverges_later_has_reached_it():
    found = reach([curve([0.1, 0.85, 0.1], [2.0, 1.0, float("nan")])])
    assert found == Reach((1.0,))
