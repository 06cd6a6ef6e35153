"""Whether outputs mean what they say: the reliability diagram, and what the outputs of an image sum to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.datasets import Images
from core.digits.answers import answers
from core.engine.sample import VALIDATION_DRAW, draw
from core.evidence.measures import Reliability, chance_ece, output_sums, reliability
from core.network import logits
from core.outputs import OUTPUTS
from core.results import RunResult
from lab.languages.words import N_, _
from lab.saying import together
from ui.cache import remembered
from ui.charts import marks, takeaways
from ui.charts.figure import Column, Figure
from ui.charts.marks import GREYED, HEIGHT, LOW, Axis, Spec, quantity, unit
from ui.charts.palette import NEUTRAL
from ui.charts.subject import Subject

Floats = NDArray[np.float64]
Found = Sequence[Sequence[tuple[Reliability | None, Floats]]]
"""For each arm and seed the reliability diagram and the sums of outputs (images,)."""

TITLE = N_("Reliability on {images:,} test images, {seeds}")
NOTE = N_(
    "On the diagonal confidence and accuracy agree; below it a network is too sure. Larger marks stand for more images."
)
SUMS_TITLE = N_("{name}: sum of the ten outputs on {images:,} test images, {seeds}")
SUMS_NOTE = N_(
    "Those stand out. Probabilities would sum to 1. At either end, at most a thousandth of the sums is left out."
)
ALL_SEEDS, ONE_SEED = N_("all {seeds} seeds together"), N_("one seed")
RANGE = (0.05, 0.95)  # between which nine of ten sums lie
TOLD = {
    "arm": Column(N_("arm")),
    "confidence": Column(N_("confidence, %"), ".1f"),
    "accuracy": Column(N_("answered rightly, %"), ".1f"),
    "images": Column(N_("images per seed"), ",.0f"),
}
SUMS_TOLD = {
    "arm": Column(N_("arm")),
    "low": Column(N_("sum from"), ".2f"),
    "high": Column(N_("to"), ".2f"),
    "share": Column(N_("% of images"), ".1f"),
}
SUMS_AXIS = N_("sum of the ten outputs")
BINS = 30
FURTHEST = 0.001  # the share of the sums at either end that would only squeeze all others

GUIDE: Spec = {"color": NEUTRAL, "strokeWidth": 1, "strokeDash": [3, 3]}
ONCE: Spec = {"aggregate": [{"op": "count", "as": "rows"}], "groupby": []}
"""The transform that leaves one row, for a mark that is drawn once."""


def outputs(results: Sequence[Sequence[RunResult]], images: Images) -> Found:
    """For each arm and seed the reliability diagram and the sums of outputs (images,) of the trained network."""
    return [[_outputs(result, images) for result in runs] for runs in results]


def _outputs(result: RunResult, images: Images) -> tuple[Reliability | None, Floats]:
    found = answers(result, images.pixels)
    return reliability(found.layer, found.z, images.labels), output_sums(found.layer, found.z)


def chance(result: RunResult, validation: Images) -> float | None:
    """The calibration error, a fraction of 1, of a perfectly calibrated network as sure as this one, by chance alone.

    On the images that its curve is drawn on, drawn from all `validation` images; None where there is no network, or
    none whose outputs can be probabilities and are numbers.
    """
    if not result.weights:
        return None
    run = result.run
    images = draw(validation, run.validation, run.seed, VALIDATION_DRAW)
    z = logits(result.weights, run.hidden_activation, images.images.pixels[images.rows])
    found = chance_ece(OUTPUTS[run.output], z)
    return None if found is None or np.isnan(found) else found


def diagrams(found: Found) -> pd.DataFrame:
    """The diagrams of each arm's seeds put together: a row for every bin that has images, in percent.

    Columns `arm` counted from 1, `confidence`, `accuracy`, `images` (per seed) and `share` of the images. Arms whose
    outputs cannot be scaled to probabilities have no rows.
    """
    rows = [
        {"arm": arm, "confidence": 100 * sure, "accuracy": 100 * right, "images": count / len(runs), "share": share}
        for arm, runs in enumerate(found, start=1)
        for sure, right, count, share in _together([diagram for diagram, _ in runs if diagram is not None])
    ]
    return pd.DataFrame(rows, columns=["arm", "confidence", "accuracy", "images", "share"])


def _together(seeds: Sequence[Reliability]) -> list[tuple[float, float, int, float]]:
    if not seeds:
        return []
    counts = np.array([seed.counts for seed in seeds])
    total = counts.sum(axis=0)
    filled = total > 0
    means = [
        (np.nan_to_num(np.array([getattr(seed, name) for seed in seeds])) * counts).sum(axis=0)[filled] / total[filled]
        for name in ("confidence", "accuracy")  # nan stands in bins without images, which weigh nothing
    ]
    shares = total[filled] / max(1, int(total.sum()))
    return list(zip(means[0].tolist(), means[1].tolist(), total[filled].tolist(), shares.tolist(), strict=True))


def finite_sums(found: Found, arm: int) -> Floats:
    """The sums of outputs of all seeds of an arm, counted from 1, that are finite numbers."""
    drawn = np.concatenate([values for _, values in found[arm - 1]])
    return np.asarray(drawn[np.isfinite(drawn)])


def sums(found: Found, arm: int) -> pd.DataFrame:
    """A histogram of the sums of outputs of an arm, counted from 1; softmax needs none: its sum is always 1.

    Columns `arm`, `low` and `high` (the ends of a bin), `share` of the images in percent, and `inside`: whether the bin
    reaches into where nine of ten sums lie. The bins are this arm's own, so that no other arm can flatten it.
    """
    values = finite_sums(found, arm)
    columns = ["arm", "low", "high", "share", "inside"]
    if not len(values):
        return pd.DataFrame([], columns=columns)
    first, last = np.quantile(np.concatenate([values, [1.0]]), [FURTHEST, 1 - FURTHEST]).tolist()
    low, high = np.quantile(values, RANGE).tolist()
    edges = np.linspace(min(first, 0.0), max(last, 2.0), BINS + 1)
    rows = [
        {"arm": arm, "low": start, "high": end, "share": 100 * share, "inside": bool(end >= low and start <= high)}
        for start, end, share in zip(edges, edges[1:], np.histogram(values, edges)[0] / len(values), strict=False)
    ]
    return pd.DataFrame(rows, columns=columns)


def _seeds(subject: Subject) -> str:
    """Of which seeds the figures are, for titles."""
    return _(ALL_SEEDS if subject.seeds > 1 else ONE_SEED).format(seeds=subject.seeds)


def reliability_figure(subject: Subject, found: Found, arms: tuple[int, ...], images: int) -> Figure:
    """The diagrams of `arms`, counted from 1, on so many test `images`."""
    rows = diagrams(found)
    return Figure(
        title=_(TITLE).format(images=images, seeds=_seeds(subject)),
        table=rows,
        spec=reliability_chart(subject, arms, images),
        takeaway=takeaways.sure(subject.names, rows),
        columns=TOLD,
        note=_(NOTE),
        names=subject.names,
    )


def sums_figure(subject: Subject, found: Found, arm: int, images: int) -> Figure:
    """The histogram of the sums of outputs of an arm, counted from 1."""
    name, said = subject.names[arm - 1], takeaways.sums(subject.names[arm - 1], finite_sums(found, arm))
    return Figure(
        title=_(SUMS_TITLE).format(name=name, images=images, seeds=_seeds(subject)),
        table=sums(found, arm),
        spec=sums_chart(name, images, _seeds(subject)),
        takeaway=said,
        columns=SUMS_TOLD,
        note=together([said, _(SUMS_NOTE)]),
        names=subject.names,
    )


@remembered
def reliability_chart(subject: Subject, arms: tuple[int, ...], images: int) -> Spec:
    """The constant spec for `diagrams` of `arms`, counted from 1, on so many test `images`."""
    subject = subject.with_legend()  # curves end close together in the upper corner
    key = marks.legend(subject, arms)
    percent = {
        "scale": {"domain": [0, 100], "nice": False},
        "axis": {"values": list(range(0, 101, 20)), "tickCount": 6, "labelOverlap": False, **GREYED},
    }
    x = Axis("confidence", _("confidence, % (probability of the answer)"), percent)

    def y(_field: str) -> Spec:
        return quantity("accuracy", _("% answered rightly"), **percent)

    corners = {f"{axis}{end}": {"datum": at} for axis in "xy" for end, at in (("", 0), ("2", 100))}
    size = quantity("share", scale={"type": "sqrt", "domain": [0, 1], "range": [15, 400]}, legend=None)
    tooltip = [
        quantity("confidence", _("confidence, %"), format=".1f"),
        quantity("accuracy", _("answered rightly, %"), format=".1f"),
        quantity("images", _("images per seed"), format=",.0f"),
    ]
    points = {"x": x.encoding, "y": y(""), "color": marks.colour(key), "shape": marks.shape(key), "size": size}
    drawn = [
        unit({"type": "rule", **GUIDE}, corners, ONCE),
        marks.line(x, y, key, strokeWidth=1.8),
        unit({"type": "point", "filled": True, "opacity": 1}, {**points, "tooltip": tooltip}),
    ]
    title = _(TITLE).format(images=images, seeds=_seeds(subject))
    return marks.finished(title, {"layer": drawn}, height=marks.beside_legend(subject, HEIGHT))


@remembered
def sums_chart(name: str, images: int, seeds: str) -> Spec:
    """The constant spec for `sums` of the arm of this name; `seeds` says of which seeds."""
    share = {"stack": None, "scale": {"zero": True}, "axis": GREYED}
    bars = {
        "x": quantity("low", _(SUMS_AXIS), scale={"nice": False}, axis={"grid": False, **GREYED}),
        "x2": {"field": "high"},
        "y": quantity("share", _("% of images"), **share),
        "y2": {"datum": 0},
        "color": marks.colour(None),
        "opacity": {"condition": {"test": "datum.inside", "value": 0.55}, "value": 0.2},
        "tooltip": [
            quantity("low", _("from"), format=".2f"),
            quantity("high", _("to"), format=".2f"),
            quantity("share", _("% of images"), format=".1f"),
        ],
    }
    outline = {
        "x": quantity("low", _(SUMS_AXIS)),
        "y": quantity("share", _("% of images"), **share),
        "color": bars["color"],
    }
    drawn = [
        unit({"type": "rect"}, bars),
        unit(
            {"type": "line", "interpolate": "step-after", "strokeWidth": 1.5}, {**outline, "strokeDash": marks.dash()}
        ),
        unit({"type": "rule", **GUIDE}, {"x": {"datum": 1}}, ONCE),
    ]
    title = _(SUMS_TITLE).format(name=name, images=images, seeds=seeds)
    return marks.finished(title, {"layer": drawn}, height=LOW)
