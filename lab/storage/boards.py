"""The class boards of a store: in its database, and in memory for as long as that cannot be used.

Several processes may share the database. Every change is made in a transaction of its own on what is there by then, so
that no two students get the same number.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import Connection

from lab.boards.board import Room
from lab.boards.refusal import Refusal
from lab.storage import rooms
from lab.storage.database import Database
from lab.storage.rooms import Change
from lab.storage.trouble import Work

MOST_KEPT = 500  # rooms of which memory keeps how they were when the database could last be used


class Attempt(Protocol):
    """Does something with the database, and gives back `otherwise` where that fails: see `lab.storage.store.Store`."""

    def __call__(self, work: Work, action: Callable[[Database], Any], otherwise: Any) -> Any:
        """Try it."""


class Boards:
    """Class boards by key. Thread-safe; never raises because of the database. Only `Refusal` comes through.

    What memory took is written as soon as the database can be used again, over what another process may have written
    meanwhile.
    """

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._seen: OrderedDict[str, Room] = OrderedDict()  # as last read or written
        self._unwritten: dict[str, Room] = {}
        self._ended: set[str] = set()  # to be deleted when the database can be used

    def open(self, room: Room, most: int, refused: str) -> None:
        """Keep a new room. Raises `Refusal` with the sentence where there are `most` already."""

        def act(connection: Connection) -> Room:
            rooms.drop_ended(connection, room.board.made)
            if rooms.count(connection) >= most:
                raise Refusal(refused)
            rooms.put(connection, room)
            return room

        if self._write(act) is FAILED:
            with self._lock:
                if len(self._unwritten) >= most:
                    raise Refusal(refused)
                self._keep(room)

    def get(self, key: str, known: Room | None = None) -> Room | None:
        """The room of a board, the `known` one itself where nothing has changed since; None where there is none."""
        with self._lock:
            if key in self._unwritten or key in self._ended:
                return self._unwritten.get(key)

        def act(connection: Connection) -> Room | None:
            same = known is not None and rooms.version(connection, key) == known.version
            return known if same else rooms.read(connection, key)

        found = self._attempt("read", lambda database: database.read(act), FAILED)
        with self._lock:
            if found is FAILED:
                return self._seen.get(key)
            self._note(key, found)
            return found  # type: ignore[no-any-return]

    def change(self, key: str, action: Change) -> Room | None:
        """Change the room of a board, which is given back; None where there is none. Raises what the `action` does."""
        found = self._write(lambda connection: rooms.change(connection, key, action))
        if found is not FAILED:
            with self._lock:
                self._note(key, found)
            return found  # type: ignore[no-any-return]
        known = self.get(key)
        with self._lock:
            room = self._unwritten.get(key) or known
            if room is None:
                return None
            after = action(room)
            if after != room:
                after = replace(after, version=room.version + 1)
                self._keep(after)
            return after

    def end(self, key: str) -> None:
        """Delete a board and all that is kept of its students."""
        failed = self._write(lambda connection: rooms.drop(connection, key)) is FAILED
        with self._lock:
            self._unwritten.pop(key, None)
            self._seen.pop(key, None)
            if failed:
                self._ended.add(key)

    def drop_ended(self, now: float) -> None:
        """Delete the boards that have ended by now, seconds since 1970."""
        self._write(lambda connection: rooms.drop_ended(connection, now))
        with self._lock:
            for kept in (self._seen, self._unwritten):
                for key in [key for key, room in kept.items() if room.board.until <= now]:
                    del kept[key]

    def catch_up(self) -> None:
        """Write what memory took, where the database can be used again."""
        with self._lock:
            nothing = not self._unwritten and not self._ended
        if not nothing:
            self._write(lambda _: None)

    def _write(self, act: Callable[[Connection], Any]) -> Any:
        """Do something in a transaction, after what memory took has been written; `FAILED` where that is impossible."""
        with self._writing:  # else two would write the same from memory, the second over what has come in between
            return self._written(act)

    def _written(self, act: Callable[[Connection], Any]) -> Any:
        with self._lock:
            unwritten, ended = dict(self._unwritten), set(self._ended)

        def whole(connection: Connection) -> Any:
            for key in ended:
                rooms.drop(connection, key)
            for key, room in unwritten.items():
                newer = max(room.version, rooms.version(connection, key) or 0) + 1
                rooms.put(connection, replace(room, version=newer))
            return act(connection)

        def attempt(database: Database) -> Any:
            try:
                return database.write(whole)
            except Refusal as refusal:  # no fault of the database's
                return refusal

        done = self._attempt("write", attempt, FAILED)
        if isinstance(done, Refusal):
            raise done
        if done is not FAILED:
            with self._lock:
                self._ended -= ended
                for key, room in unwritten.items():
                    if self._unwritten.get(key) is room:
                        del self._unwritten[key]
        return done

    def _keep(self, room: Room) -> None:
        self._unwritten[room.board.key] = room
        self._note(room.board.key, room)

    def _note(self, key: str, room: Room | None) -> None:
        self._seen.pop(key, None)
        if room is not None:
            self._seen[key] = room
            if len(self._seen) > MOST_KEPT:
                self._seen.popitem(last=False)


class _Failed:
    """What stands for the result of something that could not be done."""


FAILED = _Failed()
