"""How each setting of an experiment is written in a link, read back, and guessed where it cannot be read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core import limits
from core.activations import ACTIVATIONS
from core.limits import Limit, choice
from core.notation import hidden_text, number_text, parse_hidden
from core.weights import INITS


@dataclass(frozen=True, slots=True)
class Field:
    """One setting in a link: how its value is written, how read, and what stands nearest to a text that cannot be read.

    `read` raises `InvalidSetting`; `nearest` takes the text and the value to fall back on, and never raises.
    """

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    nearest: Callable[[str, Any], Any]


def _nearest_key(known: Iterable[str], text: str, fallback: Any) -> Any:
    """The registry key spelled most like `text`; the fallback where none is much like it."""
    return next(iter(difflib.get_close_matches(text.lower(), list(known), n=1)), fallback)


def _nearest_layers(text: str, fallback: Any) -> Any:
    most = int(limits.HIDDEN_LAYERS.high)
    layers = [limits.HIDDEN_UNITS.nearest(part, None) for part in re.split("[.,]", text)[:most]]
    return fallback if None in layers else tuple(layers)


def number(limit: Limit) -> Field:
    """A field that holds a number within a limit."""
    return Field(number_text, limit.check, limit.nearest)


def key(name: str, known: Mapping[str, Any]) -> Field:
    """A field that holds one of the keys of a registry."""
    return Field(
        str, lambda text: choice(name, text, known), lambda text, fallback: _nearest_key(known, text, fallback)
    )


FLAGS = {"1": True, "0": False, "true": True, "false": False}

FIELDS: dict[str, Field] = {
    "train": number(limits.TRAIN),
    "validation": number(limits.VALIDATION),
    "hidden": Field(
        lambda layers: hidden_text(layers).replace(",", "."),
        lambda text: parse_hidden(text.replace(".", ",")),
        _nearest_layers,
    ),
    "hidden_activation": key("hidden activation", ACTIVATIONS),
    "init": key("initial weights", INITS),
    "batch": number(limits.BATCH),
    "l2": number(limits.L2),
    "epochs": number(limits.EPOCHS),
    "seeds": number(limits.SEEDS),
    "first_seed": number(limits.FIRST_SEED),
    "output_bias": number(limits.OUTPUT_BIAS),
    "close_up": number(limits.CLOSE_UP),
    "test_each_epoch": Field(
        lambda flag: str(int(flag)),
        lambda text: FLAGS[choice("test accuracy after each epoch", text.lower(), FLAGS)],
        lambda _, fallback: fallback,
    ),
}
"""The settings of an experiment beside its arms, in the order in which links give them."""
