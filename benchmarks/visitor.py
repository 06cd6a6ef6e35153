"""A visitor without a browser: speaks Streamlit's own websocket protocol with a dashboard on this machine.

The messages are those of `streamlit.proto`. What a browser would do is done as far as the server can tell: the page is
asked for, its width is told, large messages that came before are not sent again, and fragments are polled.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE = 60.0  # seconds that the server may take to answer
WIDTH = '{"width": 1000}'  # what ui/site/browser.py has the browser tell
MEASURES = "-screen"  # how the identity of the component ends that tells the page's width
OPENS = "-popover"  # and of the one that tells which popover is pressed: see ui/site/popover.js
PROTOCOL = Subprotocol("streamlit")
LARGEST = 50_000_000  # bytes of a message


@dataclass(frozen=True, slots=True)
class Widget:
    """Something to use on the page: its kind, its message, and the fragment of the page that it runs."""

    kind: str
    element: Any
    fragment: str


class Visitor:
    """One tab with one page. Times are in seconds, from a message's way out to the end of the script run it begins."""

    def __init__(self, port: int, page: str, query: str = "", address: str = "") -> None:
        self.page, self.query = page, query
        self._headers = {"X-Forwarded-For": address} if address else {}  # as a proxy passes it on
        self.widgets: dict[str, Widget] = {}  # of the page as it stands, by id
        self.polls: dict[str, float] = {}  # fragments to be run again and again, and the seconds between
        self.drawn = 0  # how often the page has been run as a whole
        self.charts = 0  # drawn since the page was last run as a whole
        self.progress = ""  # the words beside the last bar of progress
        self.errors: list[str] = []
        self.alerts: list[str] = []  # warnings and errors that the page has said since it was opened
        self._port = port
        self.session = ""  # the server's name for the tab, once it has told it
        self._script = ""  # the server's name for the page, once it has told it
        self._states: dict[str, WidgetState] = {}
        self._hashes: set[str] = set()
        self._running = asyncio.Event()
        self._idle = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> float:
        """Ask for the page: its frame over HTTP, then its first run."""
        begun = time.perf_counter()
        await self._get(f"/{self.page}")
        stream = f"ws://127.0.0.1:{self._port}/_stcore/stream"
        self._socket = await connect(
            stream,
            subprotocols=[PROTOCOL],
            max_size=LARGEST,
            ping_interval=None,
            additional_headers=self._headers,
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        await self.run()
        taken = time.perf_counter() - begun
        for identity in self._ending(MEASURES):
            await self.run([WidgetState(id=identity, json_value=WIDTH)], self.widgets[identity].fragment)
        return taken

    async def poll(self, fragment: str) -> float:
        """Run a fragment of the page because its time has come."""
        return await self.run(fragment=fragment, asked=False)

    async def run(self, states: Iterable[WidgetState] = (), fragment: str = "", *, asked: bool = True) -> float:
        """Run the page, or a fragment of it, with these widgets set."""
        await asyncio.wait_for(self._until_idle(), PATIENCE)
        begun = time.perf_counter()
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id = self.query, fragment
        state.page_name, state.page_script_hash = "" if self._script else self.page, self._script
        state.is_auto_rerun = not asked
        state.cached_message_hashes.extend(self._hashes)
        state.context_info.url = f"http://127.0.0.1:{self._port}/{self.page}"
        state.context_info.timezone = "UTC"
        once = []
        for one in states:
            if one.WhichOneof("value") == "trigger_value":
                once.append(one)
            else:
                self._states[one.id] = one
        state.widget_states.widgets.extend([*self._states.values(), *once])
        self._running.clear()
        self._idle.clear()
        if self._socket is None:
            raise ConnectionError("the page is not open")
        await self._socket.send(message.SerializeToString())
        await asyncio.wait_for(self._until_run(), PATIENCE)
        return time.perf_counter() - begun

    async def settle(self) -> None:
        """Wait until nothing runs."""
        await asyncio.wait_for(self._until_idle(), PATIENCE)

    async def press(self, label: str) -> float:
        """Press the button of this label."""
        button = self.find("button", label)
        return await self.run([WidgetState(id=button.element.id, trigger_value=True)], button.fragment)

    async def slide(self, place: float) -> float:
        """Move the first slider of the page to this share of its way."""
        widget = self.find("slider", "")
        slider = widget.element
        state = WidgetState(id=slider.id)
        if slider.options:
            state.string_array_value.data.append(slider.options[int(place * (len(slider.options) - 1))])
        else:
            state.double_array_value.data.append(slider.min + round(place * (slider.max - slider.min)))
        return await self.run([state], widget.fragment)

    async def unfold(self, popover: str) -> float:
        """Press a popover of the form, by its key, so that the page draws its fields."""
        states = [WidgetState(id=one, json_value=json.dumps({"unfolded": popover})) for one in self._ending(OPENS)]
        return await self.run(states)

    def find(self, kind: str, label: str) -> Widget:
        """The first widget of this kind that can be used and bears this label, or any where it is ''."""
        for widget in self.widgets.values():
            if widget.kind == kind and not widget.element.disabled and label in ("", widget.element.label):
                return widget
        raise LookupError(f"no {kind} {label!r} on {self.page}")

    def _ending(self, end: str) -> list[str]:
        """The components of our own whose identities end so."""
        return [one for one, widget in self.widgets.items() if widget.kind == "bidi_component" and one.endswith(end)]

    def forget(self) -> None:
        """Send the states of widgets that were set until here no more: they are as the page draws them."""
        self._states.clear()

    async def close(self) -> None:
        """Close the tab."""
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()

    async def _get(self, path: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nConnection: close\r\n\r\n".encode())
        status = await asyncio.wait_for(reader.readline(), PATIENCE)
        await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        if b"200" not in status:
            raise ConnectionError(status.decode())

    async def _until_idle(self) -> None:
        if self._running.is_set():
            await self._idle.wait()

    async def _until_run(self) -> None:
        await self._running.wait()
        await self._idle.wait()

    async def _read(self, socket: ClientConnection) -> None:
        async for data in socket:
            message = ForwardMsg.FromString(data)
            if message.metadata.cacheable:
                self._hashes.add(message.hash)
            kind = message.WhichOneof("type")
            take = getattr(self, f"_take_{kind}", None)
            if take is not None:
                take(message)

    def _take_new_session(self, message: ForwardMsg) -> None:
        self.session = message.new_session.initialize.session_id or self.session
        if not message.metadata.run.fragment_ids:
            self.widgets.clear()
            self.polls.clear()
            self.charts = 0
            self.drawn += 1
        self._idle.clear()
        self._running.set()

    def _take_navigation(self, message: ForwardMsg) -> None:
        self._script = message.navigation.page_script_hash

    def _take_script_finished(self, message: ForwardMsg) -> None:
        if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._idle.set()

    def _take_auto_rerun(self, message: ForwardMsg) -> None:
        self.polls[message.auto_rerun.fragment_id] = message.auto_rerun.interval

    def _take_stop_auto_rerun(self, message: ForwardMsg) -> None:
        for fragment in message.stop_auto_rerun.fragment_ids:
            self.polls.pop(fragment, None)

    def _take_ref_hash(self, _: ForwardMsg) -> None:
        self.charts += 1  # the only messages that are large enough to be kept

    def _take_page_info_changed(self, message: ForwardMsg) -> None:
        self.query = message.page_info_changed.query_string

    def _take_delta(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        inside = getattr(element, kind)
        if kind == "exception":
            self.errors.append(inside.message)
        elif kind == "progress":
            self.progress = inside.text
        elif kind == "alert":
            self.alerts.append(inside.body)
        elif kind == "vega_lite_chart":
            self.charts += 1
        elif hasattr(inside, "id") and inside.id:
            self.widgets[inside.id] = Widget(kind, inside, message.delta.fragment_id)
