"""Two small trained networks for the story: from the store, or trained by the pool when first needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.activations import Array
from core.datasets import Images, mnist
from core.experiment import Experiment
from core.losses import LOSSES
from core.network import logits
from core.pairs import Pair, pair
from core.results import RunResult
from lab.languages.words import N_, _
from lab.serving.snapshot import Snapshot
from ui.markdown import plain
from ui.site import live, visitor

EXPERIMENT = Experiment(seeds=1)
"""The default experiment's first seed: a softmax and a sigmoid network, trained in about a second."""

WAIT = N_(
    "Two small networks are being trained for this page, which takes about a second and is done once: {progress}."
)
FAILED = N_("The networks for this page could not be trained. {message}")


@dataclass(frozen=True, slots=True, eq=False)
class TrainedNetwork:
    """A trained network and its outputs for the test images.

    `a` (images, 10) are its activations, `cost` (images,) is in its own loss, `accuracy` a fraction of 1.
    """

    pair: Pair
    images: Images
    a: Array
    cost: Array
    accuracy: float

    def other_cost(self, loss: str, image: int) -> float:
        """The cost of an image's activations in another loss."""
        return float(LOSSES[loss].of_activations(self.a[image], int(self.images.labels[image])))


@st.cache_resource(show_spinner=False, max_entries=4)
def _network(key: str, _result: RunResult) -> TrainedNetwork:  # noqa: ARG001 (the cache's key)
    run, images = _result.run, mnist().test
    row = pair(run.output, run.loss)
    z = np.asarray(logits(_result.weights, run.hidden_activation, images.pixels), dtype=np.float64)
    labels = images.labels.astype(np.intp)
    return TrainedNetwork(row, images, row.output.activations(z), row.cost(z, labels), _result.test_accuracy)


def both() -> tuple[TrainedNetwork, ...]:
    """The softmax and the sigmoid network; empty while they are being trained, and then the page says so."""
    snapshot = visitor.look(EXPERIMENT)
    if snapshot.state == "finished":
        results = (result for runs in snapshot.results for result in runs if result is not None)
        return tuple(_network(result.key, result) for result in results)
    if snapshot.state == "unknown":
        visitor.ask(EXPERIMENT)
        snapshot = visitor.look(EXPERIMENT)
    if snapshot.state in visitor.UNDER_WAY:
        live.wait(EXPERIMENT, _progress)
    else:
        _excuse(snapshot)
    return ()


def _progress(snapshot: Snapshot) -> None:
    st.markdown(_(WAIT).format(progress=live.progress(snapshot).lower()))
    st.progress(live.fraction(snapshot))


def _excuse(snapshot: Snapshot) -> None:
    why = _(visitor.refusal() or snapshot.message)
    st.warning(plain(_(FAILED).format(message=why)), icon=":material/hourglass_disabled:")
    st.button(_("Try again"), key="try-again", on_click=visitor.ask, args=(EXPERIMENT,))
