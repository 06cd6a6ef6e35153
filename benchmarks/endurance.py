"""What a server keeps after many experiments: its memory, and the size of its store.

    python benchmarks/endurance.py                  # 1,000 experiments: some five minutes

A pool with its store, in a process of its own, trains 1,000 different small experiments for as many visitors, who come
and go; memory is read after each hundred. Then 3,000 runs for 3,000 visitors are written into a store of 100 MB.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.dashboard import resident
from core.experiment import Experiment
from lab.serving.pool import Pool
from lab.storage.store import Store
from lab.workers.local import LocalWorkers
from tests.lab.synthetic import finished

SMALL = Experiment(train=100, validation=100, epochs=30, seeds=1)
AT_ONCE = 20  # experiments that are under way at a time
LIMIT = 100_000_000  # bytes of the store that is filled


def memory(count: int, folder: str, prepare: str) -> None:
    """Print what is in memory after each hundred of so many experiments."""
    pool = Pool(Store(f"sqlite:///{folder}/results.sqlite3"), LocalWorkers(2, prepare))
    pause = threading.Event()
    for first in range(0, count, AT_ONCE):
        wishes = [replace(SMALL, first_seed=number) for number in range(first, first + AT_ONCE)]
        for number, wish in enumerate(wishes):
            pool.join(f"visitor {first + number}", f"192.0.2.{number}")
            pool.submit(wish, f"visitor {first + number}")
        while any(pool.snapshot(wish).state != "finished" for wish in wishes):
            pause.wait(0.05)
        for number in range(AT_ONCE):
            pool.leave(f"visitor {first + number}")
        if (first + AT_ONCE) % 100 == 0:
            print(f"{first + AT_ONCE:6} experiments: {resident(os.getpid()) / 1e6:6.1f} MB", flush=True)
    pool.close()


def size(runs: int, folder: str) -> tuple[int, int]:
    """The largest and the last size of a store of `LIMIT` bytes, with its log, into which so many runs are written."""
    store, largest, last = Store(f"sqlite:///{folder}/full.sqlite3", limit_bytes=LIMIT), 0, 0
    wish = Experiment(SMALL.arms[:1], seeds=1, epochs=30)
    for number in range(runs):
        one = replace(wish, first_seed=number)
        store.put_runs([finished(one.runs(number)[0])])
        store.put_experiment(one, f"visitor {number}")
        last = sum(file.stat().st_size for file in Path(folder).glob("full.sqlite3*"))
        largest = max(largest, last)
    store.close()
    return largest, last


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--experiments", type=int, default=1000)
    parser.add_argument("--quick", action="store_true", help="nothing is trained: workers report at once")
    parser.add_argument("--runs", type=int, default=3000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        memory(chosen.experiments, folder, "tests.lab.stand_in:quick" if chosen.quick else "lab.workers.task:prepare")
        print(f"in {time.perf_counter() - begun:.0f} s")
        largest, last = size(chosen.runs, folder)
        print(
            f"store of {LIMIT / 1e6:.0f} MB after {chosen.runs} runs: {last / 1e6:.1f} MB, {largest / 1e6:.1f} at most"
        )


if __name__ == "__main__":
    main()
