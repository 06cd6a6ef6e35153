"""The look of an arm, one row an arm, the same on every chart, page and export; and the two themes of the screen.

The colours were found by search: any two differ by at least 13 in CAM02-UCS in normal sight and under full
deuteranopia, protanopia and tritanopia, with a contrast to the background of at least 3.1 (light) and 5.4 (dark).
Dash and marker tell the arms apart without any colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]

STAR = "M0,-1L0.26,-0.32L1,-0.3L0.42,0.16L0.62,0.88L0,0.46L-0.62,0.88L-0.42,0.16L-1,-0.3L-0.26,-0.32Z"
"""Vega has no star: its outline within the square from -1 to 1."""


@dataclass(frozen=True, slots=True)
class ArmStyle:
    """One arm's colours as hexadecimal RGB, its dash as lengths in pixels (none: solid) and its marker.

    `ink` is the colour of text on a light background, where the curve's would be too pale to read; on a dark one the
    curve's serves. `marker` is the shape's name for people, `shape` what Vega calls it or its outline, `sign` a
    character for text.
    """

    light: str
    ink: str
    dark: str
    dash: tuple[int, ...]
    marker: str
    shape: str
    sign: str

    def colour(self, theme: Theme) -> str:
        """The colour on the background of `theme`."""
        return self.light if theme == "light" else self.dark

    def text(self, theme: Theme) -> str:
        """The colour of text on the background of `theme`."""
        return self.ink if theme == "light" else self.dark


ARM_STYLES: tuple[ArmStyle, ...] = (
    ArmStyle("#0072b2", "#0072b2", "#6995ff", (), "circle", "circle", "●"),
    ArmStyle("#d55e00", "#b65000", "#ffb84d", (8, 4), "triangle", "triangle-up", "▲"),
    ArmStyle("#1da66e", "#167e53", "#2fd6a3", (2, 3), "square", "square", "■"),
    ArmStyle("#9e277f", "#9e277f", "#f0489f", (10, 3, 2, 3), "diamond", "diamond", "◆"),
    ArmStyle("#b10827", "#b10827", "#c17d65", (5, 2), "cross", "cross", "✚"),
    ArmStyle("#9d6bfe", "#8140fe", "#cabded", (12, 4, 4, 4), "star", STAR, "★"),
)
"""The first arm's row, the second's, and so on."""


@dataclass(frozen=True, slots=True)
class ThemeColours:
    """The colours of a theme that are no arm's: what charts outside of Streamlit need to look as they do inside it."""

    background: str
    text: str
    faded: str
    grid: str


THEMES: dict[Theme, ThemeColours] = {
    "light": ThemeColours("#ffffff", "#10131a", "#5c636e", "#e6e9ee"),
    "dark": ThemeColours("#0e1117", "#e8eaee", "#a3a9b5", "#262b35"),
}

NEUTRAL = "#777c88"
"""For what belongs to no arm, such as notes and diagonals: a contrast of 4.2 to white, 4.5 to the dark background."""


def colours(theme: Theme) -> list[str]:
    """The six arms' colours in a theme, in the order of the arms."""
    return [style.colour(theme) for style in ARM_STYLES]


def categorical(theme: Theme) -> list[str]:
    """What a theme calls its categorical colours: those of the arms' curves, of text about an arm, of quiet words."""
    return [*colours(theme), *(style.text(theme) for style in ARM_STYLES), THEMES[theme].faded]


def style(arm: int) -> ArmStyle:
    """The style of the arm at position `arm`, counted from 0; from the seventh on they begin again.

    >>> style(0).marker, style(6).marker
    ('circle', 'circle')
    """
    return ARM_STYLES[arm % len(ARM_STYLES)]
