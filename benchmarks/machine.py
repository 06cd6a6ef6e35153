"""What machine this is, as far as it bears on how fast small networks are trained."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from benchmarks.floor import compiler

SETTINGS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES", "NUMBA_CPU_NAME")
"""Environment variables that choose an instruction set, or how it is used."""

INSTRUCTION_SETS = {"avx512f": "AVX-512", "avx2": "AVX2", "avx": "AVX", "neon": "NEON", "sse2": "SSE2"}
"""Their names by LLVM's, the widest first."""


def description() -> Iterator[str]:
    """Line by line: processor, instruction set, libraries, compiler, and the variables of `SETTINGS`."""
    yield f"{os.cpu_count()} processors: {_processor()}; instruction set: {_instruction_set()}"
    yield f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.system()}"
    for library in threadpool_info():
        yield (
            f"{library['internal_api']} {library['version']} in {Path(library['filepath']).name}: "
            f"{library.get('architecture')} kernel"
        )
    yield f"C compiler: {compiler() or 'none, so that the C loops are left out'}"
    for variable in SETTINGS:
        yield f"{variable} is {os.environ.get(variable, 'not set')}"


def _processor() -> str:
    """The processor's name, as Linux or Python tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), platform.processor() or platform.machine())


def _instruction_set() -> str:
    """The widest that LLVM finds, which compiles for Numba and for JAX."""
    if find_spec("llvmlite") is None:
        return "not known without Numba"
    from llvmlite import binding

    found = binding.get_host_cpu_features()
    widest = next((name for key, name in INSTRUCTION_SETS.items() if found.get(key)), "none that is known here")
    return f"{widest} ({binding.get_host_cpu_name()})"
