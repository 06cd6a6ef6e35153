"""The desk: one file at a time, none twice, a bounded number of those who wait, and a bounded number of bytes kept."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from ui.site.downloads.desk import BusyError, Desk


class Maker:
    """Makes files of so many bytes, each when it may go on; counts what is made, and what at the same time."""

    def __init__(self, size: int = 10) -> None:
        self.size, self.made, self.at_once, self.most = size, [], 0, 0
        self.go_on = threading.Event()
        self.go_on.set()

    def of(self, name: str) -> Callable[[], bytes]:
        def make() -> bytes:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            self.go_on.wait()
            self.made.append(name)
            self.at_once -= 1
            return name.encode() * self.size

        return make


def test_a_hundred_presses_make_one_file() -> None:
    maker = Maker()

    async def press() -> list[bytes]:
        desk = Desk(waiting=100)
        return await asyncio.gather(*(desk.file("a", maker.of("a")) for _ in range(100)))

    assert set(asyncio.run(press())) == {b"a" * 10}
    assert maker.made == ["a"]


def test_files_are_made_one_at_a_time_in_the_order_in_which_they_are_asked_for() -> None:
    maker = Maker()

    async def press() -> None:
        desk = Desk()
        await asyncio.gather(*(desk.file(name, maker.of(name)) for name in "bca"))

    asyncio.run(press())
    assert (maker.made, maker.most) == (["b", "c", "a"], 1)


def test_who_asks_for_more_than_a_few_at_a_time_is_refused_and_others_are_not() -> None:
    maker = Maker()
    maker.go_on.clear()

    async def press() -> list[BaseException | bytes]:
        desk = Desk(waiting=5, of_address=2)
        asked = [(name, "10.0.0.1") for name in "abc"] + [(name, "10.0.0.2") for name in "de"] + [("f", ""), ("g", "")]
        tasks = [asyncio.create_task(desk.file(name, maker.of(name), address)) for name, address in asked]
        await asyncio.sleep(0)  # all have asked
        maker.go_on.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    answers = asyncio.run(press())
    refused = [name for name, answer in zip("abcdefg", answers, strict=True) if isinstance(answer, BusyError)]
    assert refused == ["c", "g"]  # the third of an address, and the sixth of all
    assert "Try again in a minute" in str(answers[2])


def test_who_was_refused_or_failed_no_longer_waits() -> None:
    def fail() -> bytes:
        raise ValueError("no file")

    async def press() -> bytes:
        desk = Desk(waiting=1)
        with pytest.raises(ValueError, match="no file"):
            await desk.file("a", fail)
        return await desk.file("a", Maker().of("a"))

    assert asyncio.run(press()) == b"a" * 10


def test_what_was_not_asked_for_longest_makes_room() -> None:
    maker = Maker()

    async def press() -> None:
        desk = Desk(kept=25)
        for name in "abacab":
            await desk.file(name, maker.of(name))

    asyncio.run(press())
    assert maker.made == ["a", "b", "c", "b"]


def test_a_file_that_is_larger_than_all_that_is_kept_is_given_all_the_same() -> None:
    maker = Maker(size=100)

    async def press() -> list[int]:
        desk = Desk(kept=50)
        return [len(await desk.file("a", maker.of("a"))) for _ in range(2)]

    assert asyncio.run(press()) == [100, 100]
    assert maker.made == ["a", "a"]
