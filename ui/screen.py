"""How wide the visitor's page is. Streamlit knows it in the browser only; linked charts need it to be laid out."""

from __future__ import annotations

import streamlit as st

KEY = "screen"
STEP = 20  # pixels: smaller changes are not told
NARROW = 600  # pixels: below this everything stands one under another

_JS = """
export default function (component) {
  const { data, parentElement, setStateValue } = component
  const host = parentElement.host ?? parentElement
  let told = data.known
  let timer = null
  const tell = () => {
    const width = Math.floor(host.getBoundingClientRect().width / data.step) * data.step
    if (width > 0 && width !== told) {
      told = width
      setStateValue("width", width)
    }
  }
  const watcher = new ResizeObserver(() => {
    clearTimeout(timer)
    timer = setTimeout(tell, told === data.known ? 0 : 300)
  })
  watcher.observe(host)
  return () => {
    clearTimeout(timer)
    watcher.disconnect()
  }
}
"""

_measure = st.components.v2.component("screen", html="<div></div>", js=_JS)


def measure() -> None:
    """Have the browser tell the width where it is not the known one. To be called once, at the end of a page."""
    _measure(key=KEY, data={"step": STEP, "known": width()}, on_width_change=_keep, height=1)


def width() -> int | None:
    """The width in pixels of the main column, rounded down to a multiple of 20; None until the browser has told it."""
    known: int | None = st.session_state.get("width")
    return known


def wide() -> bool:
    """Whether there is surely room for charts beside each other that do not follow the width of the page."""
    return (width() or 0) >= NARROW


def narrow() -> bool:
    """Whether the page is as narrow as on a phone."""
    return (width() or NARROW) < NARROW


def _keep() -> None:
    told = st.session_state[KEY].get("width")
    if isinstance(told, int | float) and 0 < told < 100_000:
        st.session_state["width"] = int(told)
