"""What pytest searches for examples: without Numba, not the modules of the compiled engine, which cannot be loaded."""

from importlib.util import find_spec

COMPILED = ("compiled", "deltas", "descent", "jit", "lanes", "layers", "lit", "scalars")

collect_ignore = [] if find_spec("numba") else [f"core/engine/{name}.py" for name in COMPILED]
