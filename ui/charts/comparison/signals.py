"""What all plots of a comparison hear: how far a replay has come, which epoch is pointed at, which arm is looked at.

Vega-Lite calls these external bindings: a parameter that follows the property `value` of an element of the page and
tells it what happens in the plot. So plots are linked, and a replay runs, in the browser alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from ui.charts import marks
from ui.charts.marks import Spec


@dataclass(frozen=True, slots=True)
class Signal:
    """An element around the plots, by the `key` of its container, and the `event` that says that its value changed."""

    key: str
    event: str

    @property
    def binding(self) -> Spec:
        """What binds a parameter of a plot to the element."""
        return {"element": f".st-key-{self.key}", "event": self.event}


REPLAY = Signal("replay", "replay")
"""Up to which epoch curves are drawn: a number, None for all that there is."""

POINTED = Signal("pointed", "point")
"""The epoch that the pointer is at in one of the plots, None where there is none."""

ALONE = Signal("alone", "single")
"""The arm, counted from 1, that stands out while the others fade, None where none does."""

SIGNALS = (REPLAY, POINTED, ALONE)

NOW = "now"
"""The parameter that says up to which epoch curves are drawn, a fraction while an epoch is being drawn."""

STANDS_OUT: Spec = {"param": "alone"}
"""The condition that a row is of the arm that is looked at, or that all are."""

ENDS = "ends"
CURVES = "curves"
"""The names of the views in which an arm can be clicked: its label, or its curve."""


def parameters(epochs: int, clicked: str) -> list[Spec]:
    """The parameters of a plot of so many epochs in whose view `clicked` an arm can be clicked.

    `room` and `tall` are the pixels of what holds the plot, for type as it is written, which are known before the
    plot's own size is; `edges` are the ends of the y axis, from the first row of the table.
    """
    return [
        {"name": "heard", "bind": REPLAY.binding},
        {"name": NOW, "expr": f"isValid(heard) ? toNumber(heard) : {epochs + 1}"},
        *marks.SET,
        {"name": "tall", "expr": "(height > 0 && isValid(containerSize()[1]) ? containerSize()[1] : height) / grow"},
        {"name": "frame", "expr": "length(data('source')) ? data('source')[0] : null"},
        {"name": "edges", "expr": "frame ? [frame.low, frame.high] : null"},
        {
            "name": marks.CHOSEN["param"],
            "select": {
                "type": "point",
                "fields": ["epoch"],
                "nearest": True,
                "on": "pointermove",
                "clear": "pointerout",
            },
            "bind": {"epoch": POINTED.binding},
            "views": [marks.POINTED],
        },
        {
            "name": STANDS_OUT["param"],
            "select": {"type": "point", "fields": ["arm"], "on": "click", "clear": "dblclick", "toggle": False},
            "bind": {"arm": ALONE.binding},
            "views": [clicked],
        },
    ]
