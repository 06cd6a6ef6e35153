"""The dashboard as a web application: its settings are checked first, it answers with safe headers, and ends in order.

Streamlit imports `streamlit_app.py` and serves the `App` in it. What is here is for the server alone: no page calls it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import sys
from base64 import b64encode
from collections.abc import AsyncGenerator
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware

from lab import environment
from ui.site import frame, service
from ui.site.door import logbook
from ui.site.door.gate import Application, Gate, Message, Receive, Send
from ui.site.door.uploads import Uploads
from ui.site.downloads.counter import Downloads

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

LOG = logging.getLogger(__name__)

FILES = 16_384  # open files: each connection is one, and those that say nothing are connections too

CLOSED = ("/_stcore/metrics",)  # how many visitors there are, and what they take, is not for everybody
POLICY = (
    "default-src 'self'; script-src 'self' blob: 'unsafe-eval' 'wasm-unsafe-eval'{inline}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
"""Charts are compiled from their specification, hence 'unsafe-eval'; the page's styles are made as it is drawn. Of
scripts within the page those alone run that are in Streamlit's own page."""

INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class SafeHeaders:
    """Adds to every answer what a browser may do with it, and answers for nothing that is `CLOSED`."""

    def __init__(self, app: Application, headers: dict[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        if scope["path"].rstrip("/").endswith(CLOSED):
            await with_headers({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
            await with_headers({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, with_headers)


def middleware() -> list[Middleware]:
    """What every request passes through. Ends the process with a sentence for each setting that cannot be used."""
    if wrong := environment.problems():
        sys.exit("\n".join(f"The dashboard cannot start: {problem}." for problem in wrong))
    for caution in environment.cautions():
        LOG.warning("%s", caution)
    headers = {
        "Content-Security-Policy": POLICY.format(inline=_inline(), ancestors=environment.frame_ancestors()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    return [
        Middleware(SafeHeaders, headers=headers),
        Middleware(Gate, hosts=environment.hosts()),
        Middleware(Uploads),
        Middleware(Downloads),
    ]


def failed(error: Exception) -> bool:
    """Say that a page failed where its own guard was not asked: before it began, or in what a widget calls back.

    The error itself is in the log. True says that Streamlit is not to show it.
    """
    del error
    frame.apologise()
    return True


def _allow_connections() -> None:
    """Have the system allow as many open files, and so connections, as it will: often that is 1024 until one asks."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _inline() -> str:
    """The hashes of the scripts within Streamlit's page, as the policy names them."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = INLINE.findall(page.read_bytes()) if page.exists() else []
    return "".join(f" 'sha256-{b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts)


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[None, None]:
    """Start the service, which goes on with what was under way; at the end close it, so that nothing is lost.

    What the first visitor needs is read before they come.
    """
    logbook.bound()
    _allow_connections()
    running = await to_thread.run_sync(service.ready)
    yield
    await to_thread.run_sync(running.close)
