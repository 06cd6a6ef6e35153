"""The same training loop as others would write it: the peers that `benchmarks/engine.py` measures the engine beside.

Every peer trains networks of 784-30-10 sigmoid units with a softmax output layer and the log-likelihood, in float32
(the book's loop in float64), by plain gradient descent on the same 10,000 images. Each function makes ready what serves
all mini-batch sizes, and gives epochs by size: an epoch has its data where it wants them, as floats, and shuffles the
images anew. scikit-learn and PyTorch compute the costs of the mini-batches in passing; the others do not.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.turns import Epoch

Floats = NDArray[np.float32]
Labels = NDArray[np.intp]

RATE = 0.5
HIDDEN = 30


def _images(count: int) -> tuple[Floats, Labels]:
    """The first training images as inputs of a network, (count, 784), and their labels."""
    from core.datasets import mnist
    from core.network import scale

    data = mnist().training[:count]
    return scale(data.pixels), data.labels.astype(np.intp)


def _in_turn(of: Callable[[int], Epoch], networks: int) -> Callable[[int], Epoch]:
    """An epoch of one network after another."""

    def made(batch: int) -> Epoch:
        epochs = [of(batch) for _ in range(networks)]
        return lambda: [epoch() for epoch in epochs]

    return made


def book(images: int) -> Callable[[int], Epoch]:
    """A loop over single images, as in the first edition of the book's own program (network.py)."""
    x, labels = _images(images)
    rng = np.random.default_rng(0)
    sizes = [784, HIDDEN, 10]
    weights = [rng.standard_normal((out, into)) / np.sqrt(into) for into, out in pairwise(sizes)]
    biases = [rng.standard_normal((out, 1)) for out in sizes[1:]]
    columns = x.astype(np.float64)[:, :, None]
    one_hot = np.eye(10)[labels][:, :, None]

    def gradients(a: Any, y: Any) -> Any:
        hidden = 1 / (1 + np.exp(-(weights[0] @ a + biases[0])))
        z = weights[1] @ hidden + biases[1]
        exponentials = np.exp(z - z.max())
        delta = exponentials / exponentials.sum() - y
        back = weights[1].T @ delta * hidden * (1 - hidden)
        return [back @ a.T, delta @ hidden.T], [back, delta]

    def epoch(batch: int) -> None:
        order = rng.permutation(len(columns))
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            sums = [np.zeros_like(w) for w in weights], [np.zeros_like(b) for b in biases]
            for row in rows:
                for total, new in zip(sums, gradients(columns[row], one_hot[row]), strict=True):
                    for kept, part in zip(total, new, strict=True):
                        np.add(kept, part, out=kept)
            for layers, gradient in zip((weights, biases), sums, strict=True):
                for layer, step in zip(layers, gradient, strict=True):
                    np.subtract(layer, RATE / len(rows) * step, out=layer)

    return lambda batch: lambda: epoch(batch)


def scikit_learn(images: int, networks: int = 1) -> Callable[[int], Epoch]:
    """scikit-learn's `MLPClassifier.partial_fit`, an epoch a call; several networks one after another."""
    from sklearn.neural_network import MLPClassifier

    warnings.filterwarnings("ignore", module="sklearn")  # its advice on convergence
    x, labels = _images(images)
    classes = np.arange(10)

    def of(batch: int) -> Epoch:
        model = MLPClassifier(
            (HIDDEN,),
            activation="logistic",
            solver="sgd",
            alpha=0.0,
            batch_size=batch,
            learning_rate_init=RATE,
            momentum=0.0,
            nesterovs_momentum=False,
            random_state=0,
        )
        return lambda: model.partial_fit(x, labels, classes=classes)

    return _in_turn(of, networks)


def torch_eager(images: int, networks: int = 1, threads: int = 1) -> Callable[[int], Epoch]:
    """PyTorch as its tutorials write it: modules, autograd and the SGD optimizer; networks one after another."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    x, labels = _images(images)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(labels)
    loss = torch.nn.CrossEntropyLoss()

    def of(batch: int) -> Epoch:
        model = torch.nn.Sequential(torch.nn.Linear(784, HIDDEN), torch.nn.Sigmoid(), torch.nn.Linear(HIDDEN, 10))
        optimizer = torch.optim.SGD(model.parameters(), lr=RATE)

        def epoch() -> None:
            for rows in torch.randperm(len(inputs)).split(batch):
                optimizer.zero_grad()
                loss(model(inputs[rows]), targets[rows]).backward()
                optimizer.step()

        return epoch

    return _in_turn(of, networks)


def jax_scan(images: int, networks: int | None = None, seeds: int = 1, again: int = 1) -> Callable[[int], Epoch]:
    """JAX: a whole epoch compiled as one scan over the mini-batches.

    With `networks`, that many are trained by vmap on the same mini-batches, and with `seeds` so many such sets, each
    on an order of its own; vmap maps one function, so all have the same loss. All of it is done `again` times, one
    after another. The images that fill no whole mini-batch are left out, which favours JAX by little.
    """
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax
    import jax.numpy as jnp

    x, labels = _images(images)
    inputs, targets = jnp.asarray(x), jnp.asarray(labels)

    def initial(key: Any) -> Any:
        one, two = jax.random.split(key)
        return {
            "w1": jax.random.normal(one, (784, HIDDEN)) / 28,
            "b1": jnp.zeros(HIDDEN),
            "w2": jax.random.normal(two, (HIDDEN, 10)) / np.sqrt(HIDDEN),
            "b2": jnp.zeros(10),
        }

    def cost(network: Any, images: Any, answers: Any) -> Any:
        hidden = jax.nn.sigmoid(images @ network["w1"] + network["b1"])
        log_p = jax.nn.log_softmax(hidden @ network["w2"] + network["b2"])
        return -jnp.take_along_axis(log_p, answers[:, None], axis=1).mean()

    def step(network: Any, rows: Any) -> Any:
        gradient = jax.grad(cost)(network, inputs[rows], targets[rows])
        return jax.tree.map(lambda w, g: w - RATE * g, network, gradient)

    stacked = step if networks is None else jax.vmap(step, in_axes=(0, None))

    def of(batch: int) -> Epoch:
        steps = images // batch

        def one_seed(network: Any, key: Any) -> Any:
            order = jax.random.permutation(key, images)[: steps * batch].reshape(steps, batch)
            return jax.lax.scan(lambda carry, rows: (stacked(carry, rows), None), network, order)[0]

        train = jax.jit(one_seed if seeds == 1 else jax.vmap(one_seed), donate_argnums=0)
        key = jax.random.PRNGKey(0)
        shape = (seeds,) * (seeds > 1) + (() if networks is None else (networks,))
        state = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, shape + leaf.shape) + 0.0, initial(key))

        def epoch() -> None:
            nonlocal key, state
            for _ in range(again):
                key, now = jax.random.split(key)
                state = jax.block_until_ready(train(state, now if seeds == 1 else jax.random.split(now, seeds)))

        return epoch

    return of
