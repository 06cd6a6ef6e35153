"""All class boards of a server: opened, entered, changed and looked at, by many at once."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.experiment import Experiment
from lab.boards import codes, rules
from lab.boards.board import Room, Step, Student
from lab.boards.growth import Growth, Growths
from lab.boards.refusal import Refusal
from lab.boards.tries import Bounds, Tries
from lab.languages.words import N_, said
from lab.serving.pool import Pool, Refused
from lab.storage.store import Store

FRESH = 1.0  # seconds that a board is not read again: what is changed here is known at once
MOST_READ = 500  # boards that are kept from being read again
AGAIN = 10.0  # seconds after which what nobody trains any more is asked for anew
LARGEST_SECRET = 100  # characters

WRONG_CODES = (Bounds(200, 0.5), Bounds(600, 5))
"""From one address, where each of a full class may mistype at once and get in with the right code, and from all."""

OPENED = (Bounds(10, 1 / 3600), Bounds(100, 1 / 60))

TOO_MANY_CODES = N_(
    "Too many wrong codes were tried here. Please wait {wait}, then type the code as it stands on the board."
)
NOT_YOURS = N_("Only the teacher who opened this board can do that.")
TOO_MANY_OPENED = N_("Many class boards were opened from your network address. The next can be opened in {wait}.")
NO_SUCH_BOARD = N_(
    "There is no board with this code. Please check it on the teacher's screen; a board ends after a day."
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The code of a new board and the secret of the teacher who opened it: they are told once, and not kept."""

    code: str
    host: str


@dataclass(slots=True)
class _Read:
    """A room, and when it was read."""

    room: Room
    when: float


