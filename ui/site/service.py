"""What this server offers to all of its visitors: the pool that trains, and the store of what it has trained."""

from __future__ import annotations

import atexit
import contextlib
import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from threadpoolctl import ThreadpoolController

from core.datasets import DataError, mnist
from lab import environment
from lab.boards.hall import Hall
from lab.gallery.shipped import Shipped
from lab.serving.pool import Caps, Pool
from lab.storage.store import Store

LAST = 8.0  # seconds that a server which is told to end waits for its database: it is killed after ten


@dataclass(frozen=True, slots=True)
class Service:
    """The pool and the store, shared by all sessions, how much may be asked of the pool, and the class boards."""

    pool: Pool
    store: Store
    caps: Caps = field(default_factory=Caps)
    hall: Hall = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hall", Hall(self.store, self.pool, self.caps.experiment_seconds))

    def close(self) -> None:
        """End all training, and store what is finished, for a few seconds also where the database comes back late."""
        self.pool.close()
        self.store.close(LAST)


def running() -> Service:
    """The service of this server."""
    _tune_python()
    return started()


def ready() -> Service:
    """The service, with the images and all that is shipped read: the first visitor would wait for that otherwise.

    Where there are no images, the pages say so.
    """
    started().store.shipped.listed()
    with contextlib.suppress(DataError):
        mnist()
    return running()


@st.cache_resource(show_spinner=False)
def started() -> Service:
    """The service, started with the server or else for the first visitor, and closed before the process ends."""
    store, caps = Store(shipped=Shipped()), environment.caps()
    service = Service(Pool(store=store, caps=caps), store, caps)
    atexit.register(service.close)
    return service


@st.cache_resource(show_spinner=False)
def _tune_python() -> None:
    """Keep pauses short: collect garbage over fewer objects, and switch between threads more often.

    A full garbage collection stops all visitors. With a class of 200 it took 0.3 s, every eight seconds. What has been
    loaded by now stays for good, so it is left out of collections. The oldest generation of the rest is collected five
    times less often than by default. The server's own thread, which sends what scripts draw, gets the interpreter
    after a millisecond instead of five.

    NumPy multiplies on one thread: scripts share the cores with each other and with the workers, and a product on two
    threads that have to wait for a core took up to 0.8 s instead of 0.03 s.

    Streamlit reads the theme anew for every run of every page, which took 6 % of the server: it is read once.
    """
    read = app_session._populate_theme_msg  # noqa: SLF001 (there is no public way; a test says that it is there)
    app_session._populate_theme_msg = theme_read_once(read)  # noqa: SLF001
    ThreadpoolController().limit(limits=1, user_api="blas")
    gc.collect()
    gc.freeze()
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, 5 * old)
    sys.setswitchinterval(0.001)


def theme_read_once(read: Callable[..., None]) -> Callable[..., None]:
    """A function that puts a section of the theme into a message, as `read` does, which is called once for each."""
    kept: dict[str, CustomThemeConfig] = {}

    def put(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in kept:
            found = CustomThemeConfig()
            read(found, section)
            kept[section] = found
        if kept[section].ByteSize():  # else it would be there, and empty
            message.MergeFrom(kept[section])

    return put
