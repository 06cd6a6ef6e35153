"""The log is kept short: the first of a kind in full, the others counted."""

import logging
from collections.abc import Callable

import pytest

from ui.site.door import logbook
from ui.site.door.logbook import LONGEST, LONGEST_TRACEBACK, MINUTE, MOST, Bounds

Log = tuple[logging.Logger, list[str]]


class Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def log(now: list[float]) -> Log:
    logger, told = logging.Logger("of its own", logging.INFO), Told()  # noqa: LOG001 (gone with the test)
    logger.addHandler(told)
    logger.addFilter(Bounds(lambda: now[0]))
    return logger, told.texts


def fail(logger: logging.Logger, act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        logger.exception("a page failed")


def no_number() -> int:
    return int("x")


def no_key() -> str:
    nothing: dict[str, str] = {}
    return nothing["x"]


def no_other_number() -> int:
    return int("y")


def test_the_first_of_a_kind_is_written_in_full_the_next_in_a_line_and_the_rest_is_counted(
    log: Log, now: list[float]
) -> None:
    logger, texts = log
    for _ in range(500):
        fail(logger, no_number)
    assert len(texts) == MOST
    assert "Traceback" in texts[0]
    assert all("Traceback" not in text and "ValueError: invalid literal" in text for text in texts[1:])
    assert texts[-1].endswith(logbook.LAST)
    now[0] += MINUTE
    fail(logger, no_number)
    assert f"{500 - MOST} more like this were left out before." in texts[-1]
    assert "Traceback" in texts[-1]


def test_another_error_at_the_same_place_is_another_kind(log: Log) -> None:
    logger, texts = log
    for act in (no_number, no_key, no_other_number):
        for _ in range(100):
            fail(logger, act)
    assert sum("Traceback" in text for text in texts) == 3
    assert len(texts) == 3 * MOST


def test_records_that_differ_in_their_words_only_are_of_a_kind_however_serious(log: Log) -> None:
    logger, texts = log
    for number in range(100):
        logger.warning("run %d is damaged", number)
        logger.info("run %d is there", number)
    assert sum("damaged" in text for text in texts) == MOST
    assert sum("there" in text for text in texts) == MOST


def test_what_is_long_is_cut_in_the_middle(log: Log) -> None:
    def deep(left: int) -> None:
        if left:
            deeper(left)
        raise ValueError("x" * 100_000)

    def deeper(left: int) -> None:
        deep(left - 1)

    logger, texts = log
    logger.error("y" * 100_000)
    fail(logger, lambda: deep(400))
    assert [LONGEST < len(texts[0]) < LONGEST + 50, LONGEST_TRACEBACK < len(texts[1]) < LONGEST_TRACEBACK + 100]
    assert all("characters left out" in text for text in texts)


def test_kinds_are_forgotten_where_there_are_many(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "KINDS", 3)
    logger, texts = log
    for number in range(10):
        logger.handle(logger.makeRecord("name", logging.ERROR, "place", number, "here", (), None))
    (bounds,) = logger.filters
    assert isinstance(bounds, Bounds)
    assert (len(texts), len(bounds._counts)) == (10, 3)


def test_all_loggers_are_bounded_those_that_come_too(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = logging.Manager(logging.RootLogger(logging.WARNING))
    monkeypatch.setattr(logging.Logger, "manager", manager)
    monkeypatch.setattr(logging.Logger, "root", manager.root)
    monkeypatch.setattr(logging, "root", manager.root)
    before, usual = logging.getLogger("before"), logging.getLoggerClass()
    try:
        logbook.bound()
        after = logging.getLogger("after.it")
        assert logging.getLogger("uvicorn.access").disabled, "it names visitors"
        assert all(any(isinstance(one, Bounds) for one in logger.filters) for logger in (before, after, manager.root))
    finally:
        logging.setLoggerClass(usual)
