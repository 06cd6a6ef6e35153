"""The recipe for nginx in docs/hosting.md, as it stands there, in front of a running dashboard."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from benchmarks.dashboard import wait_for
from benchmarks.visitor import PROTOCOL
from tests.ui.site.servers import ROOT, answer, free_port, serving

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
BASE = "/lab"
ABROAD = "198.51.100.7"  # an address that a visitor makes up

if NGINX is None and not os.environ.get("CI"):
    pytest.skip("nginx is not installed", allow_module_level=True)


def recipe() -> str:
    said = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?m)^    server \{\n(?:^    .*\n)*", said)
    assert len(blocks) == 1
    return str(blocks[0])


def on_this_machine(port: int, dashboard: int, location: str) -> str:
    """The recipe with ports of this machine, without a certificate, and with a shorter time for headers."""
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "ssl_certificate /etc/ssl/lab.pem;": "",
        "ssl_certificate_key /etc/ssl/lab.key;": "",
        "client_header_timeout 10s;": "client_header_timeout 1s;",
        "http://127.0.0.1:8501;": f"http://127.0.0.1:{dashboard};",
        "location / {": f"location {location} {{",
    }
    text = recipe()
    for before, after in changes.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


@contextmanager
def nginx(folder: Path, servers: str) -> Iterator[None]:
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.name == "posix" and os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user}pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{servers}}}\n",
        encoding="utf-8",
    )
    command = [str(NGINX), "-e", f"{folder}/error.log", "-p", str(folder), "-c", str(config), "-g", "daemon off;"]
    with subprocess.Popen(command) as process:
        try:
            yield wait_for(re.findall(r"listen (\S+);", servers)[0].join(("http://", "/lab/_stcore/health")), process)
        finally:
            process.terminate()


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that it was sent."""

    def do_GET(self) -> None:
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def echo() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Where nginx passes on to the dashboard, and where to what answers with the headers."""
    folder = tmp_path_factory.mktemp("nginx")
    to_dashboard, to_echo = free_port(), free_port()
    with serving(folder, BASE, LAB_CLIENT_HEADER="X-Forwarded-For") as dashboard, echo() as headers:
        servers = on_this_machine(to_dashboard, dashboard.port, f"{BASE}/") + on_this_machine(to_echo, headers, "/")
        with nginx(folder, servers):
            yield to_dashboard, to_echo


async def runs(port: int, page: str) -> bool:
    """Whether a browser that shows this page is connected, and the page's script run."""
    stream, at = f"ws://lab.example{BASE}/_stcore/stream", {"host": "127.0.0.1", "port": port}
    async with connect(stream, subprotocols=[PROTOCOL], origin=Origin(page), **at) as connection:
        message = BackMsg()
        message.rerun_script.page_name = "softmax"
        await connection.send(message.SerializeToString())
        while True:
            got = ForwardMsg.FromString(await asyncio.wait_for(connection.recv(decode=False), 30))
            if got.WhichOneof("type") == "script_finished":
                return True


def test_pages_their_headers_and_their_connections_come_through(ports: tuple[int, int]) -> None:
    status, headers = answer(f"http://127.0.0.1:{ports[0]}{BASE}/compare")
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert answer(f"http://127.0.0.1:{ports[0]}{BASE}/_stcore/metrics")[0] == 404
    assert asyncio.run(runs(ports[0], "https://lab.example"))
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(runs(ports[0], "https://elsewhere.example"))
    assert refused.value.response.status_code == 403


def test_the_address_is_the_one_that_nginx_saw_and_not_what_a_visitor_made_up(ports: tuple[int, int]) -> None:
    with socket.create_connection(("127.0.0.1", ports[1]), 10) as connection:
        request = f"GET / HTTP/1.1\r\nHost: lab.example\r\nX-Forwarded-For: {ABROAD}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        with connection.makefile("r", encoding="utf-8") as lines:
            said = lines.read()
    assert re.findall(r"(?mi)^X-Forwarded-For: (.*)$", said) == ["127.0.0.1"]
    assert re.findall(r"(?mi)^Host: (.*)$", said) == ["lab.example"]


def test_a_request_that_does_not_come_is_not_waited_for(ports: tuple[int, int]) -> None:
    with socket.create_connection(("127.0.0.1", ports[0]), 30) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: lab.example\r\n")
        assert connection.recv(1000) == b"", "nginx ends the connection"
