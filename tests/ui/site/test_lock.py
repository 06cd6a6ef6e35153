"""Pages are drawn one at a time, and nobody waits for ever."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.site import lock


def test_two_do_not_draw_at_once():
    drawing, most, counting = 0, 0, threading.Lock()

    def draw(_: int) -> None:
        nonlocal drawing, most
        with lock.drawing(), lock.drawing():  # the second is part of the first
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
        with pytest.raises(stop), lock.drawing():
            raise stop
        with lock.drawing():
            pass


def test_who_waits_too_long_goes_ahead(monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE", 0.01)
    went, hold = threading.Event(), threading.Event()

    def stuck() -> None:
        with lock.drawing():
            went.set()
            hold.wait(10)

    thread = threading.Thread(target=stuck)
    thread.start()
    went.wait(10)
    with lock.drawing():
        hold.set()
    thread.join()
    assert not lock._lock.locked()
