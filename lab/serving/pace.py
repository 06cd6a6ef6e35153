"""What training takes: seconds and memory of each run, and how long it took here before."""

from __future__ import annotations

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
LEARNING = 0.3  # the share of the latest training in the pace, at most
ENOUGH = 1.0  # estimated seconds of a training that tells so much; a shorter one tells less


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
    """How long training takes here and now, as a multiple of what `seconds` says."""

    def __init__(self) -> None:
        self.factor = 1.0

    def learn(self, estimated: float, taken: float) -> None:
        """What `seconds` estimated like this has taken so long."""
        share = LEARNING * min(1.0, estimated / ENOUGH)
        self.factor += share * (taken / estimated - self.factor)
