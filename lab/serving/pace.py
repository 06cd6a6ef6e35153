"""What training takes: seconds and memory of each run, and how long it took here before."""

from __future__ import annotations

import math
from collections.abc import Iterable

from core.engine.group import PIECES
from core.engine.weights import layer_shapes
from core.experiment import Run
from core.training import EVALUATED

WEIGHT = 0.1e-9  # seconds that a weight takes for an image going through once, with the compiled engine, about
LIT = 150  # pixels of an image that are not black, on average: only their weights are computed with
STEP = 0.5e-6  # seconds that a mini-batch takes besides, about
EPOCH = 0.9e-3  # seconds that an epoch takes besides, about
RUN = 6e-3  # seconds that a run takes besides, about
TEST = 10_000  # test images
FINAL = 10_000 + TEST  # validation and test images by which the finished network is judged
RECORD = 2000  # bytes that a record takes in memory, about
PAUSED = 3 * 4  # bytes that a weight takes while its run waits to go on, about: padded, and of a diverged run twice
PRIOR = 0.5  # estimated seconds that are taken to have been trained at the pace of the estimate
MEMORY = 20.0  # estimated seconds of training after which what was learnt before counts a third


def seconds(run: Run) -> float:
    """About how long one core of a machine of 2022 takes to train this run, beside others or alone.

    Within a factor of two of what was measured with no to two layers of 10 to 300 units, mini-batches of 1 to 1000.
    """
    weights = sum((min(inputs, LIT) + 1) * units for units, inputs in layer_shapes(run.hidden))
    steps = run.epochs * -(-run.train // run.batch)
    return WEIGHT * weights * _images(run) + STEP * steps + EPOCH * run.epochs + RUN


def memory(runs: Iterable[Run]) -> int:
    """About how many bytes of the server's memory different runs take until they are finished.

    All their records, and the weights of one seed: the seeds are trained one after another.
    """
    records, weights = 0, dict[int, int]()
    for run in runs:
        records += run.epochs + 1
        own = sum(units * (inputs + 1) for units, inputs in layer_shapes(run.hidden))
        weights[run.seed] = weights.get(run.seed, 0) + own
    return RECORD * records + PAUSED * max(weights.values(), default=0)


def _images(run: Run) -> int:
    """How many images go through the network, training counted three times: forward, back, and the gradient."""
    test = TEST if run.test_each_epoch else 0
    each_epoch = 3 * run.train + min(run.train, EVALUATED) + run.validation + test
    return run.epochs * each_epoch + min(run.epochs, run.close_up) * PIECES * run.validation + FINAL


class Pace:
    """How long training takes here and now, as a multiple of what `seconds` says: of late, of all that was trained."""

    def __init__(self) -> None:
        self._estimated = self._taken = PRIOR

    @property
    def factor(self) -> float:
        """The multiple."""
        return self._taken / self._estimated

    def learn(self, estimated: float, taken: float) -> None:
        """What `seconds` estimated like this has taken so long."""
        kept = math.exp(-estimated / MEMORY)
        self._estimated = kept * self._estimated + estimated
        self._taken = kept * self._taken + taken

    def beside(self, running: Iterable[tuple[float, float]]) -> float:
        """The multiple as it will be once this is learnt too: pairs of what was estimated and what it has taken."""
        pairs = list(running)
        estimated, taken = (sum(column) for column in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
        return (self._taken + taken) / (self._estimated + estimated)
