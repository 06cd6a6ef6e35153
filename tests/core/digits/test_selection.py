"""Which images are looked at: what is asked of them holds of those, and of no others."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.digits.selection import WHICH, Selection, surest

DIGITS = st.integers(0, 9)
LABELS = np.array([7, 2, 1, 0, 4])
ANSWERED = np.array([[7, 2, 1, 0, 9], [7, 3, 1, 6, 9]])


def test_by_hand():
    """Two arms: the first takes the 4 for a 9; the second the 2 for a 3, the 0 for a 6, and the 4 for a 9."""
    of = {which: Selection(which, arm=1).of(ANSWERED, LABELS).tolist() for which in WHICH}
    assert of == {"all": [0, 1, 2, 3, 4], "wrong": [1, 3, 4], "right": [0, 2], "disagree": [1, 3]}
    assert Selection("wrong", arm=0).of(ANSWERED, LABELS).tolist() == [4]
    assert Selection(digit=4, taken=9, arm=1).of(ANSWERED, LABELS).tolist() == [4]
    assert Selection(taken=6, arm=0).of(ANSWERED, LABELS).tolist() == []


@given(
    arrays(np.uint8, (3, 50), elements=DIGITS),
    arrays(np.uint8, 50, elements=DIGITS),
    st.integers(0, 2),
    st.none() | DIGITS,
    st.none() | DIGITS,
)
def test_right_and_wrong_share_out_all(answered, labels, arm, digit, taken):
    found = {which: Selection(which, arm, digit, taken).of(answered, labels) for which in WHICH}
    assert sorted([*found["right"], *found["wrong"]]) == found["all"].tolist()
    assert all(labels[found["all"]] == digit) or digit is None
    assert all(answered[arm][found["all"]] == taken) or taken is None
    assert set(found["disagree"]) <= set(found["all"])
    assert all(len(set(answered[:, image])) > 1 for image in found["disagree"])


def test_the_surest_come_first_and_equals_keep_their_order():
    sureness = np.array([0.1, 0.9, 0.5, 0.9, 1.0])
    assert surest(np.array([0, 1, 2, 3]), sureness).tolist() == [1, 3, 2, 0]
