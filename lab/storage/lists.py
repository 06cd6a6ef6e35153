"""How long the lists beside the runs may become: of experiments, of their members, and of visits."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, func, select

from lab.storage.schema import EXPERIMENTS, MEMBERS, VISITS
from lab.storage.shelf import MOST_EXPERIMENTS

LISTED = 300  # bytes that a member or a visit takes, indexes included
LISTS = 0.1  # share of the database that these lists may take: half of it members, half of it visits


def shorten(connection: Connection, newest: str, most: int) -> None:
    """Forget the oldest experiments and visits where there are too many: more than `most` members or visits.

    The experiment whose key is `newest` stays. Where its members leave no room, the older half of the others goes.
    """
    for listed, longest in ((EXPERIMENTS, MOST_EXPERIMENTS), (VISITS, most)):
        oldest = select(listed.c.seen).order_by(listed.c.seen.desc()).offset(longest).limit(1)
        connection.execute(delete(listed).where(listed.c.seen <= oldest.scalar_subquery()))
    if _length(connection, MEMBERS) > most:
        others = select(EXPERIMENTS.c.key).where(EXPERIMENTS.c.key != newest).order_by(EXPERIMENTS.c.seen)
        older = others.limit(max(1, _length(connection, EXPERIMENTS) // 2))
        connection.execute(delete(EXPERIMENTS).where(EXPERIMENTS.c.key.in_(older)))


def _length(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
