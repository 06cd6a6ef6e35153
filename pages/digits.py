"""Digits: what each network answers, image by image, and what it looks at."""

import streamlit as st

from ui.digits import heading, pictures, place, source, tabs
from ui.form import address, forms
from ui.site import browser, frame, live, visitor
from ui.site.menu import DIGITS

frame.page(DIGITS, heading=False)


@st.fragment
@frame.guard()
def look(found: source.Source, problems: tuple[str, ...]) -> None:
    """Everything that a choice on this page changes, and what was wrong with the link that led here."""
    address.write(found.shown.experiment, place.OWN)
    heading.draw(found)
    live.wrong_link(problems)
    tabs.draw(found)


with frame.guard():
    visitor.enter()
    pictures.draw_style()
    arrival = address.follow(place.OWN)
    found = source.find()
    if found is None:
        frame.headed(DIGITS)
        live.wrong_link(arrival.problems)
    else:
        look(found, arrival.problems)
    browser.measure()
    forms.settled()
