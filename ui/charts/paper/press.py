"""The press: pictures of many figures at once, drawn by a process of its own, one order at a time.

The renderer lets no other thread run while it draws: in the process of a server all visitors would wait. What was drawn
is kept for a while, by what it shows, so that it is drawn once however many ask for it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.languages.words import N_, _
from ui.charts.figure import Figure
from ui.charts.palette import Theme
from ui.charts.paper import child, pictures

ROOT = Path(__file__).parents[3]
SCALE = 2
SECONDS = 120  # that an order may take
PATIENCE = 60  # seconds that one waits for those before it
KEPT = 64_000_000  # bytes of pictures

BUSY = N_("other pictures are being drawn: try again in a minute")
SLOW = N_("pictures must be drawn within {seconds} seconds, and these were not")
FAILED = N_("the picture {name!r} could not be drawn: {reason}")
ENDED = N_("the renderer ended")


class PictureError(Exception):
    """Pictures that could not be drawn. The text says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as SVG and as PNG, which is `SCALE` times as many pixels wide as the SVG says."""

    svg: str
    png: bytes


class Press:
    """Draws what it is asked for in a process of its own, which ends with the order. Thread-safe."""

    def __init__(self, seconds: float = SECONDS, patience: float = PATIENCE, kept: int = KEPT) -> None:
        self._seconds = seconds
        self._patience = patience
        self._kept = kept
        self._turn = threading.Lock()
        self._drawn: OrderedDict[str, Picture] = OrderedDict()

    def pictures(self, figures: Mapping[str, Figure], theme: Theme = "light") -> dict[str, Picture]:
        """A picture of each figure, by the same names. Raises `PictureError`."""
        written = {name: json.dumps(pictures.specification(figure, theme)) for name, figure in figures.items()}
        keys = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in written.items()}
        if not self._turn.acquire(timeout=self._patience):
            raise PictureError(_(BUSY))
        try:
            missing = [name for name in figures if keys[name] not in self._drawn]
            fresh = self._draw({name: written[name] for name in missing}) if missing else {}
            found = {keys[name]: _picture(name, figures[name], row) for name, row in fresh.items()}
            answer = {name: found.get(key) or self._drawn[key] for name, key in keys.items()}
            self._keep({keys[name]: picture for name, picture in answer.items()})
        finally:
            self._turn.release()
        return answer

    def _draw(self, written: Mapping[str, str]) -> dict[str, dict[str, str]]:
        order = f'{{"scale": {SCALE}, "specifications": [{", ".join(written.values())}]}}\n'
        command = [sys.executable, "-m", child.__name__]
        try:
            done = subprocess.run(  # noqa: S603 - ourselves
                command, cwd=ROOT, input=order, capture_output=True, encoding="utf-8", timeout=self._seconds, check=True
            )
        except subprocess.TimeoutExpired as late:
            raise PictureError(_(SLOW).format(seconds=f"{self._seconds:g}")) from late
        except (OSError, subprocess.CalledProcessError) as wrong:
            raise PictureError(_(FAILED).format(name=next(iter(written)), reason=_(ENDED))) from wrong
        return dict(zip(written, map(json.loads, done.stdout.splitlines()), strict=True))

    def _keep(self, found: Mapping[str, Picture]) -> None:
        """Keep these for who asks next; what was not asked for longest makes room."""
        for key, picture in found.items():
            self._drawn[key] = picture
            self._drawn.move_to_end(key)
        while sum(len(row.svg) + len(row.png) for row in self._drawn.values()) > self._kept:
            self._drawn.popitem(last=False)


def _picture(name: str, figure: Figure, row: Mapping[str, str]) -> Picture:
    if "wrong" in row:
        raise PictureError(_(FAILED).format(name=name, reason=row["wrong"].splitlines()[0]))
    return Picture(pictures.finished(figure, row["svg"]), base64.b64decode(row["png"]))


PRESS = Press()
"""The one of this process."""
