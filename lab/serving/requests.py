"""Who wants what: requests for experiments, the live runs that they are of, and the jobs that train these.

Plain data. Only `lab.serving.ledger` changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.experiment import Experiment, Run
from core.results import Record, RunResult
from core.training import Pause
from lab.serving.outlook import Outlook
from lab.serving.pace import RECORD, memory, seconds
from lab.serving.snapshot import Snapshot, State
from lab.workers.interface import Progress

SHORT = 6.0  # seconds of a core up to which an experiment is short: most that a class trains take about one


@dataclass(eq=False, slots=True)
class Job:
    """Some runs of one part on a worker, from the epoch that they have all reached. Times are in seconds.

    `expected` is how long they take to their end, `began` by the caller's clock, `estimate` what `pace.seconds` says of
    what is left of them; so much as `charged` of that counts as served. `number` is the workers' number for it.
    """

    part: Part
    runs: tuple[LiveRun, ...]
    visitor: str
    expected: float
    began: float
    charged: float
    epoch: int = field(init=False)
    estimate: float = field(init=False)
    told: float = field(init=False)  # when it reported last
    number: int = 0
    cancelled: bool = False  # nobody wants it any more
    gives_way: bool = False  # it is to be paused for a visitor who waits

    def __post_init__(self) -> None:
        self.epoch, self.told = self.runs[0].epoch, self.began
        self.estimate = sum(live.left for live in self.runs)

    @property
    def requests(self) -> set[Request]:
        """Those that want any of the runs."""
        return {request for live in self.runs for request in live.wanted_by}

    @property
    def visitors(self) -> set[str]:
        """Those who wait for any of the runs."""
        return {visitor for request in self.requests for visitor in request.visitors}

    @property
    def short(self) -> bool:
        """Whether it belongs to a short experiment."""
        return self.part.request.short

    def advance(self, progress: Progress, now: float) -> None:
        """Add the records that are new. A job that is started again reports from its first epoch on."""
        if progress.first == 0 and progress.records:
            self.began = now - progress.records[-1][0].seconds  # the worker may have been starting until then
        for place, live in enumerate(self.runs):
            new = progress.records[max(0, len(live.records) - progress.first) :]
            live.records += tuple(records[place] for records in new)
        for live, glimpse in zip(self.runs, progress.glimpses, strict=False):
            live.glimpse = glimpse
        self.told = now

    def done(self) -> float:
        """Which share of it is done, from 0 to 1."""
        run, reached = self.runs[0].run, len(self.runs[0].records) - 1
        return max(0, reached - self.epoch) / max(1, run.epochs - self.epoch)

    def left(self, now: float) -> float:
        """About how many seconds it will still take to the end of its runs."""
        return max(0.0, self._whole() * (1 - self.done()) - (now - self.told))

    def until_pause(self, now: float) -> float:
        """About how many seconds it will still take to the end of the epoch."""
        return max(0.0, self._whole() / max(1, self.runs[0].run.epochs - self.epoch) - (now - self.told))

    def trained(self) -> tuple[float, float]:
        """How many seconds `pace.seconds` says of what it has trained until it reported last, and how many it took."""
        return self.estimate * self.done(), self.told - self.began

    def _whole(self) -> float:
        """About how many seconds it takes from its beginning to its end."""
        done, taken = self.done(), self.told - self.began
        return taken / done if done and taken > 0 else self.expected


@dataclass(eq=False, slots=True, weakref_slot=True)
class LiveRun:
    """A run that somebody wants, or wanted: one for all who want it.

    `result` is set once the store has been given it. `job` is what trains it, until then. `pause` is from where it goes
    on, where it has been paused. `estimate` is what `pace.seconds` says.
    """

    run: Run
    records: tuple[Record, ...] = ()
    result: RunResult | None = None
    job: Job | None = None
    pause: Pause | None = None
    glimpse: bytes = b""
    wanted_by: set[Request] = field(default_factory=set)
    estimate: float = field(init=False)

    def __post_init__(self) -> None:
        self.estimate = seconds(self.run)

    @property
    def waiting(self) -> bool:
        """Whether it is still to be trained, and nothing trains it."""
        return self.result is None and self.job is None

    @property
    def epoch(self) -> int:
        """The epoch from which it goes on."""
        return self.pause.epoch if self.pause else 0

    @property
    def left(self) -> float:
        """What `pace.seconds` says of the epochs that it has not been paused after."""
        return self.estimate * (1 - self.epoch / self.run.epochs) if self.result is None else 0.0

    @property
    def bytes(self) -> int:
        """About what it takes in memory."""
        records = RECORD * len(self.records)
        if self.result is None:
            return records
        return records + self.result.predictions.nbytes + sum(layer.nbytes for layer in self.result.weights)


@dataclass(eq=False, slots=True)
class Part:
    """The runs of one seed of a request, each once."""

    request: Request
    runs: tuple[LiveRun, ...]

    @property
    def waiting(self) -> tuple[LiveRun, ...]:
        """Those for which a worker is needed."""
        return tuple(live for live in self.runs if live.waiting)

    @property
    def estimate(self) -> float:
        """What `pace.seconds` says of what is left of the runs that wait."""
        return sum(live.left for live in self.runs if live.waiting)


class Request:
    """An experiment that visitors want, `rows[arm][seed]` its runs. The visitor who asked first is the first.

    `again`: its result is known, and it is trained once more. `resumed`: a server that is no more began it. `looked`:
    somebody has seen something of it, or soon will. `seconds` of a core, `short` where they are few, `bytes` of memory,
    and `epochs_to_train` in all its runs are what it was taken to need.
    """

    def __init__(self, experiment: Experiment, rows: tuple[tuple[LiveRun, ...], ...], *, again: bool = False) -> None:
        self.experiment = experiment
        self.rows = rows
        self.again = again
        self.visitors: dict[str, None] = {}
        self.state: State = "queued"
        self.message = ""
        self.resumed = False
        columns = zip(*rows, strict=True)
        self.parts = [Part(self, tuple(dict.fromkeys(column))) for column in columns]
        unfinished = {live for live in self if live.result is None}
        self.seconds = sum(live.left for live in unfinished)
        self.short = self.seconds <= SHORT
        self.bytes = memory(live.run for live in unfinished)
        self.epochs_to_train = experiment.epochs * len(unfinished)
        self.looked = any(live.records or live.job for live in self)

    def __iter__(self) -> Iterator[LiveRun]:
        return (live for row in self.rows for live in row)

    @property
    def complete(self) -> bool:
        """Whether all runs are finished and stored."""
        return all(live.result for live in self)

    def waiting_parts(self) -> Iterator[Part]:
        """The parts for which a worker is needed."""
        return (part for part in self.parts if part.waiting)

    def end(self, state: State, message: str) -> None:
        """Let go of everything but what is shown."""
        self.state, self.message = state, message
        self.visitors.clear()
        self.parts.clear()

    def snapshot(self, outlook: Outlook | None) -> Snapshot:
        """The request at this moment. `outlook` is None where it has ended."""
        epochs = [max(0, len(live.records) - 1) for live in self]
        queued = outlook is not None and self.state == "queued"
        return Snapshot(
            state=self.state,
            epochs=self.experiment.epochs,
            epoch=sum(epochs) // len(epochs),
            position=outlook.position if outlook and queued else None,
            wait=outlook.wait if outlook and queued else None,
            remaining=outlook.remaining if outlook else None,
            records=tuple(tuple(live.records for live in row) for row in self.rows),
            glimpses=tuple(tuple(live.glimpse for live in row) for row in self.rows),
            results=tuple(tuple(live.result for live in row) for row in self.rows),
            message=self.message,
            resumed=self.resumed,
        )
