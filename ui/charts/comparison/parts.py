"""The layers of a comparison's plots: curves as far as a replay has come, and a small picture of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lab.languages.words import N_, _
from ui.charts import marks
from ui.charts.comparison.curves import AXES, View
from ui.charts.comparison.signals import CURVES, NOW, STANDS_OUT
from ui.charts.comparison.table import BEFORE
from ui.charts.expressions import with_band
from ui.charts.growth import BOLD, LARGE_LINE, LARGE_TYPE, TYPE
from ui.charts.marks import GREYED, Spec, grey, only, quantity, unit, worked_out
from ui.charts.palette import NEUTRAL
from ui.charts.subject import Subject

FADED = 0.12  # opacity of arms that are not looked at
GHOST = 0.3  # opacity of curves of an earlier result
SEED = 0.36  # width of a seed's curve, of the mean's
FAINT = (0.14, 0.5)  # opacity of seeds' curves, least and most: of a class they are a cloud around the mean
CLEAR = 10  # so many curves of an arm are not too many to be told from each other
TRAINING = 0.5

VALIDATION = "datum.kind === 'mean' && datum.set !== 'training'"
SEEDS = "datum.kind === 'seed' && datum.set !== 'training'"
TRAINING_MEAN = "datum.kind === 'mean' && datum.set === 'training'"
TIP = f"(datum.epoch >= {NOW} || datum.last)"
"""Of rows that are drawn: whether the curve ends here, for now."""

WHOLE = N_("the whole, 0 to 100 %")
INSET = (12, 7.6)  # width and height of the small picture, of the type's size
ROOM = "height > 240 * grow && width > 440 * grow"  # the least plot that has room for it


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a plot is set, in pixels: the type, and the width of a mean curve.

    `beside`: something else stands beside its title, so that the line below is to be short.
    """

    type: int = TYPE
    line: float = BOLD
    beside: bool = False


SCREEN = Sizes()
LECTURE = Sizes(type=LARGE_TYPE, line=LARGE_LINE, beside=True)


@dataclass(frozen=True, slots=True)
class Plot:
    """What all layers of a plot share: what it is of, how it is drawn and set, the legend of its colours, and the unit
    on its y axis where no title says it.

    `margin`: the pixels left of it, for the labels of the y axis; 0 for as many as they take. `words`: where the line
    below its title stands, an expression for pixels from its top.
    """

    subject: Subject
    view: View
    sizes: Sizes
    legend: Spec | None = None
    unit: str = ""
    margin: int = 0
    words: str = "-8"

    def x(self, field: str = "shown_along") -> Spec:
        """The x axis, as long as the whole training: curves grow into a frame that stands still."""
        row = AXES[self.view.axis]
        scale = {"domainRaw": {"expr": "frame ? [0, frame.along] : null"}, "nice": False, "zero": False}
        whole = {"format": ",d", "tickMinStep": 1} if row.known else {"format": ",.6~g"}
        ticks = {"tickCount": {"expr": f"max(2, width / ({6 * self.sizes.type} * grow))"}}
        return quantity(field, _(row.title), scale=scale, axis={"grid": False, **whole, **ticks, **GREYED})

    def y(self, field: str = "shown") -> Spec:
        """The y axis, from `edges`."""
        log = {"type": "log"} if self.view.log else {"zero": False}
        ticks = {
            "tickCount": {"expr": f"clamp(height / ({3.5 * self.sizes.type} * grow), 3, 8)"},
            "format": ",.6~g",
            **GREYED,
        }
        if self.margin:
            ticks |= {"minExtent": self.margin, "maxExtent": self.margin}
        return quantity(field, self.unit, scale={**log, "domainRaw": {"expr": "edges"}, "nice": False}, axis=ticks)

    def colour(self, field: str = "arm") -> Spec:
        """An arm's colour, or in the column `ink` the one of text in it: the theme's categorical colours."""
        return marks.colour(self.legend, field)

    def curve(self, test: str, *, opacity: float = 1.0, each: bool = False, **look: object) -> Spec:
        """Curves of the rows of which `test` is true, one for each seed where `each` asks for it."""
        encoding: Spec = {"x": self.x(), "y": self.y(), "color": self.colour(), "opacity": fading(opacity)}
        encoding |= {"detail": {"field": "seed", "type": "nominal"}} if each else {"strokeDash": marks.dash()}
        named = {"name": CURVES} if test == VALIDATION else {}
        mark = {"type": "line", "strokeWidth": self.sizes.line, "clip": True, **look}
        return unit(mark, encoding, only(test), **named)


def _faint(seeds: int) -> float:
    """The opacity of so many seeds' curves.

    >>> [_faint(seeds) for seeds in (3, 10, 20, 60)]
    [0.5, 0.5, 0.25, 0.14]
    """
    least, most = FAINT
    return max(least, most * min(1.0, CLEAR / seeds))


def fading(full: float) -> Spec:
    """An opacity that is less where another arm is looked at."""
    return {"condition": {**STANDS_OUT, "value": full}, "value": full * FADED}


