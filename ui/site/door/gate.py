"""What is let through to Streamlit: requests for our own hosts, connections from our own pages, messages of theirs.

What is refused here costs next to nothing, and leaves nothing in the log. Streamlit itself asks the internet for its
own address, and waits for the answer, where a connection comes from a page of another site; it answers some messages
for which this dashboard has no use, one of which would clear what is kept for all visitors; and what its browser code
would never send it writes to the log at length.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from streamlit.proto.BackMsg_pb2 import BackMsg

from lab.languages import words
from lab.languages.words import N_, _
from ui import language
from ui.site import client
from ui.site.door.allowance import Allowance

LARGEST = 1_000_000  # bytes of a message: what a page sends is some kB
LONGEST = 100_000  # characters of the address in one: browsers send no longer ones
MOST_STATES = 1000  # widgets of which one tells the state: no page has a tenth of them
MOST_FILES = 20  # for which one asks where to send them
MESSAGES = (100, 5)  # of a connection at once, and a second: a page asks once a second, and who drags a slider more
BYTES = (2_000_000, 200_000)  # likewise
HEARD = frozenset({"rerun_script", "stop_script", "file_urls_request", "backend_operation_request", "app_heartbeat"})
"""The messages that are passed on: those that concern their own session alone. Others are dropped."""

OWN = frozenset({"localhost", "127.0.0.1", "::1"})  # names of this machine: checks of its health, and a proxy on it
MOST_OPEN = 1500  # connections at a time: each holds about a third of a megabyte
MOST_OF_ADDRESS = 400  # connections of one address at a time: some large classes

MISDIRECTED = N_("This dashboard does not go by the name that was asked for.")

NO_POLICY, NOT_UNDERSTOOD, NOT_BINARY, TOO_LARGE, LATER = 1008, 1002, 1003, 1009, 1013  # RFC 6455, 7.4.1

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Gate:
    """Answers in Streamlit's place what is not for it. `hosts` are the names we go by; where there are none, any."""

    def __init__(self, app: Application, hosts: Sequence[str] = ()) -> None:
        self.app, self.hosts = app, tuple(hosts)
        self._open: Counter[str] = Counter()  # connections by address, '' where it is not known

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request or a connection, or pass it on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        known = not self.hosts or is_one_of(name_in(headers.get("host", "")), (*self.hosts, *OWN))
        if scope["type"] == "http":
            await (self.app if known else _misdirected)(scope, receive, send)
        elif known and self._from_our_own_page(headers):
            await self._converse(scope, receive, send, client.of(headers.getlist, (scope["client"] or [""])[0]))
        else:
            await _closed(send, NO_POLICY)

    def _from_our_own_page(self, headers: Headers) -> bool:
        """Whether a connection is from a page of ours, or from a program, which names no page.

        A page of another site can neither choose these headers nor be shown under our name.
        """
        origin = headers.get("origin")
        if origin is None:
            return True
        forwarded = headers.get("x-forwarded-host", "").split(",")
        ours = {name for text in (headers.get("host", ""), *forwarded) if (name := name_in(text))}
        return is_one_of(name_in(origin.partition("://")[2]), (*ours, *self.hosts))

    async def _converse(self, scope: Message, receive: Receive, send: Send, address: str) -> None:
        """Pass on what is said on a connection, unless there are too many."""
        if self._open.total() >= MOST_OPEN or (address and self._open[address] >= MOST_OF_ADDRESS):
            await _closed(send, LATER)
            return
        # Streamlit would ask the internet where the page's name is not the one that a proxy passes on.
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"origin"]
        line = _Line(receive, send)
        self._open[address] += 1
        try:
            await self.app(scope, line.receive, line.send)
        finally:
            self._open[address] -= 1
            self._open += Counter()  # forgets the addresses of which none is left


class _Line:
    """One connection. It ends where a message comes that no page of ours sends.

    Who sends more than a page does is listened to more slowly: what comes then waits on their own side. Otherwise ten
    connections would keep the server so busy that nobody else is served.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._over = False
        self._messages, self._bytes = Allowance(*MESSAGES), Allowance(*BYTES)

    async def receive(self) -> Message:
        """The next message that is for Streamlit."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes")
            code, heard = verdict(data)
            if code:
                self._over = True
                await _closed(self._send, code)
                return {"type": "websocket.disconnect", "code": code}
            now = time.monotonic()
            if wait := max(self._messages.take(1, now), self._bytes.take(len(data or b""), now)):
                await asyncio.sleep(wait)
            if heard:
                return message

    async def send(self, message: Message) -> None:
        """Pass on what Streamlit says, until the connection has ended."""
        if not self._over:
            await self._send(message)


def verdict(data: bytes | None) -> tuple[int, bool]:
    """Why a message ends the connection, 0 where it does not, and whether it is passed on. Text has no `data`."""
    if data is None:
        return NOT_BINARY, False
    if len(data) > LARGEST:
        return TOO_LARGE, False
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return NOT_UNDERSTOOD, False
    asked = message.rerun_script
    sizes = (
        (len(asked.query_string), LONGEST),
        (len(asked.widget_states.widgets), MOST_STATES),
        (len(message.file_urls_request.file_names), MOST_FILES),
    )
    if any(size > most for size, most in sizes):
        return TOO_LARGE, False
    return 0, message.WhichOneof("type") in HEARD


def name_in(host: str) -> str:
    """The name of a host, without its port, '' where it is none.

    >>> name_in("Lab.example:8443"), name_in("[::1]:8501"), name_in("a@b/c d")
    ('lab.example', '::1', '')
    """
    try:
        parts = urlsplit(f"//{host.strip()}")
        parts.port  # noqa: B018 (raises where it is no number)
    except ValueError:
        return ""
    plain = parts.username is None and not (parts.path or parts.query or parts.fragment)
    return (parts.hostname or "").rstrip(".") if plain else ""


def is_one_of(name: str, hosts: Sequence[str]) -> bool:
    """Whether a host is one of these; `*.` at the front stands for whatever comes before.

    >>> is_one_of("a.lab.example", ["*.lab.example"]), is_one_of("lab.example", ["*.lab.example"]), is_one_of("", [""])
    (True, False, False)
    """
    return bool(name) and any(name.endswith(host[1:]) if host.startswith("*.") else name == host for host in hosts)


async def _misdirected(scope: Message, receive: Receive, send: Send) -> None:
    """Answer a request that names a host which is not ours."""
    del receive
    with words.speaking(language.of_request(Headers(scope=scope))):
        body = _(MISDIRECTED).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _closed(send: Send, code: int) -> None:
    """End a connection; one that has not been accepted is answered with 403."""
    await send({"type": "websocket.close", "code": code})
