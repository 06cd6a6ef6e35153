"""The button that shows the link of a page, to be copied, as a QR code for those in the room, and what it holds."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from lab import environment
from lab.languages.words import N_, _
from ui import language, session
from ui.site.menu import Page
from ui.site.share import code, reach

KEY = "share"
LABEL = N_("Share")
LINK, COPY, COPIED = N_("Link to this page"), N_("Copy"), N_("Copied")
TAKE = N_("Press Ctrl+C to copy")
TOO_LONG = N_("It is too long for a QR code.")

_FILES = {name: Path(__file__).with_suffix(f".{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")}
# Not isolated, so that the keyboard is led to its fields as to those of other popovers.
_sheet = st.components.v2.component(
    "share", html=_FILES["html"], css=_FILES["css"], js=_FILES["js"], isolate_styles=False
)


def draw(row: Page) -> None:
    """Draw the button of a page. What it shows is worked out when it is opened."""
    opened = st.popover(_(LABEL), icon=":material/link:", key=KEY, on_change="rerun")
    if opened.open:
        with opened:
            _sheet(key="share-sheet", data=_shown(row))


def link(row: Page, start: str) -> str:
    """The link of what is on a page, which is at `start`."""
    held = language.added(session.current().held.get(row.slug, []))
    return f"{start}?{urlencode(held, safe='~,')}" if held else start


def _shown(row: Page) -> dict[str, str]:
    """What is told to the browser's part."""
    found = reach.of(st.context.url or "", st.context.ip_address or "", _server())
    shared = link(row, found.start)
    drawing = code.svg(shared) if found.others else ""
    return {
        "link": shared,
        "label": _(LINK),
        "copy": _(COPY),
        "copied": _(COPIED),
        "take": _(TAKE),
        "holds": _(row.shares),
        "reach": found.words or ("" if drawing else _(TOO_LONG)),
        "code": drawing,
    }


def _server() -> reach.Server:
    """How this server listens."""
    address, port = (st.get_option(f"server.{name}") for name in ("address", "port"))
    return reach.Server(str(address or ""), int(port), environment.hosts())
