"""A lock between processes of this machine, which the system takes back when its holder dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Wait until no other process holds the lock of this file, then hold it.

    Where the file cannot be made or the system has no such locks, nothing is waited for.
    """
    with ExitStack() as held:
        with suppress(OSError, ImportError):
            path.parent.mkdir(parents=True, exist_ok=True)
            _wait(held.enter_context(path.open("ab")))
        yield


def _wait(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # raises OSError after ten seconds
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(file, fcntl.LOCK_EX)
