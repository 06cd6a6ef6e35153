"""The running server: its headers, what it refuses to start with, what strangers send it, and how it ends."""

import asyncio
import random
import re
import signal
import socket
import sqlite3
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from benchmarks.visitor import PROTOCOL, Visitor
from core.experiment import Experiment
from lab.links import query_string, to_query
from lab.storage.shelf import run_keys
from lab.storage.store import Store
from tests.ui.site.servers import ROOT, Server, answer, serving, start
from ui.site import hosting
from ui.site.door import gate
from ui.site.frame import SORRY
from ui.site.live import RESUMED

TOO_LONG = Experiment(train=50_000, hidden=(300, 300), batch=1, epochs=100, seeds=9)
AT_ONCE = 50  # connections
SECRETS = ("203.0.113.77", "NosyBrowser/9", "first_seed=424242")  # what could tell who a visitor is


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), LAB_CLIENT_HEADER="X-Forwarded-For") as running:
        yield running


@pytest.mark.parametrize(
    "path", ["/", "/compare", "/compare?v=1", "/_stcore/health", "/_stcore/host-config", "/no/such", "/media/nothing"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(server: Server, path: str) -> None:
    _, headers = answer(server.url(path))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = dict(part.split(maxsplit=1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'self'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"], "nothing comes from elsewhere"


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/metrics/", "//_stcore/metrics", "/compare/_stcore/metrics"]
)
def test_metrics_are_not_for_everybody(server: Server, path: str) -> None:
    with suppress(urllib.error.HTTPError), urllib.request.urlopen(server.url(path), timeout=10) as got:
        assert b"active_sessions" not in got.read()


def test_uploads_are_small() -> None:
    assert "maxUploadSize = 5" in (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")


def fuzzed_link(chance: random.Random) -> str:
    pairs = [*to_query(Experiment()), *to_query(TOO_LONG)]
    made = []
    for _ in range(chance.randint(0, 12)):
        name, value = chance.choice(pairs)
        junk = "".join(
            chr(chance.choice([chance.randrange(32, 127), chance.randrange(0x110000 - 0x900)])) for _ in range(9)
        )
        junk = junk.encode("utf-8", "replace").decode()
        at = chance.randrange(len(value) + 1)
        made.append(
            (chance.choice([name, name, junk]), chance.choice([junk, value[:at] + junk + value[at:], value * 50]))
        )
    return urlencode(made)


async def visits_by_fuzzed_links(port: int, count: int) -> list[str]:
    """What was shown as an exception."""
    chance = random.Random(14)  # noqa: S311 (guards nothing)
    visitor = Visitor(port, "compare")
    await visitor.open()
    for _ in range(count):
        visitor.query = fuzzed_link(chance)
        await visitor.run()
    await visitor.close()
    return visitor.errors


ODD: dict[object, list[object]] = {
    str: ["", "{", "null", "x" * 1000],
    bytes: [b"", b"junk"],
    bool: [True],
    int: [-1, 10**6],
    float: [-1.0, 1e308],
}


def of_any_type(chance: random.Random, identity: str) -> WidgetState:
    """The state of a widget, whatever its kind, of a type taken at random."""
    state = WidgetState(id=identity)
    field = chance.choice(WidgetState.DESCRIPTOR.oneofs_by_name["value"].fields)
    if field.message_type is not None:
        getattr(state, field.name).SetInParent()
    else:
        setattr(state, field.name, chance.choice(ODD[type(field.default_value)]))
    return state


async def visits_with_states_of_wrong_type(port: int, page: str, visitors: int) -> tuple[list[str], list[str]]:
    """What was shown as an exception, and the errors that were told. After some the session stays broken: reload."""
    chance, shown, told = random.Random(14), [], []  # noqa: S311 (guards nothing)
    for _ in range(visitors):
        visitor = Visitor(port, page)
        await visitor.open()
        identities = list(visitor.widgets)
        for _ in range(10):
            await visitor.run([of_any_type(chance, chance.choice(identities)) for _ in range(chance.randint(1, 3))])
            visitor.forget()
        await visitor.close()
        shown += visitor.errors
        told += visitor.alerts
    return shown, told


def fuzzed_message(chance: random.Random) -> bytes:
    """Random bytes, a message with random widgets, or a good message with some bytes changed."""
    message = BackMsg()
    message.rerun_script.query_string = fuzzed_link(chance)
    message.rerun_script.page_script_hash = chance.choice(["", "nothing", "x" * 5000])
    message.rerun_script.fragment_id = chance.choice(["", "nothing"])
    message.rerun_script.widget_states.widgets.append(
        WidgetState(id=chance.choice(["", "$$ID-1-train", "x" * 100]), double_value=chance.choice([1e308, -1.0, 0.5]))
    )
    whole = bytearray(message.SerializeToString())
    for _ in range(chance.randrange(4)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return chance.choice([chance.randbytes(chance.randrange(1, 500)), bytes(whole), bytes(whole[: len(whole) // 2])])


async def send_fuzzed_message(port: int, chance: random.Random) -> list[str]:
    """Send one over a connection of its own; what the server sends back that is a traceback."""
    headers, shown = {"X-Forwarded-For": SECRETS[0]}, []
    stream = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(
        stream, subprotocols=[PROTOCOL], max_size=None, additional_headers=headers, user_agent_header=SECRETS[1]
    ) as connection:
        with suppress(ConnectionClosed, TimeoutError):
            await connection.send(fuzzed_message(chance))
            while True:
                got = await asyncio.wait_for(connection.recv(decode=False), 0.2)
                shown += [str(got)] if b"Traceback" in got else []
    return shown


async def send_fuzzed_messages(port: int, count: int) -> list[str]:
    """Send them, some at a time; what the server sends back that is a traceback."""
    chance, shown = random.Random(14), []  # noqa: S311 (guards nothing)
    for _ in range(0, count, AT_ONCE):
        shown += await asyncio.gather(*(send_fuzzed_message(port, chance) for _ in range(AT_ONCE)))
    return [one for some in shown for one in some]


def test_what_strangers_send_shows_no_traceback_and_the_log_stays_short(server: Server) -> None:
    before = server.log.stat().st_size
    assert asyncio.run(visits_by_fuzzed_links(server.port, 60)) == []
    assert asyncio.run(send_fuzzed_messages(server.port, 500)) == []
    for page, visitors in {"softmax": 8, "compare": 3}.items():
        shown, told = asyncio.run(visits_with_states_of_wrong_type(server.port, page, visitors))
        assert shown == []
        assert SORRY in told
    assert answer(server.url("/_stcore/health"))[0] == 200
    logged = server.log.read_bytes()[before:].decode(errors="replace")
    assert len(logged) < 30_000, logged[:3000]


async def connect_from(port: int, page: str) -> int:
    """The code with which a connection from a page of this site ends when it says something in text."""
    stream = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(stream, subprotocols=[PROTOCOL], origin=Origin(page)) as connection:
        await connection.send("a text")
        await connection.wait_closed()
        return connection.close_code or 0


def test_pages_of_other_sites_cannot_connect_and_streamlit_is_not_asked(server: Server) -> None:
    assert asyncio.run(connect_from(server.port, f"http://127.0.0.1:{server.port}")) == 1003
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(connect_from(server.port, "https://elsewhere.example"))
    assert refused.value.response.status_code == 403
    logged = server.log.read_text(encoding="utf-8", errors="replace")
    assert "Rejecting" not in logged, "Streamlit would look up its address before it says so"
    assert "Exception in ASGI" not in logged


async def train_what_is_too_long(port: int) -> str:
    visitor = Visitor(port, "compare", query_string(Experiment(first_seed=424_242)))
    await visitor.open()
    await visitor.close()
    visitor = Visitor(port, "compare", query_string(TOO_LONG))
    await visitor.open()
    await visitor.press("Train")
    await visitor.close()
    return "\n".join(visitor.alerts)


def test_what_is_too_long_is_said_before_train_and_refused_with_what_to_lower(server: Server) -> None:
    said = asyncio.run(train_what_is_too_long(server.port))
    assert re.search(r"Training would take about .* at most 20 minutes. With 3 .*|.*epochs it fits", said)
    assert re.search(
        r"This would take about \S+ \S+ of one core, and this shared server gives one experiment at most", said
    )


def test_the_log_names_no_visitor(server: Server) -> None:
    """Whatever the tests before had the server log."""
    logged = server.log.read_text(encoding="utf-8", errors="replace")
    assert not [secret for secret in SECRETS if secret in logged]


def test_settings_that_cannot_be_used_end_the_start_before_the_port_opens(tmp_path: Path) -> None:
    refused = start(tmp_path, LAB_WORKERS="many", LAB_FRAME_ANCESTORS="*")
    assert refused.process.wait(60) == 1
    said = refused.log.read_text(encoding="utf-8")
    assert said.count("The dashboard cannot start: ") == 2
    assert "LAB_WORKERS must be a whole number between 1 and 256, got 'many'" in said
    assert "Traceback" not in said
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", refused.port), 1).close()


SHORT, ENDLESS = Experiment(first_seed=7), Experiment(epochs=5000, train=1000, seeds=2, first_seed=70)


async def ask_for_both(server: Server) -> None:
    """The first is finished, and the second under way, when the server is told to end."""
    for number, wish in enumerate((SHORT, ENDLESS)):
        visitor = Visitor(server.port, "compare", query_string(wish))
        await visitor.open()
        await visitor.press("Train")
        while visitor.polls and not (number and visitor.charts):
            fragment, interval = next(iter(visitor.polls.items()))
            await asyncio.sleep(interval / 3)
            if fragment in visitor.polls:
                await visitor.poll(fragment)
        if number:  # the tab is still open when the server ends
            server.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(server.process.wait, 20)
        await visitor.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_sigterm_ends_the_server_in_order_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with serving(tmp_path) as first:
        asyncio.run(ask_for_both(first))
    assert "Traceback" not in first.log.read_text(encoding="utf-8", errors="replace")
    store = Store(f"sqlite:///{first.store}")
    assert store.has_all(run_keys(SHORT))
    store.close()
    with serving(tmp_path) as second:

        async def stop() -> list[str]:
            visitor = Visitor(second.port, "compare", query_string(ENDLESS))
            await visitor.open()
            first = visitor.progress
            labels = [widget.element.label for widget in visitor.widgets.values() if widget.kind == "button"]
            await visitor.press("Stop")
            await visitor.close()
            return [*labels, first]

        labels = asyncio.run(stop())
        assert "Stop" in labels, "who returns by the link finds it under way"
        assert labels[-1] == RESUMED or labels[-1].startswith("Epoch")
    with closing(sqlite3.connect(first.store)) as rows:
        assert rows.execute("SELECT count(*) FROM lab_wishes").fetchone() == (0,)


@pytest.mark.parametrize(
    ("soft", "hard", "expected"),
    [
        (1024, 524_288, hosting.FILES),
        (1024, 4096, 4096),
        (1024, -1, hosting.FILES),
        (20_000, 20_000, None),
        (-1, -1, None),
    ],
)
def test_a_server_may_have_as_many_connections_as_the_system_allows(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, expected: int | None
) -> None:
    assert hosting.FILES > gate.MOST_OPEN
    told: list[tuple[int, int]] = []
    system = SimpleNamespace(
        RLIMIT_NOFILE=7,
        RLIM_INFINITY=-1,
        getrlimit=lambda _: (soft, hard),
        setrlimit=lambda _, limits: told.append(limits),
    )
    monkeypatch.setattr(hosting, "resource", system)
    hosting._allow_connections()
    assert told == ([] if expected is None else [(expected, hard)])
