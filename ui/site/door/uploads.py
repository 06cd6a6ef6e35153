"""Bounds on the files that visitors bring: how many a session may hold, how much all hold, how many come at a time.

Streamlit keeps a file in memory until its session ends, takes any number of them from any session, and waits for each
as long as it takes. So uploads are counted here before they reach it.
"""

from __future__ import annotations

import re
from collections import Counter

import anyio
from starlette.datastructures import Headers
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from lab.languages import words
from lab.languages.words import N_, _
from ui import language
from ui.site.door.gate import Application, Message, Receive, Send

FILES = 10
"""Files that a session may hold."""

OF_SESSION = 10_000_000
"""Bytes that a session may hold before it brings another file."""

OF_ALL = 100_000_000
"""Bytes that all sessions may hold together."""

OF_FILE = 5 * 1024 * 1024
"""Bytes that a file on its way is counted as: `server.maxUploadSize`."""

AROUND = 100_000
"""Bytes that a browser sends around a file."""

AT_A_TIME, OF_SESSION_AT_A_TIME = 16, 2
"""Files on their way, of all sessions and of one."""

SECONDS = 60.0
"""How long a file may be on its way: 5 MB at 0.7 Mbit/s."""

PLACE = re.compile(r"/_stcore/upload_file(?:/(?P<session>[^/]*))?")

TOO_MANY = N_("You have brought as many files as fit here. Remove one, or reload the page.")
ALL_FULL = N_("Visitors have brought as many files as this server holds. Try again in a few minutes.")
BUSY = N_("Too many files are on their way. Try again in a few seconds.")
NOBODY = N_("This page has lost its connection. Reload it.")
TOO_SLOW = N_("The file has not come within a minute. Try again, or make it smaller.")


class Uploads:
    """Passes a file on to Streamlit where it is within the bounds, else answers with a sentence."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self._coming: Counter[str] = Counter()  # files on their way by session

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        place = PLACE.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if place is None:
            await self.app(scope, receive, send)
            return
        words.speak(language.of_request(Headers(raw=scope.get("headers", []))))
        session = place["session"] or ""
        status, sentence = self._refusal(session)
        if sentence:
            await _refuse(receive, send, status, sentence)
            return
        self._coming[session] += 1
        try:
            await self._pass_on(scope, receive, send)
        finally:
            self._coming[session] -= 1
            self._coming += Counter()  # forgets the sessions of which none is left

    def _refusal(self, session: str) -> tuple[int, str]:
        """The status and the sentence for a session that may not bring a file, or an empty one."""
        server = runtime.get_instance()
        if not server.is_active_session(session):
            return 400, _(NOBODY)
        files, held, held_by_all = holding(session)
        coming, all_coming = self._coming[session], self._coming.total()
        if files + coming >= FILES or held >= OF_SESSION:
            return 413, _(TOO_MANY)
        if coming >= OF_SESSION_AT_A_TIME or all_coming >= AT_A_TIME:
            return 429, _(BUSY)
        if held_by_all + OF_FILE * (all_coming + 1) > OF_ALL:
            return 507, _(ALL_FULL)
        return 200, ""

    async def _pass_on(self, scope: Message, receive: Receive, send: Send) -> None:
        answered = False

        async def noted(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        with anyio.move_on_after(SECONDS) as waiting:
            await self.app(scope, receive, noted)
        if waiting.cancelled_caught and not answered:
            await _answer(send, 408, _(TOO_SLOW))


def holding(session: str) -> tuple[int, int, int]:
    """The files that a session holds, their bytes, and the bytes that all sessions hold."""
    manager = runtime.get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        raise TypeError(f"files are counted where Streamlit holds them in memory, got {type(manager).__name__}")
    of_all = {
        name: [len(file.data) for file in files.copy().values()] for name, files in manager.file_storage.copy().items()
    }
    own = of_all.get(session, [])
    return len(own), sum(own), sum(map(sum, of_all.values()))


async def _refuse(receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Let what comes go by, and answer with a sentence: who is cut off while sending does not hear it."""
    left = OF_FILE + AROUND
    with anyio.move_on_after(SECONDS):
        while left > 0:
            message = await receive()
            left -= len(message.get("body", b""))
            if not message.get("more_body", False):
                break
    await _answer(send, status, sentence)


async def _answer(send: Send, status: int, sentence: str) -> None:
    """Answer with a sentence, and end the connection."""
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
