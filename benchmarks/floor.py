"""The floor: what a C compiler makes of the same training, compiled there and then for this very processor.

It takes every liberty that the project's engine does not take (fused products, sums in any order, a fast exponential),
and holds one network of one fixed shape. An engine that goes image by image can hardly be faster than its first layer.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.turns import Epoch, Missing

SOURCE = Path(__file__).with_suffix(".c")
FLAGS = ["-O3", "-march=native", "-ffast-math", "-shared", "-fPIC"]
if platform.machine() in ("x86_64", "AMD64"):
    FLAGS.append("-mprefer-vector-width=512")  # compilers stop at 256 bits by themselves
WIDTH, GROUP, CLASSES, HIDDEN, PIXELS, RATE = 32, 4, 10, 30, 784, 0.5


def compiler() -> str | None:
    """The C compiler of this machine: what `CC` names, or `cc`."""
    return shutil.which(os.environ.get("CC", "cc"))


def c_loop(images: int, *, whole: bool) -> Callable[[int], Epoch]:
    """Epochs of one network, or of its first layer alone, by mini-batch size. Raises `Missing` without a compiler."""
    from core.datasets import mnist

    learn, data, rng = _library().learn, mnist().training[:images], np.random.default_rng(0)
    lit = data.pixels > 0
    unlit = (~lit).cumsum(axis=1)
    lit |= ~lit & (unlit <= -lit.sum(axis=1, keepdims=True) % GROUP)  # some dark pixels, to fill the lists up
    starts = np.concatenate([[0], lit.sum(axis=1).cumsum()]).astype(np.int32)
    columns, values = np.nonzero(lit)[1].astype(np.int32), data.pixels[lit]
    first, second = np.zeros((PIXELS, WIDTH), np.float32), np.zeros((CLASSES, WIDTH), np.float32)
    first[:, :HIDDEN] = rng.standard_normal((PIXELS, HIDDEN)) / 28
    second[:, :HIDDEN] = rng.standard_normal((CLASSES, HIDDEN)) / np.sqrt(HIDDEN)
    biases = np.zeros(WIDTH, np.float32), np.zeros(CLASSES, np.float32)

    def of(batch: int) -> Epoch:
        passing = [np.zeros((batch, width), np.float32) for width in (WIDTH, WIDTH, CLASSES)]

        def epoch() -> None:
            order = rng.permutation(images)
            arrays = starts, columns, values, data.labels, order
            sizes = images, batch, ctypes.c_float(RATE), int(whole)
            weights = first, biases[0], second, biases[1], *passing
            learn(*map(_address, arrays), *sizes, *map(_address, weights))

        return epoch

    return of


def _address(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _library() -> ctypes.CDLL:
    found = compiler()
    if found is None:
        raise Missing("a C compiler")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        target = Path(folder, "floor.so")
        subprocess.run([found, *FLAGS, str(SOURCE), "-o", str(target), "-lm"], check=True)
        return ctypes.CDLL(str(target))