def as_far() -> list[Spec]:
    """The transforms that keep what the replay has come to, the last row of a curve on its way from the one before."""
    under_way = f"datum.epoch > {NOW} && datum.kind !== '{BEFORE}'"
    part = f"({NOW} - datum.before) / (datum.epoch - datum.before)"
    return [
        only(f"datum.before < {NOW} || datum.kind === '{BEFORE}'"),
        worked_out("part", f"{under_way} && datum.before >= 0 ? {part} : 1"),
        worked_out("shown", "datum.part < 1 ? lerp([datum.from_value, datum.value], datum.part) : datum.value"),
        worked_out("shown_along", "datum.part < 1 ? lerp([datum.from_along, datum.along], datum.part) : datum.along"),
    ]


def curves(plot: Plot, *, training: bool) -> list[Spec]:
    """Ghosts, bands, single seeds, training where asked for, the means, and their markers."""
    line, faint = plot.sizes.line, _faint(plot.subject.seeds)
    ghosts = f"datum.kind === '{BEFORE}'"
    return [
        plot.curve(ghosts, opacity=GHOST),
        *([_band(plot)] if plot.view.band else []),
        *([plot.curve(SEEDS, opacity=faint, each=True, strokeWidth=SEED * line)] if plot.view.singles else []),
        *([plot.curve(TRAINING_MEAN, opacity=0.6, strokeWidth=TRAINING * line)] if training else []),
        plot.curve(VALIDATION),
        _markers(plot),
    ]


def _band(plot: Plot) -> Spec:
    encoding = {"x": plot.x(), "y": plot.y("low"), "y2": {"field": "high"}, "color": plot.colour()}
    return unit({"type": "area", "opacity": 0.15, "clip": True}, encoding, only(f"{VALIDATION} && datum.part === 1"))


def _markers(plot: Plot) -> Spec:
    seen = {"or": [f"datum.marked || {TIP}", marks.CHOSEN]}
    shown = {"condition": {"test": {"and": [STANDS_OUT, seen]}, "value": 1}, "value": 0}
    encoding = {"x": plot.x(), "y": plot.y(), "color": plot.colour(), "shape": marks.shape(plot.legend)}
    where = only(f"{VALIDATION} && datum.shown >= edges[0]")
    return unit(marker(plot.sizes), {**encoding, "opacity": shown}, where)


def marker(sizes: Sizes) -> Spec:
    """The mark of an arm's marker, as large as fits its curve."""
    return {"type": "point", "filled": True, "size": 12 * sizes.line**1.6 + 8}


def whole(plot: Plot) -> list[Spec]:
    """The whole of every mean curve, small, in the lower right, where the axis cuts something off."""
    size = plot.sizes.type
    width, height = (round(part * size) for part in INSET)
    left, top = f"(width - {width + 12} * grow)", f"(height - {height + 10} * grow)"
    corners = {"x": left, "x2": f"{left} + {width} * grow", "y": top, "y2": f"{top} + {height} * grow"}
    box = {name: {"value": {"expr": place}} for name, place in corners.items()}
    title = {"x": {"value": {"expr": f"{left} + 8 * grow"}}, "y": {"value": {"expr": f"{top} + {size + 3} * grow"}}}
    there = only(f"datum.kind === 'frame' && datum.cut && datum.free && {ROOM}")
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    encoding = {
        "x": {"field": "across", **pixels},
        "y": {"field": "down", **pixels},
        "color": plot.colour(),
        "strokeDash": marks.dash(),
        "opacity": fading(1.0),
    }
    inner = height - 2 * size - 14
    return [
        unit({"type": "rect", "fill": {"expr": "background"}, "stroke": NEUTRAL, "strokeOpacity": 0.4}, box, there),
        unit(
            {"type": "text", "align": "left", "fontSize": size, "color": grey(), "text": _(WHOLE)},
            title,
            there,
        ),
        unit(
            {"type": "line", "strokeWidth": 0.6 * plot.sizes.line},
            encoding,
            only(f"{VALIDATION} && frame.cut && frame.free && {ROOM}"),
            worked_out("across", f"{left} + (10 + {width - 20} * datum.shown_along / frame.along) * grow"),
            worked_out("down", f"{top} + ({2 * size} + {inner} * (1 - datum.shown / 100)) * grow"),
        ),
    ]


def pointed(plot: Plot, fmt: str, arms: Sequence[int]) -> Spec:
    """A rule at the epoch nearest to the pointer, which tells every arm's figure and band there."""
    told = [
        only(VALIDATION),
        worked_out("said", with_band(fmt)),
        {"pivot": "arm", "value": "said", "op": "max", "groupby": ["epoch", "along"]},
    ]
    names = [{"field": str(arm), "type": "nominal", "title": plot.subject.names[arm - 1]} for arm in arms]
    row = AXES[plot.view.axis]
    along = [quantity("along", _(row.title), format=",.4~g")] if row.field != "epoch" else []
    encoding = {
        "x": plot.x("along"),
        "opacity": {"condition": {**marks.CHOSEN, "value": 0.8}, "value": 0},
        "tooltip": [quantity("epoch", _("epoch"), format=",d"), *along, *names],
    }
    return unit({"type": "rule", "strokeWidth": 1, "color": NEUTRAL}, encoding, *told, name=marks.POINTED)
