"""Pages are drawn one at a time, in fair turns, and nobody waits for ever."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.site import lock
from ui.site.lock import Turns, Who

ADA = Who("192.0.2.1", "ada")


def test_two_do_not_draw_at_once():
    drawing, most, counting = 0, 0, threading.Lock()

    def draw(number: int) -> None:
        nonlocal drawing, most
        with lock.drawing(Who("", str(number))), lock.drawing(ADA):  # the second is part of the first
            with counting:
                drawing += 1
                most = max(most, drawing)
            threading.Event().wait(0.001)
            with counting:
                drawing -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(draw, range(40)))
    assert most == 1


def test_a_turn_ends_with_an_error_and_with_a_stop():
    for stop in (ValueError, KeyboardInterrupt):
        with pytest.raises(stop), lock.drawing(ADA):
            raise stop
        with lock.drawing(ADA):
            pass
    assert lock._turns.idle


class Clock:
    """The time of the test, of which every turn takes a second."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(lock, "time", clock)
    monkeypatch.setattr(lock, "PATIENCE", 10.0)
    return clock


def drawn(turns: Turns, clock: Clock, comers: list[Who], later: Sequence[Who] = (), at: int = 0) -> list[str]:
    """The sessions in the order in which they draw, a second each.

    The first came while somebody else drew, those who come `later` in the turn that has so many before it.
    """
    order, threads = list[str](), list[threading.Thread]()

    def draw(who: Who) -> None:
        with turns.turn(who):
            if len(order) == at:
                come(later)
            order.append(who.session)
            clock.now += 1.0

    def come(these: Sequence[Who]) -> None:
        for who in these:
            waiting = len(turns._waiting)
            threads.append(threading.Thread(target=draw, args=[who]))
            threads[-1].start()
            while len(turns._waiting) == waiting:
                threading.Event().wait(0.001)

    with turns.turn(Who("", "somebody")):
        come(comers)
    for thread in threads:  # those too that are added meanwhile
        thread.join()
    return order


def test_next_is_whose_address_has_had_least_and_then_the_session_that_has(clock: Clock) -> None:
    hammers = [Who("203.0.113.1", f"hammer {number}") for number in range(6)]
    comers = [*hammers, hammers[0], ADA, Who("", "bob"), ADA]
    # All begin equal, so the first to come is first; then each of the others has had less than that address.
    order = drawn(Turns(), clock, comers)
    assert order[:3] == ["hammer 0", "ada", "bob"]
    assert order[3:5] == ["hammer 1", "ada"]
    assert order[-1] == "hammer 0"  # who has drawn once already


def test_who_comes_later_waits_for_no_second_turn_of_those_who_draw_all_the_time(clock: Clock) -> None:
    hammers = [Who("203.0.113.1", f"hammer {number}") for number in range(3)]
    order = drawn(Turns(), clock, 6 * hammers, 2 * [ADA], at=9)
    assert "ada" in order[10:12]
    assert order[-1] != "ada"


def test_a_turn_that_takes_too_long_goes_on_beside_the_next(monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE", 0.01)
    turns = Turns()
    went, hold, ended = threading.Event(), threading.Event(), threading.Event()

    def stuck() -> None:
        with turns.turn(Who("", "stuck")):
            went.set()
            hold.wait(10)
        ended.set()

    thread = threading.Thread(target=stuck)
    thread.start()
    went.wait(10)
    with turns.turn(ADA):
        hold.set()
        ended.wait(10)
        assert not turns.idle  # the end of a turn that was given on ends no other
    thread.join()
    assert turns.idle
