"""The same bits on every machine: what stands for other machines are other sets of instructions of this one."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba", reason="the compiled engine needs numba, which is not installed")

HERE = Path(__file__).parent
DIGEST = "cb94792efad09fee8ae3f5995c18a7063b5b5bfc5de0682adf6bc60831499c86"
"""Of the weights, predictions and accuracies that `bits.py` trains. With every change of it, on purpose alone, the
version of the compiled engine in `core.engine.choice` goes up by one."""

OLD = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": " ".join(np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])),
}
"""For NumPy and OpenBLAS, a processor of 2004."""


def trained(cache, *options, **environment):
    ours = {"PYTHONPATH": str(HERE.parents[1]), "LAB_ENGINE": "compiled", "NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, str(HERE / "bits.py"), *options]
    done = subprocess.run(
        command, env=os.environ | ours | environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    cache = tmp_path_factory.mktemp("compiled")
    return cache, trained(cache, "--assembly")


def test_digest_is_the_committed_one(here):
    assert here[1]["digest"] == DIGEST
    assert here[1]["diverged"] >= 1
    assert all(map(math.isfinite, here[1]["costs"]))


def test_nothing_is_fused_or_left_to_a_library(here):
    assert here[1]["fused"] == []


def test_a_build_for_the_oldest_processor_gives_the_same_bits(here, tmp_path):
    assert trained(tmp_path, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")["digest"] == DIGEST


def test_numpy_and_openblas_for_an_old_processor_give_the_same_bits_and_twelve_digits_of_every_cost(here):
    cache, ours = here
    old = trained(cache, **OLD)
    assert old["digest"] == DIGEST
    assert old["costs"] == pytest.approx(ours["costs"], rel=1e-12, abs=1e-12)
