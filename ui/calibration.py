"""Whether outputs mean what they say: the reliability diagram, and what the outputs of an image sum to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.datasets import Images
from core.measures import Reliability, output_sums, reliability
from core.network import logits
from core.outputs import OUTPUTS
from core.results import RunResult
from ui import marks
from ui.ends import HEIGHT
from ui.marks import Axis, Spec
from ui.palette import NEUTRAL
from ui.subject import Subject

Floats = NDArray[np.float64]

TITLE = "Reliability on {images:,} {kind} images, all seeds together"
NOTE = (
    "On the diagonal confidence and accuracy agree; below it a network is too sure. Larger marks stand for more images."
)
SUMS_TITLE = "Sum of the ten outputs on {images:,} {kind} images, all seeds together"
SUMS_NOTE = "Probabilities would sum to 1."
BINS = 30


def outputs(results: Sequence[Sequence[RunResult]], images: Images) -> list[list[tuple[Reliability | None, Floats]]]:
    """For each arm and seed the reliability diagram and the sums of outputs (images,) of the trained network."""
    return [[_outputs(result, images) for result in runs] for runs in results]


def _outputs(result: RunResult, images: Images) -> tuple[Reliability | None, Floats]:
    z = logits(result.weights, result.run.hidden_activation, images.pixels)
    layer = OUTPUTS[result.run.output]
    return reliability(layer, z, images.labels), output_sums(layer, z)


def diagrams(found: Sequence[Sequence[tuple[Reliability | None, Floats]]]) -> pd.DataFrame:
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


def sums(found: Sequence[Sequence[tuple[Reliability | None, Floats]]], arms: Sequence[int]) -> pd.DataFrame:
    """A histogram of the sums of outputs of some arms, counted from 1; softmax needs none: its sum is always 1.

    Columns `arm`, `low` and `high` (the ends of a bin), `share` of the images in percent.
    """
    drawn = {arm: np.concatenate([values for _, values in found[arm - 1]]) for arm in arms}
    finite = {arm: values[np.isfinite(values)] for arm, values in drawn.items()}
    everything = np.concatenate([*finite.values(), [0.0, 2.0]])
    edges = np.linspace(min(0.0, float(everything.min())), float(np.quantile(everything, 0.999)), BINS + 1)
    rows = [
        {"arm": arm, "low": low, "high": high, "share": 100 * share}
        for arm, values in finite.items()
        if len(values)
        for low, high, share in zip(edges, edges[1:], np.histogram(values, edges)[0] / len(values), strict=False)
    ]
    return pd.DataFrame(rows, columns=["arm", "low", "high", "share"])


@lru_cache(maxsize=256)
def reliability_chart(subject: Subject, images: int, kind: str = "test") -> Spec:
    """The constant spec for `diagrams`; `images` of which set are said in the title."""
    scale, axis = alt.Scale(domain=[0, 100], nice=False), alt.Axis(values=list(range(0, 101, 20)))
    words = "confidence, % (probability of the answer)"
    x = Axis("confidence", words, alt.X("confidence:Q", title=words, scale=scale, axis=axis))

    def y(field: str) -> alt.Y:
        column = "accuracy" if field == "value" else field
        return alt.Y(f"{column}:Q", title="% answered rightly", scale=scale, axis=axis)

    subject = subject.with_legend()  # curves end close together in the upper corner
    key, data = marks.legend(subject), marks.table()
    once = data.transform_aggregate(rows="count()")
    diagonal = once.mark_rule(color=NEUTRAL, strokeWidth=1, strokeDash=[3, 3])
    size = alt.Size("share:Q", scale=alt.Scale(type="sqrt", domain=[0, 1], range=[15, 400]), legend=None)
    tooltip = [
        alt.Tooltip("confidence:Q", title="confidence, %", format=".1f"),
        alt.Tooltip("accuracy:Q", title="answered rightly, %", format=".1f"),
        alt.Tooltip("images:Q", title="images per seed", format=",.0f"),
    ]
    drawn = [
        diagonal.encode(x=alt.datum(0), y=alt.datum(0), x2=alt.datum(100), y2=alt.datum(100)),
        marks.line(data, x, y, key, strokeWidth=1.8),
        data.mark_point(filled=True, opacity=1).encode(
            x=x.encoding, y=y("value"), color=marks.colour(key), shape=marks.shape(key), size=size, tooltip=tooltip
        ),
    ]
    title = marks.heading(subject, TITLE.format(images=images, kind=kind), NOTE)
    return marks.finished(alt.layer(*drawn).properties(height=HEIGHT, title=title))


@lru_cache(maxsize=256)
def sums_chart(subject: Subject, arms: tuple[int, ...], images: int, kind: str = "test") -> Spec:
    """The constant spec for `sums` of the same `arms`, counted from 1."""
    subject = subject.with_legend()
    key, data = marks.legend(subject, arms), marks.table()
    one = data.transform_aggregate(rows="count()").mark_rule(color=NEUTRAL, strokeDash=[3, 3])
    x = alt.X("low:Q", title="sum of the ten outputs", scale=alt.Scale(nice=False), axis=alt.Axis(grid=False))
    bars = data.mark_rect(opacity=0.4).encode(
        x=x,
        x2="high:Q",
        y=alt.Y("share:Q", title="% of images", stack=None, scale=alt.Scale(zero=True)),
        y2=alt.datum(0),
        color=marks.colour(key),
        tooltip=[
            alt.Tooltip("low:Q", title="from", format=".2f"),
            alt.Tooltip("high:Q", title="to", format=".2f"),
            alt.Tooltip("share:Q", title="% of images", format=".1f"),
        ],
    )
    title = marks.heading(subject, SUMS_TITLE.format(images=images, kind=kind), SUMS_NOTE)
    return marks.finished(alt.layer(bars, one.encode(x=alt.datum(1))).properties(height=HEIGHT, title=title))
