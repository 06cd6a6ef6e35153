"""Bounds on files: what is refused, with which sentence, before Streamlit keeps anything."""

import asyncio
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit import config, runtime
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from benchmarks.visitor import Visitor
from lab.languages import words
from tests.lab.test_photo import HOSTILE
from tests.ui.site.servers import Server, serving
from ui.digits.draw_tab import LABEL, ORIGINS
from ui.digits.upload import NO_DIGIT
from ui.site.door import uploads
from ui.site.door.uploads import Uploads

PLACE = "/_stcore/upload_file/{session}/{file}"


class Runtime:
    """Stands in for Streamlit's: sessions a to z are there."""

    def __init__(self) -> None:
        self.uploaded_file_mgr = MemoryUploadedFileManager("/_stcore/upload_file")

    def is_active_session(self, session: str) -> bool:
        return len(session) == 1


class Streamlit:
    """Stands in for the application: keeps a file of so many bytes, once it may go on."""

    def __init__(self, server: Runtime) -> None:
        self.server, self.bytes, self.asked = server, 1000, 0
        self.go_on: Callable[[], object] | None = None

    async def __call__(self, scope, receive, send) -> None:
        self.asked += 1
        if self.go_on is not None:
            await self.go_on()
        if scope["method"] == "PUT":
            session, file = scope["path"].split("/")[-2:]
            record = UploadedFileRec(file_id=file, name=file, type="", data=bytes(self.bytes))
            self.server.uploaded_file_mgr.add_file(session, record)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def streamlit(monkeypatch: pytest.MonkeyPatch) -> Streamlit:
    server = Runtime()
    monkeypatch.setattr(runtime, "get_instance", lambda: server)
    return Streamlit(server)


async def put(
    app: Uploads, session: str, file: str = "x", method: str = "PUT", path: str = PLACE, **headers: str
) -> tuple[int, str]:
    """The status and the words of the answer."""
    sent = []

    async def send(message) -> None:
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    sent_along = [(name.encode(), text.encode()) for name, text in headers.items()]
    scope = {"type": "http", "method": method, "path": path.format(session=session, file=file), "headers": sent_along}
    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"].decode()


def test_a_session_holds_ten_files_until_it_removes_one(streamlit: Streamlit) -> None:
    app = Uploads(streamlit)

    async def visit() -> list[tuple[int, str]]:
        return [await put(app, "a", str(number)) for number in range(200)]

    answers = asyncio.run(visit())
    assert answers == [(204, "")] * uploads.FILES + [(413, uploads.TOO_MANY)] * (200 - uploads.FILES)
    assert streamlit.asked == uploads.FILES
    assert asyncio.run(put(app, "b")) == (204, "")
    streamlit.server.uploaded_file_mgr.remove_file("a", "3")
    assert asyncio.run(put(app, "a")) == (204, "")


def test_a_refusal_is_in_the_language_of_the_page_that_sends_the_file(streamlit: Streamlit) -> None:
    app = Uploads(streamlit)
    found = {
        page: asyncio.run(put(app, "nobody", referer=f"http://lab.example/digits?look=draw{page}"))
        for page in ("", "&lang=zh")
    }
    with words.speaking("zh"):
        assert found == {"": (400, uploads.NOBODY), "&lang=zh": (400, words._(uploads.NOBODY))}


def test_a_session_holds_so_many_bytes(streamlit: Streamlit) -> None:
    app = Uploads(streamlit)
    streamlit.bytes = uploads.OF_FILE
    assert [asyncio.run(put(app, "a", str(number)))[0] for number in range(4)] == [204, 204, 413, 413]


def test_all_sessions_hold_so_many_bytes_and_what_closed_ones_held_is_free(streamlit: Streamlit) -> None:
    app = Uploads(streamlit)
    streamlit.bytes = uploads.OF_FILE

    async def crowd() -> list[tuple[int, str]]:
        return [await put(app, session, file) for session in "abcdefghijklmnopqrst" for file in "12"]

    answers = asyncio.run(crowd())
    fit = uploads.OF_ALL // uploads.OF_FILE
    assert answers == [(204, "")] * fit + [(507, uploads.ALL_FULL)] * (40 - fit)
    assert uploads.holding("a") == (2, 2 * uploads.OF_FILE, fit * uploads.OF_FILE)
    streamlit.server.uploaded_file_mgr.remove_session_files("a")
    assert asyncio.run(put(app, "z")) == (204, "")


def test_files_on_their_way_are_counted(streamlit: Streamlit) -> None:
    app = Uploads(streamlit)

    async def crowd() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        gate = asyncio.Event()
        streamlit.go_on = gate.wait
        slow = [
            asyncio.create_task(put(app, session, str(number)))
            for session in "abcdefgh"
            for number in range(uploads.OF_SESSION_AT_A_TIME)
        ]
        await asyncio.sleep(0)
        refused = [await put(app, "a", "more"), await put(app, "z", "more")]
        gate.set()
        return [await task for task in slow], refused

    accepted, refused = asyncio.run(crowd())
    assert accepted == [(204, "")] * uploads.AT_A_TIME
    assert refused == [(429, uploads.BUSY)] * 2
    assert asyncio.run(put(app, "z")) == (204, ""), "their places are free again"