class Hall:
    """The boards in a store, their runs by a pool, which takes experiments of at most so many `seconds` of a core.

    Thread-safe. `clock` gives seconds, `calendar` those since 1970.
    """

    def __init__(
        self,
        store: Store,
        pool: Pool,
        seconds: float = rules.MOST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        calendar: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._pool = store, pool
        self._most = min(seconds, rules.MOST_SECONDS)
        self._clock, self._calendar = clock, calendar
        self._wrong_codes = Tries(*WRONG_CODES, TOO_MANY_CODES)
        self._openings = Tries(*OPENED, TOO_MANY_OPENED)
        self._growths = Growths(pool, store)
        self._lock = threading.Lock()
        self._read: OrderedDict[str, _Read] = OrderedDict()
        self._asked: OrderedDict[tuple[str, int], float] = OrderedDict()

    def open(self, experiment: Experiment, address: str = "") -> Opened:
        """A new board of the arms and settings of an experiment, for somebody at this address. Raises `Refusal`."""
        self._openings.check(address, self._clock())
        opened = Opened(codes.new_code(), codes.new_secret())
        key, host = codes.hashed(opened.code), codes.hashed(opened.host)
        room = rules.opened(key, host, experiment, self._calendar(), self._most)
        most = rules.MOST_BOARDS
        self._store.boards.open(room, most, said(rules.TOO_MANY_BOARDS, most=most))
        self._openings.count(address, self._clock())
        self._note(key, room)
        return opened

    def enter(self, code: str, address: str, secret: str = "") -> str:
        """The key of the board with this code, typed or followed from this network address.

        Raises `Refusal` where there is none, or where too many wrong codes came from there. Who shows the `secret` of
        the teacher, or of a student who has joined, guesses nothing and is not counted.
        """
        read = codes.read(code)
        key = codes.hashed(read) if read else ""
        if secret and key and self._knows(self.look(key), secret):
            return key
        now = self._clock()
        self._wrong_codes.check(address, now)
        if not key or self.look(key) is None:
            self._wrong_codes.count(address, now)
            raise Refusal(NO_SUCH_BOARD)
        return key

    def look(self, key: str) -> Room | None:
        """The board as it is, or was less than a second ago; None where there is none, or it has ended."""
        now = self._clock()
        with self._lock:
            kept = self._read.get(key)
            fresh = kept is not None and now < kept.when + FRESH
            if kept is not None and not fresh:
                kept.when = now  # this look reads it for all who come meanwhile
        room = kept.room if kept else None
        if not fresh:
            room = self._note(key, self._store.boards.get(key, room))
        return room if room is not None and room.board.until > self._calendar() else None

    def is_host(self, room: Room, secret: str) -> bool:
        """Whether this is the secret of the teacher who opened the board."""
        return len(secret) <= LARGEST_SECRET and codes.fits(secret, room.board.host)

    def student(self, room: Room, secret: str) -> Student | None:
        """The student whose secret this is; None where nobody's is."""
        return room.by_token(codes.hashed(secret)) if secret and len(secret) <= LARGEST_SECRET else None

    def join(self, key: str, nickname: str, arm: int | None) -> str:
        """Join a board, for the arm that is picked or, with None, one that is dealt; returns the student's secret."""
        secret = codes.new_secret()
        self._change(key, lambda room: rules.joined(room, codes.hashed(secret), nickname, arm))
        return secret

    def predict(self, key: str, secret: str, winner: int, points: float) -> None:
        """A student says which arm will be ahead, and by how many points."""
        self._change(key, lambda room: rules.predicted(room, codes.hashed(secret), winner, points))

    def train(self, key: str, secret: str) -> None:
        """A student presses Train. Raises `Refusal`, also where the server's queue is full: they may try again."""
        token = codes.hashed(secret)
        action = partial(rules.training, token=token)
        room = self.look(key)
        student = action(room).by_token(token) if room else None
        if room is None or student is None:
            raise Refusal(NO_SUCH_BOARD)
        try:
            self._submit(room, student.number)
        except Refused as refused:
            raise Refusal(refused.sentence) from refused
        self._change(key, action)

    def lead(self, key: str, host: str, step: Step) -> None:
        """The teacher leads the class to a step.

        As all that is the teacher's alone, it raises `Refusal` without the secret of the `host`: a button that a
        session was given for a board of its own may be pressed when it is at another.
        """
        self._change(key, lambda room: rules.led(self._hosted(room, host), step))

    def pause(self, key: str, host: str, wanted: bool) -> None:
        """The teacher has the class wait, or go on."""
        self._change(key, lambda room: rules.paused(self._hosted(room, host), wanted))

    def hide(self, key: str, host: str, wanted: bool) -> None:
        """The teacher hides the names, or shows them."""
        self._change(key, lambda room: rules.hidden(self._hosted(room, host), wanted))

    def end(self, key: str, host: str) -> None:
        """The teacher ends the board: all that is kept of its students is deleted."""
        room = self.look(key)
        if room is None:
            return
        self._hosted(room, host)
        self._store.boards.end(key)
        self._growths.forget(key)
        self._note(key, None)

    def growth(self, room: Room) -> Growth:
        """How far the class's runs have come."""
        return self._growths.look(room, self._clock())

    def keep_training(self, room: Room, number: int) -> None:
        """Have trained what this student asked for, where a server that is no more was at it, or it failed."""
        if number not in self.growth(room).lost:
            return
        now = self._clock()
        with self._lock:
            if now < self._asked.get((room.board.key, number), float("-inf")) + AGAIN:
                return
            self._asked[room.board.key, number] = now
            if len(self._asked) > MOST_READ:
                self._asked.popitem(last=False)
        try:
            self._submit(room, number)
        except Refused:
            return  # the queue is full: later

    def _submit(self, room: Room, number: int) -> None:
        """Train for the board, not for a visitor of this tab: who leaves stops nothing, and each is a visitor alone."""
        self._pool.submit(room.board.of(number), f"board {room.board.key[:16]} {number}", listed=False)

    def _change(self, key: str, action: Callable[[Room], Room]) -> None:
        room = self._store.boards.change(key, action)
        self._note(key, room)
        if room is None or room.board.until <= self._calendar():
            raise Refusal(NO_SUCH_BOARD)

    def _note(self, key: str, room: Room | None) -> Room | None:
        """Keep what has been read or written, unless something newer has been meanwhile."""
        with self._lock:
            before = self._read.pop(key, None)
            if room is None:
                return None
            newest = room if before is None or room.version >= before.room.version else before.room
            self._read[key] = _Read(newest, self._clock())
            if len(self._read) > MOST_READ:
                self._read.popitem(last=False)
        return newest

    def _hosted(self, room: Room, secret: str) -> Room:
        """The room, for its teacher."""
        if not self.is_host(room, secret):
            raise Refusal(NOT_YOURS)
        return room

    def _knows(self, room: Room | None, secret: str) -> bool:
        return room is not None and (self.is_host(room, secret) or self.student(room, secret) is not None)
