"""Where files are asked for: what is given, what is refused and with which sentence, and what is passed on."""

import asyncio
import io
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.experiment import Experiment
from lab import drawing, links, wording
from lab.gallery.rows import ROWS
from lab.gallery.shipped import Shipped
from lab.languages import words
from lab.serving.pool import Pool
from lab.storage.store import Store
from lab.workers.local import LocalWorkers
from ui.site import service
from ui.site.downloads import counter, files
from ui.site.downloads.counter import Downloads
from ui.site.downloads.desk import Desk

DEFAULT = ROWS["default"].experiment
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """A pool without workers that has what is shipped, and nothing else."""
    store = Store("sqlite://", shipped=Shipped())
    with closing(Pool(store, LocalWorkers(1))) as pool:
        yield pool


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> Callable[..., Answer]:
    """Ask for a path and a query string: the status, the headers and the body of the answer."""
    monkeypatch.setattr(service, "running", lambda: SimpleNamespace(pool=pool))

    async def streamlit(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"passed on"})

    def asked(
        path: str, query: str = links.query_string(DEFAULT), method: str = "GET", desk: Desk | None = None, **more: str
    ) -> Answer:
        said: list[Any] = []

        async def send(message: Any) -> None:
            said.append(message)

        async def run() -> None:
            headers = [(name.encode(), text.encode()) for name, text in {"host": "lab.example", **more}.items()]
            scope = {"type": "http", "method": method, "path": path, "query_string": query.encode()}
            await Downloads(streamlit, desk)({**scope, "headers": headers, "client": ("192.0.2.7", 1)}, None, send)

        asyncio.run(run())
        start, *parts = said
        body = b"".join(part["body"] for part in parts)
        return start["status"], {name.decode(): text.decode() for name, text in start["headers"]}, body

    return asked


def test_a_file_is_given_with_its_name_and_length(ask) -> None:
    status, headers, body = ask("/download/json")
    name = files.name_of(DEFAULT, files.FILES["json"])
    assert (status, headers["content-type"]) == (200, "application/json")
    assert headers["content-disposition"] == f'attachment; filename="{name}"'
    assert int(headers["content-length"]) == len(body)
    assert ask("/download/json", method="HEAD") == (200, headers, b"")
    assert ask("/course/download/json")[2] == body  # served under a path


def test_everything_else_is_passed_on(ask) -> None:
    for path, method in (("/compare", "GET"), ("/download/json/more", "GET"), ("/download/json", "POST")):
        assert ask(path, method=method)[0] == 299


@pytest.mark.parametrize(
    ("path", "query", "status", "sentence"),
    [
        ("/download/exe", "", 404, "There is no such file. Known are: csv, json"),
        ("/download/csv", "v=1&arm=softmax~nothing~1", 400, "must hold the link of an experiment"),
        ("/download/csv", "&".join(["arm=a"] * 200), 400, "more than 100 parameters"),
        ("/download/csv", "v=1&epochs=\xff", 400, "number of epochs must be"),
        ("/download/csv", "v=1&epochs=7", 404, "No finished result of this experiment is here. Train it first."),
        ("/download/csv", "v=1&train=10&epochs=10000", 413, "python -m lab export"),
    ],
)
def test_what_cannot_be_given_is_said_in_a_sentence(ask, path, query, status, sentence) -> None:
    found, headers, body = ask(path, query)
    assert (found, headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert sentence in body.decode()
    assert "content-disposition" not in headers


def test_an_error_is_in_the_log_and_not_in_the_answer(ask, monkeypatch, caplog) -> None:
    monkeypatch.setattr(files.tidy, "as_csv", lambda *_: 1 / 0)
    with caplog.at_level(logging.ERROR):
        status, _, body = ask("/download/csv")
    assert (status, body.decode()) == (500, counter.SORRY)
    assert "ZeroDivisionError" in caplog.text


def test_pictures_that_cannot_be_drawn_say_why(ask, monkeypatch) -> None:
    def busy(_: object) -> None:
        raise drawing.DrawingError("other pictures are being drawn: try again in a minute")

    monkeypatch.setattr(drawing, "pictures", busy)
    status, _, body = ask("/download/png")
    assert status == 503
    assert body.decode() == "The pictures could not be drawn: other pictures are being drawn: try again in a minute."


def test_a_busy_desk_says_so(ask) -> None:
    status, _, body = ask("/download/csv", desk=Desk(waiting=0))
    assert (status, body.decode()) == (503, "Many files are being made just now. Try again in a minute.")


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("https://lab.example/compare?v=1", "https://lab.example"),
        ("http://lab.example/course/compare/", "http://lab.example/course"),
        ("https://elsewhere.example/compare", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_report_names_the_address_of_our_own_pages_alone(ask, monkeypatch, page, address) -> None:
    monkeypatch.setattr(files, "report_page", lambda _experiment, _results, address: f"at {address}")
    assert ask("/download/report", referer=page)[2].decode() == f"at {address}"


def test_trained_again_a_result_is_given_with_all_of_its_networks(ask, monkeypatch, pool) -> None:
    of, desk = ROWS["wrong"].experiment, Desk()

    def networks() -> int:
        with np.load(io.BytesIO(ask("/download/npz", links.query_string(of), desk=desk)[2])) as kept:
            return sum(name.endswith("layer1_weights") for name in kept.files)

    assert networks() == 4  # as shipped
    before = pool.snapshot(of)
    network = before.results[0][0].weights
    whole = [[replace(run, weights=network) for run in runs] for runs in before.results]
    monkeypatch.setattr(pool, "snapshot", lambda _: replace(before, results=whole))
    assert networks() == 6


def test_opening_the_address_of_a_file_trains_nothing(ask, pool) -> None:
    of = Experiment(epochs=7)
    ask("/download/csv", links.query_string(of))
    assert pool.snapshot(of).state not in ("queued", "running")


def test_an_address_names_the_language_of_the_words(ask) -> None:
    query = links.query_string(DEFAULT)
    english, chinese = (ask("/download/report", f"{query}{more}") for more in ("", "&lang=zh"))
    assert (english[0], chinese[0]) == (200, 200)
    assert english[1]["content-disposition"] == chinese[1]["content-disposition"], "a file's name has no language"
    name = wording.arm_names(DEFAULT.arms)[0]
    with words.speaking("zh"):
        said = wording.arm_names(DEFAULT.arms)[0]
    assert said != name
    assert name in english[2].decode()
    assert said in chinese[2].decode()
    assert f"/compare?{query}&lang=zh" in chinese[2].decode().replace("&amp;", "&"), "its link opens in its language"
    assert ask("/download/report", f"{query}&lang=xx")[2] == english[2]


def test_what_cannot_be_given_is_said_in_the_language_of_the_address(ask) -> None:
    with words.speaking("zh"):
        sentence = words._(counter.UNTRAINED)
    assert sentence != counter.UNTRAINED
    assert ask("/download/csv", "v=1&epochs=7&lang=zh")[2].decode() == sentence
    assert "epochs" not in ask("/download/csv", "v=1&epochs=no&lang=zh")[2].decode()
