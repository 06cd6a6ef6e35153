"""The line of the guided story: which step this is, how the predictions went so far, and the ways back and on."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from lab.languages.words import N_, _
from ui import language
from ui.site import frame
from ui.site.menu import COMPARE, GUIDE, GUIDE_ME, Page
from ui.story.guide import steps
from ui.story.reader import Reader

STYLE = Path(__file__).with_suffix(".css")
PLACE = N_("Step {number} of {count}")
PROGRESS = N_("Your predictions")
STANDS = {
    steps.OPEN: N_("Step {number}, {name}: not answered yet."),
    steps.RIGHT: N_("Step {number}, {name}: predicted rightly."),
    steps.OTHERWISE: N_("Step {number}, {name}: it came out otherwise."),
}
BACK, NEXT = N_("Back"), N_("Next")
LEAVE = N_("Leave the guided story")


def open_page(row: Page, page: Reader) -> None:
    """Take what the address holds and draw the heading: in the guided story with its line, else with the question."""
    page.open()
    if page.guided:
        st.html(STYLE)
        frame.headed(row, beside=lambda: _line(row))
    else:
        frame.headed(row)
    page.warn()


def offer(row: Page, page: Reader) -> None:
    """Draw the link that begins the guided story on this page, or leaves it."""
    if page.guided:
        st.page_link(row.path, label=_(LEAVE), icon=":material/close:", query_params=language.added(steps.OFF))
    else:
        st.page_link(row.path, label=_(GUIDE_ME), icon=":material/route:", query_params=language.added(GUIDE))


def _line(row: Page) -> None:
    at = steps.place(row)
    before, (after, query) = steps.back(row), steps.following(row)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="step", wrap=False):
        st.html(_progress(at))
        if before is not None:
            st.page_link(before.path, label=_(BACK), icon=":material/arrow_back:", query_params=language.added(GUIDE))
        label = _(after.name if after is COMPARE else NEXT)
        st.page_link(after.path, label=label, icon=":material/arrow_forward:", query_params=language.added(query or []))


def _progress(at: int) -> str:
    """The place of the step, and a dot for each with a sentence for those who do not see it."""
    dots = "".join(
        f'<li class="{step.stands}"{" aria-current=step" if number == at + 1 else ""}>'
        f"<span>{escape(_(STANDS[step.stands]).format(number=number, name=_(step.page.name)))}</span></li>"
        for number, step in enumerate(steps.STEPS, start=1)
    )
    words = escape(_(PLACE).format(number=at + 1, count=len(steps.STEPS)))
    return f'<div class="steps"><span>{words}</span><ol aria-label="{escape(_(PROGRESS))}">{dots}</ol></div>'
