"""The kinds of values that settings have: how one is checked, written, read, guessed from a broken text, and said.

A kind's `noun` is what its refusals call the setting: "mini-batch size must be a whole number between 1 and 1,000".
"""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.limits import InvalidSetting, Limit, choice
from core.notation import hidden_text, number_text
from core.words import N_, said

NO_LAYERS = N_("{name} must be between {low:.0f} and {high:.0f}, got {count} ({got})")
NO_FLAG = N_("{name} must be True or False, got {got}")


class SettingKind(ABC):
    """What the values of a setting are like."""

    @abstractmethod
    def check(self, value: object) -> Any:
        """Give back the value, or what its text on the command line means. Raises `InvalidSetting`."""

    @abstractmethod
    def nearest(self, text: str, fallback: Any) -> Any:
        """The value most like a link's text that cannot be used; the fallback where none is. Never raises."""

    @property
    @abstractmethod
    def values(self) -> str:
        """Which values there are, in words: `10 to 50,000`; '' where a flag says it all."""

    def read(self, text: str) -> Any:
        """The value that a link's text means. Raises `InvalidSetting`."""
        return self.check(text)

    def write(self, value: Any) -> str:
        """The value as text that `check` reads as the same value."""
        return str(value)

    def link(self, value: Any) -> str:
        """The value as text that `read` reads as the same value, without commas: the address bar would encode them."""
        return self.write(value)

    def said(self, value: Any) -> str:
        """The value as part of a sentence."""
        return self.write(value)


@dataclass(frozen=True, slots=True)
class Whole(SettingKind):
    """A whole number from `low` to `high`; the buttons of a field change it by `step`."""

    noun: str
    low: int
    high: int
    step: int = 1

    @property
    def limit(self) -> Limit:
        """The range with its name."""
        return Limit(self.noun, self.low, self.high, whole=True)

    def check(self, value: object) -> int:
        """See `SettingKind`."""
        return self.limit.check_whole(value)

    def nearest(self, text: str, fallback: Any) -> Any:
        """The number of the range that is closest."""
        return self.limit.nearest(text, fallback)

    @property
    def values(self) -> str:
        """See `SettingKind`."""
        return f"{self.low:,} to {self.high:,}"

    def said(self, value: int) -> str:
        """See `SettingKind`.

        >>> Whole("number of training images", 10, 50_000).said(1000)
        '1,000'
        """
        return f"{value:,}"


@dataclass(frozen=True, slots=True)
class Real(SettingKind):
    """A number from `low` to `high`; the buttons of a field change it by `step`."""

    noun: str
    low: float
    high: float
    step: float = 1.0

    @property
    def limit(self) -> Limit:
        """The range with its name."""
        return Limit(self.noun, self.low, self.high)

    def check(self, value: object) -> float:
        """See `SettingKind`."""
        return self.limit.check(value)

    def nearest(self, text: str, fallback: Any) -> Any:
        """The number of the range that is closest."""
        return self.limit.nearest(text, fallback)

    @property
    def values(self) -> str:
        """See `SettingKind`."""
        return f"{number_text(self.low)} to {number_text(self.high)}"

    def write(self, value: float) -> str:
        """See `SettingKind`."""
        return number_text(value)


@dataclass(frozen=True, slots=True)
class Choice(SettingKind):
    """A key of a registry."""

    noun: str
    registry: Mapping[str, Any]

    def name(self, key: str) -> str:
        """What people call the row of a key: its name, where rows have names."""
        return str(getattr(self.registry[key], "name", key))

    def check(self, value: object) -> str:
        """See `SettingKind`."""
        return choice(self.noun, value, self.registry)

    def nearest(self, text: str, fallback: Any) -> Any:
        """The key that is spelt most like the text."""
        return next(iter(difflib.get_close_matches(text.lower(), list(self.registry), n=1)), fallback)

    @property
    def values(self) -> str:
        """See `SettingKind`."""
        return ", ".join(self.registry)


@dataclass(frozen=True, slots=True)
class Layers(SettingKind):
    """The units of each hidden layer: how many layers there may be, and how many `units` in each."""

    layers: Limit
    units: Limit

    def check(self, value: object) -> tuple[int, ...]:
        """Give back the numbers of units, or what `30`, `30,20` or `none` means. Raises `InvalidSetting`.

        >>> Layers(Limit("number of layers", 0, 2), Limit("number of units", 1, 300, whole=True)).check("30,20")
        (30, 20)
        """
        if value == "none":
            return ()
        parts = list(value) if isinstance(value, tuple | list) else str(value).split(",")
        if len(parts) > self.layers.high:
            limit, got = self.layers, {"count": len(parts), "got": repr(value)}
            raise InvalidSetting(said(NO_LAYERS, name=limit.name, low=limit.low, high=limit.high, **got))
        return tuple(self.units.check_whole(part) for part in parts)

    def read(self, text: str) -> tuple[int, ...]:
        """Read `30.20` as well."""
        return self.check(text.replace(".", ","))

    def nearest(self, text: str, fallback: Any) -> Any:
        """As many layers as there may be, each with the number of units that is closest."""
        layers = [self.units.nearest(part, None) for part in re.split("[.,]", text)[: int(self.layers.high)]]
        return fallback if None in layers else tuple(layers)

    @property
    def values(self) -> str:
        """See `SettingKind`."""
        layers, units = self.layers, self.units
        return f"{layers.low:.0f} to {layers.high:.0f} layers of {units.low:.0f} to {units.high:.0f} units"

    def write(self, value: tuple[int, ...]) -> str:
        """See `SettingKind`."""
        return hidden_text(value)

    def link(self, value: tuple[int, ...]) -> str:
        """See `SettingKind`."""
        return self.write(value).replace(",", ".")

    def said(self, value: tuple[int, ...]) -> str:
        """See `SettingKind`."""
        return self.write(value).replace(",", "-")


@dataclass(frozen=True, slots=True)
class Flag(SettingKind):
    """Yes or no."""

    noun: str

    def check(self, value: object) -> bool:
        """See `SettingKind`."""
        if not isinstance(value, bool):
            raise InvalidSetting(said(NO_FLAG, name=self.noun, got=repr(value)))
        return value

    def read(self, text: str) -> bool:
        """Read `1`, `0`, `true` or `false`."""
        return FLAGS[choice(self.noun, text.lower(), FLAGS)]

    def nearest(self, text: str, fallback: Any) -> Any:  # noqa: ARG002
        """The fallback: nothing is nearly yes or no."""
        return fallback

    @property
    def values(self) -> str:
        """See `SettingKind`."""
        return ""

    def write(self, value: bool) -> str:
        """`1` or `0`, as a link has it; on the command line the option alone says yes."""
        return str(int(value))


FLAGS = {"1": True, "0": False, "true": True, "false": False}
"""How yes and no are written in a link."""
