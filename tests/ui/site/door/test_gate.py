"""What is let through to Streamlit, asked without a server: who may connect, what may be said, how many at a time."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.site.door import gate
from ui.site.door.gate import HEARD, LARGEST, LONGEST, MOST_OF_ADDRESS, Gate, verdict

Message = dict[str, Any]
STRANGER = "https://elsewhere.example"


def scope(kind: str = "websocket", peer: str = "192.0.2.1", **headers: str) -> Message:
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": kind, "client": (peer, 1), "path": "/_stcore/stream", "headers": lines}


class Streamlit:
    """Takes every connection, and remembers what it was told."""

    def __init__(self) -> None:
        self.scopes: list[Message] = []
        self.heard: list[Message] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            return
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            self.heard.append(message)
        await send({"type": "websocket.send", "bytes": b"what it still had to say"})


def told(to: Gate, what: Message, messages: Iterable[bytes | str] = ()) -> list[Message]:
    """What is answered."""
    coming = iter(
        [{"type": "websocket.receive", "bytes" if isinstance(one, bytes) else "text": one} for one in messages]
    )
    sent: list[Message] = []

    async def receive() -> Message:
        return next(coming, {"type": "websocket.disconnect", "code": 1000})

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(to(what, receive, send))
    return sent


def accepts(to: Gate, what: Message) -> bool:
    return told(to, what)[0]["type"] == "websocket.accept"


def rerun(query: str = "") -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = query
    return message.SerializeToString()


@pytest.mark.parametrize(
    ("headers", "hosts", "expected"),
    [
        ({"host": "localhost:8501"}, (), True),  # a program
        ({"host": "localhost:8501", "origin": "http://localhost:8501"}, (), True),
        ({"host": "lab.example", "origin": "https://lab.example:8443"}, (), True),  # a proxy that leaves out its port
        ({"host": "127.0.0.1:8501", "origin": "https://lab.example"}, (), False),  # one that does not say its name
        ({"host": "127.0.0.1:8501", "origin": "https://lab.example"}, ("lab.example",), True),
        ({"host": "127.0.0.1:8501", "x_forwarded_host": "lab.example", "origin": "https://lab.example"}, (), True),
        ({"host": "lab.example", "origin": STRANGER}, (), False),
        ({"host": "lab.example", "origin": "null"}, (), False),
        ({"host": "", "origin": ""}, (), False),
        ({"host": "lab.example", "origin": "https://lab.example@elsewhere.example"}, (), False),
        ({"host": "elsewhere.example", "origin": STRANGER}, ("lab.example",), False),  # its name leads here
        ({"host": "a.lab.example", "origin": "https://b.lab.example"}, ("*.lab.example",), True),
    ],
)
def test_connections_are_from_pages_of_our_own(headers: dict[str, str], hosts: tuple[str, ...], expected: bool) -> None:
    streamlit = Streamlit()
    assert accepts(Gate(streamlit, hosts), scope(**headers)) == expected
    assert all(name != b"origin" for one in streamlit.scopes for name, _ in one["headers"]), "it would look itself up"
    assert len(streamlit.scopes) == expected


@pytest.mark.parametrize(
    ("host", "status"),
    [("lab.example", 200), ("LAB.example.:443", 200), ("localhost:8501", 200), ("other.test", 421)],
)
def test_requests_are_for_a_host_of_ours_where_the_setting_names_some(host: str, status: int) -> None:
    assert told(Gate(Streamlit(), ("lab.example",)), scope("http", host=host))[0]["status"] == status
    assert told(Gate(Streamlit()), scope("http", host=host))[0]["status"] == 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("a text", gate.NOT_BINARY),
        (b"\xff\xff\xff", gate.NOT_UNDERSTOOD),
        (rerun("x" * LARGEST), gate.TOO_LARGE),
        (rerun("x" * (LONGEST + 1)), gate.TOO_LARGE),
    ],
)
def test_a_message_that_no_page_sends_ends_the_connection_with_a_code(data: bytes | str, code: int) -> None:
    streamlit = Streamlit()
    sent = told(Gate(streamlit), scope(), [rerun("seeds=1"), data, rerun("seeds=2")])
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"], "nothing follows the end"
    assert sent[-1]["code"] == code
    assert [message["bytes"] for message in streamlit.heard] == [rerun("seeds=1")]


def test_of_streamlits_messages_only_those_are_passed_on_that_concern_one_visitor() -> None:
    kinds = {field.name: field for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert kinds.keys() >= HEARD
    for name, field in kinds.items():
        message = BackMsg()
        if field.message_type is None:
            setattr(message, name, True)
        else:
            getattr(message, name).SetInParent()
        assert verdict(message.SerializeToString()) == (0, name in HEARD), name
    assert "clear_cache" not in HEARD, "it would clear what is kept for everybody, the pool among it"
    assert verdict(b"") == (0, False)


def test_one_address_cannot_hold_all_connections_and_has_them_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_OPEN", MOST_OF_ADDRESS + 2)
    entered = Gate(Streamlit())

    async def hold() -> list[bool]:
        over, taken = asyncio.Event(), []

        async def receive() -> Message:
            await over.wait()
            return {"type": "websocket.disconnect", "code": 1000}

        async def visit(peer: str) -> None:
            answers: list[str] = []

            async def send(message: Any) -> None:
                answers.append(message["type"])

            await asyncio.gather(entered(scope(peer=peer), receive, send))
            taken.append(answers[0] == "websocket.accept")

        held = [asyncio.create_task(visit("192.0.2.1")) for _ in range(MOST_OF_ADDRESS)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await visit("192.0.2.1")
        held += [asyncio.create_task(visit(peer)) for peer in ("192.0.2.2", "127.0.0.1")]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await visit("192.0.2.3")
        over.set()
        await asyncio.gather(*held)
        return taken

    taken = asyncio.run(hold())
    assert taken[:2] == [False, False], "one too many of an address, and one too many in all"
    assert all(taken[2:])
    assert len(taken) == MOST_OF_ADDRESS + 4
    assert not entered._open
    assert accepts(entered, scope(peer="192.0.2.1"))


def test_who_sends_more_than_a_page_does_is_listened_to_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    now, waits = 0.0, list[float]()

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        waits.append(seconds)

    monkeypatch.setattr(gate.time, "monotonic", lambda: now)
    monkeypatch.setattr(gate.asyncio, "sleep", sleep)
    at_once, a_second = gate.MESSAGES
    streamlit = Streamlit()
    told(Gate(streamlit), scope(), [rerun()] * at_once)
    assert len(streamlit.heard) == at_once
    assert not waits
    told(Gate(streamlit), scope(), [BackMsg(app_heartbeat=True).SerializeToString()] * (at_once + 50))
    assert now == pytest.approx(50 / a_second)  # nothing is lost
    assert len(streamlit.heard) == 2 * at_once + 50
    waits.clear()
    begun, large = now, rerun("x" * (LONGEST - 1))
    told(Gate(streamlit), scope(), [large] * 60)
    assert now - begun == pytest.approx((60 * len(large) - gate.BYTES[0]) / gate.BYTES[1])


def states(count: int) -> BackMsg:
    message = BackMsg()
    for number in range(count):
        message.rerun_script.widget_states.widgets.add(id=str(number), bool_value=True)
    return message


def files(count: int) -> BackMsg:
    message = BackMsg()
    message.file_urls_request.file_names.extend("f" * count)
    return message


@pytest.mark.parametrize(("of", "most"), [(states, gate.MOST_STATES), (files, gate.MOST_FILES)])
def test_what_would_be_answered_at_length_ends_the_connection(of: Callable[[int], BackMsg], most: int) -> None:
    assert verdict(of(most).SerializeToString()) == (0, True)
    assert verdict(of(most + 1).SerializeToString()) == (gate.TOO_LARGE, False)
