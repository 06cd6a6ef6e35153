"""The trained networks as an npz file of NumPy.

    networks = numpy.load("weights.npz")
    W, b = networks["arm1_seed0_layer1_weights"], networks["arm1_seed0_layer1_biases"]
    z = W @ a + b          # a: 784 pixels from 0 to 1, row after row, or the activations of the layer before

Arms and layers are counted from 1, the last layer is the output layer. `arms` holds the arms as texts, in order.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from core.experiment import Experiment
from lab.export.document import Results

NAME = "arm{arm}_seed{seed}_layer{layer}_{part}"


def as_npz(experiment: Experiment, results: Results) -> bytes | None:
    """The weights (units, inputs) and biases (units,) of every run that has kept its network; None where none has.

    Of a run that diverged they are those of the last network whose costs were finite numbers.
    """
    arrays: dict[str, Any] = {
        NAME.format(arm=arm, seed=result.run.seed, layer=layer, part=part): values
        for arm, runs in enumerate(results, start=1)
        for result in runs
        if result is not None
        for layer, network in enumerate(result.weights, start=1)
        for part, values in (("weights", network[:, :-1]), ("biases", network[:, -1]))
    }
    if not arrays:
        return None
    file = io.BytesIO()
    np.savez_compressed(file, arms=np.array([str(arm) for arm in experiment.arms]), **arrays)
    return file.getvalue()
