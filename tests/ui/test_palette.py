import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from core import limits
from ui.charts.palette import ARM_STYLES, NEUTRAL, THEMES, Theme, categorical, colours, style

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, from sRGB in hexadecimal."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_there_is_a_style_for_every_arm_that_can_be_shown() -> None:
    assert len(ARM_STYLES) == limits.SHOWN_ARMS.high
    assert style(0) is ARM_STYLES[0]


def test_every_arm_differs_in_colour_dash_and_marker() -> None:
    for field in ("light", "dark", "dash", "marker", "shape", "sign"):
        assert len({getattr(row, field) for row in ARM_STYLES}) == len(ARM_STYLES), field


@pytest.mark.parametrize(("theme", "least"), [("light", 3.1), ("dark", 5.4)])
def test_colours_stand_out_from_the_background(theme: Theme, least: float) -> None:
    # The contrasts that the search for these colours kept to; WCAG 2.2 asks 3 of graphics.
    assert min(contrast(colour, THEMES[theme].background) for colour in colours(theme)) >= least


@pytest.mark.parametrize(("theme", "menu"), [("light", "#f3f5f8"), ("dark", "#1b202a")])
def test_text_about_an_arm_can_be_read(theme: Theme, menu: str) -> None:
    # WCAG 2.2 asks 4.5 of text. The light menu's grey is the palest background that names of arms stand on.
    backgrounds = (THEMES[theme].background, menu)
    assert min(contrast(row.text(theme), behind) for row in ARM_STYLES for behind in backgrounds) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streamlits_theme_has_the_same_colours(theme: Theme) -> None:
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]
    assert config["chartCategoricalColors"] == categorical(theme)
    assert config["backgroundColor"] == THEMES[theme].background
    assert config["textColor"] == THEMES[theme].text


def test_notes_can_be_read_on_both_backgrounds() -> None:
    assert min(contrast(NEUTRAL, look.background) for look in THEMES.values()) > 4.1


def test_no_two_signs_are_alike() -> None:
    assert all(one.sign != other.sign for one, other in combinations(ARM_STYLES, 2))
