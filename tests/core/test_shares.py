"""Shares stay a distribution, whatever is done to them."""

from hypothesis import given
from hypothesis import strategies as st

from core.story.shares import WHOLE, rebalance, to_shares

values = st.lists(st.floats(0, 1), min_size=2, max_size=6)


@given(values)
def test_shares_are_positive_and_sum_to_one(numbers):
    shares = to_shares(numbers)
    assert sum(shares) == WHOLE
    assert min(shares) >= 1


@given(values)
def test_shares_are_their_own_nearest(numbers):
    shares = to_shares(numbers)
    assert rebalance(shares, 0, shares[0]) == shares


@given(values, st.data())
def test_the_share_that_is_set_is_set_and_the_others_keep_their_order(numbers, data):
    shares = to_shares(numbers)
    place = data.draw(st.integers(0, len(shares) - 1))
    value = data.draw(st.integers(-5, WHOLE + 5))
    after = rebalance(shares, place, value)
    assert sum(after) == WHOLE
    assert min(after) >= 1
    assert after[place] == min(max(value, 1), WHOLE - len(shares) + 1)
    pairs = [(shares[k], after[k]) for k in range(len(shares)) if k != place]
    assert all(small[1] <= large[1] for small in pairs for large in pairs if small[0] < large[0])


def test_proportions_are_kept():
    assert rebalance((100, 200, 300, 400), 3, 700) == (50, 100, 150, 700)