def test_a_file_that_does_not_come_is_not_waited_for(streamlit: Streamlit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS", 0.0)
    app = Uploads(streamlit)

    async def wait() -> tuple[int, str]:
        streamlit.go_on = asyncio.Event().wait
        return await put(app, "a")

    assert asyncio.run(wait()) == (408, uploads.TOO_SLOW)


@pytest.mark.parametrize("path", [PLACE, "/base" + PLACE, "/_stcore/upload_file", "/_stcore/upload_file/", PLACE + "/"])
def test_who_has_no_page_brings_nothing(streamlit: Streamlit, path: str) -> None:
    assert asyncio.run(put(Uploads(streamlit), "nobody", path=path)) == (400, uploads.NOBODY)
    assert streamlit.asked == 0


@pytest.mark.parametrize("method", ["OPTIONS", "DELETE", "GET"])
def test_other_requests_pass(streamlit: Streamlit, method: str) -> None:
    assert asyncio.run(put(Uploads(streamlit), "nobody", method=method)) == (204, "")


def test_what_is_counted_is_what_streamlit_keeps() -> None:
    """Its names for it, and the size of a file that it takes at most."""
    source = Path(runtime.__file__).with_name("runtime.py").read_text(encoding="utf-8")
    assert "def uploaded_file_mgr(self)" in source
    assert MemoryUploadedFileManager("").file_storage == {}
    assert config.get_option("server.maxUploadSize") * 1024**2 == uploads.OF_FILE


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


def send(server: Server, session: str, file: str, data: bytes) -> tuple[int, str]:
    """Bring a file without a browser; the status and the words of the answer."""
    token = generate_xsrf_token_string()
    boundary = "----of-files"
    name = f'--{boundary}\r\nContent-Disposition: form-data; name="{file}"; filename="{file}"\r\n\r\n'
    request = urllib.request.Request(
        server.url(f"/_stcore/upload_file/{session}/{file}"),
        data=name.encode() + data + f"\r\n--{boundary}--\r\n".encode(),
        method="PUT",
        headers={
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Cookie": f"_streamlit_xsrf={token}",
            "X-Xsrftoken": token,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def memory(process: int) -> float:
    """The memory of a process that is its own now, in MB."""
    rows = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(row for row in rows if row.startswith("VmRSS")).split()[1]) / 1000


async def bring(server: Server, visitor: Visitor, name: str, data: bytes) -> list[str]:
    """Bring a file and choose it on the page; what the page says of it."""
    status, _ = await asyncio.to_thread(send, server, visitor.session, name, data)
    assert status == 204
    field = visitor.find("file_uploader", "")
    state = WidgetState(id=field.element.id)
    row = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data), file_id=name)
    row.file_urls.file_id = name
    visitor.alerts.clear()
    await visitor.run([state], field.fragment)
    said = list(visitor.alerts)
    visitor.forget()
    return said


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
def test_hostile_files_get_a_sentence_and_leave_nothing_behind(server: Server) -> None:
    async def visit() -> tuple[dict[str, list[str]], list[tuple[int, str]], float]:
        visitor = Visitor(server.port, "digits", "look=draw")
        await visitor.open()
        origin = visitor.find("button_group", LABEL)
        chosen = WidgetState(id=origin.element.id)
        chosen.string_array_value.data.append(ORIGINS["photo"])
        await visitor.run([chosen], origin.fragment)
        said = {}
        for number, (name, (data, *_)) in enumerate(sorted(HOSTILE.items())):
            if number % 5 == 0:  # a session holds ten files
                await visitor.close()
                visitor = Visitor(server.port, "digits", "look=draw")
                await visitor.open()
                await visitor.run([chosen], origin.fragment)
            if len(data) <= uploads.OF_FILE:
                said[name] = await bring(server, visitor, f"{number}.png", data)
        before = memory(server.process.pid)
        flood = [
            await asyncio.to_thread(send, server, visitor.session, f"more-{number}", bytes(1_000_000))
            for number in range(200)
        ]
        grown = memory(server.process.pid) - before
        assert not visitor.errors
        await visitor.close()
        return said, flood, grown

    said, flood, grown = asyncio.run(visit())
    for name, sentences in said.items():
        assert all(sentence in (*HOSTILE[name][1:], NO_DIGIT) for sentence in sentences), name
        assert len(sentences) == 1, name
    assert all(answer == (413, uploads.TOO_MANY) for answer in flood[uploads.FILES :])
    assert grown < 30  # MB: ten files of one, and what reading them takes
    assert "Traceback" not in server.log_text
