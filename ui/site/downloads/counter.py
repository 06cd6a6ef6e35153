"""Where files are asked for: `/download/csv?v=1&arm=...`, the link of a finished experiment behind a kind of file.

Words are in the language that the link names, else in English.

They do not go through Streamlit: it forgets a file that was made at a press after the next two scripts of anybody, in a
class before the browser has asked for it, and says in one fixed sentence that it could not be made. An address by
itself trains nothing and names nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers

from core.datasets import DataError
from core.experiment import Experiment
from core.results import RunResult
from core.words import ForPeople
from lab import links
from lab.drawing import DrawingError
from lab.languages import words
from lab.languages.words import ENGLISH, LANGUAGES, N_, _
from ui import language
from ui.site import client, service
from ui.site.door.gate import LONGEST, Application, Message, Receive, Send, name_in
from ui.site.downloads.desk import BusyError, Desk
from ui.site.downloads.files import (
    FILES,
    MOST_RECORDS,
    MOST_WEIGHTS,
    AbsentError,
    File,
    Order,
    name_of,
    records,
    weights,
)

LOG = logging.getLogger(__name__)

PLACE = re.compile(r"/download/(?P<kind>[^/]*)$")
FOLDER = "download/"
METHODS = ("GET", "HEAD")
PIECE, UNREAD = 65_536, 30.0  # bytes that are sent at a time; seconds that a reader may leave them unread
LOOKING = 4  # who looks for a result at a time: each is a thread, and may wait for the database

UNKNOWN = N_("There is no such file. Known are: {known}.")
UNREADABLE = N_("The address of a file must hold the link of an experiment, and this one does not: {problem}.")
UNTRAINED = N_("No finished result of this experiment is here. Train it first.")
TOO_LARGE = N_(
    "This result has {records:,} records, and files are made here of at most {most:,}. "
    "The command line makes it: python -m lab export."
)
TOO_HEAVY = N_(
    "The networks of this result take {size:,.0f} MB, and files are made here of at most {most:,.0f}. "
    "The command line makes them: python -m lab export."
)
UNDRAWN = N_("The pictures could not be drawn: {reason}.")
SORRY = N_("Something went wrong while this file was made. It is in the server's log.")


class RefusedError(Exception):
    """A file that is not given, with the status and the sentence that say so."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


STATUS: dict[type[ForPeople], HTTPStatus] = {
    AbsentError: HTTPStatus.NOT_FOUND,
    BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    DataError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""What is said in the error's own words."""


class Downloads:
    """Answers where a file is asked for, and passes on everything else."""

    def __init__(self, app: Application, desk: Desk | None = None) -> None:
        self.app, self.desk = app, desk or Desk()
        self._looking = asyncio.Semaphore(LOOKING)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        place = PLACE.search(scope["path"]) if scope["type"] == "http" and scope["method"] in METHODS else None
        if place is None:
            await self.app(scope, receive, send)
            return
        whole = scope["method"] == "GET"
        try:
            with words.speaking(_language(scope)):
                name, row, content = await self._file(scope, place["kind"])
        except RefusedError as refused:
            body = str(refused).encode()
            await _answer(send, refused.status, "text/plain; charset=utf-8", body if whole else b"", len(body))
        else:
            said = [(b"content-disposition", f'attachment; filename="{name}"'.encode())]
            await _answer(send, HTTPStatus.OK, row.kind, content if whole else b"", len(content), said)

    async def _file(self, scope: Message, kind: str) -> tuple[str, File, bytes]:
        row, experiment = _asked(scope, kind)
        headers = Headers(scope=scope)
        address = _address(headers) if row.addressed else ""
        who = client.of(headers.getlist, (scope["client"] or [""])[0])
        try:
            async with self._looking:
                results = await to_thread.run_sync(_finished, experiment)
            order = Order(experiment, results, address)
            content = await self.desk.file((row.key, words.language(), *_of(order)), partial(row.make, order), who)
        except tuple(STATUS) as wrong:
            raise RefusedError(STATUS[type(wrong)], _(wrong.sentence)) from wrong
        except DrawingError as wrong:
            raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, _(UNDRAWN).format(reason=_(wrong.args[0]))) from wrong
        except Exception as wrong:
            LOG.exception("the file %s could not be made", row.key)
            raise RefusedError(HTTPStatus.INTERNAL_SERVER_ERROR, _(SORRY)) from wrong
        return name_of(experiment, row), row, content


