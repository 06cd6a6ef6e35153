"""Digits: what each network answers, image by image, and what it looks at."""

import streamlit as st

from ui.digits import heading, pictures, place, source, tabs
from ui.form import address, forms
from ui.site import browser, frame, live, visitor
from ui.site.menu import DIGITS

frame.page(DIGITS, heading=False)


@st.fragment
@frame.guard()
def look(found: source.Source) -> None:
    """Everything that a choice on this page changes."""
    address.write(found.shown.experiment, place.OWN)
    heading.draw(found)
    tabs.draw(found)


with frame.guard():
    visitor.enter()
    pictures.draw_style()
    arrival = address.follow(place.OWN)
    live.wrong_link(arrival.problems)
    found = source.find()
    if found is None:
        frame.headed(DIGITS)
    else:
        look(found)
    browser.measure()
    forms.settled()
