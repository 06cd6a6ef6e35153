"""A real server and a real Chromium: `page` opens paths of the dashboard and fails a test whose page complained.

def test_compare_opens(page, settle, assert_fits):
    page.goto("/compare")
    settle(page)
    assert_fits(page)
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

expect.set_options(timeout=20_000)  # milliseconds: machines that run tests are busy
ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first has no window, menus or start page to make ready with each visitor: a page opens in a quarter less."""

NAME = "lab.example"
"""A name of this computer's, by which visitors come to a server that listens to the loopback alone."""

FLAGS = [
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",  # containers give /dev/shm too little for Chromium
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
]
# Streamlit probes for its server under the page's path first, and look-ups of the browser's own fail on a closed
# network: those are no faults of the dashboard's.
NOISE = re.compile(r"ERR_|net::|Failed to load resource")
START = 60  # seconds that the server may take to answer
SETTLE = 20_000  # milliseconds that a page may take to come to rest
FIT = 5_000  # milliseconds that what sticks out of a page may take to be drawn anew

# Nothing runs, nothing is greyed out, and every chart that was begun has been drawn.
AT_REST = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
    return app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
        && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
        && charts.every(chart => chart.querySelector('svg, canvas'));
}"""

# What sticks out of the window or, for a chart, of the element that holds it; two pixels are rounding. The width is the
# one asked for: on a phone, window.innerWidth grows with what sticks out.
STICKS_OUT = """width => {
    const out = [];
    const root = document.documentElement;
    if (root.scrollWidth > width + 2) {
        out.push(`the page is ${root.scrollWidth} px wide in a window of ${width} px`);
    }
    for (const chart of document.querySelectorAll('.vega-embed')) {
        const holder = chart.closest('[data-testid=stVegaLiteChart]') || chart.parentElement;
        const edge = Math.min(holder.getBoundingClientRect().right, width);
        for (const drawing of chart.querySelectorAll('svg.marks, canvas.marks, :scope > svg, :scope > canvas')) {
            const right = drawing.getBoundingClientRect().right;
            if (right > edge + 2) {
                out.push(`a chart ends at ${Math.round(right)} px, its holder at ${Math.round(edge)} px`);
            }
        }
    }
    return out;
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium(unavailable: Callable[[str], NoReturn]) -> str:
    """Where the installed Chromium is."""
    return next(filter(None, map(shutil.which, NAMES)), None) or unavailable("no Chromium is installed")


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server has said so far."""
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="session")
def server(chromium: str, server_log: Path) -> Iterator[str]:
    """The address of a dashboard of our own, on a free port of the loopback, with a store of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"server.address": "127.0.0.1", "server.port": port, "server.headless": "true"}
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    with server_log.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command + [f"--{name}={value}" for name, value in options.items()],
            cwd=ROOT,
            env={**os.environ, "LAB_STORE": f"sqlite:///{server_log.parent / 'store.sqlite3'}"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its workers can be ended with it
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for_health(url, process, server_log)
        yield url
    finally:
        _end(process)


def _wait_for_health(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"the server did not answer within {START} s:\n{log.read_text(encoding='utf-8')}", pytrace=False)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop; after 20 s, or where it has left workers behind, end the whole group."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
    process.wait()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium a test module: Playwright's event loop must not outlive it, other tests start loops of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def visits(browser: Browser, server: str, server_log: Path) -> Iterator[Callable[..., Page]]:
    """What `new_page` gives, for as long as it is wanted: also for pages at which several tests look."""
    before = server_log.stat().st_size
    faults: list[str] = []
    with contextlib.ExitStack() as stack:
        pages: list[Page] = []

        def open_page(width: int = 1440, height: int = 1000, **options: Any) -> Page:
            size = ViewportSize(width=width, height=height)
            context = stack.enter_context(
                contextlib.closing(browser.new_context(viewport=size, **{"base_url": server, **options}))
            )
            context.set_default_timeout(SETTLE)
            page = context.new_page()
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: faults.append(str(error)))
            pages.append(page)
            return page

        yield open_page
        for page in (page for page in pages if not page.is_closed()):
            faults += page.locator("[data-testid=stException]").all_inner_texts()
    logged = server_log.read_bytes()[before:].decode(errors="replace")
    faults = [fault for fault in faults if not NOISE.search(fault)] + [logged] * ("Traceback" in logged)
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.fixture
def new_page(browser: Browser, server: str, server_log: Path) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor: `new_page()`, `new_page(width=390)`, `new_page(color_scheme="dark")`.

    When the test ends, no page may have said an error on the console or shown an exception, and the server may not
    have logged a traceback.
    """
    with visits(browser, server, server_log) as open_page:
        yield open_page


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page in a window of 1440 by 1000 pixels, checked when the test ends as `new_page` says."""
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A page on a phone: 390 by 844 pixels and touch."""
    return new_page(width=390, height=844, has_touch=True, is_mobile=True)


@pytest.fixture(scope="session")
def settle() -> Callable[[Page], None]:
    """Wait until the page's script has run and its charts are drawn; fail after 20 s.

    Where training goes on, the script comes to rest between two polls.
    """

    def wait(page: Page) -> None:
        expect(page.get_by_test_id("stAppViewContainer")).to_be_visible(timeout=SETTLE)
        page.wait_for_function(AT_REST, timeout=SETTLE)

    return wait


def _width(page: Page) -> int:
    """The width of the window in CSS pixels, as it was asked for."""
    assert page.viewport_size
    return page.viewport_size["width"]


@pytest.fixture(scope="session")
def assert_fits() -> Callable[[Page], None]:
    """Assert that nothing is wider than the window, and no chart wider than the element that holds it.

    A chart is drawn anew a moment after its holder has shrunk: what sticks out may do so for 5 s.
    """

    def check(page: Page) -> None:
        with contextlib.suppress(TooLate):
            page.wait_for_function(f"width => !({STICKS_OUT})(width).length", arg=_width(page), timeout=FIT)
            return
        out: list[str] = page.evaluate(STICKS_OUT, _width(page))
        pytest.fail(f"{page.url}: {'; '.join(out)}", pytrace=False)

    return check
