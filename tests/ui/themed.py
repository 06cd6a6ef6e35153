"""A chart's Vega-Lite spec with a theme's colours and font written into it, to be drawn outside of Streamlit."""

from __future__ import annotations

from typing import Any

from ui.charts.palette import THEMES, Theme, categorical


def themed(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """A chart's Vega-Lite spec with a theme's colours and font written into it, to be drawn outside of Streamlit.

    On the screen Streamlit does this in the browser, with the colours of `.streamlit/config.toml`, so that a chart
    follows the visitor's choice of theme at once.
    """
    look = THEMES[theme]
    axis = {"labelColor": look.faded, "titleColor": look.faded, "gridColor": look.grid, "domain": False, "ticks": False}
    base: dict[str, Any] = {
        "background": look.background,
        "font": "'Source Sans', 'Source Sans 3', 'Liberation Sans', sans-serif",
        "title": {"color": look.text, "subtitleColor": look.faded, "anchor": "start"},
        "axis": axis,
        "header": {"labelColor": look.text, "titleColor": look.faded},
        "legend": {"labelColor": look.text, "titleColor": look.faded},
        "text": {"color": look.text},
        "range": {"category": categorical(theme)},
        "view": {"stroke": "transparent"},
    }
    own = spec.get("config", {})
    merged = {key: {**base.get(key, {}), **value} if isinstance(value, dict) else value for key, value in own.items()}
    return {**spec, "config": {**base, **merged}}
