"""The desk where files are made: one at a time, for a bounded number of those who wait, and kept for who asks next."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable

from anyio import to_thread

from core.words import ForPeople
from lab.languages.words import N_

KEPT = 64_000_000  # bytes of files that are kept
WAITING, OF_ADDRESS = 40, 6
"""How many may wait for a file at a time: of all, and of one network address."""

BUSY = N_("Many files are being made just now. Try again in a minute.")


class BusyError(ForPeople):
    """More wait than can be served soon."""


class Desk:
    """Makes files, one after another in the order in which they are asked for, in a thread beside the event loop.

    Whoever waits holds no thread, and all who ask for the same file wait for one making of it. A file that is kept is
    given at once. Of one event loop.
    """

    def __init__(self, kept: int = KEPT, waiting: int = WAITING, of_address: int = OF_ADDRESS) -> None:
        self._kept, self._most, self._of_address = kept, waiting, of_address
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._coming: dict[Hashable, asyncio.Task[bytes]] = {}
        self._waiting: Counter[str] = Counter()  # files that are to be made, by who asked first, '' where not known
        self._turn = asyncio.Lock()

    async def file(self, key: Hashable, make: Callable[[], bytes], address: str = "") -> bytes:
        """The file of a key, made where it is not kept. Raises `BusyError`, and whatever `make` raises."""
        if (found := self._found(key)) is not None:
            return found
        if key not in self._coming:
            if self._waiting.total() >= self._most or (address and self._waiting[address] >= self._of_address):
                raise BusyError(BUSY)
            self._waiting[address] += 1
            self._coming[key] = asyncio.create_task(self._made(key, make, address))
            self._coming[key].add_done_callback(_heard)
        return await asyncio.shield(self._coming[key])  # who goes away does not take it from the others

    async def _made(self, key: Hashable, make: Callable[[], bytes], address: str) -> bytes:
        try:
            async with self._turn:
                made = await to_thread.run_sync(make)
        finally:
            del self._coming[key]
            self._waiting[address] -= 1
            self._waiting += Counter()  # forgets the addresses of which none is left
        self._keep(key, made)
        return made

    def _found(self, key: Hashable) -> bytes | None:
        if key in self._files:
            self._files.move_to_end(key)
        return self._files.get(key)

    def _keep(self, key: Hashable, made: bytes) -> None:
        """Keep a file; those that were not asked for longest make room, and one larger than all is not kept."""
        self._files[key] = made
        while self._files and sum(map(len, self._files.values())) > self._kept:
            self._files.popitem(last=False)


def _heard(made: asyncio.Task[bytes]) -> None:
    """An error of a file that nobody waits for any more is no news."""
    if not made.cancelled():
        made.exception()
