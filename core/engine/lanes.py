"""Thirty-two float32 numbers that are added, subtracted and multiplied at once: what compiled functions loop over.

A processor takes them in one, two or four vector instructions, as wide as its own are. What one lane holds never
meets another, and nothing is reordered or fused: the bits are those of thirty-two single numbers, everywhere.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

from core.activations import Floats

LANES = 32
VECTOR = ir.VectorType(ir.FloatType(), LANES)
PLACE = ir.IntType(32)
ADDRESS = ir.IntType(8).as_pointer()

Lanes = Any
"""Thirty-two float32 numbers. Numba knows their type, which Python has none for."""


class _Type(types.Type):
    def __init__(self) -> None:
        super().__init__(name="Lanes")


_LANES = _Type()


@register_model(_Type)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, VECTOR)


def _teach(symbol: Callable[..., Any], instruction: str) -> None:
    """Teach Numba what `symbol` means between lanes, and between a number and lanes."""

    @infer_global(symbol)
    class _Typing(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            known = args in {(_LANES, _LANES), (types.float32, _LANES)}
            return signature(_LANES, *args) if known else None

    @lower_builtin(symbol, _LANES, _LANES)
    def _both(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, instruction)(*args)

    @lower_builtin(symbol, types.float32, _LANES)
    def _number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, instruction)(_spread(builder, args[0]), args[1])


for _symbol, _instruction in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul")):
    _teach(_symbol, _instruction)


def _spread(builder: Any, number: Any) -> Any:
    """The number in all lanes."""
    first = builder.insert_element(ir.Constant(VECTOR, ir.Undefined), number, PLACE(0))
    return builder.shuffle_vector(first, first, ir.Constant(ir.VectorType(PLACE, LANES), None))


def _address(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Where block `args[1]` of the array `args[0]` lies."""
    array = context.make_array(sig.args[0])(context, builder, args[0])
    block = context.cast(builder, args[1], sig.args[1], types.intp)
    return builder.gep(builder.bitcast(array.data, VECTOR.as_pointer()), [block])


@intrinsic
def at(typing: Any, array: Any, block: Any) -> Any:
    """`at(array, block)`: entries 32 block to 32 block + 31 of a contiguous float32 array (32 blocks,)."""

    def load(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_address(context, builder, sig, args), align=4)

    return _LANES(array, block), load


@intrinsic
def put(typing: Any, array: Any, block: Any, lanes: Any) -> Any:
    """`put(array, block, lanes)`: write what `at` reads."""

    def store(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _address(context, builder, sig, args), align=4)
        return context.get_dummy_value()

    return types.void(array, block, lanes), store


@intrinsic
def fetch(typing: Any, array: Any, place: Any) -> Any:
    """`fetch(array, place)`: have the cache line of this entry of a contiguous array brought near."""

    def touch(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        entry = builder.gep(data, [context.cast(builder, args[1], sig.args[1], types.intp)])
        kind = ir.FunctionType(ir.VoidType(), [ADDRESS, PLACE, PLACE, PLACE])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [ADDRESS], kind)
        how = PLACE(0), PLACE(3), PLACE(1)  # to be read, soon and often, as data
        builder.call(prefetch, [builder.bitcast(entry, ADDRESS), *how])
        return context.get_dummy_value()

    return types.void(array, place), touch


@intrinsic
def zeros(typing: Any) -> Any:
    """`zeros()`: thirty-two zeros."""
    return _LANES(), lambda context, builder, sig, args: ir.Constant(VECTOR, None)


def padded(units: int) -> int:
    """The least multiple of thirty-two that is not below `units`."""
    return -(-units // LANES) * LANES


def aligned(*shape: int) -> Floats:
    """Zeros in memory that begins where a cache line does, so that no block of a row lies across two."""
    size = int(np.prod(shape))
    spare = np.zeros(size + LANES, np.float32)
    start = -spare.ctypes.data // spare.itemsize % LANES
    return spare[start : start + size].reshape(shape)
