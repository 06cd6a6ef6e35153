"""How a number and a network's hidden layers are written, on the command line, in links and on the screen."""

from __future__ import annotations


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number: 0.5, 3, 1e-05.

    >>> number_text(3.0), number_text(0.5)
    ('3', '0.5')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def hidden_text(layers: tuple[int, ...]) -> str:
    """Hidden layers as text: `30`, `30,20` or `none`.

    >>> hidden_text((30, 20)), hidden_text(())
    ('30,20', 'none')
    """
    return ",".join(map(str, layers)) or "none"
