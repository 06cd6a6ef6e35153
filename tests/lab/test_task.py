"""How a worker starts: what it compiles, where it keeps that, and how much memory it takes at most."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="the compiled engine needs numba, which is not installed")

ROOT = Path(__file__).resolve().parents[2]
MOST = 400  # MB of a worker
STATUS = Path("/proc/self/status")  # `getrusage` would count what the tests' own process held when it started another

START = """
import logging, sys
logging.basicConfig(format="%(name)s: %(message)s")
from lab.workers.task import prepare
train = prepare()
"""
LARGEST = (
    START
    + """
from pathlib import Path
from core.experiment import Arm, Experiment
from core.pairs import valid_pairs
arms = tuple(Arm(*row.key, 0.1) for row in valid_pairs()[:6])
training = train(Experiment(arms, train=50_000, validation=10_000, hidden=(300,), epochs=1).runs(0))
list(training)
training.results()
lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
print(next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")))
"""
)


def start(code, cache):
    environment = {**os.environ, "LAB_ENGINE": "compiled", "NUMBA_CACHE_DIR": str(cache), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def end(process):
    """What it printed and what it logged."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out, err


@pytest.mark.skipif(not STATUS.is_file(), reason=f"only {STATUS} says how much memory a process had at most")
def test_two_workers_start_at_once_from_nothing_and_the_largest_task_fits(tmp_path):
    both = [start(LARGEST, tmp_path), start(START, tmp_path)]
    (out, err), (_, second) = map(end, both)
    assert int(out) < MOST
    assert err == second == ""
    assert len(list(tmp_path.rglob("*.nbc"))) >= 3  # the engine's one function, and the two that list lit pixels


def test_without_a_folder_to_write_to_the_engine_is_compiled_and_says_so_once(tmp_path):
    (tmp_path / "file").touch()
    _, err = end(start(START, tmp_path / "file" / "cache"))
    assert err.count("The compiled engine cannot be kept") == 1
    assert len(err.splitlines()) == 1
