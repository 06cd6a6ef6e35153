"""What is wrong with a database, in words for visitors."""

from __future__ import annotations

from dataclasses import dataclass

IN_MEMORY = "New results are kept in memory and are lost when the server stops."
REASONS: dict[str, str] = {
    "SQLITE_BUSY": f"The database of results is locked by another program. {IN_MEMORY}",
    "SQLITE_FULL": f"The disk that holds the database of results is full. {IN_MEMORY}",
    "SQLITE_IOERR": f"The disk that holds the database of results cannot be read or written. {IN_MEMORY}",
    "SQLITE_READONLY": f"The database of results may not be written to. {IN_MEMORY}",
    "SQLITE_CANTOPEN": f"The database of results cannot be opened: its folder is missing or read-only. {IN_MEMORY}",
    "SQLITE_NOTADB": f"The file of results is not a database. {IN_MEMORY}",
    "SQLITE_CORRUPT": f"The database of results is damaged. {IN_MEMORY}",
    "55P03": f"The database of results is locked by another program. {IN_MEMORY}",
    "53100": f"The disk that holds the database of results is full. {IN_MEMORY}",
    "25006": f"The database of results may not be written to. {IN_MEMORY}",
    "42501": f"The database of results may not be written to. {IN_MEMORY}",
    "NewerSchemaError": f"The database of results was written by a newer version of this program. {IN_MEMORY}",
    "OSError": f"The folder for the database of results cannot be made or written to. {IN_MEMORY}",
}
"""What to say, by the start of SQLite's error name, PostgreSQL's error class, or the name of an exception."""
OTHERWISE = f"The database of results cannot be used. {IN_MEMORY}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the database is not used for one kind of work, and until when."""

    notice: str
    until: float


def in_words(wrong: BaseException) -> str:
    """The row of `REASONS` that fits an exception or what caused it."""
    cause = getattr(wrong, "orig", None) or wrong
    names = [
        getattr(cause, "sqlite_errorname", None) or "",
        getattr(cause, "sqlstate", None) or "",
        *(kind.__name__ for kind in type(cause).__mro__),
    ]
    return next((words for start, words in REASONS.items() for name in names if name.startswith(start)), OTHERWISE)
