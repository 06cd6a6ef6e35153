"""Run by test_bits.py in processes of its own: trains a varied set of experiments, and prints what came out as JSON."""

import hashlib
import json
import re
import sys
from itertools import cycle

import numpy as np

from core.activations import ACTIVATIONS
from core.datasets import Mnist, mnist
from core.experiment import Arm, Experiment
from core.pairs import valid_pairs
from core.training import Training

KEYS = [row.key for row in valid_pairs()]
ALL = tuple(Arm(*key, 0.3, hidden_activation=kind) for key, kind in zip(KEYS, cycle(ACTIVATIONS), strict=False))
NARROW = tuple(Arm(*key, 0.1, l2=2.0) for key in KEYS)
FLAT = tuple(Arm(*key, 0.05, hidden=(), init="large") for key in KEYS)
WILD = (Arm("linear", "quadratic", 100.0), Arm("sigmoid", "quadratic", 3.0), Arm("softmax", "hinge", 100.0, l2=100.0))
SETS = (
    Experiment(ALL, train=200, validation=500, batch=10, epochs=2),
    Experiment(NARROW, train=100, validation=500, batch=32, epochs=2, hidden=(33, 20)),
    Experiment(FLAT, train=60, validation=500, batch=1, epochs=1),
    Experiment(WILD, train=100, validation=500, batch=7, epochs=4, output_bias=10.0, init="large"),
)


def main() -> None:
    digits = mnist()
    few = Mnist(digits.training, digits.validation[:500], digits.test[:500])
    digest, costs, diverged = hashlib.sha256(), [], 0
    for experiment in SETS:
        training = Training(experiment.runs(experiment.first_seed), few)
        list(training)
        for result in training.results():
            for array in (*result.weights, result.predictions):
                digest.update(np.ascontiguousarray(array).tobytes())
            accuracies = [(record.training_accuracy, record.validation_accuracy) for record in result.records]
            digest.update(repr([result.validation_accuracy, result.test_accuracy, accuracies]).encode())
            costs += [record.validation_cost for record in result.records if record.finite]
            costs += [record.yardsticks.output_sum for record in result.records if record.finite]
            diverged += result.diverged is not None
    from core.engine.descent import run

    fused = None
    if "--assembly" in sys.argv:
        assembly = "".join(run.inspect_asm().values())
        fused = re.findall(r"\b(v?fn?m(?:add|sub)\w*|(?:exp|tanh|log|pow|fma)f?@\w+)\b", assembly)
    print(json.dumps({"digest": digest.hexdigest(), "costs": costs, "diverged": diverged, "fused": fused}))  # noqa: T201


if __name__ == "__main__":  # pytest imports it to look for examples
    main()
