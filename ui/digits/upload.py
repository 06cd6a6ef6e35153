"""A photo or a scan that a visitor brings."""

from __future__ import annotations

import streamlit as st

from core.digits.answers import Pixels
from core.digits.form import to_form
from lab import photo
from lab.languages.words import N_, _
from ui import session

LABEL = N_("A photo or a scan of one digit")
HELP = N_("PNG or JPEG, at most 5 MB and 25 million pixels. Best is one digit that fills most of the picture.")
NO_DIGIT = N_("No digit stands out in this picture. Take it from nearer, with a darker pen, in even light.")
ENDINGS = ("png", "jpg", "jpeg")


def draw() -> Pixels | None:
    """Draw the way in; what came in the form of the database, uint8 (784,), None where nothing usable has come."""
    file = st.file_uploader(_(LABEL), ENDINGS, help=_(HELP), key="photo")
    drawing = session.current().drawing
    if file is None:
        drawing.file = ("", None, "")
        return None
    if drawing.file[0] != file.file_id:
        drawing.file = (file.file_id, *_read(file.getvalue()))
    _file, form, refusal = drawing.file
    if refusal:
        st.error(_(refusal), icon=":material/image_not_supported:")
    found: Pixels | None = form
    return found


def _read(data: bytes) -> tuple[Pixels | None, str]:
    """The digit in a file in its form, or None and why there is none."""
    try:
        form = to_form(photo.read(data))
    except photo.Refused as refused:
        return None, refused.sentence
    return (None, NO_DIGIT) if form is None else (form.reshape(-1), "")
