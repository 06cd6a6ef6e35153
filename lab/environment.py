"""The settings of a server, which are environment variables: one row each, all checked before anybody is served."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.engine import choice
from core.limits import InvalidSetting, Limit
from lab.serving.caps import Caps
from lab.storage import store
from lab.storage.dialects import UnknownDialectError, dialect_of
from lab.workers import local

HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
HOST = re.compile(r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
SOURCE = re.compile(r"'self'|'none'|https?://(\*\.)?[A-Za-z0-9.-]+(:\d+)?")

NOBODY = "'none'"

EXPERIMENT_MINUTES = Limit("the minutes of a core for one experiment in LAB_EXPERIMENT_MINUTES", 0.1, 10_000)
VISITOR_MINUTES = Limit("the minutes of a core for one visitor in LAB_VISITOR_MINUTES", 0.1, 10_000)
TOTAL_MINUTES = Limit("the minutes of a core for all visitors in LAB_TOTAL_MINUTES", 0.1, 100_000)
ADDRESS_MINUTES = Limit("the minutes of a core for one network address in LAB_ADDRESS_MINUTES", 0.1, 100_000)

NO_STORE = "the database in LAB_STORE must be an SQLAlchemy URL of SQLite or PostgreSQL, got one that is neither"
NO_HEADER = "the header in LAB_CLIENT_HEADER must be the name of an HTTP header, such as X-Forwarded-For, got {value!r}"
NO_SOURCES = (
    "the sites in LAB_FRAME_ANCESTORS must be 'none', 'self' or addresses such as https://course.example, separated by "
    "spaces, got {value!r}"
)
NOT_ALONE = (
    "the sites in LAB_FRAME_ANCESTORS must be 'none' alone or sites without it, since browsers ignore it beside "
    "others, got {value!r}"
)
NO_HOSTS = (
    "the names in LAB_HOSTS must be host names without a port, such as lab.example or *.lab.example, separated by "
    "spaces, got {value!r}"
)
ONE_FOR_ALL = (
    "LAB_ADDRESS_MINUTES is set without LAB_CLIENT_HEADER. Behind a proxy that does not pass addresses on, all "
    "visitors have one address and share these minutes."
)


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: its name, what it means, and what checks its text, raising `InvalidSetting`."""

    name: str
    meaning: str
    check: Callable[[str], object]


def _store(text: str) -> str:
    try:
        dialect_of(make_url(text))
    except (ArgumentError, UnknownDialectError, ValueError):
        raise InvalidSetting(NO_STORE) from None  # the text itself may hold a password
    return text


def _header(text: str) -> str:
    if not HEADER.fullmatch(text):
        raise InvalidSetting(NO_HEADER.format(value=text))
    return text


def _sources(text: str) -> str:
    if not text.split() or not all(SOURCE.fullmatch(source) for source in text.split()):
        raise InvalidSetting(NO_SOURCES.format(value=text))
    if NOBODY in text.split() and len(text.split()) > 1:
        raise InvalidSetting(NOT_ALONE.format(value=text))
    return " ".join(text.split())


def _hosts(text: str) -> tuple[str, ...]:
    if not text.split() or not all(HOST.fullmatch(name) for name in text.split()):
        raise InvalidSetting(NO_HOSTS.format(value=text))
    return tuple(name.lower().rstrip(".") for name in text.split())


VARIABLES: dict[str, Variable] = {
    row.name: row
    for row in (
        Variable(store.SETTING, "where results are kept, as an SQLAlchemy URL", _store),
        Variable("LAB_WORKERS", "how many processes train", local.WORKERS.check),
        Variable(choice.SETTING, "which engine trains", choice.named),
        Variable("LAB_EXPERIMENT_MINUTES", "minutes of a core for one experiment", EXPERIMENT_MINUTES.check),
        Variable("LAB_VISITOR_MINUTES", "minutes of a core for all of a visitor's experiments", VISITOR_MINUTES.check),
        Variable("LAB_TOTAL_MINUTES", "minutes of a core for all experiments", TOTAL_MINUTES.check),
        Variable("LAB_ADDRESS_MINUTES", "minutes of a core for visitors of one address", ADDRESS_MINUTES.check),
        Variable("LAB_CLIENT_HEADER", "the header in which a proxy passes on a visitor's address", _header),
        Variable("LAB_FRAME_ANCESTORS", "which sites may show the dashboard in a frame", _sources),
        Variable("LAB_HOSTS", "the host names by which visitors reach the dashboard", _hosts),
    )
}
"""All settings that a server understands. One that is not set, or empty, has its default."""


def problems(environment: Mapping[str, str] = os.environ) -> list[str]:
    """What is wrong with the settings, a sentence each; also where a name is not known."""
    found = []
    for name, text in sorted(environment.items()):
        if name.startswith("LAB_") and text:
            try:
                _known(name).check(text)
            except InvalidSetting as wrong:
                found.append(str(wrong))
    return found


def cautions(environment: Mapping[str, str] = os.environ) -> list[str]:
    """What is allowed and may still not be what was meant, a sentence or two each."""
    alone = environment.get("LAB_ADDRESS_MINUTES") and not environment.get("LAB_CLIENT_HEADER")
    return [ONE_FOR_ALL] if alone else []


def caps(environment: Mapping[str, str] = os.environ) -> Caps:
    """How much may be asked of the pool. Raises `InvalidSetting`."""
    usual = Caps()

    def seconds(limit: Limit, name: str, default: float) -> float:
        text = environment.get(name, "")
        return 60.0 * limit.check(text) if text else default

    return Caps(
        experiment_seconds=seconds(EXPERIMENT_MINUTES, "LAB_EXPERIMENT_MINUTES", usual.experiment_seconds),
        visitor_seconds=seconds(VISITOR_MINUTES, "LAB_VISITOR_MINUTES", usual.visitor_seconds),
        seconds=seconds(TOTAL_MINUTES, "LAB_TOTAL_MINUTES", usual.seconds),
        address_seconds=seconds(ADDRESS_MINUTES, "LAB_ADDRESS_MINUTES", math.inf),
    )


def client_header() -> str:
    """The header in which a proxy passes on where a visitor comes from, '' without one. Raises `InvalidSetting`."""
    text = os.environ.get("LAB_CLIENT_HEADER", "")
    return _header(text) if text else ""


def frame_ancestors() -> str:
    """Which sites may show the dashboard in a frame, as the content security policy says it."""
    return _sources(os.environ.get("LAB_FRAME_ANCESTORS") or "'self'")


def hosts() -> tuple[str, ...]:
    """The host names by which the dashboard is reached, none where any will do. Raises `InvalidSetting`."""
    text = os.environ.get("LAB_HOSTS", "")
    return _hosts(text) if text else ()


def _known(name: str) -> Variable:
    if name not in VARIABLES:
        raise InvalidSetting(f"a setting must be one of {', '.join(VARIABLES)}, got {name}")
    return VARIABLES[name]
