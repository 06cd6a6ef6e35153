"""What brings a class to a board: its code, to be read aloud, and its link as a QR code."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from urllib.parse import urlencode

import streamlit as st

from lab import environment
from lab.languages.words import N_, _
from lab.saying import together
from ui import language
from ui.board.seat import CODE, Place
from ui.markdown import plain
from ui.site.share import code, reach

HOLDER = (
    '<div class="board-ticket board-{size}">{drawing}'
    '<div class="board-way"><p class="board-code" aria-label="{label}">{code}</p><p class="board-link">{link}</p>'
    "{words}</div></div>"
)
PICTURE = '<img class="board-qr" alt="{alt}" src="data:image/svg+xml;base64,{data}">'
ALT = N_("QR code of the link {link}")
WORDS = '<p class="board-reach">{words}</p>'
LABEL = N_("Code of the board: {spelled}")
UNREACHED = N_("Others cannot open this link.")
STUDENTS = N_("The link for your students, without the code to be typed:")


def link(place: Place, start: str) -> str:
    """The link by which one joins, at a dashboard whose board page is at `start`: never with a secret in it.

    It opens in the teacher's language, as every link does.
    """
    return f"{start}?{urlencode({CODE: place.code, **language.in_address()})}"


def draw(place: Place, *, large: bool) -> None:
    """Draw code, address and QR code, `large` to be read from the last row of a hall."""
    found = _reach()
    said = "" if found.others else together([_(UNREACHED), found.words])
    st.html(
        HOLDER.format(
            size="large" if large else "small",
            drawing=_picture(link(place, found.start)) if found.others else "",
            label=escape(_(LABEL).format(spelled=" ".join(place.code))),
            code=escape(place.code),
            link=escape(found.start.rpartition("://")[2]),
            words=WORDS.format(words=escape(said)) if said else "",
        )
    )


def draw_link(place: Place) -> None:
    """Draw the whole link, to be copied, and from where it opens."""
    found = _reach()
    st.markdown(_(STUDENTS))
    st.code(link(place, found.start), language=None, wrap_lines=True)
    if found.words:
        st.caption(plain(found.words))


def _reach() -> reach.Reach:
    """From where the page opens, by its address without parameters."""
    return reach.of((st.context.url or "").partition("?")[0], st.context.ip_address or "", _server())


def _picture(shared: str) -> str:
    """The QR code as an image: Streamlit takes drawings out of HTML."""
    data = b64encode(code.svg(shared).encode()).decode()
    return PICTURE.format(alt=escape(_(ALT).format(link=shared)), data=data)


def _server() -> reach.Server:
    address, port = (st.get_option(f"server.{name}") for name in ("address", "port"))
    return reach.Server(str(address or ""), int(port), environment.hosts())
