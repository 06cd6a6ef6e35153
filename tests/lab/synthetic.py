"""Finished runs that nobody trained: the right shapes, numbers drawn at random, made in a millisecond."""

import numpy as np

from core.engine.choice import chosen
from core.engine.weights import initial_weights
from core.experiment import Experiment, Run
from core.results import Record, RunResult, Slowdown, Yardsticks

TWENTIETHS = 20


def finished(run: Run, scale: float = 1.0) -> RunResult:
    """A result for `run`; the same numbers for the same run and scale."""
    rng = np.random.default_rng(int(run.key[:16], 16))
    drawn = initial_weights(run.hidden, run.init, run.output_bias, run.seed)
    return RunResult(
        run=run,
        engine=chosen().identity,
        records=tuple(_record(run, epoch, rng, scale) for epoch in range(run.epochs + 1)),
        validation_accuracy=float(rng.random()),
        test_accuracy=float(rng.random()),
        weights=tuple(layer * np.float32(scale) for layer in drawn),
        predictions=rng.integers(0, 10, 10_000).astype(np.uint8),
    )


def finished_runs(experiment: Experiment, scale: float = 1.0) -> list[RunResult]:
    """A result for every run of the experiment, arm by arm, seed by seed."""
    return [finished(experiment.run(arm, seed), scale) for arm in experiment.arms for seed in experiment.seed_range]


def _record(run: Run, epoch: int, rng: np.random.Generator, scale: float) -> Record:
    def some(count: int) -> tuple[float, ...]:
        return tuple((rng.random(count) * scale).tolist())

    layers = len(run.hidden) + 1
    probabilities = run.output != "linear"
    return Record(
        epoch,
        *some(2),
        *some(2),
        some(1)[0] if run.test_each_epoch else None,
        some(TWENTIETHS) if epoch else (),
        some(TWENTIETHS) if 0 < epoch <= run.close_up else (),
        Yardsticks(*(some(3) if probabilities else (None, None, None)), *some(1)),
        Slowdown(*some(3), some(layers)),
        float(epoch),
    )
