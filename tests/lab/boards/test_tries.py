"""Codes cannot be found by trying: so many at once, so many a second, from one address and altogether."""

import pytest

from lab.boards import codes, hall
from lab.boards.refusal import Refusal
from lab.boards.rules import MOST_BOARDS
from lab.boards.tries import MOST_ADDRESSES, Bounds, Tries

WAIT = "wait {wait}"


def tries() -> Tries:
    return Tries(Bounds(3, 0.1), Bounds(5, 1), WAIT)


def test_after_so_many_from_one_address_it_has_to_wait():
    counted = tries()
    for _ in range(3):
        counted.check("192.0.2.1", 0.0)
        counted.count("192.0.2.1", 0.0)
    with pytest.raises(Refusal, match="wait 10 seconds"):  # one comes in every ten seconds
        counted.check("192.0.2.1", 0.0)
    counted.check("192.0.2.2", 0.0)
    counted.check("192.0.2.1", 10.0)


def test_after_so_many_altogether_everybody_has_to_wait():
    counted = tries()
    for number in range(5):
        counted.count(f"192.0.2.{number}", 0.0)
    for address in ("192.0.2.9", ""):
        with pytest.raises(Refusal, match="wait 1 second"):
            counted.check(address, 0.0)
    counted.check("192.0.2.9", 1.0)


def test_those_whose_address_is_not_known_share_the_count_of_all_alone():
    counted = tries()
    for _ in range(4):
        counted.count("", 0.0)
    counted.check("", 0.0)


def test_nothing_is_saved_up_beyond_the_bound():
    counted = tries()
    counted.check("a", 0.0)
    for _ in range(3):
        counted.count("a", 1e6)
    with pytest.raises(Refusal):
        counted.check("a", 1e6)


def test_addresses_take_no_end_of_memory():
    counted = Tries(Bounds(1, 1), Bounds(1e6, 1e6), WAIT)
    for number in range(MOST_ADDRESSES + 10):
        counted.count(str(number), 0.0)
    assert len(counted._by_address) == MOST_ADDRESSES


def test_a_day_of_guesses_opens_no_board():
    """From many addresses, on as many boards as there may be: the chance that lab/boards/tries.py names."""
    day = hall.WRONG_CODES[1]
    guesses = day.at_once + 24 * 3600 * day.rate
    assert guesses * MOST_BOARDS / len(codes.ALPHABET) ** codes.LENGTH < 1.1e-4
