"""The words within a comparison's plots: names at the ends of curves, and a line that says what is drawn."""

from __future__ import annotations

import json

from lab.languages.words import N_, _
from ui.charts.comparison.parts import TIP, VALIDATION, Plot, fading
from ui.charts.comparison.signals import ENDS
from ui.charts.comparison.table import BEFORE
from ui.charts.expressions import filled, quoted
from ui.charts.growth import SET_ANEW
from ui.charts.labels import apart
from ui.charts.marks import INK, Spec, grey, only, unit, worked_out

MEAN_AND_SEEDS = N_("Thick: mean over {seeds} seeds. Thin: each seed.")
MEAN = N_("The mean over {seeds} seeds.")
SO_FAR_AND_SEEDS = N_("Thick: mean of the seeds so far. Thin: each seed.")
SO_FAR = N_("The mean of the seeds so far.")
ONE = N_("One seed.")
PALE = N_("Pale: from before, the mean over the seeds.")
CUT = N_("{said} The beginning is below the axis.")
SEE = N_("{said} The beginning is below the axis: see the small picture.")
EARLIER = N_("before")
HALO = 5  # pixels

WANTED = "height * ({of}edges[1]) - {of}clamp(datum.shown, edges[0], edges[1]))) / ({of}edges[1]) - {of}edges[0]))"


def wanted(plot: Plot) -> str:
    """Where a label would stand alone, in pixels from the top: an expression."""
    return WANTED.format(of="log(" if plot.view.log else "(")


def labels(plot: Plot) -> Spec:
    """The arms' names at the curves' ends, moved apart where two would touch."""
    size, names = plot.sizes.type, plot.subject.labels
    line = size + 2
    step = len(names[0]) * line + 5
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "dx": 10,
        "dy": -(len(names[0]) - 1) * line / 2,
        "fontSize": size,
        "fontWeight": 600,
        "lineBreak": "\n",
        "lineHeight": line,
        "cursor": "pointer",
    }
    encoding = {
        "x": {"value": "width"},
        "y": {"field": "place", "type": "quantitative", "scale": None},
        "text": {"field": "text", "type": "nominal"},
        "color": plot.colour("ink"),
        "opacity": fading(1.0),
    }
    text = json.dumps(["\n".join(lines) for lines in names], ensure_ascii=False)
    named = [worked_out("text", f"{text}[datum.arm - 1] + {SET_ANEW}"), worked_out("ink", f"datum.arm + {INK}")]
    return unit(mark, encoding, only(f"{VALIDATION} && {TIP}"), *apart(wanted(plot), step), *named, name=ENDS)


def earlier(plot: Plot, *, high: bool = False) -> list[Spec]:
    """What names the curves of an earlier result, within the plot.

    Alone they have their names where no curve ends: low, where accuracy rises, `high`, where costs fall. Behind others,
    a word above their ends: the page names them.

    Twice: first as broad as a halo, in the colour of the background, which no curve strikes through.
    """
    size = plot.sizes.type
    mark = {
        "type": "text",
        "align": "right",
        "baseline": "middle",
        "dx": -8,
        "fontSize": size,
        "fontStyle": "italic",
    }
    halo = {**mark, "stroke": {"expr": "background"}, "strokeWidth": HALO, "strokeJoin": "round"}
    encoding = {
        "x": {"value": "width"},
        "y": {"field": "place", "type": "quantitative", "scale": None},
        "text": {"field": "text", "type": "nominal"},
        "color": plot.colour("ink"),
    }
    ghost = f"datum.kind === '{BEFORE}'"
    last = only(f"({ghost} && datum.last && datum.value >= edges[0]) || ({VALIDATION} && {TIP})")
    alone = f"{wanted(plot)} - ({ghost} ? {0.8 * size} * grow : 0)"
    roomy = f"frame && !frame.begun && isValid(datum.named) && room > {26 * size}"
    text = worked_out("text", f"{roomy} ? datum.named : {quoted(_(EARLIER))}")
    line, step = size + 4, f"{size + 4} * grow"
    corner = f"{step} * (datum.row - 0.5)" if high else f"height - {step} * (datum.rows - datum.row + 0.7)"
    stacked = [
        {"window": [{"op": "row_number", "as": "row"}], "sort": [{"field": "arm"}]},
        {"joinaggregate": [{"op": "count", "as": "rows"}]},
        worked_out("place", f"{roomy} ? {corner} : datum.place"),
    ]
    placed = (last, *apart(alone, line), only(ghost), *stacked, worked_out("ink", f"datum.arm + {INK}"), text)
    return [unit(halo, encoding, *placed), unit(mark, encoding, *placed)]


def note(plot: Plot) -> Spec:
    """A line below the title, where it has room: what thick and thin curves are, and what lies below the axis."""
    seeds, size = plot.subject.seeds, plot.sizes.type
    whole, part = (MEAN_AND_SEEDS, SO_FAR_AND_SEEDS) if plot.view.singles else (MEAN, SO_FAR)
    whole = part if plot.subject.open else whole
    so_far, mean, one, pale = quoted(_(part)), quoted(_(whole).format(seeds=seeds)), quoted(_(ONE)), quoted(_(PALE))
    said = f"(frame && frame.so_far ? {so_far} : {mean})" if seeds > 1 else one
    cut, see = (filled(_(template), said=said) for template in (CUT, SEE))
    more = f"(frame.free ? {said if plot.sizes.beside else see} : {cut})"
    drawn = f"frame && frame.cut && room > {45 * size} ? {more} : {said}"
    text = f"frame && !frame.begun ? (length(data('source')) > 1 ? {pale} : '') : {drawn}"
    mark = {"type": "text", "align": "left", "baseline": "bottom", "fontSize": size, "color": grey()}
    place = {
        "x": {"value": {"expr": f"-{plot.margin} * grow"}},
        "y": {"value": {"expr": f"({plot.words}) * grow"}},
        "text": {"value": {"expr": text}},
    }
    return unit(mark, place, only(f"datum.kind === 'frame' && room > {22 * size}"))
