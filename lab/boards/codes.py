"""What lets somebody onto a board: a short code for everybody, long secrets for the teacher and for each student.

Only hashes are stored. A code lasts a day and is guarded by `lab.boards.tries`; it has to be read out, so it leaves
out what is taken for something else.
"""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O."""

LENGTH = 8
"""Of 31 signs each: 39.6 bits."""

HALF = LENGTH // 2
LONGEST = 40
"""Characters of a text that are looked at: a code may come with spaces and dashes, as somebody writes it."""


def new_code() -> str:
    """A code that nobody can foresee, as it is shown: two groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{signs[:HALF]}-{signs[HALF:]}"


def read(text: str) -> str | None:
    """The code that a text means, as it is shown; None where it can be none.

    >>> read(" k7wm 2fxq"), read("K7WM-2FXQ"), read("K7WM"), read("K7WM-2FX0")
    ('K7WM-2FXQ', 'K7WM-2FXQ', None, None)
    """
    signs = "".join(text[:LONGEST].upper().replace("-", " ").split())
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return f"{signs[:HALF]}-{signs[HALF:]}"


def new_secret() -> str:
    """A secret of 128 bits, which nobody has to read."""
    return secrets.token_urlsafe(16)


def hashed(text: str) -> str:
    """What is stored of a code or a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def fits(secret: str, kept: str) -> bool:
    """Whether `kept` is the hash of the secret; how long it takes to tell says nothing."""
    return secrets.compare_digest(hashed(secret), kept)
