"""How functions are compiled: once per processor, kept in a folder, with arithmetic that every processor agrees on.

Numba's defaults keep the order of every operation and never fuse a product with a sum, so that the same source gives
the same bits on every processor: none of the functions here may ask for `fastmath`, call a function of the
mathematics library, or reduce an array with NumPy. The rules are those of microsoft/RepDL.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit
from numba.core.compiler import Compiler

F = TypeVar("F", bound=Callable[..., Any])

UNKEPT = "The compiled engine cannot be kept: %s cannot be written to, NUMBA_CACHE_DIR may name a folder that can."


def _folder() -> Path:
    """Where compiled code is kept: in `NUMBA_CACHE_DIR`, else beside this file, under a digest of the sources.

    Numba by itself looks only at the file of the function that is called, not at those of the functions it calls.
    """
    here = Path(__file__).parent
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(here.glob("*.py")))).hexdigest()
    return Path(config.CACHE_DIR or here / "__pycache__") / digest[:16]


config.CACHE_DIR = str(_folder())
config.CACHE_LOCATOR_CLASSES = "UserProvidedCacheLocator"  # no other place, where code of older sources may be


class _Bare(Compiler):
    """Compiles functions of arrays that are made elsewhere and never overlap.

    So no array's users are counted, which takes half the time of a short function, and LLVM need not check whether
    what is written is also read.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.state.flags.nrt = False
        self.state.flags.noalias = True


OPTIONS: dict[str, Any] = {
    "pipeline_class": _Bare,
    "error_model": "numpy",  # a division by zero gives infinity
    "nogil": True,  # whoever calls may use threads
}


def compiled(function: F) -> F:
    """Compile a function for other functions to call: it makes no arrays, and those it is given do not overlap."""
    return cast("F", njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS)(function))


def entry(function: F) -> F:
    """Compile a function that is called from Python, with all that it calls, and keep it for the next process."""
    try:
        return cast("F", njit(cache=True, no_cfunc_wrapper=True, **OPTIONS)(function))
    except RuntimeError:  # Numba may not write to the folder
        _say_once(config.CACHE_DIR)
        return cast("F", njit(no_cfunc_wrapper=True, **OPTIONS)(function))


@cache
def _say_once(folder: str) -> None:
    logging.getLogger(__name__).warning(UNKEPT, folder)
