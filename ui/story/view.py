"""How a chart of the story is put on the screen."""

from __future__ import annotations

from ui import figures
from ui.charts.figure import Kind
from ui.charts.story.story_tables import Columns


def chart(kind: Kind, columns: Columns, takeaway: str) -> None:
    """Draw a figure of one of the kinds in `ui.charts.story.story_figures`."""
    figures.draw(kind.of(columns, takeaway))
