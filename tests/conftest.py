"""What all tests share: one BLAS thread, their own store, reproducible properties, the rule on missing programs."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy loads: results are compared bit for bit

from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from hypothesis import settings

IN_CI = bool(os.environ.get("CI"))

settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _store_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the results that the person at this machine has trained."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAB_STORE", f"sqlite:///{tmp_path_factory.mktemp('store') / 'tests.sqlite3'}")
        yield


@pytest.fixture(scope="session")
def unavailable() -> Callable[[str], NoReturn]:
    """Call with a reason where a program such as a browser is missing: a newcomer's test is skipped, CI's fails."""

    def say(reason: str) -> NoReturn:
        if IN_CI:
            pytest.fail(f"{reason}; CI must have it", pytrace=False)
        pytest.skip(reason)

    return say


@pytest.fixture
def popovers_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """All popovers of the form hold their fields, as if each had just been opened: there is no browser to press one."""
    monkeypatch.setattr("ui.form.folds.is_open", lambda _: True)
