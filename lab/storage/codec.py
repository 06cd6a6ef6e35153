"""A finished run as bytes, and back: every bit of it, NaNs and infinities among them.

Numbers stand in the bytes as numbers, names as JSON; nothing is pickled, since a database may have been written by
somebody else. All parts are compressed by zlib, whose checksum tells a damaged part.
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.engine.choice import FORMER
from core.experiment import Arm, Experiment, Run
from core.results import Record, RunResult

MOST_DOCUMENT = 50_000_000  # bytes of settings and records: 15,000 epochs followed closely take 15 MB
MOST_WEIGHTS = 2_000_000  # bytes of all layers: the largest network has 1.3 MB
MOST_PREDICTIONS = 10_000  # bytes: one for each test image
MOST_SETTINGS = 100_000  # characters of an experiment's settings: 64 arms take 6,000
MOST_PACKED = 20_000_000  # bytes of one part as it is stored
FASTEST = 1  # the level of zlib: a higher one costs three times the time and saves one hundredth
HEAD = struct.Struct("<Q")


"""What reading damaged bytes raises."""


class DamagedError(Exception):
    """Bytes that are not what `pack` made. The run they held has to be trained again."""


DAMAGE = (
    zlib.error,
    struct.error,
    StopIteration,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What reading bytes that anybody may have written can raise; JSON that is nested too deep a `RecursionError`."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A run as three blobs: settings, records and accuracies; the weights of all layers; the test predictions.

    The weights are None where they are left out.
    """

    document: bytes
    weights: bytes | None
    predictions: bytes

    @property
    def size(self) -> int:
        """The bytes of all three."""
        return len(self.document) + len(self.weights or b"") + len(self.predictions)


def pack(result: RunResult) -> Packed:
    """Pack a finished run."""
    return Packed(
        _pack_document(
            {
                "run": result.run,
                "engine": result.engine,
                "records": result.records,
                "validation_accuracy": result.validation_accuracy,
                "test_accuracy": result.test_accuracy,
                "shapes": [layer.shape for layer in result.weights],
            }
        ),
        _pack_weights(result.weights),
        zlib.compress(result.predictions.astype(np.uint8).tobytes(), FASTEST),
    )


def unpack(packed: Packed) -> RunResult:
    """Read back a run. Its arrays are read-only. Raises `DamagedError`."""
    try:
        document = unpack_document(packed.document)
        return RunResult(
            run=Run.from_dict(document["run"]),
            engine=document["engine"],
            records=tuple(map(Record.from_dict, document["records"])),
            validation_accuracy=document["validation_accuracy"],
            test_accuracy=document["test_accuracy"],
            weights=() if packed.weights is None else _unpack_weights(packed.weights, document["shapes"]),
            predictions=np.frombuffer(_inflated(packed.predictions, MOST_PREDICTIONS), np.uint8),
        )
    except DAMAGE as wrong:
        raise DamagedError(f"a stored run could not be read: {wrong}") from wrong


def experiment_text(experiment: Experiment) -> str:
    """An experiment as JSON: its fields by name, the arms as texts."""
    return json.dumps({**asdict(experiment), "arms": [str(arm) for arm in experiment.arms]})


def read_experiment(text: str) -> Experiment:
    """Read what `experiment_text` wrote. Raises `DamagedError`, also where the settings are no longer allowed."""
    try:
        if len(text) > MOST_SETTINGS:
            raise ValueError(f"at most {MOST_SETTINGS:,} characters expected, got {len(text):,}")
        fields = json.loads(text)
        return Experiment(**{**fields, "arms": tuple(map(Arm.parse, fields["arms"]))})
    except DAMAGE as wrong:
        raise DamagedError(f"a stored experiment could not be read: {wrong}") from wrong


def _pack_document(document: dict[str, Any]) -> bytes:
    """The length of the layout, the layout as JSON with 0.0 for every float, and the floats as they are in memory.

    JSON alone would lose the sign and payload of a NaN, and be slower.
    """
    floats = array("d")
    layout = json.dumps(_without_floats(document, floats), separators=(",", ":")).encode()
    return zlib.compress(HEAD.pack(len(layout)) + layout + floats.tobytes(), FASTEST)


def unpack_document(blob: bytes) -> dict[str, Any]:
    """What `pack` made a document of, as JSON gives it back: lists for tuples. Raises `DamagedError`."""
    try:
        plain = _inflated(blob, MOST_DOCUMENT)
        (length,) = HEAD.unpack_from(plain)
        end = HEAD.size + length
        floats = iter(array("d", plain[end:]))
        document: dict[str, Any] = json.loads(plain[HEAD.size : end], parse_float=lambda _: next(floats))
        return {"engine": FORMER[0], **document}
    except DAMAGE as wrong:
        raise DamagedError(f"a stored document could not be read: {wrong}") from wrong


def _inflated(blob: bytes, most: int) -> bytes:
    """What was compressed, never more than `most` bytes of it: a few bytes can stand for gigabytes."""
    if len(blob) > MOST_PACKED:
        raise ValueError(f"at most {MOST_PACKED:,} compressed bytes expected, got {len(blob):,}")
    inflate = zlib.decompressobj()
    plain = inflate.decompress(blob, most)
    if not inflate.eof:
        raise ValueError(f"at most {most:,} bytes, with a checksum at their end, expected")
    return plain


def _without_floats(value: Any, floats: array[float]) -> Any:
    """A copy with 0.0 for every float; the floats are appended to `floats` in the order in which JSON writes them.

    Of a dataclass it is the fields by name.
    """
    if isinstance(value, float):
        floats.append(value)
        return 0.0
    if isinstance(value, dict):
        return {name: _without_floats(inner, floats) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_floats(inner, floats) for inner in value]
    if is_dataclass(value):
        return {name: _without_floats(getattr(value, name), floats) for name in value.__dataclass_fields__}
    return value


def _pack_weights(weights: Iterable[NDArray[np.float32]]) -> bytes:
    """The layers one after another, all first bytes of the numbers, all second bytes, and so on.

    The bytes of sign and exponent are much alike and shrink by half; mixed with those of the fractions they would not.
    """
    flat = [np.ascontiguousarray(layer, dtype="<f4").reshape(-1) for layer in weights]
    numbers = np.concatenate(flat) if flat else np.empty(0, "<f4")
    return zlib.compress(numbers.view(np.uint8).reshape(-1, 4).T.tobytes(), FASTEST)


def _unpack_weights(blob: bytes, shapes: Sequence[Sequence[int]]) -> tuple[NDArray[np.float32], ...]:
    planes = np.frombuffer(_inflated(blob, MOST_WEIGHTS), np.uint8).reshape(4, -1)
    numbers = np.ascontiguousarray(planes.T).view("<f4").reshape(-1)
    sizes = [int(np.prod(shape)) for shape in shapes]
    if sum(sizes) != numbers.size:
        raise ValueError(f"weights of {sum(sizes)} numbers expected, got {numbers.size}")
    numbers.flags.writeable = False
    pieces = np.split(numbers, np.cumsum(sizes)[:-1])
    return tuple(piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True))
