"""What was asked for and is not finished, by server, so that the server that starts next goes on with it.

A server holds its wishes for `LEASE` seconds and renews them. One that starts takes over what nobody holds any more:
what a process of its own host held that is dead, or was this one, and what has not been renewed in time.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Iterable

from sqlalchemy import Connection, delete, select, update

from core.experiment import Experiment
from lab.storage.codec import DamagedError, experiment_text, read_experiment
from lab.storage.dialects import upsert
from lab.storage.schema import WISHES

LOG = logging.getLogger(__name__)

LEASE = 120.0  # seconds
MOST = 2000  # wishes that are taken over, the latest


def this_server() -> str:
    """The name of this server: its host and its process."""
    return f"{platform.node()[:150]}:{os.getpid()}"


def put(connection: Connection, experiments: Iterable[Experiment], now: float) -> None:
    """Note that this server trains the experiments."""
    server, until = this_server(), now + LEASE
    rows = [{"key": one.key, "settings": experiment_text(one), "server": server, "until": until} for one in experiments]
    upsert(connection, WISHES, rows)


def drop(connection: Connection, experiments: Iterable[Experiment]) -> None:
    """The experiments are finished, or nobody wants them any more."""
    for experiment in experiments:
        connection.execute(delete(WISHES).where(WISHES.c.key == experiment.key))


def renew(connection: Connection, now: float) -> None:
    """Note that this server is still there."""
    connection.execute(update(WISHES).where(WISHES.c.server == this_server()).values(until=now + LEASE))


def take_over(connection: Connection, now: float) -> list[Experiment]:
    """What nobody holds any more is this server's from now on, the latest last. What cannot be read is dropped."""
    rows = connection.execute(select(WISHES).order_by(WISHES.c.until)).all()
    free = [row for row in rows if row.until < now or _dead(row.server)]
    taken = []
    for row in free[-MOST:]:
        try:
            taken.append(read_experiment(row.settings))
        except DamagedError as wrong:
            LOG.warning("wish %s: %s", row.key, wrong)
    keys = {row.key for row in free} - {experiment.key for experiment in taken}
    for key in keys:
        connection.execute(delete(WISHES).where(WISHES.c.key == key))
    put(connection, taken, now)
    return taken


def _dead(server: str) -> bool:
    """Whether a server is known to be no more: a process of this host that is gone, or whose number this one has."""
    host, _, number = server.rpartition(":")
    mine, _, own = this_server().rpartition(":")
    if host != mine or not number.isdigit():
        return False
    return number == own or not _runs(int(number))


def _runs(process: int) -> bool:
    if sys.platform == "win32":
        return True  # where asking would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