def _asked(scope: Message, kind: str) -> tuple[File, Experiment]:
    """The file and the experiment that an address names. Raises `RefusedError`."""
    row = FILES.get(kind)
    if row is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, _(UNKNOWN).format(known=", ".join(FILES)))
    try:
        link = links.from_query(_query(scope))
    except ValueError as wrong:  # more than that
        problem = _(links.TOO_MANY).format(most=links.MOST)
        raise RefusedError(HTTPStatus.BAD_REQUEST, _(UNREADABLE).format(problem=problem)) from wrong
    if link.problem:
        raise RefusedError(HTTPStatus.BAD_REQUEST, _(UNREADABLE).format(problem=_(link.problem)))
    if row.whole and (count := records(link.experiment)) > MOST_RECORDS:
        sentence = _(TOO_LARGE).format(records=count, most=MOST_RECORDS)
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
    if row.of_networks and (size := weights(link.experiment)) > MOST_WEIGHTS:
        sentence = _(TOO_HEAVY).format(size=size / 1e6, most=MOST_WEIGHTS / 1e6)
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
    return row, link.experiment


def _query(scope: Message) -> list[tuple[str, str]]:
    """The (name, value) pairs of an address. Raises `ValueError` where they are too many."""
    return parse_qsl(scope["query_string"].decode("ascii", "replace")[:LONGEST], max_num_fields=links.MOST)


def _language(scope: Message) -> str:
    """The language that an address names, English where it names none that is known."""
    with contextlib.suppress(ValueError):
        named = dict(_query(scope)).get(language.NAME)
        if named in LANGUAGES:
            return named
    return ENGLISH


def _finished(experiment: Experiment) -> tuple[tuple[RunResult, ...], ...]:
    """The result of an experiment, [arm][seed]. Raises `AbsentError` where it is not finished."""
    snapshot = service.running().pool.snapshot(experiment)
    if snapshot.state != "finished":
        raise AbsentError(UNTRAINED)
    return tuple(tuple(result for result in runs if result is not None) for runs in snapshot.results)


def _of(order: Order) -> tuple[str, ...]:
    """What a file depends on beside its kind: trained again, a result may have other engines, or more networks."""
    made_by = (f"{run.engine}{len(run.weights)}" for runs in order.results for run in runs)
    return order.experiment.key, order.address, *made_by


def _address(headers: Headers) -> str:
    """Where the dashboard is for the browser, by the page that asks, if it is one of ours; '' if it does not say."""
    try:
        page = urlsplit(headers.get("referer", "")[:LONGEST])
    except ValueError:
        return ""
    forwarded = headers.get("x-forwarded-host", "").split(",")  # a proxy a name
    ours = {name for text in (headers.get("host", ""), *forwarded) if (name := name_in(text.strip()))}
    if page.scheme not in ("http", "https") or name_in(page.netloc) not in ours:
        return ""
    return f"{page.scheme}://{page.netloc}{page.path.rstrip('/').rpartition('/')[0]}"


async def _answer(
    send: Send, status: HTTPStatus, kind: str, body: bytes, length: int, more: list[tuple[bytes, bytes]] | None = None
) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(length).encode()),
        (b"cache-control", b"no-store"),
        *(more or []),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    for begin in range(0, len(body), PIECE):
        piece = {"type": "http.response.body", "body": body[begin : begin + PIECE], "more_body": True}
        try:
            await asyncio.wait_for(send(piece), UNREAD)
        except TimeoutError:  # whoever reads no further must not hold a file for good, nor the server's end
            return
    await send({"type": "http.response.body", "body": b""})
