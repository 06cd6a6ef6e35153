"""A competitor's process: reads a mini-batch size a line, trains for an epoch, answers with its milliseconds.

Started by `benchmarks.turns.Worker`. The first line of each size also makes ready what is trained.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Serve until the input ends."""
    told, answers = json.loads(sys.argv[1]), sys.stdout
    sys.stdout = sys.stderr  # what the libraries print is no answer
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: told["cores"]])
    sys.path[0] = str(Path(__file__).parents[1])
    module, function = told["place"]
    import_module("benchmarks")  # from here; `core` and the rest from the folder that is asked for
    sys.path.insert(0, told["folder"])
    from benchmarks.turns import Missing

    of, ready, epoch = None, None, None
    for line in sys.stdin:
        try:
            of = of or getattr(import_module(module), function)(**told["share"])
            if ready != line:
                ready, epoch = line, of(int(line))
            start = time.perf_counter()
            epoch()
            answer = {"ms": (time.perf_counter() - start) * 1000}
        except (Missing, ModuleNotFoundError) as error:
            answer = {"missing": getattr(error, "name", None) or str(error)}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
